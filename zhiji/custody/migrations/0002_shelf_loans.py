"""The shelf, the register of loans, inspections and the climate log; the database itself refuses a longer loan.

The longest loan of the house (Art. 19.5) stands here once more, because a constraint cannot ask the register of norms;
a test holds the two together.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from zhiji.journal.guards import ActsOnly

LONGEST = "interval '3 days'"

LOAN_ROW = f"""
ALTER TABLE custody_loan ADD CONSTRAINT loan_is_short CHECK (due_at > lent_at AND due_at <= lent_at + {LONGEST});
CREATE FUNCTION zhiji_loan_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.lent_at > clock_timestamp() + interval '1 hour' THEN
            RAISE EXCEPTION 'a loan cannot begin in the future' USING ERRCODE = 'ZJ003';
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a row of the register of loans is cancelled, never taken away' USING ERRCODE = 'ZJ003';
    END IF;
    IF (NEW.id, NEW.case_id, NEW.borrower_id, NEW.lent_by_id, NEW.medium, NEW.copies, NEW.lent_at, NEW.due_at)
       IS DISTINCT FROM
       (OLD.id, OLD.case_id, OLD.borrower_id, OLD.lent_by_id, OLD.medium, OLD.copies, OLD.lent_at, OLD.due_at)
       OR (OLD.returned_at IS NOT NULL AND NEW.returned_at IS DISTINCT FROM OLD.returned_at) THEN
        RAISE EXCEPTION 'a loan is never extended or rewritten: it comes back, and another is asked for'
            USING ERRCODE = 'ZJ003';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER zhiji_loan_stands BEFORE INSERT OR UPDATE OR DELETE ON custody_loan
    FOR EACH ROW EXECUTE FUNCTION zhiji_loan_stands();
ALTER TABLE custody_loan ENABLE ALWAYS TRIGGER zhiji_loan_stands;
"""
LOAN_CASE = """
CREATE FUNCTION zhiji_loan_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.due_at IS NULL OR NOT EXISTS (
        SELECT 1 FROM custody_loan WHERE case_id = NEW.id AND due_at >= NEW.due_at
    ) THEN
        RAISE EXCEPTION 'a loan is due no later than its row in the register says' USING ERRCODE = 'ZJ003';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER zhiji_loan_case BEFORE INSERT OR UPDATE ON custody_case FOR EACH ROW
    WHEN (NEW.kind = 'loan' AND NEW.state IN ('lent', 'open')) EXECUTE FUNCTION zhiji_loan_case();
ALTER TABLE custody_case ENABLE ALWAYS TRIGGER zhiji_loan_case;
"""
LOAN_GRANT = f"""
ALTER TABLE access_grant ADD CONSTRAINT loan_grant_is_short
    CHECK (kind <> 'loan' OR ends_at <= starts_at + {LONGEST});
CREATE FUNCTION zhiji_loan_grant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the grant of a loan is never extended' USING ERRCODE = 'ZJ003';
END $$;
CREATE TRIGGER zhiji_loan_grant BEFORE UPDATE ON access_grant FOR EACH ROW
    WHEN ('loan' IN (OLD.kind, NEW.kind)
        AND (OLD.kind, OLD.starts_at, OLD.ends_at) IS DISTINCT FROM (NEW.kind, NEW.starts_at, NEW.ends_at))
    EXECUTE FUNCTION zhiji_loan_grant();
