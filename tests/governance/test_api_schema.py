"""The API keeps to its own description: whatever is sent, it answers as the OpenAPI says, and never by a fault of ours."""

import itertools

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
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
        by=people["rm"], purpose="onboarding", channel="test",
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
