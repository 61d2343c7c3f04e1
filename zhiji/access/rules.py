"""Decides, from the policy table alone: no database, no request, no clock of its own.

One evaluation gives the decision, the levels and the reason; ``explain`` words the very same result.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Protocol

from zhiji.access import policy
from zhiji.access.policy import COMPARTMENTS, LEVELS
from zhiji.staff.rules import is_within

TOP_SECRET = 2


class Actor(Protocol):
    """Who asks: a ``staff.Staff`` with its unit, or a ``Job`` of the house. Read only."""

    @property
    def pk(self) -> int | None: ...
    @property
    def role(self) -> str: ...
    @property
    def unit_path(self) -> str: ...


class Subject(Protocol):
    """What the gateway must know of a file; nothing sealed. Read only."""

    @property
    def customer_id(self) -> int: ...
    @property
    def unit_path(self) -> str: ...
    @property
    def manager_id(self) -> int | None: ...
    @property
    def deputy_id(self) -> int | None: ...
    @property
    def custodian_id(self) -> int | None: ...
    @property
    def secrecy(self) -> int: ...
    @property
    def store_only(self) -> bool: ...
    @property
    def unprofiled(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer: whether, what may be seen, and why.

    ``code`` is ``""`` when allowed, else why not: ``phrase`` (the role has no such look or act), ``purpose_needed``,
    ``purpose`` (not one of this role's or of this act's), ``store_only`` (the relationship has
    ended or deletion was asked for: the file is only kept), ``relation``, ``secrecy``, ``level`` (no row shows anything),
    ``consent_missing``, ``consent_withdrawn``, ``consent_lapsed`` (the purpose rests on the customer's consent).
    ``hides`` is True when even the file's existence must not show.
    """

    phrase: str
    allowed: bool
    code: str = ""
    rules: tuple[str, ...] = ()
    relations: frozenset[str] = frozenset()
    levels: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    hides: bool = False
    opened: tuple[tuple[int, tuple[str, ...]], ...] = ()
    """The grants this rests on, each with the compartments that it opened and nothing before it had."""
    withheld: frozenset[str] = frozenset()
    """Compartments hidden because the customer took the consent they rest on back."""

    @property
    def grant(self) -> int | None:
        """The first grant it rests on."""
        return self.opened[0][0] if self.opened else None

    def level(self, compartment: str, field_id: str = "") -> str:
        """``clear``, ``masked`` or ``hidden`` for one field (or the whole compartment)."""
        return self.fields.get(f"{compartment}.{field_id}") or self.levels.get(compartment, "hidden")


def eyes(actor: Actor) -> Actor:
    """Whose post counts where a file is concerned: a stand-in's own, never the absent one's it signs for."""
    own: Actor = getattr(actor, "staff", actor)
    return own


def relations(actor: Actor, subject: Subject) -> frozenset[str]:
    """How the colleague stands to the file."""
    found = {"bank"}
    if actor.pk is not None:
        if actor.pk in (subject.manager_id, subject.deputy_id):
            found.add("portfolio")
        if actor.pk == subject.custodian_id:
            found.add("custodian")
    if is_within(subject.unit_path, actor.unit_path):
        found.add("unit")
    return frozenset(found)


def may_know(actor: Actor, subject: Subject) -> bool:
    """Whether the colleague may know that there is such a file at all (J03, J04)."""
    actor = eyes(actor)
    if subject.secrecy < TOP_SECRET or actor.role == "system":
        return True
    return _knows_of(actor.role, relations(actor, subject), subject.secrecy)


def decide(actor: Actor, phrase: str, subject: Subject | None, purpose: str) -> Decision:
    """The policy's answer, before grants. Default deny: what no row allows is refused."""
    if subject is None:
        return _decide_without_file(phrase, actor.role)
    actor = eyes(actor)
    held = relations(actor, subject)
    found = _decide_file(phrase, actor.role, held, purpose, subject.secrecy, subject.store_only)
    return withheld(found, subject, purpose)


@lru_cache(maxsize=256)
def _decide_without_file(phrase: str, role: str) -> Decision:
    if role in policy.phrases()[phrase].roles:
        return Decision(phrase, True, rules=(phrase,))
    return Decision(phrase, False, "phrase", rules=(phrase,))


