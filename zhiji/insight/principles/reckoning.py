"""Reckons the figures of every unit for one day: a handful of statements over the ordinary tables, once a day.

Top-secret files, files that are only stored and closed ones are in no figure. A decoy is in every one, as any other file: the lists
beside the figures name it too, and the row that a sum lacks would be the decoy. What a unit's figures hold:

| key | what |
|---|---|
| ``kinds`` | per class of customer: counts of files (``COUNTS``), pairs (good, of) per principle, ``lags`` (days → files), ``categories`` (files that have one) |
| ``staff`` | colleagues at work; of them with undertaking and quiz in force; inspections due and of them in time |
| ``use`` | asked, granted, and openings by purpose, of the colleagues of the unit |
| ``done`` | how often the acts and looks of the governance matrix were done by them |
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from zhiji import norms
from zhiji.access import policy
from zhiji.access.rules import TOP_SECRET
from zhiji.custody.training import trained
from zhiji.customers.quality import PRINCIPLES
from zhiji.customers.rules import KINDS, SECRECY
from zhiji.fields import COMPARTMENTS
from zhiji.insight.principles.governance import phrases_of_the_matrix

COUNTS = (
    "files", "weighed", "complete", "classified", "centralised", "keys", "keys_kept", "updated", "checked", "used", "effective",
    "conflicts",
)  # fmt: skip
LIVE = "f.secrecy < %(top)s AND NOT f.store_only AND f.state <> 'closed'"
"""The files that the figures are of; the lists beside them name the same (``looks.rows.live_files``)."""
_PAIRS = ", ".join(f"coalesce(sum(s.{one}_good), 0), coalesce(sum(s.{one}_of), 0)" for one in PRINCIPLES)
_FILLED = ", ".join(f"count(f.{one})" for one in COMPARTMENTS)
_FILES = f"""
WITH used AS (
    SELECT DISTINCT customer FROM journal_entry
    WHERE at >= %(used_since)s AND customer IS NOT NULL AND outcome = 'granted' AND phrase = ANY(%(looks)s)
      AND NOT purpose = ANY(%(reserved)s)
)
SELECT f.unit_id, f.kind, count(*), count(s.customer_id), count(*) FILTER (WHERE f.missing = 0),
    count(*) FILTER (WHERE f.kind = ANY(%(kinds)s) AND f.secrecy = ANY(%(levels)s) AND f.state <> ''),
    count(*) FILTER (WHERE c.is_active AND c.role = 'officer'),
    count(*) FILTER (WHERE f.key_customer),
    count(*) FILTER (WHERE f.key_customer AND f.missing = 0 AND f.deputy_id IS NOT NULL AND s.timeliness_good = s.timeliness_of),
    count(*) FILTER (WHERE f.changed_at >= %(updated_since)s), count(*) FILTER (WHERE s.checked),
    count(u.customer),
    count(*) FILTER (WHERE f.missing = 0 AND s.timeliness_good = s.timeliness_of AND u.customer IS NOT NULL),
    count(*) FILTER (WHERE s.conflicts > 0), {_PAIRS}, {_FILLED}
