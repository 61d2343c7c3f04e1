"""Notice and consent, use by use (M03-M05, J12): told first, in dated words; taken back, and the use stops."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from plugins.page_browser import Browser, inputs_of
from plugins.told_first import TOLD

from zhiji import norms
from zhiji.access.refusals import NotHere, Refused
from zhiji.custody import consents
from zhiji.custody.actions import consent
from zhiji.custody.looks.consents import read_consents
from zhiji.custody.models import Consent
from zhiji.custody.problems import Invalid
from zhiji.custody.rules.consents import BASES, Line, allowed, problem_of, standing, uses
from zhiji.customers.actions.filing import create
from zhiji.customers.problems import Invalid as UnfitFile
from zhiji.customers.telling import Told

HOW = {"via": "counter", "evidence": "signature"}


def day(number):
    return datetime(2026, 3, number, tzinfo=UTC)


# -- rules -----------------------------------------------------------------------------------------------------------


@pytest.mark.req("M01", "M03", "M04")
def test_every_use_has_a_ground_in_a_norm_and_words_in_three_languages():
    for use in uses().values():
        assert use.basis in BASES and norms.get(use.norm)
        assert [text.version for text in use.texts] == list(range(1, len(use.texts) + 1))
        assert all(text.words[language] for text in use.texts for language in ("zh-hans", "zh-hant", "en"))
        assert use.text_on(date(2000, 1, 1)) is None and use.text_on(date(2026, 3, 1)) is use.texts[-1]
    assert {use.id for use in uses().values() if use.separate} == {"profile", "sharing"}  # PIPL arts. 23, 29


@pytest.mark.req("J12")
def test_the_confidentiality_agreement_says_scope_of_use_and_responsibility():
    words = uses()["agreement"].texts[-1].words
    assert norms.on(date(2026, 3, 1)).secrecy.agreement_items == ("scope_of_use", "responsibility")
    assert "使用范围" in words["zh-hans"] and "保护责任" in words["zh-hans"]


@pytest.mark.req("M06")
def test_what_rests_on_consent_is_allowed_only_while_it_stands():
    use, said = uses()["marketing"], [Line("marketing", "told", 1, day(1)), Line("marketing", "consented", 1, day(2)),
                                      Line("marketing", "withdrawn", 1, day(5)), Line("marketing", "told", 1, day(7))]  # fmt: skip
    assert [allowed(use, said, day(one)) for one in (1, 2, 4, 5, 8)] == [False, True, True, False, False]
    assert standing(use, said, day(8)) == "withdrawn" and standing(use, [], day(8)) == ""
    assert allowed(uses()["service"], [], day(1)) and not allowed(
        uses()["service"], [], day(1), store_only=True
    )
    assert allowed(uses()["diligence"], [], day(1), store_only=True)
    assert not allowed(use, [Line("profile", "consented", 1, day(1))], day(2))


@pytest.mark.req("M05")
def test_a_consent_needs_the_notice_first_and_only_a_consent_can_be_taken_back():
    use = uses()["marketing"]
    told = [Line("marketing", "told", 1, day(3))]
    assert problem_of(use, "consented", [], day(4)) == "untold"
    assert problem_of(use, "consented", told, day(2)) == "untold"
    assert problem_of(use, "consented", told, day(4)) == ""
    assert problem_of(use, "withdrawn", told, day(4)) == "nothing"
    assert problem_of(uses()["service"], "withdrawn", told, day(4)) == "kind"
    assert problem_of(uses()["service"], "consented", told, day(4)) == "kind"
    assert problem_of(uses()["agreement"], "agreed", [], day(4)) == "untold"


# -- lines -----------------------------------------------------------------------------------------------------------


def say(bank, file, what, *, use="marketing", ago=0, by=None, **more):
    at = timezone.now() - timedelta(minutes=ago)
    given = {"use": use, "said_at": at, **HOW, **more}
    if what == "withdrawn":
        return consent.withdraw(file.number, **given, by=by or bank.rm01, purpose="service")
    return consent.record(file.number, what=what, **given, by=by or bank.rm01, purpose="service")


@pytest.mark.req("M03", "M04", "M05", "M06")
def test_a_consent_is_given_and_taken_back_and_the_use_stops_at_that_moment(bank):
    file, other = bank.file(), bank.file()
    now = timezone.now()
    assert not consents.allows(file.customer_id, "marketing", now)
    with pytest.raises(Invalid) as invalid:
        say(bank, file, "consented", ago=9)
    assert [one.rule for one in invalid.value.problems] == ["untold"]
    say(bank, file, "told", ago=9)
    say(bank, file, "consented", ago=8)
    assert consents.allows(file.customer_id, "marketing", now)
    assert consents.allowed_of([file.customer_id, other.customer_id], "marketing", now) == {file.customer_id}
    say(bank, file, "withdrawn", ago=3)
    assert not consents.allows(file.customer_id, "marketing", now)
    assert consents.allows(file.customer_id, "marketing", now - timedelta(minutes=5))
    with pytest.raises(KeyError):
        consents.allows(file.customer_id, "anything", now)
    view = read_consents(file.number, by=bank.rm01, purpose="service")
    assert [one.what for one in view.lines] == ["withdrawn", "consented", "told"]
    assert {one.use.id: one.allowed for one in view.uses}["marketing"] is False
    assert "随时撤回" in view.lines[0].words["zh-hans"] and view.told_first is None


@pytest.mark.req("M05")
def test_it_shows_whether_the_notice_came_before_the_file(bank):
    early, late = bank.file(), bank.file()
    say(bank, early, "told", use="service", ago=60 * 24 * 3)
    say(bank, late, "told", use="service")
    assert read_consents(early.number, by=bank.rm01, purpose="service").told_first
    later = timezone.now() + timedelta(days=2)
    assert read_consents(late.number, by=bank.rm01, purpose="service", at=later).told_first
    Consent.objects.first()
    third = bank.file()
    consent.record(
        third.number,
        use="service",
        what="told",
        said_at=later,
        **HOW,
        by=bank.rm01,
        purpose="service",
        at=later,
    )
    assert read_consents(third.number, by=bank.rm01, purpose="service", at=later).told_first is False


@pytest.mark.req("J12")
def test_the_agreement_is_signed_in_the_words_of_its_version(bank):
    file = bank.file()
    say(bank, file, "told", use="agreement", ago=2)
    made = say(bank, file, "agreed", use="agreement", ago=1)
    assert (made.version, made.evidence) == (uses()["agreement"].texts[-1].version, "signature")


def test_lines_are_recorded_by_who_serves_the_customer_and_never_changed(bank):
    file, secret = bank.file(), bank.file(secrecy=2)
    with pytest.raises(Refused):
        say(bank, file, "told", by=bank.rm03)
    with pytest.raises(NotHere):
        say(bank, secret, "told", by=bank.rm02)
    for wrong in (
        {"said_at": timezone.now() + timedelta(hours=1)},
        {"via": "pigeon"},
        {"scan": 77},
        {"use": "nothing"},
    ):
        with pytest.raises(Invalid):
            say(bank, file, "told", **wrong)
    say(bank, file, "told")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('zhiji.act', 'custody:consent:record', true)")
        cursor.execute("UPDATE custody_consent SET what = 'consented'")


def test_the_page_and_the_api_of_consents(bank):
    file = bank.file()
    browser = Browser(bank.rm01, "service")
    page = browser.text(f"/custody/consents/{file.number}/")
    assert "nothing recorded" in page and "Notices and consents" in browser.text(f"/customers/{file.number}/")
    form = {"use": "marketing", "what": "consented", "said_at": "2026-01-01T10:00", **HOW}
    answer = browser.post(f"/custody/consents/{file.number}/record/", form)
    assert answer.status_code == 422 and "not told first" in answer.content.decode()
    assert (
        browser.post(f"/custody/consents/{file.number}/record/", form | {"what": "told"}).status_code == 302
    )
    assert browser.post(f"/custody/consents/{file.number}/record/", form).status_code == 302
    assert (
        browser.post(
            f"/custody/consents/{file.number}/record/",
            form | {"what": "withdrawn", "said_at": "2026-01-03T10:00"},
        ).status_code
        == 302
    )
    answer = browser.get(f"/api/v1/consents/{file.number}?purpose=service").json()
    assert [line["what"] for line in answer["lines"]] == ["withdrawn", "consented", "told"]
    line = {"use": "profile", "what": "told", "said_at": "2026-01-04T10:00:00+08:00", **HOW}
    assert (
        browser.post(
            f"/api/v1/consents/{file.number}?purpose=service", line, content_type="application/json"
        ).status_code
        == 201
    )
    powers = browser.get("/api/v1/authorities/powers?day=2026-01-01").json()
    assert [one["allowed"] for one in powers if one["body"] == "bank_supervisor"] == [
        False,
        False,
        False,
        True,
    ]


@pytest.mark.req("M05")
def test_no_colleague_opens_a_file_before_the_purpose_was_told(bank):
    """The form cannot be saved without the notice's id; the notice stands among the customer's lines from the same moment."""
    given = {
        "unit": bank.west, "manager": bank.rm01, "custodian": bank.officer, "source": "customer_stated", "by": bank.rm01,
        "purpose": "onboarding",
    }  # fmt: skip
    for told in (Told(), Told("service-9", "counter"), Told("marketing-1", "counter")):
        with pytest.raises(UnfitFile) as invalid:
            create("person", {"name": "何以宁"}, told=told, **given)
        assert "untold" in [one.rule for one in invalid.value.problems]
    with pytest.raises(UnfitFile) as invalid:
        create("person", {"name": "何以宁"}, told=Told("service-1", "pigeon"), **given)
    assert [one.field for one in invalid.value.problems] == ["told_via"]
    assert not Consent.objects.exists()
    file = create("person", {"name": "何以宁"}, told=TOLD, **given)
    line = Consent.objects.get(customer_id=file.customer_id)
    assert (line.use, line.what, line.version, line.channel, line.by) == (
        "service",
        "told",
        1,
        "counter",
        bank.rm01,
    )
    assert line.at == file.opened_at
    assert read_consents(file.number, by=bank.rm01, purpose="service").told_first is True


@pytest.mark.req("M05")
def test_the_form_of_a_new_file_shows_the_notice_and_asks_for_it(bank):
    browser = Browser(bank.rm01, "onboarding")
    text = browser.text("/customers/register/?kind=person")
    assert "Told first" in text and "service-1" in text and "We collect your identity" in text
    typed = inputs_of(text) | {"f.name": "何以宁", "manager": bank.rm01.pk, "custodian": bank.officer.pk}
    answer = browser.post("/customers/register/?kind=person", typed)
    assert answer.status_code == 422 and "must first be told" in answer.content.decode()
    assert typed["told_via"] == "counter"  # the usual way is chosen; that it was said is not
    told = typed | {"told": "1"}
    assert browser.post("/customers/register/?kind=person", told).status_code == 302
