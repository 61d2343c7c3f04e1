"""What the house rule says in general: its purpose, whom it binds, classes, files opened in time, one department, the index,
and the duty of secrecy."""

import pytest
from django.test import Client
from django.utils import timezone
from plugins.page_browser import Browser
from plugins.small_bank import HOUSE
from plugins.told_first import TOLD

from zhiji.access import people
from zhiji.access.refusals import Refused
from zhiji.custody.looks import rule
from zhiji.customers.actions.filing import create
from zhiji.customers.looks.listing import list_files
from zhiji.customers.looks.opening import open_file
from zhiji.customers.looks.searching import search
from zhiji.customers.looks.watch import completion_queue
from zhiji.customers.models import File
from zhiji.customers.problems import Invalid
from zhiji.desk import undertaking
from zhiji.staff.models import Staff
from zhiji.staff.rules import ROLES


def everyone():
    return Staff.objects.select_related("unit").order_by("pk")


@pytest.mark.req("AD24")
def test_the_purpose_of_the_rule_stands_before_everybody(bank):
    """Art. 1: to keep customers' information from leaking, whole and safe, and well used; every colleague reads it."""
    for colleague in everyone():
        first = rule.read_rule(by=colleague).articles[0]
        assert (first.number, first.title) == (1, "Purpose") and "leaking" in first.text
    assert "leaking" in Browser(bank.admin).text("/custody/rule/")


@pytest.mark.req("N10")
def test_it_binds_every_role_and_none_is_outside_the_policy(bank):
    """Art. 2: whatever the post, the same gate: a purpose or a refusal, and an entry either way."""
    file = bank.file()
    assert {one.role for one in everyone()} == set(ROLES)
    for colleague in everyone():
        with pytest.raises(Refused):
            open_file(file.number, by=colleague)


@pytest.mark.req("C12")
def test_customers_are_kept_apart_by_class(bank):
    """Art. 3: persons, organisations and sole traders have files of their own kind, and each list can be had alone."""
    made = {kind: bank.file(kind) for kind in ("person", "organisation", "sole_trader")}
    for kind, file in made.items():
        rows = list_files(kind=kind, by=bank.rm01, purpose="service").rows
        assert [row.customer_id for row in rows] == [file.customer_id]


@pytest.mark.req("F01", "F02")
def test_a_developer_opens_the_file_with_an_information_officer(bank):
    """Art. 4: at the first contact, in the standard form; what is missing waits in the list until it is there."""
    with pytest.raises(Invalid):
        create(
            "person",
            {"name": "沈怀瑾", "phones": [{"number": "12", "use": "mobile"}]},
            unit=bank.west,
            manager=bank.devofficer,
            custodian=bank.officer,
            source="customer_stated",
            told=TOLD,
            by=bank.devofficer,
            purpose="onboarding",
        )
    made = create(
        "person",
        {"name": "沈怀瑾"},
        unit=bank.west,
        manager=bank.devofficer,
        custodian=bank.officer,
        source="customer_stated",
        told=TOLD,
        by=bank.devofficer,
        purpose="onboarding",
    )
    assert (made.custodian_id, made.opened_at.date()) == (bank.officer.pk, timezone.now().date())
    queue = completion_queue(by=bank.devofficer, purpose="upkeep")
    assert [one.row.customer_id for one in queue.files] == [made.customer_id]


@pytest.mark.req("F03", "F12", "F13")
def test_no_file_is_without_its_unit_and_its_keeper_in_customer_service(bank):
    """Art. 5: customer service gathers everything; nobody outside it can be a file's custodian."""
    bank.file()
    assert not File.objects.exclude(custodian__role__in=("officer", "supervisor")).exists()
    assert not File.objects.filter(unit=None).exists()
    with pytest.raises(Invalid):
        create(
            "person",
            {"name": "沈怀瑾"},
            unit=bank.west,
            manager=bank.rm01,
            custodian=bank.rm02,
            source="customer_stated",
            told=TOLD,
            by=bank.rm01,
            purpose="onboarding",
        )


@pytest.mark.req("F04")
def test_the_index_finds_a_file_and_remembers_who_asked(bank, journal):
    """Art. 6: by full name, by paper, by customer number; the search itself is on record."""
    number = bank.paper_number(1)
    file = bank.file()
    for text in ("沈怀瑾", number, file.number):
        found = search(text, by=bank.officer, purpose="upkeep")
        assert file.customer_id in [hit.row.customer_id for hit in found.hits], text
        assert journal("customers:file:search")[0].outcome == "granted"


@pytest.mark.req("J01", "J13", "J14")
def test_nobody_begins_without_the_undertaking(bank):
    """Art. 21: everyone signs to keep customers' secrets before anything opens; who has signed shows in the staff list."""
    people.enrol("newcomer", staff_number="990100", name="方初晓", role="rm", unit=bank.west, **HOUSE)
    fresh = Staff.objects.get(username="newcomer")
    browser = Client()
    browser.force_login(fresh)
    assert [browser.get(path)["Location"] for path in ("/", "/customers/", "/custody/")] == [
        "/undertaking/"
    ] * 3
    undertaking.sign(version=undertaking.current().version, by=fresh, channel="test")
    assert browser.get("/").status_code == 200
    with pytest.raises(ValueError):
        undertaking.sign(version="1999-9", by=fresh, channel="test")
