"""Rows 2, 3 and 4: opening one file, finding by a full identifier, fragments in a portfolio; of a bank that is full."""

import http.client
import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

import plain_rows
import tryton
from bank import BENCH, PORTFOLIO, ROOT, Bank, free_port, kept, manager, served, token
from figures import Figure, middle, number, rounds, share, timed

FILES = 3_000
"""Files opened, a third of them in each round."""
SEARCHES = 400
SCANS = 20
"""Substring searches for the comparison; each reads the whole table."""
WHY_OPEN = "The receipt must be durable before anything is opened: one forced write to disk, which an unguarded read does without."
WHY_FIND = {
    "paper number": "The question is made durable in the journal before it is answered, which takes its time on a busy disk.",
    "phone": "Behind a phone's tokens the blind index hides strangers on purpose, so that nobody who steals it can count or try "
    "numbers out; each is opened and compared.",
    "full name": "A common name has hundreds of bearers, and strangers behind its tokens; each is opened and compared before "
    "the reader is asked for a second identifier.",
}
WHY_FRAGMENT = (
    "Every file of the portfolio is decrypted and compared, most of it spent on making keys and ciphers."
)
WHY_LIKE = "The goal is set against a whole application's search; a bare LIKE over four narrow columns in memory is faster than one."
WHY_TAIL = "The slowest calls wait for the disk behind a checkpoint or behind the sealing of the journal."


def opening(bank: Bank) -> Iterator[Figure]:
    """Row 2."""
    from zhiji.customers.looks.opening import open_file
    from zhiji.customers.rules import number_of
    from zhiji.staff.models import Staff

    _clear_rows(bank)
    with zhiji_served(bank) as get:
        drawn = [number_of(one) for one in numbers(bank, f"ORDER BY hashint8(customer_id) LIMIT {FILES}")]
        with plain_served(bank) as plain, tryton.reader(bank) as party:
            works: dict[str, Callable[[Any], object]] = {
                "ours": lambda one: get(f"/api/v1/customers/{one}?purpose=due_diligence"),
                "plain": lambda one: plain(f"/customers/{one}"),
            }
            inputs: dict[str, Any] = {"ours": drawn, "plain": drawn}
            if not isinstance(party, str):
                works["tryton"], inputs["tryton"] = party, tryton.made_ids()[:900]
            found = rounds(works, inputs)
    p50 = {name: middle(runs, 50) for name, runs in found.items()}
    p99 = {name: middle(runs, 99) for name, runs in found.items()}
    beside = f"unguarded Django: {number(p50['plain'])} ms"
    yield Figure(f"open one of {bank.size:,} files over the API, p50", p50["ours"], "ms", "≤ 8", beside)
    yield Figure(
        "open one file over the API, p99",
        p99["ours"],
        "ms",
        "≤ 30",
        f"unguarded Django: {number(p99['plain'])} ms",
        WHY_TAIL,
    )
    yield Figure(
        "an unguarded Django read of the same row is faster by",
        p50["ours"] / p50["plain"],
        "×",
        "≤ 2",
        "",
        WHY_OPEN,
    )
    if "tryton" in p50:
        told = f"Tryton: p50 {number(p50['tryton'])} ms, p99 {number(p99['tryton'])} ms, among {len(tryton.made_ids()):,} parties"
        yield Figure("faster than Tryton's unguarded read by", p50["tryton"] / p50["ours"], "×", "≥ 2", told)
    else:
        yield Figure("faster than Tryton's unguarded read by", float("nan"), "×", "≥ 2", str(party))
    compliance = Staff.objects.select_related("unit").get(username="compliance")
    look = timed(
        lambda one: open_file(one, weigh=False, by=compliance, purpose="due_diligence", channel="test"), drawn
    )
    yield Figure("of it the look itself: decision, receipt, opening, p50", share(look, 50), "ms")


