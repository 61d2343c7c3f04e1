"""Alerts: what raises them, who sees them, how they end; each once."""

import json
from datetime import date, timedelta

import pyarrow as pa
import pytest
from django.utils import timezone, translation
from plugins.nights import moved, night
from plugins.page_browser import Browser
from plugins.small_feed import usual, write_feed

from zhiji.access.actors import Job
from zhiji.customers.problems import Invalid
from zhiji.holdings.actions.loading import load
from zhiji.insight.actions.alerts import close_alerts, raise_alerts, settle, snooze
from zhiji.insight.alerts.kinds import ENDS, KINDS
from zhiji.insight.alerts.living import next_on
from zhiji.insight.alerts.raising import Raised, movements, silences, tiers
from zhiji.insight.looks.alerts import list_alerts
from zhiji.insight.models import Alert
from zhiji.insight.night.running import run

HOUSE = {"by": Job("tests"), "channel": "test"}
SERVICE = {"purpose": "service", "channel": "test"}


def soon(days):
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def seen(bank, staff, kind="", **more):
    return [
        (one.row.customer_id, one.kind, one.key)
        for one in list_alerts(kind, by=staff, **more, **SERVICE).lines
    ]


def rows(*given):
    names = ("customer", "tier", "short", "month", "recency", "aum")
    return pa.table(
        {
            name: pa.array([row[place] for row in given], pa.date32() if name == "month" else pa.int64())
            for place, name in enumerate(names)
        }
    )


def test_a_large_movement_is_told_with_its_way_and_without_its_amount():
    on = date(2026, 11, 20)
    given = night(
        transactions=[
            moved(1, 11, on, 50_000_000), moved(2, 21, on, -50_000_000), moved(3, 31, on, 49_999_999), moved(4, 41, on, 60_000_000),
            moved(4, 41, on, -60_000_000, seq=2), moved(5, 51, on, 90_000_000, "interest"), moved(6, 61, date(2026, 11, 19), 90_000_000),
            moved(7, 71, on, 8_000_000, currency="USD"),
        ]
    )  # fmt: skip
    found = {one.customer: one.facts for one in movements(given, on, 50_000_000)}
    assert found == {1: {"way": "in"}, 2: {"way": "out"}, 4: {"way": "both"}, 7: {"way": "in"}}


def test_tiers_gained_lost_and_at_risk_are_told_against_the_night_before():
    month = date(2026, 10, 1)
    before = rows(
        (1, 1, 0, month, None, 1),
        (2, 2, 2, month, None, 1),
        (3, 1, 0, month, None, 1),
        (4, 1, 1, month, None, 1),
    )
    after = rows(
        (1, 2, 0, month, None, 1), (2, 1, 0, month, None, 1), (3, 1, 1, month, None, 1), (4, 1, 2, month, None, 1), (5, 3, 0, month, None, 1),
    )  # fmt: skip
    found = [(one.customer, one.kind, dict(one.facts)) for one in tiers(after, before)]
    assert found == [
        (1, "tier_up", {"from": 1, "to": 2}),
        (2, "tier_down", {"from": 2, "to": 1}),
        (3, "tier_watch", {"tier": 1}),
    ]
    assert list(tiers(after, None)) == []


def test_a_silence_is_one_alert_however_many_nights_it_lasts():
    def told(on, recency, aum=1):
        return [one.key for one in silences(rows((1, 0, 0, None, recency, aum)), on, 90, 31)]

    assert told(date(2026, 11, 20), 89) == [] and told(date(2026, 11, 20), 90, 0) == []
    assert told(date(2026, 11, 20), 90) == told(date(2026, 11, 21), 91) == ["2026-08-22"]
    assert told(date(2026, 11, 20), 121) == [], "an old silence is no news"
    assert told(date(2026, 11, 20), None) == []


def test_the_next_day_of_the_year():
    assert next_on("02-29", date(2027, 3, 1)) == date(2028, 2, 29)
    assert next_on("01-01", date(2026, 12, 31)) == date(2027, 1, 1)


@pytest.mark.req("A27", "C07")
def test_occasions_papers_and_maturities_stand_in_the_managers_inbox_alone(bank, tmp_path):
    born = soon(5)
    papers = [
        {
            "type": "resident_id",
            "number": bank.paper_number(ahead=1),
            "valid_from": "2020-05-01",
            "valid_to": soon(20),
        }
    ]
    file = bank.file(values={"papers": papers, "occasions": [{"kind": "wedding", "day": born[5:]}]})
    far = bank.file(values={"occasions": [{"kind": "wedding", "day": soon(9)[5:]}]})
    tables = usual(file.number)
    tables["accounts"][1]["matures_on"] = soon(6)
    load(write_feed(tmp_path / "one", tables), **HOUSE)
    mine = seen(bank, bank.rm01)
    assert {kind for customer, kind, _ in mine if customer == file.pk} == {"occasion", "paper", "maturity"}
    assert not [one for one in mine if one[0] == far.pk]
    assert seen(bank, bank.rm02) == [] and Alert.objects.count() == 0, "nothing of it is written down"


@pytest.mark.req("A27")
def test_do_not_contact_silences_occasions_and_not_papers(bank):
    papers = [
        {
            "type": "resident_id",
            "number": bank.paper_number(ahead=1),
            "valid_from": "2020-05-01",
            "valid_to": soon(20),
        }
    ]
    bank.file(
        values={
            "papers": papers, "occasions": [{"kind": "wedding", "day": soon(3)[5:]}], "contact_wishes": {"do_not_contact": True},
        }
    )  # fmt: skip
    assert [kind for _, kind, _ in seen(bank, bank.rm01)] == ["paper"]