@lru_cache(maxsize=20_000)
def _decide_file(
    phrase: str, role: str, held: frozenset[str], purpose: str, secrecy: int, store_only: bool
) -> Decision:
    wanted = policy.phrases()[phrase]
    levels, fields, rules = _visible(role, held, purpose, secrecy)
    may_know = secrecy < TOP_SECRET or bool(levels) or _knows_of(role, held, secrecy)

    def no(code: str) -> Decision:
        return Decision(phrase, False, code, rules, held, hides=not may_know)

    if role not in wanted.roles:
        return no("phrase")
    if role == "system":
        return Decision(phrase, True, "", (phrase,), held)
    if not purpose:
        return no("purpose_needed")
    known = policy.purposes().get(purpose)
    if known is None or role not in known.roles or (wanted.purposes and purpose not in wanted.purposes):
        return no("purpose")
    if store_only and not known.while_stored:
        return no("store_only")
    if secrecy not in wanted.secrecy:
        return no("secrecy")
    if not held & wanted.relations and "bank" not in wanted.relations:
        return no("relation")
    if not levels:
        return no("secrecy" if secrecy and _visible(role, held, purpose, 0)[0] else "level")
    return Decision(phrase, True, "", rules, held, levels, fields)


@lru_cache(maxsize=20_000)
def _visible(
    role: str, held: frozenset[str], purpose: str, secrecy: int
) -> tuple[dict[str, str], dict[str, str], tuple[str, ...]]:
    """The most open answer of all rows that apply: levels by compartment, exceptions by field, and the rows' ids.

    A row is named only when it gives something that no row before it gives: the table runs from near to far, so the
    nearest reason is the one told.
    """
    applying = [
        row
        for row in policy.rows()
        if role in row.roles and purpose in row.purposes and secrecy in row.secrecy and held & row.relations
    ]
    most: dict[str, str] = {}
    for row in applying:
        most |= {name: "masked" for name in row.masked if name not in most}
        most |= dict.fromkeys(row.clear, "clear")
    levels = {name: level for name, level in most.items() if "." not in name}
    fields = {
        name: level
        for name, level in most.items()
        if "." in name and LEVELS.index(level) > LEVELS.index(levels.get(name.split(".")[0], "hidden"))
    }
    left = set((levels | fields).items())
    used = []
    for row in applying:
        gives = left & ({(name, "masked") for name in row.masked} | {(name, "clear") for name in row.clear})
        if gives:
            used.append(row.id)
            left -= gives
    return levels, fields, tuple(used)


def _knows_of(role: str, held: frozenset[str], secrecy: int) -> bool:
    return any(role in row.roles and secrecy in row.secrecy and held & row.relations for row in policy.rows())


PROFILE = frozenset({"personal"})
"""What rests on the consent *profile* alone: family, preferences, occasions (PIPL arts. 15, 29)."""


def is_unprofiled(subject: Subject, purpose: str) -> bool:
    """Whether no personal matters are shown of this customer and no picture is drawn, because the consent to it was taken back:
    for every purpose but those a law stands behind and those that hold for a stored file too."""
    known = policy.purposes().get(purpose)
    return subject.unprofiled and not (known is not None and (known.by_law or known.while_stored))


def withheld(decision: Decision, subject: Subject, purpose: str) -> Decision:
    """The same decision without what the customer's withdrawn consent closes; no grant opens that."""
    if not subject.unprofiled or not is_unprofiled(subject, purpose):
        return decision
    seen = {one for one in PROFILE if decision.level(one) != "hidden"}
    seen |= {name.split(".")[0] for name in decision.fields} & PROFILE
    if not seen:
        return decision
    levels = {**decision.levels, **dict.fromkeys(seen, "hidden")}
    fields = {name: level for name, level in decision.fields.items() if name.split(".")[0] not in seen}
    opened = ((grant, tuple(one for one in names if one not in seen)) for grant, names in decision.opened)
    kept = tuple((grant, names) for grant, names in opened if names)
    if decision.allowed and not fields and all(level == "hidden" for level in levels.values()):
        return without_consent(decision, "consent_withdrawn")
    return replace(decision, levels=levels, fields=fields, opened=kept, withheld=decision.withheld | seen)


_HIDDEN = dict.fromkeys(COMPARTMENTS, "hidden")


def without_consent(decision: Decision, code: str) -> Decision:
    """The same decision refused because the customer has not agreed to what the purpose is for."""
    return Decision(decision.phrase, False, code, decision.rules, decision.relations)


def with_grant(decision: Decision, compartments: frozenset[str], grant: int) -> Decision:
    """The same decision opened further by a live grant. A grant only ever adds; one that adds nothing is not used."""
    before = decision.levels
    fresh = tuple([name for name in COMPARTMENTS if name in compartments and before.get(name) != "clear"])
    if not fresh:
        return decision
    levels = {**_HIDDEN, **before, **dict.fromkeys(fresh, "clear")}
    fields = decision.fields
    if fields:
        fields = {name: level for name, level in fields.items() if levels[name.split(".")[0]] != "clear"}
    return Decision(
        decision.phrase,
        True,
        "",
        (*decision.rules, f"grant:{grant}"),
        decision.relations,
        levels,
        fields,
        False,
        (*decision.opened, (grant, fresh)),
    )
