"""The two verbs: default deny, receipt before sight, one transaction for an act, refusals on the record."""

from datetime import timedelta

import pytest
from django.db import Error, connection, transaction
from django.utils import timezone
from plugins.told_first import TOLD

from zhiji.access.gateway import ACTS, LOOKS, act, look
from zhiji.access.policy import PolicyError
from zhiji.access.refusals import NotHere, PurposeNeeded, Refused, Undecided
from zhiji.customers.actions.filing import amend
from zhiji.customers.actions.keeping import classify
from zhiji.customers.actions.tying import link
from zhiji.customers.looks.opening import open_file
from zhiji.customers.models import File
from zhiji.journal import looks as journal

ID_NUMBER = "11010519491231002X"


def last(customer_id: int):
    return journal.readers(customer_id).lines[0]


@pytest.mark.req("H01", "N10")
def test_without_a_purpose_nothing_opens_and_the_attempt_is_on_record(bank) -> None:
    with pytest.raises(PurposeNeeded):
        open_file(bank.file.number, by=bank.rm)
    entry = last(bank.file.customer_id)
    assert (entry.outcome, entry.actor, entry.facts["code"]) == ("refused", bank.rm.pk, "purpose_needed")


@pytest.mark.req("H09", "J13")
def test_a_look_leaves_its_receipt_with_purpose_and_rule(bank) -> None:
    view = open_file(bank.file.number, by=bank.rm, purpose="service")
    entry = last(bank.file.customer_id)
    assert (entry.outcome, entry.purpose, entry.id) == ("granted", "service", view.permit.vault.receipt)
    assert "own-service" in entry.rule


@pytest.mark.req("H01", "N09")
def test_when_the_journal_cannot_be_written_nothing_is_shown(bank) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE journal_entry ADD CONSTRAINT no_more CHECK (phrase <> 'customers:file:open') NOT VALID"
        )
    with pytest.raises(Error, match="no_more"):
        open_file(bank.file.number, by=bank.rm, purpose="service")


@pytest.mark.req("H08", "A02")
@pytest.mark.parametrize(
    ("who", "purpose", "papers", "phones", "income"),
    [
        ("rm", "service", "masked", "clear", "clear"),
        ("rm", "upkeep", "clear", "clear", "clear"),
        ("rm2", "service", "masked", "masked", "hidden"),
        ("rm_west", "service", "masked", "hidden", "hidden"),
        ("agent", "service", "masked", "masked", "hidden"),
        ("officer", "upkeep", "clear", "clear", "masked"),
        ("supervisor", "review", "masked", "masked", "hidden"),
        ("gm", "review", "masked", "hidden", "hidden"),
        ("compliance", "due_diligence", "clear", "clear", "clear"),
        ("auditor", "audit", "masked", "masked", "hidden"),
    ],
)
def test_what_each_role_sees(bank, who, purpose, papers, phones, income) -> None:
    shown = open_file(bank.file.number, by=getattr(bank, who), purpose=purpose).fields
    assert (shown["papers"].level, shown["phones"].level, shown["income"].level) == (papers, phones, income)
    for one in shown.values():
        if one.level != "clear":
            assert one.value is None and ID_NUMBER not in one.text
        if one.level == "hidden":
            assert one.text == "" and one.present is None


@pytest.mark.req("H08")
@pytest.mark.parametrize("who", ["analyst", "product", "admin"])
def test_some_roles_never_meet_a_file(bank, who) -> None:
    for purpose in ("service", "review", "audit", ""):
        with pytest.raises(Refused):
            open_file(bank.file.number, by=getattr(bank, who), purpose=purpose)


@pytest.mark.req("J04")
def test_a_top_secret_file_answers_like_one_that_does_not_exist(bank) -> None:
    classify(
        bank.file.number,
        secrecy=2,
        custodian=bank.officer,
        reason="名人",
        by=bank.supervisor,
        purpose="review",
    )
    with pytest.raises(NotHere) as secret:
        open_file(bank.file.number, by=bank.rm2, purpose="service")
    with pytest.raises(NotHere) as unknown:
        open_file("0000-0000-0018", by=bank.rm2, purpose="service")
    assert str(secret.value).split("(")[0] == str(unknown.value).split("(")[0]
    assert open_file(bank.file.number, by=bank.rm, purpose="service").secrecy == 2


