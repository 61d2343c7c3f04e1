"""The inbox: what calls for something to be done in one's portfolio, most urgent first."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from zhiji import norms
from zhiji.access.gateway import Gate, look
from zhiji.access.rules import is_unprofiled
from zhiji.customers.candidate import Candidate
from zhiji.customers.looks.candidates import candidates
from zhiji.customers.looks.rows import FileRow, rows_of
from zhiji.customers.looks.scopes import how_many
from zhiji.customers.models import File
from zhiji.holdings import rules as holding_rules
from zhiji.holdings.looks.maturities import Due
from zhiji.holdings.models import Holding
from zhiji.insight.alerts.kinds import KINDS, PICTURE, matured_of, maturity_key
from zhiji.insight.alerts.living import COMPARTMENTS, FIELDS, Found, causes
from zhiji.insight.looks.falling_due import earlier
from zhiji.insight.models import Alert

AT_ONCE = 5_000
"""Files opened at once: so much stands in memory, whatever the size of the portfolio."""
MOST = 20_000
"""Files looked through for one order, the newest: it bounds the time of a page. What a still larger portfolio has beyond is a part of its own."""
PAGE = 100


@dataclass(frozen=True, slots=True)
class AlertLine:
    """One alert. ``due``: the day it is about. ``facts``: codes for its words (``code``, ``way``, ``from``, ``to``, ``days``); of a deposit
    that falls due ``ended`` and ``stayed``, the customer's earlier ones, where they may be told.

    Of one that has ended: ``outcome``, when, and whether a colleague said so or it ended ``by_itself``.
    """

    row: FileRow
    kind: str
    key: str
    due: date
    days: int
    facts: Mapping[str, Any]
    state: str
    until: date | None
    outcome: str = ""
    ended_at: datetime | None = None
    by_itself: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """Which files one order was made of, newest first: ``first`` to ``last`` of ``of``. ``next``: where the next part begins."""

    first: int
    last: int
    of: int
    next: int | None


@dataclass(frozen=True, slots=True)
class Alerts:
    """``counts``: open alerts by kind, of all in this part; ``lines``: one page of those of the kind and state asked for.
    ``snoozed``, ``done``: how many were put off, and have ended. ``page`` of ``pages`` counts from 1."""

    lines: tuple[AlertLine, ...]
    counts: Mapping[str, int]
    snoozed: int
    done: int
    part: Part
    page: int
    pages: int
    as_of: datetime

    @property
    def whole(self) -> bool:
        """Whether nothing stands anywhere but here."""
        return self.pages == 1 and self.part.last - self.part.first + 1 >= self.part.of


@dataclass(frozen=True, slots=True)
class _Entry:
    """One alert before its customer's name is opened: what the order is made of."""

    customer: int
    one: Found
    facts: Mapping[str, Any]
    known: Alert | None
    state: str
    until: date | None


