"""Seeding: kept on a second run, and the people it makes can work. All look at one bank."""

import pytest
from django.conf import settings
from django.test import Client

from zhiji.access.actors import Job
from zhiji.access.refusals import NotHere
from zhiji.custody.models import Export
from zhiji.customers.looks.opening import open_file
from zhiji.customers.models import File
from zhiji.desk import undertaking
from zhiji.journal.models import JournalEntry
from zhiji.ops.demo import seeding
from zhiji.ops.demo.people import COLLEAGUES
from zhiji.staff.models import Staff
from zhiji.vault.decoys import is_decoy, mark_decoys


def test_a_second_run_keeps_everything(lanting, db):
    first, folder = lanting
    before = dict(File.objects.values_list("customer_id", "identity"))
    again = seeding.seed()
    assert (first.customers, first.made, again.customers, again.made) == (60, 60, 60, 0)
    assert len(before) == 60 and Staff.objects.filter(is_active=True).count() == len(COLLEAGUES)
    assert (folder / "keys" / "demo.password").stat().st_mode & 0o777 == 0o600
    with pytest.raises(seeding.NotDemo, match="--customers"):
        seeding.seed(61)


def test_every_colleague_signs_in_and_only_the_newcomer_has_yet_to_sign(lanting, db):
    for role in {one.role for one in COLLEAGUES}:
        name = next(one.username for one in COLLEAGUES if one.role == role)
        assert Client().login(username=name, password="orchid pavilion 353"), name
    unsigned = [
        one.username for one in Staff.objects.filter(is_active=True) if not undertaking.is_signed(one)
    ]
    assert unsigned == ["newcomer"]


def test_another_password_reaches_everyone(lanting, db, monkeypatch):
    monkeypatch.setenv("ZHIJI_DEMO_PASSWORD", "winding water 1673")
    seeding.seed()
    assert all(one.check_password("winding water 1673") for one in Staff.objects.filter(is_active=True))


def test_files_open_for_their_manager_and_stay_hidden_from_others(lanting, db):
    file = (
        File.objects.filter(secrecy=0, kind="person", state="established").select_related("manager").first()
    )
    shown = open_file(file.number, by=file.manager, purpose="service", channel="test")
    assert shown is not None
    hidden = File.objects.filter(secrecy=2).first()
    other = Staff.objects.filter(role="rm").exclude(pk__in=[hidden.manager_id, hidden.deputy_id]).first()
    with pytest.raises(NotHere):
        open_file(hidden.number, by=other, purpose="service", channel="test")


def test_taking_over_is_journalled_with_its_customers_and_without_values(lanting, db):
    entry = JournalEntry.objects.get(phrase="customers:book:take_over")
    assert entry.subject_count == 60 and entry.outcome == "done"
    name = next(iter(seeding.Bank(60).plan())).values["name"]
    assert name not in str(entry.facts)


def test_the_next_file_gets_a_number_of_its_own(lanting, db):
    from zhiji.customers.actions.filing import create
    from zhiji.staff.models import Unit

    rm, officer = Staff.objects.get(username="rm01"), Staff.objects.get(username="officer")
    file = create(
        "person", {"name": "新客户"}, unit=Unit.objects.get(code="HZ"), manager=rm, custodian=officer, source="customer_stated",
        by=Job("tests"), channel="test",
    )  # fmt: skip
    assert file.customer_id > 60


@pytest.mark.req("J03")
def test_decoys_are_known_to_the_house_and_to_no_table(lanting, db):
    found = [number for number in File.objects.values_list("customer_id", flat=True) if is_decoy(number)]
    assert len(found) == 3
    listed = (settings.ZHIJI_HOME / "keys" / "decoys").read_text().split()
    canaries = Export.objects.count()
    assert (
        canaries == 1 and len(listed) == 3 + canaries and not set(listed) & {str(number) for number in found}
    )
    assert mark_decoys(found) == 3 + canaries
