"""What the monitoring rules struck in a night: raised to compliance, each once, judged with a reason; whole or not at all."""

import json
from datetime import date, timedelta

import pytest
from django.db import connection
from plugins.page_browser import Browser
from plugins.small_bank import HOUSE
from plugins.small_feed import write_feed

from zhiji.access.refusals import NotHere, Refused
from zhiji.custody.looks.cases import read_case
from zhiji.custody.problems import Invalid
from zhiji.holdings.actions.loading import load
from zhiji.insight.diligence.actions import strikes as acts
from zhiji.insight.diligence.actions.strikes import judge, raise_strikes
from zhiji.insight.diligence.looks.strikes import list_strikes
from zhiji.insight.diligence.models import Strike
from zhiji.insight.models import NightRun
from zhiji.insight.night.running import run

pytestmark = pytest.mark.req("L06", "C14")
LAST = date(2026, 11, 20)
WORDS = "三次现金均略低于大额标准，与职业不符"


@pytest.fixture
def fed(compliant, tmp_path):
    """Three cash deposits of 45,000 on three days: structured, and nothing else."""
    compliant.saver, compliant.quiet = compliant.file(), compliant.file()
    accounts = [
        {"account": f"A{place}", "customer": one.number, "family": "savings", "currency": "CNY", "opened_on": "2020-01-01"}
        for place, one in enumerate((compliant.saver, compliant.quiet))
    ]  # fmt: skip
    moves = [
        {
            "transaction": f"T{number}", "account": "A0", "day": (LAST - timedelta(days=ago)).isoformat(), "amount": "45000.00",
            "balance": f"{45_000 * (number + 1)}.00", "kind": "deposit", "channel": "counter",
        }
        for number, ago in enumerate((6, 4, 2))
    ]  # fmt: skip
    tables = {"accounts": accounts, "transactions": moves}
    assert load(write_feed(tmp_path / "feed", tables, LAST - timedelta(days=9), LAST), **HOUSE).ok
    compliant.tables = tables
    return compliant


def more(bank, tmp_path, day, number=3):
    """One more such deposit on a later day."""
    move = {
        "transaction": f"T{number}", "account": "A0", "day": day.isoformat(), "amount": "45000.00", "balance": f"{45_000 * (number + 1)}.00",
        "kind": "deposit", "channel": "counter",
    }  # fmt: skip
    assert load(
        write_feed(tmp_path / f"more{number}", bank.tables | {"transactions": [move]}, day), **HOUSE
    ).ok


def struck(bank, wanted="open"):
    return list_strikes(wanted, by=bank.compliance).lines


def test_the_night_raises_what_struck_with_its_reason_and_only_once(fed):
    run()
    run()
    (one,) = struck(fed)
    assert (one.number, one.hit.rule, one.raised_on) == (fed.saver.number, "structured", LAST)
    assert (one.hit.values["count"], one.hit.values["amount"], one.hit.values["last"]) == (
        3,
        135_000_00,
        "2026-11-18",
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT s::text, body FROM diligence_strike s")
        ((text, body),) = cursor.fetchall()
    assert fed.saver.number not in text and not [
        one for one in (fed.saver.number, "structured") if one.encode() in bytes(body)
    ]


def test_what_was_dismissed_comes_back_only_with_a_later_day(fed, tmp_path):
    run()
    (one,) = struck(fed)
    for outcome, words, problem in (
        ("forgotten", WORDS, "outcome: choice"),
        ("dismissed", "没有", "words: length"),
    ):
        with pytest.raises(Invalid, match=problem):
            judge(one.id, outcome, words=words, by=fed.compliance)
    judge(one.id, "dismissed", words="经核实为分次缴纳货款", by=fed.compliance)
    run()
    assert struck(fed) == [] and Strike.objects.count() == 1
    with pytest.raises((NotHere, Refused)):
        judge(one.id, "dismissed", words="经核实为分次缴纳货款", by=fed.compliance)
    (ended,) = struck(fed, "judged")
    assert (ended.state, ended.words, ended.who) == (
        "dismissed",
        "经核实为分次缴纳货款",
        fed.compliance.display_name,
    )
    more(fed, tmp_path, LAST + timedelta(days=1))
    run()
    (again,) = struck(fed)
    assert again.hit.values["last"] == "2026-11-21" and Strike.objects.count() == 2


def test_an_open_one_is_brought_up_to_date(fed, tmp_path):
    run()
    more(fed, tmp_path, LAST + timedelta(days=1))
    run()
    (one,) = struck(fed)
    assert one.raised_on == LAST and one.hit.values["last"] == "2026-11-21"


def test_it_is_taken_to_a_suspicion_with_days_pattern_and_grounds(fed):
    run()
    (one,) = struck(fed)
    judge(one.id, "taken", words=WORDS, by=fed.compliance)
    (ended,) = struck(fed, "judged")
    case = read_case(ended.case, by=fed.compliance2)
    assert case.private["customers"] == [fed.saver.number] and case.private["patterns"] == ["structured"]
    assert (case.private["first"], case.private["last"], case.private["grounds"]) == (
        "2026-11-14",
        "2026-11-18",
        WORDS,
    )


def test_by_page_and_api(fed):
    run()
    (one,) = struck(fed)
    officer = Browser(fed.compliance)
    text = officer.text("/diligence/struck/")
    assert "Structured cash" in text and "135,000.00" in text and fed.saver.number in text
    told = officer.get("/api/v1/diligence/strikes?purpose=due_diligence").json()
    assert [(row["rule"], row["number"], row["state"]) for row in told] == [
        ("structured", fed.saver.number, "open")
    ]
    assert (
        officer.post(
            f"/diligence/struck/{one.id}/judge/", {"outcome": "dismissed", "words": "no"}
        ).status_code
        == 302
    )
    assert "too short" in officer.text("/diligence/struck/")
    answer = officer.post(
        f"/api/v1/diligence/strikes/{one.id}/judge?purpose=due_diligence", json.dumps({"outcome": "dismissed", "words": "分次缴纳货款，有发票为证"}),
        content_type="application/json",
    )  # fmt: skip
    assert answer.json() == {"state": "dismissed"}
    assert "Nothing waits" in officer.text("/diligence/struck/") and "有发票为证" in officer.text(
        "/diligence/struck/?judged=1"
    )


def test_a_night_stopped_while_it_is_written_leaves_yesterday_and_done_again_is_today(
    fed, tmp_path, monkeypatch
):
    """After every strike that is kept: none, or the state of the night before, until all are in."""
    run()
    more(fed, tmp_path, LAST + timedelta(days=1))
    raise_strikes(
        LAST, [(fed.quiet.pk, "person", "woken", {"first": "2026-11-01", "last": "2026-11-02"})], **HOUSE
    )
    before = list(Strike.objects.order_by("pk").values_list("pk", "upto", "state"))
    keep = acts._keep

    def cut(*given):
        keep(*given)
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(acts, "_keep", cut)
        with pytest.raises(KeyboardInterrupt):
            run()
    assert list(Strike.objects.order_by("pk").values_list("pk", "upto", "state")) == before
    assert NightRun.objects.get(day=LAST + timedelta(days=1)).state == "failed"
    run()
    assert NightRun.objects.get(day=LAST + timedelta(days=1)).state == "done"
    assert sorted(one.hit.values["last"] for one in struck(fed)) == ["2026-11-02", "2026-11-21"]
