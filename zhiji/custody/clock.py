"""What the institution does by the clock. Each procedure lists its function here; every one is called each minute.

A function takes the moment and calls acts of its own with ``by=Job("clock")``; run twice for the same moment it changes
nothing more, so a missed or doubled minute does no harm.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from zhiji.custody import handover_clock, leak_clock, secrecy_clock
from zhiji.custody.actions import assess, enquiry, inspecting_by_clock, keeping, lending, reading

log = logging.getLogger("zhiji.custody")

TICKS: tuple[Callable[[datetime], None], ...] = (
    leak_clock.tick,
    reading.tick,
    lending.tick,
    secrecy_clock.tick,
    enquiry.tick,
    inspecting_by_clock.tick,
    assess.tick,
    keeping.tick,
    handover_clock.tick,
)
"""In the order they run. One that fails does not stop the others."""


def tick(at: datetime) -> list[str]:
    """Run all of them; answers the names of those that failed (each is logged without any value)."""
    failed = []
    for run in TICKS:
        try:
            run(at)
        except Exception:
            log.exception("work by the clock failed: %s", run.__module__)
            failed.append(run.__module__)
    return failed