@pytest.mark.req("N10")
def test_an_act_refused_changes_nothing_and_is_on_record(bank) -> None:
    with pytest.raises(Refused):
        amend(bank.file.number, {"name": "某某"}, source="observed", by=bank.rm2, purpose="upkeep")
    file = File.objects.get(pk=bank.file.pk)
    assert file.version == 1
    assert (last(file.customer_id).outcome, last(file.customer_id).phrase) == (
        "refused",
        "customers:file:amend",
    )


def test_an_act_that_fails_leaves_neither_change_nor_entry(bank) -> None:
    before = last(bank.file.customer_id).id
    with pytest.raises(ValueError):
        amend(bank.file.number, {"phones": ["123"]}, source="observed", by=bank.rm, purpose="upkeep")
    assert File.objects.get(pk=bank.file.pk).version == 1
    assert last(bank.file.customer_id).id == before


@pytest.mark.req("N09")
@pytest.mark.parametrize("table", ["customers_file", "customers_token", "vault_datakey", "access_grant"])
def test_the_database_refuses_writes_outside_an_act(bank, table) -> None:
    with pytest.raises(Error, match="acts only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")


@pytest.mark.req("N09")
def test_the_orm_is_refused_as_well(bank) -> None:
    with pytest.raises(Error, match="acts only"), transaction.atomic():
        bank.file.key_customer = True
        bank.file.save()


def test_the_act_s_leave_ends_with_it(bank) -> None:
    amend(bank.file.number, {"phones": ["13912345678"]}, source="observed", by=bank.rm, purpose="upkeep")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('zhiji.act', true)")
        assert not cursor.fetchone()[0]


def test_a_verb_without_a_row_or_twice_is_a_mistake() -> None:
    with pytest.raises(PolicyError, match="no row"):
        look("customers:file:borrow")(lambda gate: None)
    with pytest.raises(PolicyError, match="no row"):
        act("customers:file:open")(lambda gate: None)
    with pytest.raises(PolicyError, match="twice"):
        look("customers:file:open")(lambda gate: None)
    assert "customers:file:open" in LOOKS and "customers:file:create" in ACTS


def test_a_look_that_never_asks_is_a_mistake(bank, monkeypatch) -> None:
    monkeypatch.setattr("zhiji.access.gateway.LOOKS", {})
    careless = look("customers:file:card")(lambda gate: "everything")
    with pytest.raises(Undecided):
        careless(by=bank.rm, purpose="service")


@pytest.mark.req("A10")
def test_a_masked_echo_never_overwrites(bank) -> None:
    with pytest.raises(ValueError) as caught:
        amend(bank.file.number, {"phones": ["138****5678"]}, source="observed", by=bank.rm, purpose="upkeep")
    assert [problem.rule for problem in caught.value.problems] == ["masked"]
    shown = open_file(bank.file.number, by=bank.rm, purpose="upkeep").fields
    assert shown["phones"].value[0]["number"].endswith("13812345678")


def test_permits_cannot_be_carried_to_another_file(bank) -> None:
    from zhiji import vault

    other = type(bank.file).objects.get(pk=_second(bank).pk)
    permit = open_file(bank.file.number, by=bank.rm, purpose="upkeep").permit
    with pytest.raises(vault.NotPermitted):
        vault.open(other.identity, permit.vault)


def _second(bank):
    from zhiji.customers.actions.filing import create

    return create(
        "person", {"name": "何以宁"}, unit=bank.east, manager=bank.rm, custodian=bank.officer, source="observed",
        told=TOLD, by=bank.rm, purpose="onboarding",
    )  # fmt: skip


def test_the_clock_of_a_look_is_its_callers(bank) -> None:
    later = timezone.now() + timedelta(days=1)
    view = open_file(bank.file.number, by=bank.rm, purpose="service", at=later)
    assert view.number == bank.file.number


@pytest.mark.req("H08", "A02")
@pytest.mark.parametrize(("purpose", "clear"), [("service", False), ("upkeep", True)])
def test_a_relative_s_paper_is_guarded_like_the_customer_s_own(bank, purpose, clear) -> None:
    paper = {"type": "resident_id", "number": "110105194912310038", "long_term": True}
    link(
        bank.file.number,
        {"role": "spouse", "name": "何以宁", "paper": paper},
        source="observed",
        by=bank.rm,
        purpose="upkeep",
    )
    shown = open_file(bank.file.number, by=bank.rm, purpose=purpose).fields["ties"]
    told = str(shown.value) + shown.text
    assert shown.level == "clear" and shown.value[0]["name"] == "何以宁"
    assert (paper["number"] in told) is clear
    assert ("110105********0038" in told) is not clear