@look("insight:alert:list")
def list_alerts(
    gate: Gate, kind: str = "", *, wanted: str = "open", before: int | None = None, page: int = 1
) -> Alerts:
    """Of the files one manages or stands in for. ``wanted``: open, snoozed, or done (those of the days alerts are kept).

    One order over all of them, the earliest day first; only the customers of the page are opened by name, and named in the receipt.
    ``before``: the part that begins below this customer id, of a portfolio of more than ``MOST`` files.
    """
    gate.check_question()
    today = timezone.localdate(gate.at)
    rule = norms.on(today)
    entries: list[_Entry] = []
    states: Counter[str] = Counter()
    counts: dict[str, int] = defaultdict(int)
    looked, at, more = 0, before, True
    while more and looked < MOST:
        some, more = candidates("portfolio", gate.by, COMPARTMENTS, min(AT_ONCE, MOST - looked), before=at)
        looked, at = looked + len(some), some[-1].customer_id if some else at
        for entry in _entries(gate, some, today, rule):
            states[entry.state] += 1
            if entry.state == "open":
                counts[entry.one.kind] += 1
            if entry.state == wanted and kind in ("", entry.one.kind):
                entries.append(entry)
    entries.sort(key=lambda entry: (entry.one.due, entry.customer))
    pages = max(1, -(-len(entries) // PAGE))
    page = min(max(1, page), pages)
    shown = entries[(page - 1) * PAGE : page * PAGE]
    return Alerts(
        _lines(gate, shown, looked, today), counts, states["snoozed"], states["done"],
        _part(gate, looked, at if more else None, before), page, pages, gate.at,
    )  # fmt: skip


def _entries(gate: Gate, some: Sequence[Candidate], today: date, rule: Any) -> Iterator[_Entry]:
    """What there is to tell of these files, as far as it may be told; nothing is recorded yet, and no name opened."""
    found = _found_in(gate, some, today, rule)
    ids = [file.customer_id for file in some]
    for customer, one in _maturities(ids, today, rule):
        found[customer].append((one, {}))
    kept: dict[tuple[int, str, str], Alert] = {}
    since = today - timedelta(days=rule.alerts.kept_days)
    for alert in Alert.objects.filter(customer_id__in=ids, raised_on__gte=since - timedelta(days=366)):
        kept[alert.customer_id, alert.kind, alert.key] = alert
        if (remembered := _remembered(alert, since, today)) is not None:
            found[alert.customer_id].append((remembered, alert.facts))
    told = [file for file in some if found.get(file.customer_id)]
    for file, decision in gate.foresee_each(told):
        for one, facts in found[file.customer_id]:
            hidden = decision.level(KINDS[one.kind].compartment) == "hidden"
            if hidden or (one.kind in PICTURE and is_unprofiled(file, gate.purpose)):
                continue
            known = kept.get((file.customer_id, one.kind, one.key))
            yield _Entry(file.customer_id, one, facts, known, *_state(known, today))


def _lines(gate: Gate, entries: Sequence[_Entry], looked: int, today: date) -> tuple[AlertLine, ...]:
    """The page's lines with their customers' names; the receipt names these customers."""
    files = list(
        File.objects.select_related("unit", "manager").filter(pk__in={one.customer for one in entries})
    )
    permits = gate.permit_many(files, {"rows": len(files), "looked": looked})
    rows = {row.customer_id: row for row in rows_of(files, permits)}
    lines = [
        AlertLine(
            rows[entry.customer], entry.one.kind, entry.one.key, entry.one.due, (entry.one.due - today).days,
            {"code": entry.one.code, **entry.facts}, entry.state, entry.until, *_end(entry.known),
        )
        for entry in entries
        if entry.customer in rows
    ]  # fmt: skip
    told = {
        file.customer_id
        for file in files
        if file.customer_id in permits
        and permits[file.customer_id].level("wealth") == "clear"
        and not is_unprofiled(file, gate.purpose)
    }
    return _with_earlier(lines, told)


def _with_earlier(lines: Sequence[AlertLine], told: Collection[int]) -> tuple[AlertLine, ...]:
    """Of deposits that fall due, how the customer's earlier ones ended, for customers of whom it may be ``told``. Said, kept nowhere."""
    due: dict[int, list[Due]] = defaultdict(list)
    for one in lines:
        if one.kind == "maturity" and one.row.customer_id in told:
            due[one.row.customer_id].append(Due(*matured_of(one.key)))
    known = earlier(due)
    return tuple(
        replace(one, facts={**one.facts, "ended": past.ended, "stayed": past.stayed})
        if one.kind == "maturity" and (past := known.get((one.row.customer_id, Due(*matured_of(one.key))))) and past.ended
        else one
        for one in lines
    )  # fmt: skip


def _part(gate: Gate, looked: int, following: int | None, before: int | None) -> Part:
    if before is None and following is None:
        return Part(1 if looked else 0, looked, looked, None)
    earlier = how_many("portfolio", gate.by, since=before) if before is not None else 0
    of = how_many("portfolio", gate.by)
    return Part(earlier + 1 if looked else 0, earlier + looked, of, following)


def _remembered(alert: Alert, since: date, today: date) -> Found | None:
    """What a row says that the files no longer tell: all the night raised, and maturities whose day has passed."""
    if alert.kind == "maturity":
        due = date.fromisoformat(alert.facts["due"]) if "due" in alert.facts else today
        return (
            Found(alert.kind, alert.key, due, alert.facts.get("code", "")) if since <= due < today else None
        )
    kept = KINDS[alert.kind].raised and alert.raised_on >= since
    return Found(alert.kind, alert.key, alert.raised_on, "") if kept else None


def _end(alert: Alert | None) -> tuple[str, datetime | None, bool]:
    if alert is None or alert.state != "done":
        return "", None, False
    return alert.outcome, alert.settled_at, alert.settled_by is None


def _found_in(
    gate: Gate, some: Sequence[Candidate], today: date, rule: Any
) -> dict[int, list[tuple[Found, Mapping[str, Any]]]]:
    """What the files themselves say; compared inside the gateway."""
    until = today + timedelta(days=rule.paper_expiry.notice_days)
    found: dict[int, list[tuple[Found, Mapping[str, Any]]]] = defaultdict(list)

    def fits(file: Any, shown: Mapping[str, Any]) -> bool:
        held = list(causes(shown, today, rule.alerts.occasion_days, until))
        found[file.customer_id] += [(one, {}) for one in held]
        return bool(held)

    gate.match_shown(some, FIELDS, fits)
    return found


def _maturities(ids: list[int], today: date, rule: Any) -> Iterable[tuple[int, Found]]:
    """What matures within the longest notice; one alert a holding, however often it is told."""
    notices = tuple(rule.holdings.maturity_days)
    held = Holding.objects.filter(
        customer_id__in=ids, matures_on__range=(today, today + timedelta(days=max(notices)))
    ).exclude(kind="card")  # fmt: skip
    for one in held.only("customer_id", "key", "matures_on", "closed_on", "product", "family"):
        if one.matures_on and holding_rules.notice(one.matures_on, one.closed_on, today, notices):
            yield (
                one.customer_id,
                Found(
                    "maturity",
                    maturity_key(one.key, one.matures_on),
                    one.matures_on,
                    one.product or one.family,
                ),
            )


def _state(alert: Alert | None, today: date) -> tuple[str, date | None]:
    if alert is None:
        return "open", None
    if alert.state == "snoozed" and alert.until is not None and alert.until <= today:
        return "open", None
    return alert.state, alert.until
