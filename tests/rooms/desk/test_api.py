"""The API: the same gateway as the pages, problems in three parts, idempotent writes."""

import json

import pytest
from django.test import Client
from django.utils import timezone
from plugins.sealing import seal_all

from zhiji.access.actors import Job
from zhiji.access.models import Grant
from zhiji.access.people import enrol, make_token, make_unit
from zhiji.customers.models import File
from zhiji.desk import undertaking
from zhiji.journal import looks as journal

HOUSE = {"by": Job("test"), "channel": "test"}
ID_NUMBER = "11010519491231002X"


class Caller:
    """A program with a bearer token."""

    def __init__(self, staff) -> None:
        self.client, self.staff = Client(), staff
        self.headers = {"authorization": f"Bearer {make_token(staff, **HOUSE)}"}

    def get(self, address: str, **headers):
        return self.client.get(f"/api/v1{address}", headers=self.headers | headers)

    def send(self, verb: str, address: str, body, **headers):
        return self.client.generic(
            verb,
            f"/api/v1{address}",
            json.dumps(body),
            content_type="application/json",
            headers=self.headers | headers,
        )


@pytest.fixture
def bank(db):
    head = make_unit("HQ", "head", {"zh-hans": "总行", "zh-hant": "總行", "en": "Head office"}, **HOUSE)
    east = make_unit(
        "EAST", "branch", {"zh-hans": "城东", "zh-hant": "城東", "en": "East"}, parent=head, **HOUSE
    )
    people = {}
    for place, (name, role, unit) in enumerate(
        [
            ("rm01", "rm", east),
            ("rm02", "rm", east),
            ("officer", "officer", head),
            ("auditor", "auditor", head),
            ("admin", "admin", head),
        ]
    ):
        signed = {
            "undertaking_version": undertaking.current().version,
            "undertaking_signed_at": timezone.now(),
        }
        made = enrol(name, staff_number=f"S{place}", name=name, role=role, unit=unit, **signed, **HOUSE)
        people[name] = Caller(made)
    return people


NEW = {
    "kind": "person",
    "values": {
        "name": "沈嘉禾",
        "papers": [{"type": "resident_id", "number": ID_NUMBER, "long_term": True}],
        "phones": ["13812345678"],
    },
    "source": "paper_seen",
    "custodian": "officer",
    "notice": "service-1",
    "told_via": "counter",
}


def make(bank) -> str:
    answer = bank["rm01"].send("POST", "/customers?purpose=onboarding", NEW)
    assert answer.status_code == 201, answer.content
    return answer.json()["number"]


@pytest.mark.req("N07")
def test_without_a_token_nothing(bank) -> None:
    answer = Client().get("/api/v1/customers?purpose=service")
    assert answer.status_code == 401 and answer["content-type"] == "application/problem+json"
    assert Client().get("/api/v1/customers", headers={"authorization": "Bearer zj_wrong"}).status_code == 401


@pytest.mark.req("H08", "A02")
def test_open_shows_what_the_page_shows(bank) -> None:
    number = make(bank)
    mine = bank["rm01"].get(f"/customers/{number}?purpose=service").json()
    assert mine["fields"]["name"]["value"] == "沈嘉禾" and mine["fields"]["papers"]["level"] == "masked"
    other = bank["rm02"].get(f"/customers/{number}?purpose=service")
    assert ID_NUMBER not in other.content.decode() and "13812345678" not in other.content.decode()
    assert other.json()["fields"]["income"] == {
        "level": "hidden", "present": None, "value": None, "text": "", "source": None, "learned": None, "verified": None,
    }  # fmt: skip
    line = journal.page(journal.Filters(phrase="customers:file:open")).lines[0]
    assert (line.channel, line.actor) == ("api", bank["rm02"].staff.pk)


def test_purpose_is_required(bank) -> None:
    number = make(bank)
    answer = bank["rm01"].get(f"/customers/{number}")
    assert answer.status_code == 422 and answer.json()["errors"][0]["field"] == "purpose"
    wrong = bank["rm01"].get(f"/customers/{number}?purpose=audit")
    assert wrong.status_code == 403 and wrong.json()["type"].endswith("purpose")
    assert {"kind": "purpose", "value": "service"}.items() <= wrong.json()["remedies"][0].items()


