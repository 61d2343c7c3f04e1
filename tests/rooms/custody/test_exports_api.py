"""Exports of lists, a case's steps, and what is watched, through the API: by the flow, never beside it (Art. 23.1, N13)."""

import pytest

from zhiji.access.models import ApiAnswer
from zhiji.custody.looks.watch import read_watch_policy
from zhiji.custody.models import Case, Export
from zhiji.custody.rules.marks import codes_in

ASKED = {
    "scope": "portfolio", "fields": ["name", "phones"], "wanted": "service", "form": "csv", "for_whom": "零售业务部",
    "reason": "节日走访安排",
}  # fmt: skip


@pytest.mark.req("J05", "N02", "N09")
def test_art_23_1_an_export_is_asked_approved_and_made_once_through_the_api(bank, call, journal):
    file = bank.file()
    status, answer = call(bank.rm01, "POST", "/cases/kinds/export", {"values": ASKED})
    number = answer.json()["number"]
    assert status == 201
    assert call(bank.rm01, "POST", f"/exports/{number}/make?purpose=service")[0] == 422, "not yet approved"
    assert call(bank.rm01, "POST", f"/cases/{number}/approve", {"values": {}})[0] in (403, 422), (
        "never oneself"
    )
    assert call(bank.supervisor, "POST", f"/cases/{number}/approve", {"values": {}})[0] == 200
    assert call(bank.rm01, "POST", f"/exports/{number}/make")[0] == 422, "a purpose is required"
    assert call(bank.rm02, "POST", f"/exports/{number}/make?purpose=service")[0] in (403, 404, 422)
    status, answer = call(bank.rm01, "POST", f"/exports/{number}/make?purpose=service", key="once")
    lines = answer.content.decode().splitlines()
    assert (
        status == 200
        and "no-store" in answer["Cache-Control"]
        and answer["Content-Type"].startswith("text/csv")
    )
    assert len(lines) == 3 and file.number in answer.content.decode(), "the head, the file, the canary"
    assert codes_in(lines[1]) == [Export.objects.get().code]
    assert journal("custody:export:make")[0].customer == file.customer_id
    assert call(bank.rm01, "POST", f"/exports/{number}/make?purpose=service", key="once")[0] == 422
    assert not ApiAnswer.objects.filter(key="once").exists() and Export.objects.count() == 1


@pytest.mark.req("N09")
def test_a_case_lists_as_steps_only_what_the_route_of_steps_takes(bank, call):
    """What is made and told once has a route of its own; an approved export waits for its maker, yet for no step."""
    bank.file()
    number = call(bank.rm01, "POST", "/cases/kinds/export", {"values": ASKED})[1].json()["number"]
    assert call(bank.supervisor, "GET", f"/cases/{number}")[1].json()["steps"] == ["approve", "refuse"]
    call(bank.supervisor, "POST", f"/cases/{number}/approve", {"values": {}})
    body = call(bank.rm01, "GET", f"/cases/{number}")[1].json()
    assert (body["case"]["state"], body["steps"]) == ("approved", ["withdraw"])
    for verb in body["steps"]:
        assert call(bank.rm01, "POST", f"/cases/{number}/{verb}", {"values": {}})[0] == 200
    assert Case.objects.get().state == "withdrawn"


@pytest.mark.req("N13")
def test_every_colleague_reads_through_the_api_what_is_watched(bank, call):
    for staff in (bank.rm01, bank.agent01, bank.analyst, bank.admin):
        status, answer = call(staff, "GET", "/watch/policy")
        told, body = read_watch_policy(by=staff), answer.json()
        assert status == 200 and [one["name"] for one in body["signals"]] == [
            one.name for one in told.signals
        ]
        assert (body["alerts_per_day"], body["alert_hours"]) == (told.budget, told.hours)
        assert all(one["says"] for one in body["signals"]) and body["own"] == [] and body["relatives"] == 0
