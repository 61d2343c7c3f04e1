"""The rule about the rule, Art. 28-29: proposed, reviewed, approved, in force from a day, read by everyone."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from plugins.page_browser import Browser
from plugins.small_bank import HOUSE

from zhiji.access.people import make_token
from zhiji.access.refusals import Refused
from zhiji.custody.actions import ruling as acts
from zhiji.custody.looks import rule as looks
from zhiji.custody.looks.cases import notices
from zhiji.custody.models import RuleText
from zhiji.custody.problems import Invalid


def proposed(bank, *, by=None, from_=None, **more):
    given = {
        "zh_hans": "新文本一。",
        "zh_hant": "新文本一。",
        "en": "The store is looked at every week.",
        **more,
    }
    return acts.propose(
        article="16",
        effective_from=from_ or timezone.localdate(),
        reason="梅雨季节加强检查",
        by=by or bank.officer,
        **given,
    )


def in_force(bank, article=16, on=None):
    found = looks.read_rule(on=on, by=bank.rm01)
    return next(one for one in found.articles if one.number == article)


@pytest.mark.req("F20", "AD22", "AD23")
def test_a_new_text_needs_the_manager_and_the_general_manager(bank):
    """Art. 28, 29: customer service revises, the general manager approves; proposer, reviewer and approver are three."""
    case = proposed(bank)
    for early in (bank.gm,):
        with pytest.raises(Invalid):
            acts.approve(case.pk, by=early)
    for other in (bank.officer, bank.supervisor, bank.gm):
        with pytest.raises(Refused):
            acts.review(case.pk, by=other)
    acts.review(case.pk, by=bank.manager)
    with pytest.raises(Refused):
        acts.approve(case.pk, by=bank.manager)
    assert in_force(bank).version == 1
    acts.approve(case.pk, by=bank.gm)
    assert (in_force(bank).version, in_force(bank).text) == (2, "The store is looked at every week.")
    with pytest.raises(Refused):
        proposed(bank, by=bank.gm)


@pytest.mark.req("AD23", "AA05")
def test_it_is_in_force_from_its_day_and_never_reaches_back(bank):
    """Art. 29: from the day it names; what applied on an earlier day stays to be read."""
    day = timezone.localdate()
    with pytest.raises(Invalid):
        proposed(bank, from_=day - timedelta(days=1))
    with pytest.raises(Invalid):
        acts.propose(
            article="30",
            zh_hans="一二三四",
            zh_hant="一二三四",
            en="Some text",
            effective_from=day,
            reason="没有这条",
            by=bank.rm01,
        )
    case = proposed(bank, from_=day + timedelta(days=7))
    acts.review(case.pk, by=bank.manager)
    acts.approve(case.pk, by=bank.gm)
    assert in_force(bank).version == 1
    assert in_force(bank, on=day + timedelta(days=7)).version == 2
    assert in_force(bank, on=date(2020, 1, 1)).version == 1


def test_the_text_in_force_is_no_change_and_a_proposal_may_be_refused_or_withdrawn(bank):
    """Art. 28: a change changes something and gives its reason."""
    texts = dict(looks.articles()[16].text)
    with pytest.raises(Invalid):
        proposed(bank, zh_hans=texts["zh-hans"], zh_hant=texts["zh-hant"], en=texts["en"])
    assert acts.refuse(proposed(bank).pk, words="现行规定已够用", by=bank.manager).state == "refused"
    assert acts.withdraw(proposed(bank).pk, by=bank.officer).state == "withdrawn"


@pytest.mark.req("F20", "N12")
def test_every_version_stays_is_compared_and_its_readers_are_known(bank):
    """Art. 28-29: versions are never altered; everyone is told and says that they have read."""
    case = proposed(bank)
    acts.review(case.pk, by=bank.manager)
    acts.approve(case.pk, by=bank.gm)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('zhiji.act', 'custody:ruling:approve', true)")
        cursor.execute("UPDATE custody_ruletext SET texts = '{}'")
    history = looks.read_history(16, by=bank.rm01)
    newest, pieces = history.versions[0]
    assert (newest.version, newest.reason, len(history.versions)) == (2, "梅雨季节加强检查", 2)
    assert {one.kind for one in pieces} == {"kept", "gone", "new"}
    assert [one.what for one in notices(by=bank.rm01)] == ["rule_changed"]
    line = looks.read_acknowledged(by=bank.supervisor)[0]
    assert (line.number, line.read) == (16, 0) and bank.rm01.display_name in line.missing and not line.late
    browser = Browser(bank.rm01)
    assert "changed, not read yet" in browser.text("/custody/rule/")
    assert browser.post("/custody/rule/16/read/", {"version": "2"}).status_code == 302
    acts.acknowledge(16, 2, by=bank.rm01)
    with pytest.raises(Invalid):
        acts.acknowledge(16, 3, by=bank.rm01)
    assert looks.read_acknowledged(by=bank.supervisor)[0].read == 1
    later = timezone.now() + timedelta(days=40)
    assert looks.read_acknowledged(by=bank.supervisor, at=later)[0].late
    assert bank.rm02.display_name in Browser(bank.supervisor).text("/custody/rule/readers/")
    assert RuleText.objects.count() == 1


def test_the_rule_on_the_screen_and_through_the_api(bank):
    browser = Browser(bank.product)
    page = browser.text("/custody/rule/")
    assert page.count('id="article-') == 29
    assert "Versions" in browser.text("/custody/rule/19/")
    assert browser.get("/custody/rule/30/").status_code == 404
    assert browser.text("/custody/rule/?on=nonsense") and browser.text("/custody/rule/?on=2030-13-45")
    assert browser.get("/custody/rule/readers/").status_code == 403
    client = Browser(bank.product)
    client.logout()
    asks = {"HTTP_AUTHORIZATION": f"Bearer {make_token(bank.product, **HOUSE)}"}
    assert [one["number"] for one in client.get("/api/v1/rule", **asks).json()] == list(range(1, 30))
    assert client.get("/api/v1/rule/3/versions", **asks).json()[0]["version"] == 1