FROM ONLY customers_file f
LEFT JOIN principles_filescore s USING (customer_id)
LEFT JOIN staff_staff c ON c.id = f.custodian_id
LEFT JOIN used u ON u.customer = f.customer_id
WHERE {LIVE} GROUP BY 1, 2"""  # noqa: S608 (constants only)
_LAGS = f"""SELECT f.unit_id, f.kind, s.lag, count(*) FROM ONLY customers_file f JOIN principles_filescore s USING (customer_id)
WHERE {LIVE} AND s.lag IS NOT NULL AND f.changed_at >= %(lag_since)s GROUP BY 1, 2, 3"""  # noqa: S608 (constants only)
_SCANS = f"""SELECT f.unit_id, f.kind, a.kind, count(DISTINCT a.customer_id) FROM ONLY customers_attachment a
JOIN ONLY customers_file f USING (customer_id) WHERE {LIVE} GROUP BY 1, 2, 3"""  # noqa: S608 (constants only)
_USE = """SELECT t.unit_id, e.purpose, e.outcome, count(*) FROM journal_entry e JOIN staff_staff t ON t.id = e.actor
WHERE e.at >= %(used_since)s AND e.phrase = 'customers:file:open' AND NOT e.purpose = ANY(%(reserved)s) GROUP BY 1, 2, 3"""
_DONE = """SELECT t.unit_id, e.phrase, count(*) FROM journal_entry e JOIN staff_staff t ON t.id = e.actor
WHERE e.at >= %(used_since)s AND e.phrase = ANY(%(done)s) AND e.outcome IN ('granted', 'done')
  AND NOT e.purpose = ANY(%(reserved)s) GROUP BY 1, 2"""
_INSPECTED = """SELECT t.unit_id, count(*) FILTER (WHERE coalesce(c.closed_at, %(at)s) <= c.due_at OR c.due_at IS NULL), count(*)
FROM custody_plan p JOIN custody_case c ON c.id = p.case_id JOIN staff_staff t ON t.id = p.custodian_id
WHERE c.raised_at >= %(updated_since)s GROUP BY 1"""

Figures = dict[str, Any]


def figures_of(at: datetime) -> dict[int, Figures]:
    """The figures of every unit, by its id, as of a moment."""
    asked = _asked(at)
    found: dict[int, Figures] = {}
    for unit, kind, *figures in _rows(_FILES, asked):
        counts, rest = figures[: len(COUNTS)], figures[len(COUNTS) :]
        pairs, filled = rest[: 2 * len(PRINCIPLES)], rest[2 * len(PRINCIPLES) :]
        of_kind: Figures = dict(zip(COUNTS, counts, strict=True))
        of_kind |= {
            one: [int(pairs[2 * place]), int(pairs[2 * place + 1])] for place, one in enumerate(PRINCIPLES)
        }
        of_kind |= {"lags": {}, "categories": dict(zip(COMPARTMENTS, filled, strict=True))}
        _of(found, unit)["kinds"][kind] = of_kind
    for unit, kind, lag, many in _rows(_LAGS, asked):
        found[unit]["kinds"][kind]["lags"][str(lag)] = many
    for unit, kind, scan, many in _rows(_SCANS, asked):
        found[unit]["kinds"][kind]["categories"][f"scan_{scan}"] = many
    for unit, purpose, outcome, many in _rows(_USE, asked):
        use = _of(found, unit)["use"]
        use["asked"] += many
        if outcome == "granted":
            use["granted"] += many
            use["purposes"][purpose] = use["purposes"].get(purpose, 0) + many
    for unit, phrase, many in _rows(_DONE, asked):
        _of(found, unit)["done"][phrase] = many
    _staff(found, at, asked)
    return found


def _staff(found: dict[int, Figures], at: datetime, asked: Mapping[str, Any]) -> None:
    for unit, told in trained(at).items():
        _of(found, unit)["staff"] |= {"people": told.people, "signed": told.signed, "passed": told.passed}
    for unit, in_time, due in _rows(_INSPECTED, asked):
        _of(found, unit)["staff"] |= {"inspected": in_time, "inspections": due}


def _of(found: dict[int, Figures], unit: int) -> Figures:
    return found.setdefault(
        unit,
        {
            "kinds": {},
            "staff": dict.fromkeys(("people", "signed", "passed", "inspected", "inspections"), 0),
            "use": {"asked": 0, "granted": 0, "purposes": {}},
            "done": {},
        },
    )


def _asked(at: datetime) -> dict[str, Any]:
    rule = norms.on(timezone.localdate(at)).principles
    known = policy.phrases().values()
    return {
        "at": at, "top": TOP_SECRET, "kinds": list(KINDS), "levels": list(SECRECY),
        "reserved": list(policy.reserved()), "used_since": at - timedelta(days=rule.use_days),
        "updated_since": at - timedelta(days=rule.update_days), "lag_since": at - timedelta(days=rule.lag_days),
        "looks": [one.id for one in known if one.verb == "look" and one.subject == "file"], "done": phrases_of_the_matrix(),
    }  # fmt: skip


def _rows(statement: str, asked: Mapping[str, Any]) -> Collection[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        return cursor.fetchall()