def test_unknown_and_admin(bank) -> None:
    number = make(bank)
    assert bank["rm01"].get("/customers/0000-0000-0018?purpose=service").status_code == 404
    assert bank["rm01"].get("/customers/zzz?purpose=service").status_code == 404
    refused = bank["admin"].get(f"/customers/{number}?purpose=service")
    assert refused.status_code == 403 and "沈嘉禾" not in refused.content.decode()


@pytest.mark.req("F26")
def test_find_by_full_identifier(bank) -> None:
    number = make(bank)
    for text in (ID_NUMBER, "138 1234 5678", number):
        found = bank["rm02"].get(f"/customers?purpose=service&find={text}").json()
        assert [item["number"] for item in found["items"]] == [number], text


def test_bad_input_names_field_rule_and_mend_and_echoes_nothing(bank) -> None:
    bad = NEW | {
        "values": {
            "name": "",
            "papers": [{"type": "resident_id", "number": "110105194912310021"}],
            "phones": ["12"],
        }
    }
    answer = bank["rm01"].send("POST", "/customers?purpose=onboarding", bad)
    assert answer.status_code == 422 and File.objects.count() == 0
    errors = answer.json()["errors"]
    assert {"papers", "phones"} <= {one["field"] for one in errors}
    assert all(one["rule"] and one["message"] and one["mend"] for one in errors)
    assert "110105194912310021" not in answer.content.decode()
    english = bank["rm01"].send("POST", "/customers?purpose=onboarding", bad, **{"accept-language": "en"})
    assert english.json()["title"] == "Please mend these fields."
    assert (
        bank["rm01"]
        .client.post(
            "/api/v1/customers?purpose=onboarding",
            b"{",
            content_type="application/json",
            headers=bank["rm01"].headers,
        )
        .status_code
        == 400
    )


def test_a_repeated_write_changes_nothing(bank) -> None:
    first = bank["rm01"].send("POST", "/customers?purpose=onboarding", NEW, **{"idempotency-key": "k1"})
    again = bank["rm01"].send("POST", "/customers?purpose=onboarding", NEW, **{"idempotency-key": "k1"})
    assert (first.status_code, again.status_code) == (201, 201) and first.json() == again.json()
    assert File.objects.count() == 1
    other = bank["rm01"].send(
        "POST", "/customers?purpose=onboarding", NEW | {"source": "observed"}, **{"idempotency-key": "k1"}
    )
    assert other.status_code == 409


def test_a_key_stands_for_its_query_too(bank) -> None:
    """The purpose stands in the query: the same body for another purpose is another request."""
    number = make(bank)
    body = {"reason": "客户在柜面突发疾病，需要联系家属"}
    answers = [
        bank["rm02"].send(
            "POST", f"/customers/{number}/break-glass?purpose={purpose}", body, **{"idempotency-key": "q"}
        )
        for purpose in ("service", "complaint", "service")
    ]
    assert [one.status_code for one in answers] == [201, 409, 201]
    assert answers[0].json() == answers[2].json() and Grant.objects.count() == 1


def test_a_refused_write_under_a_key_is_still_on_record(bank) -> None:
    number = make(bank)
    body = {"changes": {"name": "某"}, "source": "observed"}
    answer = bank["rm02"].send(
        "PATCH", f"/customers/{number}?purpose=upkeep", body, **{"idempotency-key": "k2"}
    )
    assert answer.status_code == 403
    line = journal.page(journal.Filters(phrase="customers:file:amend")).lines[0]
    assert (line.outcome, line.actor) == ("refused", bank["rm02"].staff.pk)


