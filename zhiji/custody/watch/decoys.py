"""Decoys touched: within a second of the receipt that names one there is an alert; who touched it is never told.

Nothing of it happens while a look or an act is at work, so a decoy answers in the time of any other file: the background
process follows the journal (``zhiji.ops.background``). What was touched while it was down is found when it is back.
"""

import fcntl
import json
import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from zhiji import norms
from zhiji.access import policy
from zhiji.access.actors import Job
from zhiji.access.rules import TOP_SECRET
from zhiji.custody.actions.alert import raise_alert
from zhiji.custody.models import Case
from zhiji.custody.watch.traces import of_canaries, turned_up
from zhiji.customers.models import File
from zhiji.customers.rules import number_of
from zhiji.journal.following import Followed, Place, follow, here, subjects_of
from zhiji.vault.decoys import mark_of, on_the_list

log = logging.getLogger("zhiji.custody")


def sweep() -> int:
    """Read what the journal was told since the last sweep, and raise an alert for every touch; answers how many were raised.

    The place is kept in ``ZHIJI_HOME/watch``. One sweep at a time; another, of a second process, does nothing. If an alert
    cannot be raised the place stays, and the next sweep tries again: no entry gives two alerts.
    """
    with _alone() as first:
        if not first:
            return 0
        before = _kept()
        found, after = follow(before, _phrases()) if before else ([], here())
        raised = [_raised(one) for one in found]
        if after != before and None not in raised:
            _keep(after)
        return sum(map(bool, raised))


@cache
def _phrases() -> tuple[str, ...]:
    return tuple(one.id for one in policy.phrases().values() if one.subject == "file")


def _named(one: Followed) -> Sequence[int]:
    """The files of an entry that were looked for: the one it names; of an answer over many all of an export, those of a search
    that found but a few. A list of one's own portfolio is no touch."""
    if one.customer is not None:
        return [one.customer]
    verb = one.phrase.rpartition(":")[2]
    if not one.subjects:
        return ()
    few = norms.on(timezone.localdate()).incident.decoy_few
    if verb in ("export", "download", "card") or (verb == "search" and one.subjects <= few):
        return subjects_of(one.entry)
    return ()


def _raised(one: Followed) -> bool | None:
    """Whether there was an alert to raise; None when it could not be raised."""
    marks: dict[str, int | None] = dict.fromkeys(one.sought) | {mark_of(file): file for file in _named(one)}
    touched = {mark: marks[mark] for mark in on_the_list().intersection(marks)}
    if not touched:
        return False
    try:
        if exports := of_canaries(touched):
            for export in exports:
                turned_up("canary", export.case_id, export.made_by_id, by=one.actor, unaware=True)
            return True
        if Case.objects.filter(kind="alert", content__signals__contains=[{"entry": one.entry}]).exists():
            return False
        files = [_hidden(mark) if file is None else file for mark, file in touched.items()]
        raise_alert(
            staff=one.actor, urgent=True, customers=[number_of(file) for file in files if file is not None],
            signals=[{"id": "touch", "count": len(touched), "usual": 0, "limit": 1, "entry": one.entry}],
            by=Job("watch"), channel="job",
        )  # fmt: skip
    except Exception:
        log.exception("an alert could not be raised for entry %s", one.entry)
        return None
    return True


def _hidden(mark: str) -> int | None:
    """The file of a mark that was sought and not shown: one that hides from who asked."""
    hidden = File.objects.filter(secrecy=TOP_SECRET).values_list("customer_id", flat=True)
    return next((file for file in hidden if mark_of(file) == mark), None)


def _folder() -> Path:
    folder = Path(settings.ZHIJI_HOME) / "watch"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


@contextmanager
def _alone() -> Iterator[bool]:
    with (_folder() / "lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def _kept() -> Place | None:
    try:
        kept = json.loads((_folder() / "place").read_text())
        return Place(str(kept["system"]), int(kept["xmin"]), frozenset(map(int, kept["seen"])))
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def _keep(place: Place) -> None:
    draft = _folder() / f".place.{os.getpid()}"
    draft.write_text(json.dumps({"system": place.system, "xmin": place.xmin, "seen": sorted(place.seen)}))
    draft.replace(_folder() / "place")