def finding(bank: Bank) -> Iterator[Figure]:
    """Row 3."""
    from urllib.parse import quote

    from zhiji.customers.looks.searching import search
    from zhiji.staff.models import Staff

    agent = Staff.objects.select_related("unit").get(username="agent")
    _clear_rows(bank)
    drawn = list(plain_rows.some(bank, SEARCHES))
    with zhiji_served(bank) as get, bank.connect() as database:
        for place, name in ((2, "paper number"), (3, "phone"), (1, "full name")):
            texts = [row[place] for row in drawn]
            works: dict[str, Callable[[Any], object]] = {
                "look": lambda text: search(text, by=agent, purpose="service", channel="test"),
                "api": lambda text: get(f"/api/v1/customers?purpose=service&find={quote(text)}"),
            }
            if name != "full name" and not search(texts[0], by=agent, purpose="service", channel="test").hits:
                raise RuntimeError(f"nothing was found by {name}")
            found = rounds(works, dict.fromkeys(works, texts), warm=50)
            column = ("", "name", "paper", "phone")[place]
            scan = f"SELECT customer_id FROM bare_person WHERE {column} LIKE %s"
            scans = timed(_scan(database, scan), texts[:SCANS], most_seconds=30)
            p95 = {way: middle(runs, 95) for way, runs in found.items()}
            like = f"LIKE '%…%' over the same people in the clear: p95 {number(share(scans, 95))} ms"
            yield Figure(f"find by {name} among {bank.size:,}, look, p50", middle(found["look"], 50), "ms")
            yield Figure(f"find by {name}, look, p95", p95["look"], "ms", "≤ 10", like, WHY_FIND[name])
            yield Figure(f"find by {name}, API, p50", middle(found["api"], 50), "ms")
            yield Figure(f"find by {name}, API, p95", p95["api"], "ms", "≤ 10", "", WHY_FIND[name])
            times = share(scans, 50) / middle(found["look"], 50)
            goal = "≥ 10" if bank.size >= 1_000_000 else ""
            yield Figure(f"find by {name}, faster than that search by", times, "×", goal, "", WHY_LIKE)


def fragments(bank: Bank) -> Iterator[Figure]:
    """Row 4."""
    from zhiji.customers.looks.searching import search
    from zhiji.staff.models import Staff

    rm = Staff.objects.select_related("unit").get(username=manager(0))
    own = len(numbers(bank, f"WHERE manager_id = {rm.pk}"))
    for name, texts in (
        ("two characters", ["伟芳", "志强", "建国", "欣怡", "浩宇"]),
        ("pinyin initials", ["wf", "lzq", "zjg", "cxy", "hy"]),
        ("last digits", ["9876", "0123", "5550", "731X", "004"]),
    ):
        runs = rounds(
            {"ours": lambda text: search(text, by=rm, purpose="service", channel="test")}, {"ours": texts * 20}, warm=5
        )  # fmt: skip
        yield Figure(f"fragment in a portfolio of {own:,}, {name}, p50", middle(runs["ours"], 50), "ms")
        goal = "≤ 60" if own <= PORTFOLIO * 1.1 else ""
        yield Figure(f"fragment, {name}, p95", middle(runs["ours"], 95), "ms", goal, "", WHY_FRAGMENT)


def _scan(database: Any, query: str) -> Callable[[str], object]:
    return lambda text: database.execute(query, [f"%{text}%"]).fetchall()


def _clear_rows(bank: Bank) -> None:
    """The tables of the comparisons, made once a run."""
    from zhiji.customers.rules import number_of

    with bank.connect() as database:
        if database.execute("SELECT to_regclass('bare_person')").fetchone() != (None,):
            return
    (first,) = numbers(bank, "ORDER BY customer_id LIMIT 1")
    with zhiji_served(bank) as get:
        plain_rows.fill(bank, json.loads(get(f"/api/v1/customers/{number_of(first)}?purpose=due_diligence")))


def numbers(bank: Bank, rest: str) -> list[int]:
    """Customer ids of the bank."""
    with bank.connect() as database:
        return [one for (one,) in database.execute(f"SELECT customer_id FROM customers_file {rest}")]


def zhiji_served(bank: Bank) -> Any:
    """``zhiji serve`` on this bank; a call that gets an address over one kept connection."""
    return _site(
        [sys.executable, "-m", "zhiji.ops.cli", "serve", "--workers", "2", "--port"], bank, "/healthz"
    )


def plain_served(bank: Bank) -> Any:
    """The unguarded site, served the same way."""
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--workers",
        "2",
        "--blocking-threads",
        "1",
    ]
    return _site([*command, "plain_site:application", "--port"], bank, "/")


class _site:
    def __init__(self, command: list[str], bank: Bank, path: str) -> None:
        self.port = free_port()
        environment = {"ZHIJI_DATABASE_URL": bank.address(), "PYTHONPATH": f"{ROOT}:{BENCH}"}
        self.server = served([*command, str(self.port)], self.port, environment, path)
        self.tokens = bank.tokens
        if not bank.tokens:
            bank.tokens |= {"due_diligence": token("compliance"), "service": token("agent")}

    def __enter__(self) -> Callable[[str], bytes]:
        self.server.__enter__()
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        return self.get

    def __exit__(self, *what: Any) -> None:
        self.connection.close()
        self.server.__exit__(*what)

    def get(self, path: str) -> bytes:
        purpose = "service" if "purpose=service" in path else "due_diligence"
        headers = {"Authorization": f"Bearer {self.tokens[purpose]}", "Accept-Language": "zh-hans"}
        status, body = kept(self.connection, "GET", path, None, headers)
        if status != 200:
            raise RuntimeError(f"{path.split('?')[0]} answered {status}: {body[:200]!r}")
        return body