def test_amend_conflict_and_state(bank) -> None:
    number = make(bank)
    change = {"changes": {"phones": ["13912345678"]}, "source": "customer_stated", "expected_version": 1}
    assert bank["rm01"].send("PATCH", f"/customers/{number}?purpose=upkeep", change).json()["version"] == 2
    conflict = bank["rm01"].send("PATCH", f"/customers/{number}?purpose=upkeep", change)
    assert conflict.status_code == 409 and conflict.json()["version"] == 2
    early = bank["rm01"].send(
        "POST", f"/customers/{number}/state?purpose=upkeep", {"to": "new", "reason": "开户"}
    )
    assert early.status_code == 422 and early.json()["errors"][0]["rule"] == "required-set"


@pytest.mark.django_db(transaction=True)  # only what is committed is sealed
def test_registers_and_journal(bank) -> None:
    number = make(bank)
    assert len(bank["admin"].get("/fields").json()["fields"]) > 50
    assert any(one["group"] == "custody" for one in bank["admin"].get("/norms?on=2026-11-22").json())
    seal_all()
    head = bank["auditor"].get("/journal/checkpoint").json()
    assert head["size"] > 0 and head["note"].count("\n") >= 4
    entry = journal.page(journal.Filters(phrase="customers:file:create")).lines[0]
    assert number and bank["auditor"].get(f"/journal/entries/{entry.id}/proof").status_code == 200
    assert bank["rm01"].get(f"/journal/entries/{entry.id}/proof").status_code == 403
    assert bank["auditor"].get("/journal/entries/999999/proof").status_code == 404


@pytest.mark.req("F07", "H09")
def test_versions_as_of_readers_graph_and_explanation(bank) -> None:
    number = make(bank)
    change = {"changes": {"employer": "兰溪纺织"}, "source": "customer_stated"}
    assert bank["rm01"].send("PATCH", f"/customers/{number}?purpose=upkeep", change).status_code == 200
    found = bank["rm01"].get(f"/customers/{number}/versions?purpose=upkeep&as_of=2999-01-01").json()
    assert [one["version"] for one in found["versions"]] == [2, 1]
    assert found["versions"][0]["changed"] == [{"compartment": "work", "field": "employer", "how": "added"}]
    assert found["past"]["version"] == 2 and found["past"]["fields"]["employer"]["value"] == "兰溪纺织"
    differs = bank["rm01"].get(f"/customers/{number}/versions/compare?purpose=upkeep&a=2&b=1").json()
    assert [(one["field"], one["how"]) for one in differs["differences"]] == [("employer", "added")]
    none = bank["rm01"].get(f"/customers/{number}/versions/compare?purpose=upkeep&a=1&b=7")
    assert none.status_code == 422 and none.json()["errors"][0]["field"] == "b"
    readers = bank["rm01"].get(f"/customers/{number}/readers?purpose=service").json()["lines"]
    assert {"customers:version:open", "customers:file:amend"} <= {line["phrase"] for line in readers}
    graph = bank["rm01"].get(f"/customers/{number}/graph?purpose=upkeep").json()
    assert [party["root"] for party in graph["parties"]] == [True] and graph["ties"] == []
    told = bank["rm02"].get(f"/explain?number={number}&purpose=upkeep&phrase=customers:file:amend").json()
    assert told["allowed"] is False and told["sentences"] and told["phrase"] == "customers:file:amend"
    assert bank["rm01"].get(f"/explain?number={number}&purpose=upkeep").json()["allowed"] is True
    assert (
        bank["rm01"].get(f"/explain?number={number}&purpose=upkeep&phrase=no:such:thing").status_code == 422
    )


def test_breaking_the_glass_opens_once_per_key(bank) -> None:
    number = make(bank)
    short = bank["rm02"].send("POST", f"/customers/{number}/break-glass?purpose=service", {"reason": "急"})
    assert short.status_code == 422 and short.json()["errors"][0]["field"] == "reason"
    body = {"reason": "客户在柜面突发疾病，需要联系家属"}
    answers = [
        bank["rm02"].send(
            "POST", f"/customers/{number}/break-glass?purpose=service", body, **{"idempotency-key": "g"}
        )
        for _ in range(2)
    ]
    assert [one.status_code for one in answers] == [201, 201] and answers[0].json() == answers[1].json()
