"""Compares what is sealed with a question, for searches: which files fit, and never a value. ``Gate.match`` and its kin call it."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from zhiji import fields, vault
from zhiji.access.permits import mint_for_matching, mint_to_compare
from zhiji.access.policy import COMPARTMENTS
from zhiji.access.reading import payload, shown_level
from zhiji.access.rules import Decision


def compare(
    sealed: Iterable[tuple[int, Any]], fits: Callable[[int, dict[str, Any]], bool], *, whole: bool = False
) -> list[int]:
    """Which customers' compartments satisfy ``fits(customer_id, values)``. Values never leave this function.

    ``whole``: ``fits`` gets the compartment's contents instead, with where each value comes from.
    """
    pairs = list(sealed)
    permit = mint_for_matching((customer, item.compartment) for customer, item in pairs)
    found: dict[int, None] = {}
    for (customer, _), blob in zip(pairs, vault.open_many([item for _, item in pairs], permit), strict=True):
        contents = payload(blob)
        if fits(customer, contents if whole else contents["v"]):
            found[customer] = None
    return list(found)


def compare_clear(
    decided: Iterable[tuple[Any, Decision]],
    sought: Mapping[str, Collection[str]],
    fits: Callable[[Any, dict[str, Any]], bool],
) -> list[int]:
    """Which files satisfy ``fits(file, values)``, ``values`` being those of the ``sought`` fields (by compartment) that its
    decision shows clear. A compartment of which it shows none of them is not opened."""
    wanted: list[tuple[Any, frozenset[str]]] = []
    sealed: list[Any] = []
    kept: dict[tuple[int, str, str], list[tuple[str, frozenset[str]]]] = {}
    held: list[Decision] = []  # keeps every decision alive, so that no id is used twice
    opens: dict[int, frozenset[int]] = {}
    covers: dict[tuple[int, str, str], frozenset[int]] = {}
    for file, decision in decided:
        key = (id(decision), file.pack, file.kind)
        plan = kept.get(key)
        if plan is None:
            held.append(decision)
            plan = kept[key] = _clear_parts(file.pack, file.kind, decision, sought)
            covers[key] = frozenset(COMPARTMENTS.index(name) for name, _ in plan)
        for name, only in plan:
            if (blob := getattr(file, name)) is not None:
                wanted.append((file, only))
                sealed.append(blob)
                opens[file.customer_id] = covers[key]
    found: dict[int, None] = {}
    values: dict[str, Any] = {}
    before = None
    for (file, only), blob in zip(wanted, vault.open_many(sealed, mint_to_compare(opens)), strict=True):
        if file is not before:
            if before is not None and fits(before, values):
                found[before.customer_id] = None
            before, values = file, {}
        part = payload(blob)["v"]
        values.update({name: part[name] for name in only if name in part})
    if before is not None and fits(before, values):
        found[before.customer_id] = None
    return list(found)


def _clear_parts(
    pack: str, kind: str, decision: Decision, sought: Mapping[str, Collection[str]]
) -> list[tuple[str, frozenset[str]]]:
    """The compartments of which a decision shows any sought field clear, with those fields."""
    if not decision.allowed:
        return []
    parts: list[tuple[str, frozenset[str]]] = []
    for name, ids in sought.items():
        fields_in = fields.register(pack).in_compartment(kind, name)
        clear = frozenset(
            field.id for field in fields_in if field.id in ids and shown_level(decision, field) == "clear"
        )
        if clear:
            parts.append((name, clear))
    return parts
