"""What a command is, and how it speaks: results on stdout, progress and errors on stderr."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tqdm import tqdm

Result = dict[str, Any]


class CommandProblem(Exception):
    """Why a command could not do its work. ``usage`` when an argument is wrong (exit status 2, else 1)."""

    def __init__(self, argument: str, rule: str, mend: str, *, usage: bool = False) -> None:
        self.usage = usage
        super().__init__(f"{argument}: {rule}; {mend}")


class Progress:
    """Says on stderr how far the work is: a bar on a terminal, a line now and then elsewhere."""

    def __init__(self) -> None:
        self._bar: tqdm[Any] | None = None
        self._what = ""
        self._tenth = -1

    def __call__(self, what: str, done: int, total: int) -> None:
        if not sys.stderr.isatty():
            tenth = 10 * done // max(total, 1)
            if (what, tenth) != (self._what, self._tenth):
                print(f"{what}: {done:,} of {total:,}", file=sys.stderr, flush=True)
            self._what, self._tenth = what, tenth
            return
        if self._bar is None or what != self._what:
            self.close()
            self._bar, self._what = tqdm(total=total, desc=what, unit="", file=sys.stderr), what
        self._bar.update(done - self._bar.n)

    def close(self) -> None:
        """End the bar's line."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None


def say(text: str) -> None:
    """A line for the person at the terminal, on stderr."""
    print(text, file=sys.stderr, flush=True)


@dataclass(frozen=True, slots=True)
class Command:
    """One command. ``phrases`` are the looks and acts it goes through; none where it touches nothing governed.

    ``run`` answers a result; ``ok: False`` in it makes the exit status 1. ``text`` words the result for people.
    ``needs``: ``nothing``, ``settings`` (Django without a database), ``database`` (started when it is the private one).
    """

    name: str
    help: str
    run: Callable[[Namespace], Result]
    text: Callable[[Result], str]
    phrases: tuple[str, ...] = ()
    arguments: Callable[[ArgumentParser], None] = field(default=lambda _parser: None)
    needs: str = "database"
