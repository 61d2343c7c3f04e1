"""What left the house turns up again: its mark is asked for, its canary is looked for, a pack is fetched too late or by
another than its maker. An alert within a second names the export, its maker and its time."""

import logging
from collections.abc import Iterable
from typing import Any

from zhiji.access.actors import Job
from zhiji.custody.actions.alert import raise_alert
from zhiji.custody.models import Case, Export

log = logging.getLogger("zhiji.custody")


def turned_up(
    how: str, case: int, maker: int, *, by: int | None, unaware: bool = False, copy: int = 0
) -> None:
    """Raise the alert about the maker of what left under ``case``; once while one like it waits. ``how``: see
    ``rules.export.HOW``. ``copy``: which numbered copy of a report, then ``maker`` is who had it. ``unaware``: who set it off must not learn of it. Never raises: who looks must not notice anything."""
    about = {"case": case, "how": how, "by": by} | ({"copy": copy} if copy else {})
    if Case.objects.filter(kind="alert", closed_at=None, content__trace=about).exists():
        return
    try:
        raise_alert(
            staff=maker, urgent=True, also=[by] if unaware and by is not None else [], trace=about,
            signals=[{"id": "trace", "count": 1, "usual": 0, "limit": 1}], by=Job("watch"), channel="job",
        )  # fmt: skip
    except Exception:
        log.exception("an alert could not be raised for case %s", case)


def of_canaries(marks: Iterable[str]) -> list[Export]:
    """The exports whose canary's mark is one of these."""
    return list(Export.objects.filter(canary__in=list(marks)))


def all_turned_up(how: str, found: Iterable[Any], *, by: int | None) -> None:
    """The same for every copy, pack, export or numbered report found (each has ``case_id`` and its maker)."""
    for one in found:
        turned_up(how, one.case_id, one.made_by_id, by=by)
