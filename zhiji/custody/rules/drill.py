"""The drill of a leak, twice a year (K10): planned by the clock, walked through as a leak marked as a drill, recorded."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from zhiji.custody.rules.flow import Flow, Move, State

FLOW = Flow(
    "drill", "KD", "Art. 27", _("Leak drill"),
    states=(
        State("planned", _("planned"), clock="incident.drill_days"),
        State("running", _("being held"), clock="incident.drill_days", tone="amber"),
        State("recorded", _("recorded"), final=True, tone="jade"),
    ),
    moves=(
        Move("begin", _("Begin the drill"), ("planned",), "running"),
        Move("record", _("Record the drill"), ("running",), "recorded", apart=("begin",)),
    ),
    raise_verb="plan",
    readers=frozenset({"supervisor", "manager", "gm", "auditor"}),
)  # fmt: skip


def period(day: date, times: int) -> str:
    """Which drill of the year is due: ``2026-2`` in the second half when there are two a year.

    >>> period(date(2026, 6, 30), 2), period(date(2026, 7, 1), 2)
    ('2026-1', '2026-2')
    """
    return f"{day.year}-{(day.month - 1) * times // 12 + 1}"


def last_day(day: date, times: int) -> date:
    """The last day of the period that ``day`` lies in.

    >>> last_day(date(2026, 11, 22), 2)
    datetime.date(2026, 12, 31)
    """
    from datetime import timedelta

    months = 12 // times
    end = ((day.month - 1) // months + 1) * months
    following = date(day.year + end // 12, end % 12 + 1, 1)
    return following - timedelta(days=1)
