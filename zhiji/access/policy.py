"""Loads the policy table and answers from it. The table is data; this file only reads and checks it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from zhiji.fields import COMPARTMENTS
from zhiji.staff.rules import ROLES

RELATIONS = ("portfolio", "custodian", "unit", "bank")
LEVELS = ("hidden", "masked", "clear")
FOLDER = Path(__file__).parent / "policy"


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why a colleague looks; a closed list with its lawful basis. ``while_stored``: also at a file that is only stored.

    ``told_to``: the roles that may learn of looks for it, in journal and ledgers; empty where all may who read those.
    ``consent``: the use whose consent must be in force at the moment of each look; empty where it rests on something else.
    ``by_law``: a law asks for the data themselves, so what is given outside for it needs no consent of the customer.
    """

    id: str
    names: Mapping[str, str]
    basis: str
    roles: frozenset[str]
    while_stored: bool = False
    told_to: frozenset[str] = frozenset()
    consent: str = ""
    by_law: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the visibility table."""

    id: str
    roles: frozenset[str]
    relations: frozenset[str]
    purposes: frozenset[str]
    secrecy: frozenset[int]
    clear: frozenset[str]
    masked: frozenset[str]
    why: Mapping[str, str]
    norm: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """What one look or act needs.

    ``subject`` is ``file`` when the phrase concerns customers' files (then ``levels`` decide what is shown and, for acts,
    ``writes`` names the compartments it may change), ``none`` when no customer data are involved. A ``bare`` look shows nothing
    of the file itself (who has looked at it): a grant lets it through, but none of its looks is spent.
    """

    id: str
    verb: str
    subject: str
    names: Mapping[str, str]
    roles: frozenset[str]
    relations: frozenset[str]
    purposes: frozenset[str]
    secrecy: frozenset[int]
    writes: frozenset[str]
    needs: str
    bare: bool


class PolicyError(ValueError):
    """The policy table contradicts itself; the message names the row and the mend."""


def _load(name: str, key: str) -> list[dict]:
    entries: list[dict] = []
    for path in sorted(FOLDER.glob(name)):
        entries += tomllib.loads(path.read_text(encoding="utf-8")).get(key, [])
    return entries


@cache
def purposes() -> Mapping[str, Purpose]:
    """All purposes by id, in the order of the file."""
    table = {}
    for entry in _load("purposes.toml", "purpose"):
        _known(entry["id"], "role", entry["roles"], ROLES)
        table[entry["id"]] = Purpose(
            entry["id"],
            entry["names"],
            entry["basis"],
            frozenset(entry["roles"]),
            entry.get("while_stored", False),
            frozenset(entry.get("told_to", [])),
            entry.get("consent", ""),
            entry.get("by_law", False),
        )
    return MappingProxyType(table)


@cache
def reserved() -> Mapping[str, frozenset[str]]:
    """Purposes whose looks only some roles are told of, and these roles (Anti-Money-Laundering Law 2024, arts. 7, 35)."""
    return MappingProxyType({one.id: one.told_to for one in purposes().values() if one.told_to})


def is_told(role: str, purpose: str) -> bool:
    """Whether a role may learn that somebody looked for this purpose."""
    return role in reserved().get(purpose, {role})


@cache
def rows() -> tuple[Row, ...]:
    """The visibility table."""
    table = []
    for entry in _load("levels.toml", "row"):
        name = entry["id"]
        _known(name, "role", entry["roles"], ROLES)
        _known(name, "relation", entry["relations"], RELATIONS)
        _known(name, "purpose", entry["purposes"], purposes())
        _known(
            name,
            "compartment",
            [item.split(".")[0] for item in entry["clear"] + entry["masked"]],
            COMPARTMENTS,
        )
        for role in entry["roles"]:
            if not ROLES[role].sees_customers:
                raise PolicyError(f"{name}: role {role} must never see customer data; take it out of the row")
        table.append(
            Row(
                name, frozenset(entry["roles"]), frozenset(entry["relations"]), frozenset(entry["purposes"]),
                frozenset(entry["secrecy"]), frozenset(entry["clear"]), frozenset(entry["masked"]), entry["why"], entry["norm"],
            )
        )  # fmt: skip
    return tuple(table)


@cache
def phrases() -> Mapping[str, Phrase]:
    """Every look and act by phrase ``room:thing:verb``."""
    table = {}
    groups = {
        "seeing": [role.id for role in ROLES.values() if role.sees_customers],
        "all": [*ROLES, "system"],
    }
    for entry in _load("phrases*.toml", "phrase"):
        name = entry["id"]
        if name in table:
            raise PolicyError(f"{name} stands twice; keep one")
        roles: list[str] = groups[entry["roles"]] if isinstance(entry["roles"], str) else entry["roles"]
        _known(name, "role", roles, [*ROLES, "system"])
        _known(name, "relation", entry.get("relations", ["bank"]), RELATIONS)
        wanted = entry.get("purposes", [])
        _known(name, "purpose", wanted, purposes())
        table[name] = Phrase(
            name, entry["verb"], entry.get("subject", "none"), entry["names"], frozenset(roles),
            frozenset(entry.get("relations", ["bank"])), frozenset(wanted), frozenset(entry.get("secrecy", [0, 1, 2])),
            frozenset(entry.get("writes", [])), entry.get("needs", ""), entry.get("bare", False),
        )  # fmt: skip
    return MappingProxyType(table)


def _known(name: str, kind: str, given: list[str], allowed: object) -> None:
    for item in given:
        if item not in allowed:  # type: ignore[operator]
            raise PolicyError(f"{name}: unknown {kind} {item!r}")
