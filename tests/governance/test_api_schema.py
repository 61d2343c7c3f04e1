"""The API keeps to its own description: whatever is sent, it answers as the OpenAPI says, and never by a fault of ours."""

import itertools
import json
from urllib.parse import quote, urlencode

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from plugins.told_first import TOLD
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from zhiji.access.actors import Job
from zhiji.access.people import enrol, make_token, make_unit
from zhiji.customers.actions.filing import create
from zhiji.desk import undertaking
from zhiji.desk.api import api
from zhiji.desk.wsgi import application

HOUSE = {"by": Job("test"), "channel": "test"}
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
NAME = "琥珀鸢尾"
EXAMPLES = 8


@pytest.fixture(autouse=True)
def one_connection():
    """A request must not close the connection that the test's own transaction stands on (Django's test client does the same)."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def bank(db, settings, tmp_path):
    settings.ZHIJI_HOME = tmp_path
    head = make_unit("HQ", "head", {"zh-hans": "总行", "zh-hant": "總行", "en": "Head office"}, **HOUSE)
    people = {}
    for place, role in enumerate(("rm", "officer")):
        people[role] = enrol(role, staff_number=f"S{place}", name=role, role=role, unit=head, **HOUSE)
        undertaking.sign(version=undertaking.current().version, by=people[role], channel="test")
    values = {"name": NAME, "ties": [{"role": "spouse", "name": "某人"}], "phones": ["13812345678"]}
    file = create(
        "person", values, unit=head, manager=people["rm"], custodian=people["officer"], source="observed",
        told=TOLD, by=people["rm"], purpose="onboarding", channel="test",
    )  # fmt: skip
    return {role: make_token(staff, **HOUSE) for role, staff in people.items()}, file.number


def operations() -> list[str]:
    """``GET /customers/{number}`` and so on."""
    paths = api.get_openapi_schema()["paths"]
    return [f"{verb.upper()} {path}" for path, verbs in paths.items() for verb in verbs]


@pytest.mark.slow
@pytest.mark.req("N09")
@pytest.mark.parametrize("label", operations())
def test_an_operation_answers_as_described(bank, label) -> None:
    tokens, number = bank
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    verb, path = label.split()
    operation = schema[path][verb]
    statuses: set[int] = set()
    for token, mode in itertools.product(tokens.values(), GenerationMode):
        exercise(operation, mode, token, number, statuses)
    assert statuses & {200, 201, 403, 422}, statuses


def exercise(operation, mode, token: str, number: str, statuses: set[int]) -> None:
    """Send what fits the description, or what does not; every other request is about a file that is there."""
    asked = itertools.count()

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    def ask(case):
        if next(asked) % 2:
            for place in (case.path_parameters, case.query):
                if "number" in place:
                    place["number"] = number
            case.query["purpose"] = "service" if operation.method == "get" else "upkeep"
        answer = case.call(headers={"Authorization": f"Bearer {token}"})
        statuses.add(answer.status_code)
        case.validate_response(answer, checks=CHECKS)

    ask()


ODD = [
    "\0",
    "a\0b",
    "\ud800",
    "🜁" * 300,
    "-1",
    "9" * 40,
    "1e309",
    "../../etc/passwd",
    "' OR 1=1 --",
    "%00",
    "{}",
    "null",
    "",
]
BODIES = [
    {}, [], "text", 7, None, {"kind": None}, {"changes": []}, {"changes": {"name": "a\0b"}, "source": "observed"},
    {"changes": {"name": 10**40}, "source": "observed"}, {"changes": {"11010519491231002X": 1}, "source": "observed"},
    {"changes": {"phones": [["13812349999"]]}, "source": "\0"}, {"to": "\0", "reason": "x"}, {"to": "new", "reason": "a\0"},
    {"changes": {"employer": "\ud800x"}, "source": "observed"}, {"to": "new", "reason": "\ud800"}, {"reason": "\ud800" * 20},
    {"kind": "person", "values": {"employer": "\ud800", "\ud800": 1}, "source": "observed", "custodian": "officer"},
    {"reason": "a\0" * 20}, {"reason": 13812349999}, {"changes": {"papers": [{"number": "11010519491231002X"}]}, "source": "x" * 19},
    {"kind": "person", "values": {"name": "\0", "13812349999": {}}, "source": "observed", "custodian": "a\0b"},
    {"kind": "13812349999", "values": {}, "source": "13812349999", "custodian": "13812349999"},
    {"changes": {"name": "某"}, "source": "observed", "expected_version": 10**30},
]  # fmt: skip
TYPED = ("13812349999", "11010519491231002X", "etc/passwd", "OR 1=1")


@pytest.mark.req("N09", "N13")
def test_odd_input_is_answered_and_never_repeated(bank) -> None:
    tokens, number = bank
    client = Client(raise_request_exception=False)
    asked = 0
    for label, token in itertools.product(operations(), tokens.values()):
        verb, path = label.split()
        headers = {"authorization": f"Bearer {token}"}
        for odd in ODD if verb == "GET" else ODD[:3]:
            query = {name: odd.encode("utf-8", "replace").decode() for name in QUERIES}
            for part in (number, odd):
                address = path.replace("{number}", quote(part, errors="replace")).replace(
                    "{seq}", quote(odd, errors="replace")
                )
                for text in (query, query | {"purpose": "upkeep"}):
                    answer = client.generic(verb, f"{address}?{urlencode(text)}", headers=headers)
                    asked += 1
                    check(answer, label, odd)
        for body in BODIES if verb != "GET" else ():
            address = path.replace("{number}", number) + "?purpose=upkeep"
            sent = json.dumps(body)
            answer = client.generic(verb, address, sent, content_type="application/json", headers=headers)
            asked += 1
            check(answer, label, body)
        if verb != "GET":
            for sent in (b"{", b"\xff\xfe", b"[" * 5000, b'{"a":' * 3000):
                answer = client.generic(verb, address, sent, content_type="application/json", headers=headers)
                check(answer, label, sent[:9])
    assert asked > 500


QUERIES = ("purpose", "find", "scope", "cursor", "as_of", "a", "b", "pack", "on", "phrase", "number")


def check(answer, label: str, given: object) -> None:
    text = answer.content.decode()
    assert answer.status_code < 500, (label, given)
    assert not [one for one in TYPED if answer.status_code >= 400 and one in text], (label, given, text)
    if answer.status_code >= 400 and answer.status_code != 404:
        assert answer["content-type"] == "application/problem+json", (label, given)
