"""Numbers too large for any row, NUL and half a character: no address, no parameter and no body of the API fails on them."""

import re

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from plugins.attacked import attacked, client_of, token_of  # noqa: F401

from zhiji.customers.api.shapes import Sent
from zhiji.customers.pages.addresses import LARGEST
from zhiji.desk.api import api

pytestmark = pytest.mark.req("N09", "N13")
HUGE = (LARGEST + 1, 10**20, 10**40)
KNOWN = {"kind": "reading", "report": "first", "verb": "sign", "token": "none", "form": "csv"}


def routes(patterns, before=""):
    for one in patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, route)
        elif isinstance(one, URLPattern):
            yield route


def numbered(number):
    """Every page whose address holds an id, with the file's number and ``{}`` in place of each id."""
    for route in routes(get_resolver().url_patterns):
        if "<whole:" in route or "<int:" in route:
            path = re.sub(r"<customer:\w+>", number, route)
            path = re.sub(r"<(?:whole|int):\w+>", "{}", path)
            yield "/" + re.sub(r"<\w+:(\w+)>", lambda held: KNOWN[held[1]], path)


def test_no_page_fails_on_a_number_that_no_row_could_have(attacked):  # noqa: F811
    paths = list(numbered(attacked.file.number))
    assert len(paths) > 40 and not [one for one in paths if one.startswith("/api/")]
    failed = []
    for staff, purpose in (
        (attacked.supervisor, "review"),
        (attacked.rm, "service"),
        (attacked.compliance, ""),
    ):
        client = client_of(staff, purpose)
        for path in paths:
            for huge in HUGE[: 2 if staff == attacked.supervisor else 1]:
                for ask in (client.get, client.post):
                    answer = ask(path.replace("{}", str(huge)))
                    if answer.status_code != 404:
                        failed.append((staff.role, path, answer.status_code))
            if (status := client.get(path.replace("{}", str(LARGEST))).status_code) >= 500:
                failed.append((staff.role, path, status))
    assert failed == []


def test_every_number_the_api_takes_has_an_end():
    described = api.get_openapi_schema()
    endless = []
    for path, verbs in described["paths"].items():
        for verb, operation in verbs.items():
            for one in operation.get("parameters", ()):
                if _endless(one["schema"]):
                    endless.append((verb, path, one["name"]))
            body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
            name = body.get("schema", {}).get("$ref", "").rpartition("/")[2]
            held = described["components"]["schemas"].get(name, {}).get("properties", {})
            endless += [(verb, path, field) for field, one in held.items() if _endless(one)]
    assert endless == []


def _endless(schema) -> bool:
    kinds = schema.get("anyOf", [schema])
    return any(one.get("type") == "integer" and not {"maximum", "enum", "const"} & set(one) for one in kinds)


def test_no_operation_fails_on_a_number_that_no_row_could_have(attacked):  # noqa: F811
    asked = 0
    for path, verbs in api.get_openapi_schema()["paths"].items():
        for verb, operation in verbs.items():
            names = [one["name"] for one in operation.get("parameters", ()) if one["in"] == "path"]
            for staff in (attacked.supervisor, attacked.compliance) if names else ():
                filled = path
                for name in names:
                    filled = filled.replace(f"{{{name}}}", str(10**20))
                answer = client_of(staff).generic(
                    verb.upper(), filled, "{}", content_type="application/json", headers=token_of(staff)
                )
                assert answer.status_code < 500, (verb, path, staff.role)
                asked += 1
    assert asked > 60


def test_every_body_refuses_nul_and_half_a_character():
    """Each is a ``Sent``, so that none can be forgotten."""
    loose = []
    for _prefix, router in api._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                for model in operation.models:
                    if model.__ninja_param_source__ == "body":
                        loose += [
                            (path, one.annotation)
                            for one in model.model_fields.values()
                            if not _is_sent(one.annotation)
                        ]
    assert loose == []


def _is_sent(given) -> bool:
    return isinstance(given, type) and issubclass(given, Sent)


@pytest.mark.parametrize("odd", ["a\0b", "\ud800"])
@pytest.mark.parametrize("field", ["kind", "key", "outcome"])
def test_an_alert_named_by_what_no_column_holds_is_told_so(attacked, odd, field):  # noqa: F811
    client, header = client_of(attacked.rm), token_of(attacked.rm)
    for way, more in (("settle", {"outcome": "done"}), ("snooze", {"days": 1})):
        if field in {"kind", "key"} | set(more):
            body = {"kind": "birthday", "key": "2026"} | more | {field: odd}
            address = f"/api/v1/customers/{attacked.file.number}/alerts/{way}?purpose=service"
            answer = client.post(address, body, content_type="application/json", headers=header)
            assert answer.status_code == 422, (way, answer.content)


@pytest.mark.parametrize("way", ["settle", "snooze"])
@pytest.mark.parametrize(
    ("kind", "key"), [("a\0b", "x"), ("birthday", "a\0b"), ("x" * 5_000, "x"), ("birthday", "x" * 5_000)]
)
def test_a_form_that_names_such_an_alert_is_no_failure(attacked, way, kind, key):  # noqa: F811
    form = {"kind": kind, "key": key, "outcome": "done", "days": "1"}
    path = f"/customers/{attacked.file.number}/alerts/{way}/"
    answer = client_of(attacked.rm, "service").post(path, form)
    assert answer.status_code in (302, 400), answer.status_code
