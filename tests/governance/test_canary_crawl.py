"""The canary crawl: every role visits every route, page and API, for every purpose, and meets no planted value it may not see.

What may be seen is computed from the policy table alone; whatever else turns up in a page, an answer, a log line, a
command's output or a dump of the database is a leak.
"""

import io
import json
import logging
import re
from contextlib import redirect_stderr, redirect_stdout, suppress

import pytest
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from plugins.small_feed import write_feed
from plugins.told_first import TOLD

from zhiji.access import policy, rules
from zhiji.access.actors import Job
from zhiji.access.people import enrol, make_token, make_unit
from zhiji.access.standing_in import name_head
from zhiji.access.web import SESSION_KEY
from zhiji.custody.actions import reading
from zhiji.custody.flows import FLOWS
from zhiji.custody.models import Case
from zhiji.customers.actions.filing import amend, create
from zhiji.customers.actions.keeping import classify
from zhiji.customers.models import File
from zhiji.desk import undertaking
from zhiji.holdings.actions.loading import load
from zhiji.staff.rules import ROLES

HOUSE = {"by": Job("test"), "channel": "test"}

ID_NUMBERS = ["11010519491231002X", "440524188001010014", "110105194912310038"]


def values(place: int) -> dict:
    return {
        "name": "甲乙丙"[place] + "鸢尾青",
        "papers": [{"type": "resident_id", "number": ID_NUMBERS[place], "long_term": True}],
        "phones": [f"138712300{place}1"],
        "emails": [f"kanarie{place}@example.org"],
        "domicile": {"province": "浙江省", "city": "杭州市", "line": f"琥珀巷{place}号"},
        "employer": "天河石工坊",
        "income": {"amount": f"917{place}31", "currency": "CNY"},
        "relationship_purpose": "为侄子留学",
    }


def betrayals(place: int) -> dict[str, list[str]]:
    """Field -> texts that betray it in an answer."""
    number, phone = ID_NUMBERS[place], f"138712300{place}1"
    return {
        "identity.name": ["甲乙丙"[place] + "鸢尾青"],
        "identity.papers": [number],
        "contact.phones": [phone, f"{phone[:3]} {phone[3:7]} {phone[7:]}"],
        "contact.emails": [f"kanarie{place}@example.org"],
        "contact.domicile": [f"琥珀巷{place}号"],
        "work.employer": ["天河石工坊"],
        "wealth.income": [f"917{place}31", f"91,7{place}31", f"917,{place}31", f"9,17{place}"],
        "ties.relationship_purpose": ["为侄子留学"],
        "wealth.account": [f"62178880000{place}0042"],
        "wealth.balance": [f"8{place}417.29", f"8{place},417.29", f"8{place}41729"],
        "wealth.counterparty": ["甲乙丙"[place] + "竹篾行", f"95588011770{place}"],
    }


def feed(folder, files) -> None:
    """Each planted customer's account with one movement, taken in as the house does."""
    tables: dict = {"accounts": [], "transactions": []}
    for place, file in enumerate(files):
        told = betrayals(place)
        account, balance, (name, number) = (
            told["wealth.account"][0],
            told["wealth.balance"][0],
            told["wealth.counterparty"],
        )
        tables["accounts"].append(
            {
                "account": account,
                "customer": file.number,
                "family": "current",
                "currency": "CNY",
                "opened_on": "2020-01-01",
            }
        )
        tables["transactions"].append(
            {
                "transaction": f"K{place}",
                "account": account,
                "day": "2026-11-20",
                "amount": balance,
                "balance": balance,
                "counter_name": name,
                "counter_account": number,
            }
        )
    assert load(write_feed(folder, tables), **HOUSE).ok


