"""The canary crawl: every role visits every route, page and API, for every purpose, and meets no planted value it may not see.

What may be seen is computed from the policy table alone; whatever else turns up in a page, an answer or a log line is a
leak. What turns up in a dump or in a command's output is asked in ``test_canary_outside.py``.

One bank stands for all roles: each visits it in a transaction of its own that is taken back. What no purpose can change
is visited for one purpose only; that it looks at no file is asked of the journal (docs/design/tests.md).
"""

import logging
import re
from dataclasses import dataclass

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver
from plugins.planted_bank import HOUSE, ID_NUMBERS, all_texts, allowed_texts, plant
from plugins.standing import standing

from zhiji.access import policy
from zhiji.access.people import make_token
from zhiji.access.web import SESSION_KEY
from zhiji.custody.flows import FLOWS
from zhiji.custody.models import Case
from zhiji.desk.api import api
from zhiji.staff.rules import ROLES


@pytest.fixture(scope="module")
def planted(django_db_setup, django_db_blocker, tmp_path_factory):
    """The bank that all roles visit, and its folder."""
    folder = tmp_path_factory.mktemp("planted")
    with standing(django_db_blocker), override_settings(ZHIJI_HOME=folder, ZHIJI_LAKE=folder / "lake"):
        yield *plant(folder), folder


@pytest.fixture
def bank(planted, db, settings):
    people, files, settings.ZHIJI_HOME = planted
    settings.ZHIJI_LAKE = settings.ZHIJI_HOME / "lake"
    return people, files


def routes(resolver=None, prefix: str = ""):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry, prefix + str(entry.pattern).lstrip("^"))
        elif isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern).lstrip("^").rstrip("$"), entry


SKIPPED = ("account/", "static/")  # the colleague's own credentials; signing out would end the crawl
API = "api/v1/"
FRAME = ("theme/", "language/", "undertaking/", "healthz")  # name no phrase and show no customer


@dataclass(frozen=True)
class Visit:
    """One GET address and the questions put to it at least. ``blind``: no purpose can change the answer."""

    address: str
    questions: tuple[str, ...]
    blind: bool


ALL_KINDS = {"custody/<slug:kind>/": "", "custody/<slug:kind>/new/": "new/"}


def newest_case() -> int | None:
    return Case.objects.order_by("-pk").values_list("pk", flat=True).first()


def addresses(files, route: str, names, case: int) -> list[str] | None:
    """The route's addresses with their arguments filled in, for each file; None when an argument is unknown here."""
    found = []
    for file in files:
        given = {
            "number": file.number, "version": 1, "a": 1, "b": 2, "before": 1, "after": 2, "grant": 1, "entry": 1, "seq": 1,
            "attachment": 1, "scan": 1, "job": 1, "place": 0, "kind": "person", "compartment": "contact", "token": "none", "ref": 1, "dossier": 1,
            "task": 1, "report": "first", "form": "csv", "view": 1, "strike": 1,
            "principle": "completeness", "category": "personal",
        }  # fmt: skip
        given |= {
            "verb": "sign", "part": 1, "article": 18, "volume": 1, "naming": 1, "courier": 1, "paper": 1,
        }  # fmt: skip
        if "<whole:number>" in route or route.startswith(("api/v1/cases/", "api/v1/packs/")):
            given["number"] = case
        if "custody/" in route:
            given["kind"] = "reading"
        if set(names) - set(given):
            return None
        address = "/" + route
        for name in names:
            address = re.sub(rf"<(?:\w+:)?{name}>", str(given[name]), address)
        found.append(address)
    if route in ALL_KINDS:
        found += [f"/custody/{kind}/{ALL_KINDS[route]}" for kind in FLOWS]
    return list(dict.fromkeys(found))


SOUGHT = ("{name}", "{phone}", "{paper}")
ASKED = {
    "q": SOUGHT, "find": SOUGHT, "day": ("2030-01-01",), "on": ("2030-01-01",), "since": ("2030-01-01",),
    "scope": ("unit", "custody", "mine", "all"), "all": ("1",), "overdue": ("1",), "format": ("csv",),
}  # fmt: skip
"""What is asked of every page that reads a parameter of this name (it is overheard, see ``heard``)."""
FIND = "?find={name}&purpose={purpose}"


@pytest.fixture
def heard(monkeypatch):
    """The names of the parameters that were read from addresses since the set was emptied."""
    names: set[str] = set()

    def overheard(reading):
        def noting(self, name, *given, **more):
            names.add(name)
            return reading(self, name, *given, **more)

        return noting

    for reading in ("__getitem__", "__contains__", "getlist"):
        monkeypatch.setattr(QueryDict, reading, overheard(getattr(QueryDict, reading)))
    return names


