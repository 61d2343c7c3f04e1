"""A look whose purpose rests on the customer's consent (PIPL arts. 13-15; M06): refused at once when it is missing, taken back
or has run out, with the reason and the way out; no grant and no broken glass stands in for it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from plugins.page_browser import Browser

from zhiji import norms
from zhiji.access import consenting, policy
from zhiji.access.explain import explain
from zhiji.access.refusals import PurposeNeeded, Refused
from zhiji.custody import consents
from zhiji.custody.actions import consent
from zhiji.custody.rules.consents import Line, Text, Use, standing, uses
from zhiji.customers.actions.glass import break_glass
from zhiji.customers.looks.listing import list_files
from zhiji.customers.looks.opening import open_file
from zhiji.customers.looks.searching import search

HOW = {"via": "counter", "evidence": "signature", "purpose": "service"}


def agreed(bank, file, *, days_ago=1):
    """The customer is told of products and events, and agrees, so many days ago."""
    said = timezone.now() - timedelta(days=days_ago)
    for what in ("told", "consented"):
        consent.record(file.number, use="marketing", what=what, said_at=said, by=bank.rm01, **HOW)


def code_of(file, by, purpose="marketing"):
    try:
        open_file(file.number, by=by, purpose=purpose)
    except Refused as refused:
        return refused.decision.code
    return ""


@pytest.mark.req("M01", "M06", "M11")
def test_a_marketing_look_opens_only_while_the_consent_stands(bank, journal):
    file = bank.file()
    assert code_of(file, bank.rm01, "service") == ""
    assert code_of(file, bank.rm01) == "consent_missing"
    assert (journal()[0].outcome, "consent_missing" in str(journal()[0].facts)) == ("refused", True)
    agreed(bank, file)
    view = open_file(file.number, by=bank.rm01, purpose="marketing")
    assert view.permit.level("contact") == "clear" and view.permit.level("wealth") == "hidden"
    assert view.permit.level("personal") == "hidden"  # that rests on a consent of its own
    said = timezone.now() - timedelta(minutes=1)
    consent.withdraw(file.number, use="marketing", said_at=said, by=bank.rm01, **HOW)
    assert code_of(file, bank.rm01) == "consent_withdrawn" and code_of(file, bank.rm01, "service") == ""


@pytest.mark.req("M03", "M11")
def test_a_consent_runs_out_and_a_new_text_may_ask_anew(bank):
    """PIPL art. 14; the months are the house's own (norm ``house.consents``)."""
    months = norms.on(timezone.localdate()).personal_data.marketing_months
    file = bank.file()
    agreed(bank, file, days_ago=months * 31)
    assert code_of(file, bank.rm01) == "consent_lapsed"
    agreed(bank, file)
    assert code_of(file, bank.rm01) == ""
    now, use = datetime(2026, 11, 22, tzinfo=UTC), uses()["marketing"]
    line = Line("marketing", "consented", 1, datetime(2026, 11, 1, tzinfo=UTC))
    texts = (*use.texts, Text(2, date(2026, 11, 20), use.texts[0].words, asks_anew=True))
    changed = Use(use.id, use.names, use.basis, use.norm, use.separate, use.agreement, texts)
    assert (standing(use, [line], now), standing(changed, [line], now)) == ("consented", "lapsed")


@pytest.mark.req("M06")
def test_lists_and_searches_for_marketing_hold_only_who_agreed(bank):
    """What is found for this purpose is the audience of a campaign: the others are not counted, not hinted at."""
    yes, no = bank.file(), bank.file()
    agreed(bank, yes)
    rows = list_files("portfolio", by=bank.rm01, purpose="marketing").rows
    assert [row.customer_id for row in rows] == [yes.customer_id]
    assert len(list_files("portfolio", by=bank.rm01, purpose="service").rows) == 2
    paper = bank.paper_number()
    assert search(paper, by=bank.rm01, purpose="service").hits
    assert not search(paper, by=bank.rm01, purpose="marketing").hits and no.customer_id


@pytest.mark.req("M06")
def test_no_broken_glass_and_no_other_role_goes_round_it(bank):
    file = bank.file(manager=bank.rm03)
    with pytest.raises(Refused) as refused:
        break_glass(file.number, reason="客户要求了解新产品", by=bank.rm01, purpose="marketing")
    assert refused.value.decision.code == "consent_missing"
    with pytest.raises(PurposeNeeded):
        open_file(file.number, by=bank.officer, purpose="marketing")


@pytest.mark.req("M11")
def test_the_refusal_says_why_and_what_opens_it(bank):
    file = bank.file()
    page = Browser(bank.rm01, "marketing").get(f"/customers/{file.number}/")
    text = page.content.decode()
    assert page.status_code == 403 and "none is recorded" in text and "Ask the customer" in text
    assert f"/custody/consents/{file.number}/record/" in text
    with pytest.raises(PurposeNeeded):  # and that page offers the purposes in which it is recorded
        consent.record(
            file.number, use="marketing", what="told", said_at=timezone.now(), via="phone", evidence="log", by=bank.rm01,
            purpose="marketing",
        )  # fmt: skip
    with pytest.raises(Refused) as refused:
        open_file(file.number, by=bank.rm01, purpose="marketing")
    told = explain(refused.value.decision, by=bank.rm01, subject=file, purpose="marketing")
    assert "consent" in [way.kind for way in told.remedies]


def test_one_question_for_many_and_none_for_other_purposes(bank):
    files = [bank.file() for _ in range(3)]
    agreed(bank, files[0])
    ids, at = [file.pk for file in files], timezone.now()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert consenting.lacking(ids, "service", at) == {}
    assert len(asked) == 0
    with CaptureQueriesContext(connection) as asked:
        lacks = consenting.lacking(ids, "marketing", at)
    assert len(asked) == 1 and lacks == dict.fromkeys(ids[1:], "consent_missing")
    with CaptureQueriesContext(connection) as asked:
        assert consents.allowed_of(ids, "marketing", at) == {ids[0]}
    assert len(asked) == 1


def test_every_purpose_that_rests_on_consent_names_a_use_that_does():
    resting = [one for one in policy.purposes().values() if one.consent]
    assert [one.id for one in resting] == ["marketing"]
    for one in resting:
        assert uses()[one.consent].basis == "consent" and one.basis == uses()[one.consent].norm
