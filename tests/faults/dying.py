"""How the workers of the fault tests die: for every STEP a worker reads, a child does the work and dies there.

Steps are counted over all that touches disk or journal. STEP ``0`` never dies; ``full`` finds the disk full when a file
grows beyond some bytes. Each answers with two lines: where it died or what came of it, and its exit status.
"""

import os
import resource
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

Point = tuple[Any, str, str]
"""Whose attribute, its name, and what it is about to do."""


def lake_points() -> list[Point]:
    """All that a change of the lake does to disk and journal."""
    from zhiji.access import recording
    from zhiji.holdings.lake import files, manifest, replacing

    return [
        (os, "fsync", "a file is safe on disk"),
        (Path, "replace", "a name is put in its place"),
        (files, "sync_folder", "a folder is safe on disk"),
        (manifest, "sync_folder", "a folder is safe on disk"),
        (replacing, "write", "a file of the lake"),
        (recording, "write", "the journal's entry"),
        (manifest, "tidy", "tidying, after the commit"),
    ]


def serve(work: Callable[[], str], points: Sequence[Point], room: int) -> None:
    """Do ``work`` in a child for every step on standard input. ``room``: bytes a file may have on a full disk.

    The one who calls has no thread and no connection to the database yet: a child would share them.
    """
    left = 0

    def dying(function: Callable[..., Any], word: str) -> Callable[..., Any]:
        def run(*args: Any, **kwargs: Any) -> Any:
            nonlocal left
            if left:
                left -= 1
                if not left:
                    print(f"died before {word}", flush=True)
                    os._exit(9)
            return function(*args, **kwargs)

        return run

    for holder, name, word in points:
        setattr(holder, name, dying(getattr(holder, name), word))
    for line in sys.stdin:
        step = line.strip()
        child = os.fork()
        if child:
            print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
            continue
        left = int(step) if step.isdigit() else 0
        if step == "full":
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
        try:
            answer = work()
        except OSError as error:
            print(type(error).__name__, flush=True)
            os._exit(1)
        print(answer, flush=True)
        os._exit(0)
