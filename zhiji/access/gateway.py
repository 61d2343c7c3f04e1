"""The two verbs. Register a function under a phrase; the gateway decides, records, and only then lets it see or change.

    @look("customers:file:open")
    def open_file(gate, number):
        file = files.by_number(number)
        permit = gate.permit(file)          # decides; the receipt is committed; only now can anything be opened
        return FileView.of(file, permit)

    open_file(number, by=colleague, purpose="service")

A **look** decides (default deny), commits its receipt, and only then opens, masks and returns: if the journal cannot be
written, nothing is shown. An **act** is one transaction: decide, state rule, change, journal entry; its refusal is
journalled in a transaction of its own.
"""

import functools
from collections.abc import Callable
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.db import connection, transaction
from django.utils import timezone

from zhiji.access import policy
from zhiji.access.gate import Gate
from zhiji.access.recording import Actor
from zhiji.access.refusals import Refused, Undecided

P = ParamSpec("P")
R = TypeVar("R")

LOOKS: dict[str, Callable[..., Any]] = {}
ACTS: dict[str, Callable[..., Any]] = {}


def look(phrase: str) -> Callable[[Callable[Concatenate[Gate, P], R]], Callable[..., R]]:
    """Register a governed read. The wrapped function takes ``by=``, ``purpose=``, ``at=`` and ``channel=`` as well."""
    return _registered(phrase, "look", LOOKS, _look)


def act(phrase: str) -> Callable[[Callable[Concatenate[Gate, P], R]], Callable[..., R]]:
    """Register a governed change: one transaction with its journal entry, or nothing at all."""
    return _registered(phrase, "act", ACTS, _act)


def _registered(
    phrase: str,
    verb: str,
    table: dict[str, Callable[..., Any]],
    run: Callable[[Gate, Callable[[], Any]], Any],
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        _enter(table, phrase, verb, function)

        @functools.wraps(function)
        def governed(
            *args: Any,
            by: Actor,
            purpose: str = "",
            at: datetime | None = None,
            channel: str = "page",
            **kwargs: Any,
        ) -> Any:
            gate = Gate(phrase, verb, by, purpose, at or timezone.now(), channel)
            return run(gate, functools.partial(function, gate, *args, **kwargs))

        governed.phrase = phrase  # type: ignore[attr-defined]
        return governed

    return register


def _look(gate: Gate, body: Callable[[], R]) -> R:
    result = body()
    if not gate.decided:
        raise Undecided(f"{gate.phrase} returned without a permit")
    return result


def _act(gate: Gate, body: Callable[[], R]) -> R:
    try:
        with transaction.atomic(), _governed_writes(gate.phrase):
            result = body()
            if not gate.decided:
                raise Undecided(f"{gate.phrase} returned without a permit")
            gate.record_done()
    except Refused as refusal:
        refusal.record = refusal.record or functools.partial(gate.record_refusal, refusal)
        refusal.record()
        raise
    return result


class _governed_writes:
    """Tells the database which act is at work: governed tables refuse every write outside one."""

    def __init__(self, phrase: str) -> None:
        self.phrase = phrase
        self.before = ""

    def __enter__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('zhiji.act', true), set_config('zhiji.act', %s, true)", [self.phrase]
            )
            self.before = cursor.fetchone()[0] or ""

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None and not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('zhiji.act', %s, true)", [self.before])


def _enter(
    table: dict[str, Callable[..., Any]], phrase: str, verb: str, function: Callable[..., Any]
) -> None:
    known = policy.phrases().get(phrase)
    if known is None or known.verb != verb:
        raise policy.PolicyError(f"{verb} {phrase!r} has no row in access/policy/phrases*.toml")
    before = table.get(phrase)
    if before is not None and (before.__module__, before.__qualname__) != (
        function.__module__,
        function.__qualname__,
    ):
        raise policy.PolicyError(
            f"{phrase} is registered twice: {before.__qualname__} and {function.__qualname__}"
        )
    table[phrase] = function


__all__ = ["ACTS", "LOOKS", "Gate", "act", "look"]
