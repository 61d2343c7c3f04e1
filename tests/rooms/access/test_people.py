"""Enrolling colleagues, units and API tokens; the reads that concern no customer."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from plugins.colleagues import branch, colleague, set_by_hand

from zhiji.access.actors import Job
from zhiji.access.models import ApiToken
from zhiji.access.people import Unfit, bearer, enrol, make_token, make_unit, revoke_tokens, set_password
from zhiji.access.refusals import Refused
from zhiji.journal.models import JournalEntry
from zhiji.staff.models import Staff, Unit

pytestmark = pytest.mark.django_db
HOUSE = Job("tests")
NAMES = {"zh-hans": "一", "zh-hant": "一", "en": "One"}


def some(**changed):
    given = {"staff_number": "900001", "name": "周明", "role": "rm", "unit": branch()} | changed
    return enrol(given.pop("username", "rm77"), **given, by=HOUSE, channel="test")


@pytest.mark.req("AD21", "P01")
def test_a_colleague_is_enrolled_with_one_role_and_the_journal_says_so():
    staff = some(password="a long enough phrase 9")
    assert staff.check_password("a long enough phrase 9")
    entry = JournalEntry.objects.get(
        phrase="staff:person:enrol", outcome="done", facts__contains=f'"staff":{staff.pk}'
    )
    assert "long enough" not in str(entry.facts)


def test_without_a_password_nobody_can_sign_in_under_the_name():
    assert not some().has_usable_password()


@pytest.mark.parametrize(
    ("changed", "argument"),
    [
        ({"username": "RM 77"}, "username"),
        ({"role": "teller"}, "role"),
        ({"name": " "}, "name"),
        ({"language": "fr"}, "language"),
        ({"staff_number": "9/1"}, "staff_number"),
        ({"password": "short"}, "password"),
    ],
)
def test_a_bad_argument_is_named_and_nothing_is_written(changed, argument):
    branch()
    with pytest.raises(Unfit, match=rf"^{argument}: "):
        some(**changed)
    assert not Staff.objects.exists()


def test_names_and_numbers_are_given_once():
    some()
    with pytest.raises(Unfit, match=r"^username"):
        some(staff_number="900002")
    with pytest.raises(Unfit, match=r"^staff_number"):
        some(username="rm78")


@pytest.mark.parametrize("role", ["admin", "gm", "supervisor"])
def test_only_the_house_enrols(role):
    boss, unit = colleague(role), branch()
    with pytest.raises(Refused):
        enrol("twin", staff_number="1", name="二", role="gm", unit=unit, by=boss, channel="test")
    with pytest.raises(Refused):
        make_unit("XX", "branch", NAMES, parent=unit, by=boss, channel="test")
    with pytest.raises(Refused):
        make_token(boss, by=boss, channel="test")
    assert not ApiToken.objects.exists()


def test_units_are_a_tree_told_by_their_paths():
    below = branch()
    head = Unit.objects.get(kind="head")
    assert below.path == f"{head.path}{below.pk}/"
    for code, kind, parent, argument in (
        ("xx", "branch", head, "code"), ("XX", "shop", head, "kind"), ("XX", "head", head, "parent"), ("XX", "branch", None, "parent"),
        ("HQ", "branch", head, "code"),
    ):  # fmt: skip
        with pytest.raises(Unfit, match=rf"^{argument}: "):
            make_unit(code, kind, NAMES, parent=parent, by=HOUSE, channel="test")
    with pytest.raises(Unfit, match=r"^names: "):
        make_unit("XX", "branch", {"en": "One"}, parent=head, by=HOUSE, channel="test")


def test_a_token_speaks_for_its_colleague_until_it_ends_or_is_revoked():
    staff, now = colleague("rm"), timezone.now()
    text = make_token(staff, days=2, by=HOUSE, channel="test")
    assert bearer(text, now) == staff
    assert bearer(text + "x", now) is None
    assert bearer(text, now + timedelta(days=2, minutes=1)) is None
    assert revoke_tokens(staff, by=HOUSE, channel="test") == 1
    assert bearer(text, timezone.now()) is None


def test_no_token_for_who_has_left_and_none_that_lives_for_ever():
    staff = colleague("rm")
    with pytest.raises(Unfit, match=r"^days: "):
        make_token(staff, days=1000, by=HOUSE, channel="test")
    text = make_token(staff, by=HOUSE, channel="test")
    set_by_hand(staff, is_active=False)
    staff.refresh_from_db()
    assert bearer(text, timezone.now()) is None
    with pytest.raises(Unfit, match=r"^staff: "):
        make_token(staff, by=HOUSE, channel="test")


def test_the_token_itself_is_kept_nowhere():
    text = make_token(colleague("rm"), by=HOUSE, channel="test")
    assert text.encode() not in bytes(ApiToken.objects.get().digest)
    assert all(text not in str(entry.facts) for entry in JournalEntry.objects.all())


def test_a_password_is_set_by_the_house_only():
    staff = colleague("rm")
    set_password(staff, "another long phrase 4", by=HOUSE, channel="test")
    assert Staff.objects.get(pk=staff.pk).check_password("another long phrase 4")
    with pytest.raises(Refused):
        set_password(staff, "yet another phrase 4", by=colleague("admin"), channel="test")


@pytest.mark.req("N09")
@pytest.mark.parametrize(
    "column", ["role = 'gm'", "unit_id = unit_id + 1", "is_active = false", "person = 'x'", "username = 'y'"]
)
def test_the_database_lets_nobody_change_who_a_colleague_is_outside_an_act(column):
    staff = colleague("rm")
    with pytest.raises(DatabaseError, match="written by acts only"), transaction.atomic():
        connection.cursor().execute(f"UPDATE staff_staff SET {column} WHERE id = {staff.pk}")
    staff.last_login = timezone.now()
    staff.save(update_fields=["last_login"])  # what signing in notes stays free