def visits(files) -> list[Visit]:
    """Every GET address of the product. A token carries no session: to the API a purpose is a parameter or nothing."""
    described, known = api.get_openapi_schema()["paths"], policy.phrases()
    case, found, untaught = newest_case() or 1, [], []
    for route, entry in routes():
        if route.startswith(SKIPPED):
            continue
        phrases = getattr(entry.callback, "phrases", ())
        blind = route.startswith(FRAME) or bool(phrases)
        blind = blind and all(known[phrase].subject == "none" for phrase in phrases)
        if route.startswith(API):
            asked = described.get("/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route), {}).get("get", {})
            taken = {one["name"] for one in asked.get("parameters", ())}
            blind = "purpose" not in taken
        for address in (
            addresses(files, route, entry.pattern.converters, case) or untaught.append(route) or ()
        ):
            questions = ("",)
            if route.startswith(API):
                questions = ("?purpose={purpose}", FIND) if "find" in taken else ("?purpose={purpose}",)
            found.append(Visit(address, questions, blind))
    assert not untaught, f"teach the crawl these arguments: {untaught}"
    return found


def visitor(person, purpose: str) -> Client:
    """The colleague's browser, with the purpose in force."""
    client = Client(raise_request_exception=False)
    client.force_login(person)
    session = client.session
    if purpose:
        session[SESSION_KEY] = {"id": purpose, "until": "2099-01-01T00:00:00+00:00"}
    session.save()
    return client


class Crawl:
    """One role's round through the house: ``met`` holds the planted texts that were shown."""

    def __init__(self, person, files, heard) -> None:
        self.person, self.files, self.heard = person, files, heard
        self.everything, self.visited, self.met = all_texts(), 0, set()
        self.token = make_token(person, **HOUSE)

    def visit(self, client: Client, visit: Visit, purpose: str) -> None:
        """Ask an address, and again with every parameter it was heard to read."""
        self.heard.clear()
        if any(self.ask(client, visit, question, purpose) == 405 for question in visit.questions):
            return  # only for POST, whatever is asked
        if not visit.address.startswith("/" + API):
            for name in sorted(self.heard & set(ASKED)):
                for value in ASKED[name]:
                    self.ask(client, visit, f"?{name}={value}", purpose)

    def ask(self, client: Client, visit: Visit, question: str, purpose: str) -> int:
        """One request; fails on a fault of ours and on a value that may not be seen. The status."""
        of_api = visit.address.startswith("/" + API)
        headers = {"authorization": f"Bearer {self.token}"} if of_api else {}
        may = allowed_texts(self.person, purpose or ("service" if of_api else ""), self.files)
        asked = visit.address + question.format(
            name="乙鸢尾青", phone="13871230011", paper=ID_NUMBERS[1], purpose=purpose or "service"
        )
        answer = client.get(asked, headers=headers)
        self.visited += 1
        where = (self.person.role, purpose, asked)
        assert answer.status_code != 500, where
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        text = body.decode("utf-8", "replace")
        shown = {one for one in self.everything if one in text and one not in asked}
        assert not shown - may, (*where, shown - may)
        assert not (visit.blind and shown), (*where, "shows a customer and names no look at one", shown)
        self.met |= shown
        return answer.status_code


def newest_entry() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM journal_entry")
        return cursor.fetchone()[0]


def phrases_since(entry: int) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT phrase FROM journal_entry WHERE id > %s", [entry])
        return {phrase for (phrase,) in cursor.fetchall()}


@pytest.mark.slow
@pytest.mark.req("H01", "H08", "A20", "N09", "J04")
@pytest.mark.parametrize("role", ROLES)
def test_no_role_meets_a_value_it_may_not_see(bank, role, heard, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    people, files = bank
    crawl, found = Crawl(people[role], files, heard), visits(files)
    purposes = ["", *[one.id for one in policy.purposes().values() if role in one.roles]]

    start, client = newest_entry(), visitor(people[role], purposes[-1])
    for visit in (one for one in found if one.blind):
        crawl.visit(client, visit, purposes[-1])
        if not visit.address.startswith("/" + API):
            about = {one for one in phrases_since(start) if policy.phrases()[one].subject == "file"}
            assert not about, (visit.address, "looks at files and does not name it", about)
    for purpose in purposes:
        client = visitor(people[role], purpose)
        for visit in (one for one in found if not one.blind):
            crawl.visit(client, visit, purpose)

    assert crawl.visited > 30
    assert not [one for one in all_texts() if one in caplog.text], "a customer's value stands in a log"
    if role == "rm":
        assert "甲鸢尾青" in crawl.met and "13871230001" in "".join(crawl.met).replace(" ", ""), (
            "the crawl itself sees nothing: it could not fail"
        )
    if role in ("admin", "analyst", "product"):
        assert not crawl.met
