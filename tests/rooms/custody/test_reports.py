"""Statistics reports, Art. 9-13."""

# ruff: noqa: F811 (fixtures are asked for by their names)

from dataclasses import replace

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import translation
from plugins.reported import agreed, asked, cells_of, files  # noqa: F401
from plugins.small_bank import HOUSE

from zhiji.access.people import enrol
from zhiji.access.refusals import NotHere, Refused
from zhiji.custody.actions import report as acts
from zhiji.custody.looks import reports as looks
from zhiji.custody.models import Case, ReportFigures
from zhiji.custody.problems import Invalid
from zhiji.custody.reports.catalogue import catalogue
from zhiji.custody.reports.labels import dimension
from zhiji.customers.looks.opening import open_file
from zhiji.customers.models.attachment import SCAN_KINDS
from zhiji.insight.explorer.dimensions import DIMENSIONS
from zhiji.staff.models import Staff


@pytest.mark.req("G01")
def test_the_catalogue_says_what_each_report_counts_and_out_of_what(bank):
    """Art. 9: information officers compile; every report names its columns, its statement and its second count."""
    lines = looks.read_catalogue(by=bank.rm01)
    assert {line.report.id for line in lines} >= {
        "customers",
        "branches",
        "completeness",
        "papers",
        "looks",
        "loans",
    }
    for line in lines:
        assert line.title and line.about and all("." in column for column in line.report.lineage)
    with pytest.raises(Refused):
        acts.compile_figures(asked(bank).pk, by=bank.rm01)


@pytest.mark.req("G02", "G03", "G07")
def test_nothing_is_released_without_the_manager_and_the_general_manager(files):
    """Art. 10, 13: asked for work's sake; supervisor and manager examine, the general manager approves; all apart."""
    bank = files
    with pytest.raises(Invalid):
        acts.ask(report="branches", reason="", by=bank.product)
    case = asked(bank)
    for early in (acts.review, acts.agree, acts.approve):
        with pytest.raises((Invalid, Refused)):
            early(
                case.pk,
                by={"review": bank.supervisor, "agree": bank.manager}.get(
                    early.phrase.split(":")[2], bank.gm
                ),
            )
    acts.compile_figures(case.pk, by=bank.officer)
    for state in ("compiled", "reviewed", "agreed"):
        assert Case.objects.get(pk=case.pk).state == state
        with pytest.raises(NotHere):
            looks.open_copy(case.pk, 1, by=bank.product)
        with pytest.raises(Invalid):
            acts.issue(case.pk, recipient=bank.analyst, by=bank.officer)
        if state == "compiled":
            with pytest.raises(Invalid):
                acts.approve(case.pk, by=bank.gm)
            acts.review(case.pk, by=bank.supervisor)
        elif state == "reviewed":
            with pytest.raises(Invalid):
                acts.approve(case.pk, by=bank.gm)
            acts.agree(case.pk, by=bank.manager)
    for other in (bank.manager, bank.supervisor, bank.officer, bank.product):
        with pytest.raises(Refused):
            acts.approve(case.pk, by=other)
    assert acts.approve(case.pk, by=bank.gm).state == "released"
    view, copy = looks.open_copy(case.pk, 1, by=bank.product)
    assert (copy.number, view.printed[0]) == (1, "S")


@pytest.mark.req("G02")
def test_a_change_of_role_or_a_second_account_approves_nothing_twice(files):
    """Art. 10: four hands of four people."""
    bank = files
    case = asked(bank)
    agreed(bank, case)
    enrol(
        "gm2",
        staff_number="990001",
        name="蒋和",
        role="gm",
        unit=bank.head,
        person=bank.manager.person_key,
        **HOUSE,
    )
    with pytest.raises(Refused) as refused:
        acts.approve(case.pk, by=Staff.objects.get(username="gm2"))
    assert refused.value.decision.code == "four_eyes"


@pytest.mark.req("G08")
def test_figures_are_frozen_with_sums_that_agree_and_a_fingerprint(files, monkeypatch):
    """Art. 13: correct figures; what came later does not move them, and nobody can alter them."""
    bank = files
    case = asked(bank)
    acts.compile_figures(case.pk, by=bank.officer)
    view = looks.read_figures(case.pk, by=bank.supervisor)
    assert sorted(sorted(line.cells) for line in view.lines) == [[0, 12, 12], [6, 6, 12]]
    assert view.totals.cells[-1] == 24 and view.agrees and len(view.digest) == 64
    for _ in range(5):
        bank.file()
    assert looks.read_figures(case.pk, by=bank.supervisor).digest == view.digest
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('zhiji.act', 'custody:report:review', true)")
        cursor.execute("UPDATE custody_reportfigures SET digest = 'x'")
    other = asked(bank)
    true_check = catalogue()["branches"].check
    wrong = {**catalogue(), "branches": replace(catalogue()["branches"], check=f"SELECT ({true_check}) + 1")}
    monkeypatch.setattr(acts, "catalogue", lambda: wrong)
    with pytest.raises(Invalid) as invalid:
        acts.compile_figures(other.pk, by=bank.officer)
    assert [one.rule for one in invalid.value.problems] == ["sums"]
    assert not ReportFigures.objects.filter(case=other).exists()


@pytest.mark.req("G01", "J04")
def test_every_report_counts_reconciles_and_betrays_no_top_secret_file(files):
    """Art. 9, 22: the figures with a top secret file are the figures without it."""
    bank = files
    for name in catalogue():
        before = cells_of(bank, name)
        bank.file(secrecy=2)
        # Each request of this test is a case of its own, which the report on turnaround counts.
        assert cells_of(bank, name) == before or name == "turnaround", name


def test_looks_at_a_top_secret_file_are_counted_nowhere(bank):
    """Art. 22: neither the looks at it nor the loans of it."""
    secret, plain = bank.file(secrecy=2), bank.file()
    for _ in range(6):
        open_file(plain.number, by=bank.rm01, purpose="service")
    before = cells_of(bank, "looks")
    assert before[-1][-1] == 6
    for _ in range(6):
        open_file(secret.number, by=bank.rm01, purpose="service")
    assert cells_of(bank, "looks") == before


@pytest.mark.req("C01")
def test_papers_are_counted_by_their_earliest_day_and_no_day_is_kept(bank):
    for day in ["2020-01-01"] * 5 + ["2090-01-01"] * 6:
        paper = {
            "type": "resident_id",
            "number": bank.paper_number(1),
            "valid_from": "2010-05-01",
            "valid_to": day,
        }
        bank.file(values={"papers": [paper]})
    case = asked(bank, "papers")
    acts.compile_figures(case.pk, by=bank.officer)
    view = looks.read_figures(case.pk, by=bank.supervisor)
    assert dict(zip([code for code, _ in view.columns], view.lines[0].cells, strict=False)) == {
        "expired": 5,
        "soon": 0,
        "later": 6,
        "none": 0,
    }
    assert "2020-01-01" not in str(ReportFigures.objects.get(case=case).grid)


def test_the_kind_of_customer_and_the_mandate_are_called_what_a_chinese_bank_calls_them():
    with translation.override("zh-hans"):
        told = str(dimension("kind")), str(DIMENSIONS["kind"].label), str(SCAN_KINDS["mandate"])
    assert told == ("客户类别", "客户类别", "授权书")
