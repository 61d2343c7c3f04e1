"""Alerts of the watch (K07, N13): raised by the house, judged by somebody the alert does not concern.

The entry in the journal names neither the customers nor what was touched: those stand sealed with the case.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from zhiji.access.gateway import Gate, act
from zhiji.custody.cases import locked_case, open_case, sign, tell
from zhiji.custody.handling import accounts_of, handlers
from zhiji.custody.models import Case
from zhiji.custody.rules.alert import FLOW


@act("custody:alert:raise")
def raise_alert(
    gate: Gate,
    *,
    staff: int,
    signals: Sequence[Mapping[str, Any]],
    customers: Sequence[str] = (),
    urgent: bool = False,
    day: str = "",
    also: Sequence[int] = (),
    trace: Mapping[str, Any] | None = None,
) -> Case:
    """Raise an alert about one colleague: the signals with their numbers (``id``, ``count``, ``usual``, ``limit``).

    Supervisors and managers are told at once when it is ``urgent``, never the colleague concerned, nor those of ``also``.
    ``trace``: what turned up again, and how (``custody.watch.traces``).
    """
    gate.permit_none()
    concerned = sorted(accounts_of([staff, *also]))
    content = {"concerned": concerned, "staff": staff, "signals": list(signals), "urgent": urgent, "day": day}
    if trace:
        content["trace"] = dict(trace)
    case = open_case(
        gate, FLOW, reason="watch: " + ", ".join(str(one["id"]) for one in signals), content=content,
        private={"customers": list(customers)},
    )  # fmt: skip
    tell(gate, [one for one in handlers(gate.at) if one not in concerned], "alert", case)
    return case


@act("custody:alert:justify")
def justify(gate: Gate, number: int, *, words: str) -> Case:
    """Find that there was a reason, and say which."""
    return _judged(gate, number, "justify", words)


@act("custody:alert:doubt")
def doubt(gate: Gate, number: int, *, words: str) -> Case:
    """Find that there was no reason; another person closes it, after a leak was reported where there is one."""
    return _judged(gate, number, "doubt", words)


@act("custody:alert:close")
def close_alert(gate: Gate, number: int, *, words: str) -> Case:
    """Close it, saying what followed."""
    return _judged(gate, number, "close", words)


def _judged(gate: Gate, number: int, verb: str, words: str) -> Case:
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, verb, words=words)
    return case
