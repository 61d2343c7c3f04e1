"""The inbox: what calls for something to be done in one's portfolio, most urgent first."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from zhiji import norms
from zhiji.access.gateway import Gate, look
from zhiji.access.rules import is_unprofiled
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
"""Files looked through at once: a larger portfolio comes in parts, each a list of its own."""
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
    """Which files were looked through, newest first: ``first`` to ``last`` of ``of``. ``next``: where the next part begins."""

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


@look("insight:alert:list")
def list_alerts(
    gate: Gate, kind: str = "", *, wanted: str = "open", before: int | None = None, page: int = 1
) -> Alerts:
    """Of the files one manages or stands in for. ``wanted``: open, snoozed, or done (those of the days alerts are kept).

    ``before``: the part that begins below this customer id. Within a part the earliest day comes first.
    """
    gate.check_question()
    today = timezone.localdate(gate.at)
    rule = norms.on(today)
    some, more = candidates("portfolio", gate.by, COMPARTMENTS, AT_ONCE, before=before)
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
    files = list(
        File.objects.select_related("unit", "manager").filter(pk__in=[one for one in found if found[one]])
    )
    permits = gate.permit_many(files, {"rows": len(files)})
    closed = {file.customer_id: file for file in files}
    rows = {row.customer_id: row for row in rows_of(files, permits)}
    lines: list[AlertLine] = []
    states: Counter[str] = Counter()
    counts: dict[str, int] = defaultdict(int)
    for customer, row in rows.items():
        permit = permits[customer]
        for one, facts in found[customer]:
            if permit.level(KINDS[one.kind].compartment) == "hidden":
                continue
            if one.kind in PICTURE and is_unprofiled(closed[customer], gate.purpose):
                continue
            known = kept.get((customer, one.kind, one.key))
            state, until = _state(known, today)
            states[state] += 1
            if state == "open":
                counts[one.kind] += 1
            if state == wanted and kind in ("", one.kind):
                said = {"code": one.code, **facts}
                lines.append(
                    AlertLine(
                        row,
                        one.kind,
                        one.key,
                        one.due,
                        (one.due - today).days,
                        said,
                        state,
                        until,
                        *_end(known),
                    )
                )
    lines.sort(key=lambda line: (line.due, line.row.customer_id))
    pages = max(1, -(-len(lines) // PAGE))
    page = min(max(1, page), pages)
    told = {
        one
        for one, permit in permits.items()
        if permit.level("wealth") == "clear" and not is_unprofiled(closed[one], gate.purpose)
    }
    return Alerts(
        _with_earlier(lines[(page - 1) * PAGE : page * PAGE], told), counts, states["snoozed"], states["done"],
        _part(gate, ids, more, before), page, pages, gate.at,
    )  # fmt: skip


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


def _part(gate: Gate, ids: Sequence[int], more: bool, before: int | None) -> Part:
    if before is None and not more:
        return Part(1 if ids else 0, len(ids), len(ids), None)
    earlier = how_many("portfolio", gate.by, since=before) if before is not None else 0
    of = how_many("portfolio", gate.by)
    return Part(earlier + 1 if ids else 0, earlier + len(ids), of, ids[-1] if more else None)


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
    gate: Gate, some: list[Any], today: date, rule: Any
) -> dict[int, list[tuple[Found, Mapping[str, Any]]]]:
    """What the files themselves say; compared inside the gateway, only files with a cause are named in the receipt."""
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
