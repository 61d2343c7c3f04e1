"""Inspection (Art. 14-16): planned by the clock for every custodian, walked beside the shelf, signed by inspector and
supervisor. What is found wrong becomes a repair of its own (``rules.repair``)."""

import hashlib
from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiji.custody.rules.flow import Flow, Move, State

ANSWERS: dict[str, object] = {
    "in_place": pgettext_lazy("inspection", "In place"),
    "misplaced": pgettext_lazy("inspection", "Misplaced"),
    "missing": pgettext_lazy("inspection", "Missing"),
    "faded": pgettext_lazy("inspection", "Faded"),
    "damaged": pgettext_lazy("inspection", "Damaged"),
    "damp": pgettext_lazy("inspection", "Damp"),
}
"""How a volume is found; all but the first are defects."""

FLOW = Flow(
    "inspection", "N", "Art. 14-16", _("Inspection"),
    states=(
        State("planned", _("to be begun"), clock="custody.inspection_days"),
        State("under_way", _("under way"), clock="custody.inspection_days", tone="amber"),
        State("checked", _("waits for the supervisor"), clock="custody.examine_hours"),
        State("closed", _("signed"), final=True, tone="jade"),
    ),
    moves=(
        Move("begin", pgettext_lazy("inspection", "Begin"), ("planned",), "under_way", tie="owner"),
        Move("finish", _("Sign the sheet"), ("under_way",), "checked", tie="owner"),
        Move("accept", _("Sign as supervisor"), ("checked",), "closed", apart=("begin", "finish")),
        Move("send_back", _("Send back"), ("checked",), "under_way", apart=("begin", "finish"), words=True),
    ),
    raise_verb="plan",
    readers=frozenset({"supervisor", "manager", "gm", "auditor"}),
)  # fmt: skip


def period_of(day: date, months: int) -> str:
    """The period a day falls in: the year and which of its periods of so many months.

    >>> period_of(date(2026, 11, 22), 6), period_of(date(2026, 6, 30), 6)
    ('2026-2', '2026-1')
    """
    return f"{day.year}-{(day.month - 1) // months + 1}"


def sampled(volumes: Iterable[int], percent: int, seed: str) -> list[int]:
    """Those volumes that stand on the sheet: all of them at 100 per cent, else a share nobody can choose beforehand.

    Which ones follows from ``seed`` alone, so that the sheet can be made again and compared.

    >>> sampled([1, 2, 3], 100, "x")
    [1, 2, 3]
    """
    return [one for one in volumes if percent >= 100 or _draw(one, seed) < percent]


def _draw(volume: int, seed: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{seed}:{volume}".encode()).digest()[:4]) % 100
