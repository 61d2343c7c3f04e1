"""What goes outside rests on the customer's own consent to that, unless a law asks for it (PIPL arts. 13, 23, 29; Art. 24)."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from plugins.page_browser import Browser

from zhiji.access import policy
from zhiji.access.explain import explain
from zhiji.access.refusals import Refused
from zhiji.custody.actions import consent, providing
from zhiji.custody.looks.copies import fetch_pack
from zhiji.custody.models import Case, Pack
from zhiji.custody.problems import Invalid
from zhiji.custody.rules.provision import OTHERS, RECIPIENTS, rests_on_consent

HOW = {"via": "counter", "evidence": "signature", "purpose": "service"}


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    (tmp_path / "keys").symlink_to(Path(settings.ZHIJI_HOME) / "keys")
    settings.ZHIJI_HOME = tmp_path


def says(bank, file, *what, days_ago=1):
    said = timezone.now() - timedelta(days=days_ago)
    for one in what:
        act = consent.withdraw if one == "withdrawn" else consent.record
        given = {} if one == "withdrawn" else {"what": one}
        act(file.number, use="sharing", said_at=said, by=bank.rm01, **HOW, **given)


def asked(bank, *files, recipient_kind="partner", wanted="service"):
    return providing.ask(
        customers=[file.number for file in files], fields=["name", "phones"], wanted=wanted, recipient_kind=recipient_kind,
        recipient="临江保险代理 陆经理", reason="客户要办理的保险由其承保", days=3, return_days=10, by=bank.rm01,
    )  # fmt: skip


def approved(bank, *files, **more):
    case = asked(bank, *files, **more)
    providing.supervise(case.pk, by=bank.supervisor)
    providing.manage(case.pk, by=bank.manager)
    return case


@pytest.mark.req("M04", "J07")
def test_art_24_nothing_goes_to_a_partner_without_the_customers_own_consent(bank):
    agreed, silent = bank.file(), bank.file()
    says(bank, agreed, "told", "consented")
    with pytest.raises(Invalid) as told:
        asked(bank, agreed, silent)
    [problem] = told.value.problems
    assert (
        problem.field == "customers"
        and silent.number in str(problem.message)
        and "Art. 23" in str(problem.message)
    )
    assert agreed.number not in str(problem.message) and "record the consent" in str(problem.mend)
    assert not Case.objects.exists()
    packed = providing.pack(approved(bank, agreed).pk, by=bank.rm01, purpose="service")
    assert packed.customers == 1


@pytest.mark.req("M04", "M11", "J07")
def test_a_consent_taken_back_stops_the_pack_and_its_fetching(bank, journal):
    """Asked anew at each step: what was approved while the consent stood does not leave after it fell (PIPL art. 15)."""
    first, second = bank.file(), bank.file()
    for file in (first, second):
        says(bank, file, "told", "consented", days_ago=2)
    packed = approved(bank, first)
    providing.pack(packed.pk, by=bank.rm01, purpose="service")
    waiting = approved(bank, second)
    for file in (first, second):
        says(bank, file, "withdrawn", days_ago=1)
    with pytest.raises(Refused) as refused:
        providing.pack(waiting.pk, by=bank.rm01, purpose="service")
    assert refused.value.decision.code == "sharing" and refused.value.subject.customer_id == second.pk
    assert journal()[0].outcome == "refused" and '"sharing"' in journal()[0].facts
    assert Pack.objects.count() == 1
    with pytest.raises(Refused):
        fetch_pack(packed.pk, by=bank.rm01)
    told = explain(refused.value.decision, by=bank.rm01, subject=second, purpose="service")
    assert [(way.kind, way.value) for way in told.remedies][:1] == [("consent", "sharing")]
    assert "Art. 23" in told.sentences[0]
    page = Browser(bank.rm01, "service").post(f"/custody/provision/{waiting.pk}/pack/")
    assert page.status_code == 403
    assert (
        f"/custody/consents/{second.number}/record/?use=sharing&amp;what=consented" in page.content.decode()
    )


@pytest.mark.req("M04")
def test_a_consent_that_ran_out_is_none(bank):
    """Norm ``house.consents``: consent to sharing lasts as many months as it says."""
    file = bank.file()
    says(bank, file, "told", "consented", days_ago=13 * 31)
    with pytest.raises(Invalid):
        asked(bank, file)


@pytest.mark.req("M01", "J07")
def test_what_a_law_asks_for_and_who_works_for_the_bank_need_none(bank):
    """PIPL arts. 13, 21: due diligence and lawful inquiries rest on law; the bank's lawyer or auditor is not another handler."""
    file = bank.file()
    for wanted, kind in (("due_diligence", "group"), ("service", "professional")):
        case = approved(bank, file, recipient_kind=kind, wanted=wanted)
        assert providing.pack(case.pk, by=bank.rm01, purpose=wanted).customers == 1


def test_the_rule_for_every_purpose_and_recipient():
    lawful = {one.id for one in policy.purposes().values() if one.by_law}
    assert lawful == {"due_diligence", "inquiry", "suspicion", "secret_inquiry", "audit"}
    assert set(RECIPIENTS) > OTHERS
    for purpose in policy.purposes().values():
        asked_of = {kind for kind in RECIPIENTS if rests_on_consent(purpose, kind)}
        assert asked_of == (
            set() if purpose.id in lawful else set(RECIPIENTS) if purpose.consent else set(OTHERS)
        )
