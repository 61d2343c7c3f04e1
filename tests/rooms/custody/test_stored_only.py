"""A file that is only stored, because its deletion was asked for while a duty to keep it runs (PIPL art. 47)."""

import pytest
from django.utils import timezone
from plugins.own_data_requests import RIGHT, identified
from plugins.small_bank import HOUSE

from zhiji.access.explain import explain
from zhiji.access.house import shred_key
from zhiji.access.refusals import Refused
from zhiji.custody import consents
from zhiji.custody.actions import authority, rights
from zhiji.custody.models import Case, Restriction
from zhiji.custody.problems import Invalid
from zhiji.customers.actions.filing import amend
from zhiji.customers.actions.keeping import move
from zhiji.customers.looks.ledger import readers
from zhiji.customers.looks.listing import list_files
from zhiji.customers.looks.opening import open_file
from zhiji.customers.looks.searching import search
from zhiji.customers.models import File


def stored(bank, file):
    move(file.number, "closed", reason="客户销户", by=bank.rm01, purpose="upkeep")
    return rights.store(identified(bank, file, "delete").pk, by=bank.supervisor)


@pytest.mark.req("M11", "M01", "L04")
def test_a_deletion_while_a_duty_runs_leaves_the_file_stored_only_pipl_47(bank):
    file = bank.file(state="established")
    other = bank.file(state="established")
    running = identified(bank, other, "delete")
    with pytest.raises(Invalid) as invalid:
        rights.store(running.pk, by=bank.supervisor)
    assert [one.rule for one in invalid.value.problems] == ["runs"]
    with pytest.raises(Invalid):
        rights.accept(running.pk, by=bank.supervisor, **RIGHT)
    case = stored(bank, file)
    today = timezone.localdate()
    mark = Restriction.objects.get()
    assert case.state == "stored" and mark.relation_ended == today and mark.destroy_on.year == today.year + 10
    for reader, purpose in ((bank.rm01, "service"), (bank.rm01, "upkeep"), (bank.officer, "review"), (bank.supervisor, "review"),
                            (bank.compliance, "due_diligence"), (bank.gm, "review")):  # fmt: skip
        with pytest.raises(Refused) as refused:
            open_file(file.number, by=reader, purpose=purpose)
        assert refused.value.decision.code == "store_only"
        told = explain(refused.value.decision, by=reader, subject=refused.value.subject, purpose=purpose)
        assert "Art. 47" in told.sentences[0] and not [
            way for way in told.remedies if way.kind == "break_glass"
        ]
    with pytest.raises(Refused):
        amend(
            file.number, {"phones": ["13900001111"]}, source="customer_stated", by=bank.rm01, purpose="upkeep"
        )
    assert open_file(file.number, by=bank.compliance, purpose="inquiry").permit.level("contact") == "clear"
    assert open_file(file.number, by=bank.officer, **RIGHT).permit.level("identity") == "masked"
    assert readers(file.number, by=bank.auditor, purpose="audit").lines
    assert not consents.allows(file.customer_id, "service", timezone.now())
    assert consents.allows(other.customer_id, "service", timezone.now())


@pytest.mark.req("M11")
def test_a_file_stored_only_is_in_no_list_no_search_and_no_grant_or_glass_opens_it(bank):
    from zhiji.customers.actions.glass import break_glass

    number = bank.paper_number(1)
    file = bank.file(state="established")
    assert (
        search(number, by=bank.rm01, purpose="service").hits
        and list_files(by=bank.rm01, purpose="service").rows
    )
    stored(bank, file)
    assert not search(number, by=bank.rm01, purpose="service").hits
    assert not search("沈怀瑾", by=bank.rm01, purpose="service").hits
    assert not list_files(by=bank.rm01, purpose="service").rows
    with pytest.raises(Refused) as refused:
        break_glass(file.number, reason="客户在柜台急需核对本人资料", by=bank.rm01, purpose="service")
    assert refused.value.decision.code == "store_only"
    assert search(number, by=bank.compliance, purpose="inquiry").hits


@pytest.mark.req("AB02")
def test_an_authority_is_answered_about_a_file_stored_only(bank):
    file = bank.file(state="established")
    stored(bank, file)
    case = authority.ask(
        body="court", body_name="某区人民法院", level="county", power="query", letter="协查1号", officer_1="甲一", card_1="1", officer_2="乙二",
        card_2="2", reason="执行案件需要", customers=[file.number], fields=["name"], by=bank.compliance, purpose="inquiry",
    )  # fmt: skip
    assert case.state == "registered"


def test_a_second_deletion_and_a_shredded_file_do_no_harm(bank):
    file = bank.file(state="established")
    stored(bank, file)
    again = identified(bank, file, "delete")
    assert rights.store(again.pk, by=bank.supervisor).state == "stored" and Restriction.objects.count() == 1
    shred_key(file.customer_id, order="D26-000010", **HOUSE)
    assert File.objects.get(pk=file.pk).store_only and Case.objects.filter(kind="rights").count() == 2
