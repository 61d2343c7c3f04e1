"""Keeping a question under a name, and letting go of it."""

from collections.abc import Mapping

from zhiji.access.gateway import Gate, act
from zhiji.access.outbound import outbound_problems
from zhiji.customers.problems import Invalid
from zhiji.insight.explorer.counting import home_unit
from zhiji.insight.models import SavedView

MOST = 100
"""So many a colleague keeps; more would be a heap, not a shelf."""


class TooMany(ValueError):
    """A colleague keeps ``MOST`` questions already."""


@act("insight:view:save")
def save_view(gate: Gate, kind: str, name: str, question: Mapping[str, object], *, shared: bool) -> int:
    """Keep a question under a name; the same name again replaces it. ``shared``: the own unit's colleagues may use it.

    Raises ValueError for an empty name or an unknown kind, ``Invalid`` for a name that carries what may not leave, ``TooMany``.
    """
    name = " ".join(name.split())
    if problems := outbound_problems("name", name):
        raise Invalid(problems)
    name = name[:60].strip()
    if not name or kind not in dict(SavedView._meta.get_field("kind").choices or ()):
        raise ValueError("a saved question has a kind and a name")
    gate.permit_none({"kind": kind, "shared": shared})
    mine = SavedView.objects.filter(owner_id=gate.by.pk, kind=kind)
    if mine.exclude(name=name).count() >= MOST:
        raise TooMany
    unit = home_unit(gate.by) if shared else None
    kept, _ = SavedView.objects.update_or_create(
        owner_id=gate.by.pk, kind=kind, name=name,
        defaults={"question": dict(question), "unit": unit, "made_at": gate.at},
    )  # fmt: skip
    gate.fact("view", kept.pk)
    return kept.pk


@act("insight:view:drop")
def drop_view(gate: Gate, view: int) -> None:
    """Let go of one's own question; unknown where it is another's."""
    kept = SavedView.objects.filter(pk=view, owner_id=gate.by.pk).first()
    if kept is None:
        gate.unknown({"view": view})
    gate.permit_none({"view": view})
    kept.delete()