@pytest.fixture
def bank(transactional_db, settings, tmp_path):
    settings.ZHIJI_HOME, settings.ZHIJI_LAKE = tmp_path, tmp_path / "lake"
    head = make_unit("HQ", "head", {"zh-hans": "总行", "zh-hant": "總行", "en": "Head office"}, **HOUSE)
    east = make_unit(
        "EAST", "branch", {"zh-hans": "城东", "zh-hant": "城東", "en": "East"}, parent=head, **HOUSE
    )
    west = make_unit(
        "WEST", "branch", {"zh-hans": "城西", "zh-hant": "城西", "en": "West"}, parent=head, **HOUSE
    )
    people = {}
    for place, role in enumerate(ROLES):
        unit = east if role in ("rm", "devofficer", "agent") else head
        people[role] = enrol(
            role, staff_number=f"S{place}", name=f"员工{place}", role=role, unit=unit, **HOUSE
        )
        undertaking.sign(version=undertaking.current().version, by=people[role], channel="test")
    keeper = enrol("rmkeeper", staff_number="S98", name="管户", role="rm", unit=west, **HOUSE)
    files = []
    for place, (manager, unit) in enumerate([(people["rm"], east), (keeper, west), (keeper, west)]):
        files.append(
            create(
                "person", values(place), unit=unit, manager=manager, custodian=people["officer"], source="observed",
                told=TOLD, by=manager, purpose="onboarding", channel="test",
            )
        )  # fmt: skip
        amend(
            files[-1].number,
            {"title": "工程师"},
            source="observed",
            by=manager,
            purpose="upkeep",
            channel="test",
        )
    # A request to read the ordinary file of the other branch; its pages and registers are crawled as well.
    name_head(east, people["gm"], **HOUSE)
    reading.ask(
        customers=[files[1].number], compartments=["contact"], wanted="service", reason="客户委托代办", days=1, uses=1,
        by=people["rm"], channel="test",
    )  # fmt: skip
    other = enrol("officer2", staff_number="S99", name="保管", role="officer", unit=head, **HOUSE)
    classify(
        files[2].number, secrecy=2, custodian=other, reason="名人", by=people["supervisor"], purpose="review"
    )
    feed(tmp_path / "feed", files)
    return people, [File.objects.select_related("unit").get(pk=file.pk) for file in files]


def allowed_texts(person, purpose: str, files) -> set[str]:
    """Every betraying text this colleague may meet for this purpose, from the policy table alone."""
    seen = set()
    for place, file in enumerate(files):
        decision = rules.decide(person, "customers:file:open", file, purpose)
        for name, texts in betrayals(place).items():
            compartment, field = name.split(".")
            if decision.allowed and decision.level(compartment, field) == "clear":
                seen.update(texts)
    return seen


def all_texts() -> set[str]:
    return {text for place in range(3) for texts in betrayals(place).values() for text in texts}


def routes(resolver=None, prefix: str = ""):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry, prefix + str(entry.pattern).lstrip("^"))
        elif isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern).lstrip("^").rstrip("$"), entry


SKIPPED = ("account/", "static/")  # the colleague's own credentials; signing out would end the crawl


HOUSE_PAGES = (
    "house/",
    "journal/",
    "grants/",
    "break-glass/",
    "theme/",
    "language/",
    "undertaking/",
    "healthz",
    "api/v1/docs",
)


def newest_case() -> int | None:
    return Case.objects.order_by("-pk").values_list("pk", flat=True).first()


def addresses(files, first: bool) -> list[str]:
    """Every GET address of the product with its arguments filled in, for each file.

    What does not depend on the purpose is visited with the ``first`` one only.
    """
    found, untaught = [], []
    for route, entry in routes():
        if route.startswith(SKIPPED) or (not first and route.startswith(HOUSE_PAGES)):
            continue
        names = entry.pattern.converters
        if not names:
            found.append("/" + route)
            continue
        for file in files:
            given = {
                "number": file.number, "version": 1, "a": 1, "b": 2, "before": 1, "after": 2, "grant": 1, "entry": 1, "seq": 1,
                "attachment": 1, "scan": 1, "job": 1, "place": 0, "kind": "person", "compartment": "contact", "token": "none", "ref": 1, "dossier": 1,
                "task": 1, "report": "first",
            }  # fmt: skip
            given |= {
                "verb": "sign", "part": 1, "article": 18, "volume": 1, "naming": 1, "courier": 1, "paper": 1,
            }  # fmt: skip
            if "<int:number>" in route or "api/v1/cases/" in route or "api/v1/packs/" in route:
                given["number"] = newest_case() or 1
            if "custody/" in route:
                given["kind"] = "reading"
            if set(names) - set(given):
                untaught.append(route)
                break
            address = "/" + route
            for name in names:
                address = re.sub(rf"<(?:\w+:)?{name}>", str(given[name]), address)
            found.append(address)
        if route == "custody/<slug:kind>/":
            found += [f"/custody/{kind}/{page}" for kind in FLOWS for page in ("", "new/", "?format=csv")]
    assert not untaught, f"teach the crawl these arguments: {untaught}"
    return found


