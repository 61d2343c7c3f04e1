"""What came of telling managers that a customer may fall silent, beside those held back. Counts of all, no customer."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from zhiji import norms
from zhiji.insight.learning.uplift import FEWEST, Arm, Uplift, uplift
from zhiji.insight.models import Alert, Trial


@dataclass(frozen=True, slots=True)
class Trials:
    """``told`` and ``held``: chosen so far; ``…_judged``: whose time has run. ``uplift``: None while there are too few (``least`` an arm).

    ``ends``: how the alerts of the told were settled, by outcome; None where fewer than ``FEWEST``.
    """

    told: int
    held: int
    told_judged: int
    held_judged: int
    least: int
    uplift: Uplift | None
    ends: Mapping[str, int | None]


def trials(today: date) -> Trials:
    """Everything that is kept of them: two years."""
    least = int(norms.on(today).leaving.compare_least)
    counts = dict.fromkeys(("told", "held"), (0, 0, 0))
    rows = Trial.objects.values("arm").annotate(
        every=Count("pk"), judged=Count("pk", filter=~Q(outcome="")), silent=Count("pk", filter=Q(outcome="silent"))
    )  # fmt: skip
    for row in rows.order_by():
        counts[row["arm"]] = (row["every"], row["judged"], row["silent"])
    told, held = (Arm(*counts[arm][1:]) for arm in ("told", "held"))
    settled = Counter(
        Alert.objects.filter(kind="leaving", state="done").values_list("outcome", flat=True).order_by()
    )
    ends = {name: many if many >= FEWEST else None for name, many in sorted(settled.items())}
    return Trials(
        counts["told"][0],
        counts["held"][0],
        told.judged,
        held.judged,
        least,
        uplift(told, held, least),
        ends,
    )