ALTER TABLE access_grant ENABLE ALWAYS TRIGGER zhiji_loan_grant;
"""
BACK = (
    "ALTER TABLE custody_loan DROP CONSTRAINT loan_is_short; DROP TRIGGER zhiji_loan_stands ON custody_loan; "
    "DROP FUNCTION zhiji_loan_stands()",
    "DROP TRIGGER zhiji_loan_case ON custody_case; DROP FUNCTION zhiji_loan_case()",
    "ALTER TABLE access_grant DROP CONSTRAINT loan_grant_is_short; DROP TRIGGER zhiji_loan_grant ON access_grant; "
    "DROP FUNCTION zhiji_loan_grant()",
)
GOVERNED = ("cabinet", "volume", "climate", "loan", "loanitem", "plan", "check")


class Migration(migrations.Migration):
    dependencies = [
        ("custody", "0001_initial"),
        ("staff", "0004_guard_staff"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Cabinet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=4, unique=True)),
                ("kind", models.CharField(max_length=12)),
                ("apart", models.BooleanField(default=False)),
                ("rows", models.SmallIntegerField()),
                ("columns", models.SmallIntegerField()),
                (
                    "custodian",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.unit"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Climate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("humidity", models.SmallIntegerField()),
                ("temperature", models.DecimalField(decimal_places=1, max_digits=4)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="custody.case",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.unit"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Loan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("medium", models.CharField(max_length=12)),
                ("copies", models.IntegerField()),
                ("lent_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("returned_at", models.DateTimeField(null=True)),
                ("reminded_at", models.DateTimeField(null=True)),
                ("overdue_told_at", models.DateTimeField(null=True)),
                (
                    "borrower",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="loan", to="custody.case"
                    ),
                ),
                (
                    "lent_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Plan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("period", models.CharField(max_length=8)),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="plan", to="custody.case"
                    ),
                ),
                (
                    "custodian",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Volume",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("customer_id", models.BigIntegerField()),
                ("part", models.SmallIntegerField()),
                ("row", models.SmallIntegerField()),
                ("column", models.SmallIntegerField()),
                ("carrier", models.CharField(max_length=12)),
                ("ink", models.CharField(max_length=12)),
                ("state", models.CharField(default="here", max_length=8)),
                ("kept_at", models.DateTimeField()),
                ("review_on", models.DateField()),
                (
                    "cabinet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="volumes",
                        to="custody.cabinet",
                    ),
                ),
                (
                    "kept_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LoanItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("back_at", models.DateTimeField(null=True)),
                (
                    "loan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="items", to="custody.loan"
                    ),
                ),
                (
                    "volume",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="custody.volume"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Check",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("answer", models.CharField(blank=True, max_length=12)),
                ("seen_at", models.CharField(blank=True, max_length=12)),
                ("note", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="checks", to="custody.case"
                    ),
                ),
                (
                    "volume",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checks",
                        to="custody.volume",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="cabinet",
            constraint=models.CheckConstraint(
                condition=models.Q(("columns__gte", 1), ("rows__gte", 1)), name="cabinet_has_places"
            ),
        ),
        migrations.AddConstraint(
            model_name="cabinet",
            constraint=models.CheckConstraint(
                condition=models.Q(("apart", False), ("custodian__isnull", False), _connector="OR"),
                name="cabinet_apart_is_kept",
            ),
        ),
        migrations.AddIndex(
            model_name="climate",
            index=models.Index(fields=["unit", "-at"], name="climate_of_unit"),
        ),
        migrations.AddIndex(
            model_name="loan",
            index=models.Index(
                condition=models.Q(("returned_at", None)), fields=["due_at"], name="loan_open"
            ),
        ),
        migrations.AddIndex(
            model_name="loan",
            index=models.Index(
                condition=models.Q(("returned_at", None)), fields=["borrower"], name="loan_of_borrower"
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.UniqueConstraint(fields=("custodian", "period"), name="inspection_once"),
        ),
        migrations.AddIndex(
            model_name="volume",
            index=models.Index(fields=["review_on"], name="volume_review"),
        ),
        migrations.AddIndex(
            model_name="volume",
            index=models.Index(
                condition=models.Q(("state", "here"), _negated=True), fields=["state"], name="volume_away"
            ),
        ),
        migrations.AddConstraint(
            model_name="volume",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "gone"), _negated=True),
                fields=("cabinet", "row", "column"),
                name="volume_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="volume",
            constraint=models.UniqueConstraint(fields=("customer_id", "part"), name="volume_part"),
        ),
        migrations.AddConstraint(
            model_name="volume",
            constraint=models.CheckConstraint(
                condition=models.Q(("column__gte", 1), ("part__gte", 1), ("row__gte", 1)),
                name="volume_counts",
            ),
        ),
        migrations.AddConstraint(
            model_name="loanitem",
            constraint=models.UniqueConstraint(
                condition=models.Q(("back_at", None)), fields=("volume",), name="volume_lent_once"
            ),
        ),
        migrations.AddIndex(
            model_name="check",
            index=models.Index(condition=models.Q(("answer", "")), fields=["case"], name="check_left"),
        ),
        migrations.AddConstraint(
            model_name="check",
            constraint=models.UniqueConstraint(fields=("case", "volume"), name="check_once"),
        ),
        *(ActsOnly(f"custody_{table}") for table in GOVERNED),
        migrations.RunSQL(LOAN_ROW, BACK[0]),
        migrations.RunSQL(LOAN_CASE, BACK[1]),
        migrations.RunSQL(LOAN_GRANT, BACK[2]),
    ]