QUESTIONS = [
    "",
    "?q={name}",
    "?q={phone}",
    "?q={paper}",
    "?find={name}&purpose={purpose}",
    "?purpose={purpose}",
    "?as_of=2030-01-01",
]


@pytest.mark.slow
@pytest.mark.req("H01", "H08", "A20", "N09", "J04")
@pytest.mark.parametrize("role", ROLES)
def test_no_role_meets_a_value_it_may_not_see(bank, role, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    people, files = bank
    person = people[role]
    everything, visited, met = all_texts(), 0, set()
    purposes = ["", *[one.id for one in policy.purposes().values() if role in one.roles]]
    token = make_token(person, **HOUSE)
    for purpose in purposes:
        client = Client(raise_request_exception=False)
        client.force_login(person)
        session = client.session
        if purpose:
            session[SESSION_KEY] = {"id": purpose, "until": "2099-01-01T00:00:00+00:00"}
        session.save()
        may = allowed_texts(person, purpose, files)
        for address in addresses(files, first=purpose == purposes[-1]):
            api = address.startswith("/api/")
            questions = QUESTIONS[4:6] if api else QUESTIONS[:1]
            if any(word in address for word in ("search", "list", "duplicates", "customers/")) and not api:
                questions = (
                    QUESTIONS[:4] + QUESTIONS[6:] if address.count("-") == 0 else [QUESTIONS[0], QUESTIONS[6]]
                )
            for question in questions:
                asked = question.format(
                    name="乙鸢尾青", phone="13871230011", paper=ID_NUMBERS[1], purpose=purpose or "service"
                )
                headers = {"authorization": f"Bearer {token}"} if api else {}
                answer = client.get(address + asked, headers=headers)
                visited += 1
                assert answer.status_code != 500, (role, purpose, address + asked)
                body = b"".join(answer.streaming_content) if answer.streaming else answer.content
                text = body.decode("utf-8", "replace")
                may_here = allowed_texts(person, purpose or "service", files) if api else may
                shown = {one for one in everything if one in text}
                echoed = {one for one in shown if one in asked}
                leaked = shown - may_here - echoed
                assert not leaked, (role, purpose, address + asked, leaked)
                met |= shown - echoed
    assert visited > 30
    logged = caplog.text
    assert not [one for one in everything if one in logged], "a customer's value stands in a log"
    if role == "rm":
        assert "甲鸢尾青" in met and "13871230001" in "".join(met).replace(" ", ""), (
            "the crawl itself sees nothing: it could not fail"
        )
    if role in ("admin", "analyst", "product"):
        assert not met


@pytest.mark.req("N04", "N05")
def test_a_dump_of_the_database_holds_no_planted_value(bank) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        found = []
        for table in tables:
            cursor.execute(f"SELECT t::text FROM {table} t")
            for (row,) in cursor.fetchall():
                found += [(table, text) for text in all_texts() if text in row or text.encode().hex() in row]
    assert len(tables) > 20 and not found


@pytest.mark.req("N07")
def test_no_command_prints_a_planted_value(bank) -> None:
    from zhiji.ops.cli import COMMANDS, main

    harmless = {
        "check": [], "db url": [], "journal verify": [], "journal prove": ["1"], "token": ["--staff", "rm"], "migrate": [],
        "keys rotate": [],
    }  # fmt: skip
    ran = 0
    for name, more in harmless.items():
        if name not in COMMANDS:
            continue
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err), suppress(SystemExit):
            main([*name.split(), *more, "--json"])
        ran += 1
        printed = out.getvalue() + err.getvalue()
        assert not [text for text in all_texts() if text in printed], name
        if out.getvalue().strip():
            json.loads(out.getvalue().strip().splitlines()[-1])
    assert ran >= 5