def test_the_night_raises_each_once_and_the_inbox_shows_what_the_file_lets(bank, tmp_path):
    file = bank.file()
    tables = usual(file.number)
    tables["transactions"] = [tables["transactions"][0] | {"amount": "800000.00", "balance": "801000.00"}]
    load(write_feed(tmp_path / "one", tables), **HOUSE)
    run()
    run()
    alert = Alert.objects.get(kind="movement")
    assert (alert.facts, alert.state) == ({"way": "in"}, "open") and Alert.objects.count() == 2
    assert "800000" not in json.dumps(list(Alert.objects.values()), default=str)
    assert (file.pk, "movement", alert.key) in seen(bank, bank.rm01)


@pytest.mark.req("A27")
def test_settled_it_is_gone_put_off_it_comes_back(bank):
    file = bank.file(values={"occasions": [{"kind": "wedding", "day": soon(3)[5:]}]})
    (_, kind, key) = seen(bank, bank.rm01)[0]
    act = {"by": bank.rm01} | SERVICE
    snooze(file.number, kind, key, 7, **act)
    assert seen(bank, bank.rm01) == [] and seen(bank, bank.rm01, wanted="snoozed") == [(file.pk, kind, key)]
    with pytest.raises(Invalid, match="days: range"):
        snooze(file.number, kind, key, 91, **act)
    with pytest.raises(Invalid, match="kind: unknown"):
        settle(file.number, "movement", "2026-11-20", "needless", **act)
    with pytest.raises(Invalid, match="outcome: choice"):
        settle(file.number, kind, key, "forgotten", **act)
    settle(file.number, kind, key, "contacted", **act)
    assert seen(bank, bank.rm01) == seen(bank, bank.rm01, wanted="snoozed") == []
    raise_alerts(timezone.localdate(), [(file.pk, Raised(1, kind, key))], **HOUSE)
    assert Alert.objects.get().state == "done", "raised again it stays settled"


def test_a_snooze_that_has_run_out_is_open_again(bank):
    file = bank.file()
    today = timezone.localdate()
    raise_alerts(today, [(file.pk, Raised(1, "silent", "2026-01-01", {"days": 90}))], **HOUSE)
    act = {"by": bank.rm01} | SERVICE
    snooze(file.number, "silent", "2026-01-01", 1, **act)
    assert seen(bank, bank.rm01) == []
    later = {"at": timezone.now() + timedelta(days=1)}
    assert [one.kind for one in list_alerts(by=bank.rm01, **SERVICE, **later).lines] == ["silent"]


def test_nobody_settles_what_lies_outside_the_portfolio(bank):
    from zhiji.access.refusals import Refused

    file = bank.file(values={"occasions": [{"kind": "wedding", "day": soon(3)[5:]}]})
    (_, kind, key) = seen(bank, bank.rm01)[0]
    with pytest.raises(Refused):
        settle(file.number, kind, key, "contacted", by=bank.rm03, **SERVICE)


@pytest.mark.req("A27")
@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_the_inbox_by_page_and_api(bank, language):
    file = bank.file(values={"occasions": [{"kind": "wedding", "day": soon(3)[5:]}]})
    today = timezone.localdate()
    made = [
        Raised(1, kind, "2026-10-01", facts)
        for kind, facts in (
            ("movement", {"way": "out"}), ("tier_up", {"from": 0, "to": 1}), ("tier_down", {"from": 2, "to": 1}),
            ("tier_watch", {"tier": 1}), ("silent", {"days": 90}), ("grade_up", {"from": "B", "to": "A"}), ("grade_down", {"from": "A", "to": "C"}),
        )
    ]  # fmt: skip
    raise_alerts(today, [(file.pk, one) for one in made], **HOUSE)
    rm = Browser(bank.rm01, "service")
    rm.cookies["django_language"] = language
    text = rm.text("/alerts/")
    for kind, one in KINDS.items():
        with translation.override(language):
            assert str(one.label) in text or kind in ("maturity", "paper", "leaving")
    if language == "en":
        assert "Wedding" in text and "from Basic to Gold" in text and "no movement for 90 days" in text
    found = rm.get("/api/v1/insight/alerts?purpose=service").json()
    assert sum(found["counts"].values()) == 8 and found["whole"]
    answer = rm.post(
        f"/customers/{file.number}/alerts/settle/",
        {"kind": "silent", "key": "2026-10-01", "outcome": "contacted", "shown": "silent"},
    )
    assert answer["Location"] == "/alerts/?kind=silent"
    state = rm.post(
        f"/api/v1/customers/{file.number}/alerts/snooze?purpose=service",
        json.dumps({"kind": "tier_up", "key": "2026-10-01", "days": 7}), content_type="application/json",
    )  # fmt: skip
    assert state.json()["state"] == "snoozed"
    again = rm.get("/api/v1/insight/alerts?purpose=service").json()
    assert sum(again["counts"].values()) == 6 and again["snoozed"] == 1
    done = rm.post(
        f"/api/v1/customers/{file.number}/alerts/settle?purpose=service",
        json.dumps({"kind": "tier_up", "key": "2026-10-01", "outcome": "wrong"}), content_type="application/json",
    )  # fmt: skip
    assert done.json()["outcome"] == "wrong"


def test_only_the_night_closes_and_only_by_an_end_of_its_own(bank):
    from zhiji.access.refusals import Refused

    with pytest.raises(ValueError, match="contacted"):
        close_alerts([], "contacted", **HOUSE)
    with pytest.raises(Refused):
        close_alerts([], "renewed", by=bank.rm01, **SERVICE)


def test_every_kind_and_outcome_is_named_in_words():
    assert all(str(one.label) for one in KINDS.values()) and all(map(str, ENDS.values()))
