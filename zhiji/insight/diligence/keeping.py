"""Keeps a rating: the row of the one in force, the body sealed under the customer's key, the level on the customer's file."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import orjson
from django.utils import timezone

from zhiji import norms, vault
from zhiji.access.gateway import Gate
from zhiji.access.permits import FilePermit
from zhiji.customers.actions.rewriting import Rewriting
from zhiji.customers.sealing import Origin
from zhiji.fields import COMPARTMENTS
from zhiji.insight.diligence.models import Rating
from zhiji.insight.diligence.rating import Verdict, measure_of, review_due

TIES = COMPARTMENTS.index("ties")
BODY_VERSION = 4_100_000_000
"""Binds a body apart from every version a file can reach."""


def in_force(customer_id: int) -> Rating | None:
    """The rating in force; None where there is none."""
    return Rating.objects.filter(customer_id=customer_id, current=True).first()


def body_of(rating: Rating | None, permit: FilePermit) -> dict[str, Any]:
    """What a rating says: level, measure, score, reckoned, direct, items, factors, origin, words, before, hits; ``{}`` of none."""
    if rating is None:
        return {}
    opened: dict[str, Any] = orjson.loads(vault.open(rating.body, permit.vault))
    return opened


def body(
    verdict: Verdict, level: str, rule: Any, *, origin: str, before: str | None, words: str = "", more: Mapping[str, Any] | None = None
) -> dict[str, Any]:  # fmt: skip
    """The contents of a rating. ``origin``: made, raised or review; ``before``: the level in force until now."""
    return {
        "level": level, "measure": measure_of(level, rule), "score": verdict.score, "reckoned": verdict.level,
        "direct": verdict.direct, "factors": dict(verdict.factors), "origin": origin, "before": before, "words": words,
        "items": [
            {"factor": one.factor, "code": one.code, "points": one.points, "facts": dict(one.facts)} for one in verdict.items
        ],
        **(more or {}),
    }  # fmt: skip


def keep(
    gate: Gate, opened: Rewriting, contents: Mapping[str, Any], *, on: date, no_later: date | None = None,
    case: int | None = None, changes: Mapping[str, Any] | None = None,
) -> Rating:  # fmt: skip
    """Put a rating in force in place of the one before. The file's row is locked; ``changes`` go onto the file beside the level.

    The next review is due by the level's term from ``on``, or by ``no_later`` where that comes first.
    """
    file, rule = opened.file, norms.on(timezone.localdate(gate.at)).cdd
    Rating.objects.filter(customer_id=file.customer_id, current=True).update(current=False)
    key = vault.data_key(file.customer_id, for_sealing=True)
    due = review_due(contents["level"], on, rule)
    made = Rating.objects.create(
        customer_id=file.customer_id, at=gate.at, by=gate.by.pk, case_id=case,
        review_due=min(due, no_later) if no_later else due,
        body=vault.seal(key, TIES, BODY_VERSION, opened.register.revision, orjson.dumps(dict(contents))),
    )  # fmt: skip
    told = {
        "money_laundering_risk": contents["level"],
        "diligence_level": contents["measure"],
        **(changes or {}),
    }
    told = {
        name: value
        for name, value in told.items()
        if opened.before.get(name) != value and name in opened.register
    }
    if told:
        opened.apply(told, Origin("observed", timezone.localdate(gate.at), ground="cdd2025.diligence"))
    gate.fact("rating", made.pk)
    return made
