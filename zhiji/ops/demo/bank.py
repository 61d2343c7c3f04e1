"""Plans the demo bank: twenty customers a block, so that a bank of any size is planned piece by piece.

A block is one neighbourhood of a branch: a family of four, ten single people (among them a minor with a guardian, people
from abroad), two sole traders and four companies in layers. Everything follows from ``seed`` and the day.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from random import Random
from typing import Any

from zhiji.customers.rules import number_of
from zhiji.ops.demo import firms, names, papers, people, persons
from zhiji.ops.demo.owners import Owned, with_owners
from zhiji.ops.demo.units import BRANCHES

BLOCK = 20
PEOPLE = 14


@dataclass(frozen=True, slots=True)
class Planned:
    """A customer to be taken in. ``index`` counts from 0; staff by sign-in name; ``values`` raw, by field id."""

    index: int
    kind: str
    values: dict[str, Any]
    branch: str
    manager: str
    deputy: str | None
    custodian: str
    state: str
    opened: date
    source: str
    verified: date | None = None
    secrecy: int = 0
    key_customer: bool = False
    decoy: bool = False


@dataclass(frozen=True)
class Bank:
    """The demo bank of ``customers`` files. ``first_id`` is the customer id of index 0."""

    customers: int
    seed: str = "lanting"
    on: date = date(2026, 1, 1)
    first_id: int = 1

    def plan(self, start: int = 0) -> Iterator[Planned]:
        """The customers from ``start`` on, in order."""
        for block in range(start // BLOCK, -(-self.customers // BLOCK)):
            for one in self._block(block):
                if start <= one.index < self.customers:
                    yield self._marked(one)

    def number(self, index: int) -> str:
        """The printed number of a customer of the plan."""
        return number_of(self.first_id + index)

    @cached_property
    def secret(self) -> dict[int, int]:
        """Secrecy by index: about six files 机密 and three 绝密."""
        chosen = self._draw("secrecy").sample(range(self.customers), min(9, self.customers // 12))
        return {index: 2 if place % 3 == 0 else 1 for place, index in enumerate(chosen)}

    @cached_property
    def decoys(self) -> frozenset[int]:
        """About five files of people who do not exist even within the bank; nobody has a reason to open them."""
        free = [i for i in range(self.customers) if i % BLOCK in range(8, 12) and i not in self.secret]
        return frozenset(self._draw("decoys").sample(free, min(5, self.customers // 20, len(free))))

    def _draw(self, *parts: object) -> Random:
        return Random(f"{self.seed}/{'/'.join(map(str, parts))}")  # noqa: S311  (invented people, not keys)

    def _marked(self, one: Planned) -> Planned:
        secrecy, decoy = self.secret.get(one.index, 0), one.index in self.decoys
        if not secrecy and not decoy:
            return one
        values = one.values | {
            "assets": persons.money(self._draw("rich", one.index).randrange(30, 90) * 1_000_000)
        }
        custodian = ("officer", "officer", "officer02")[secrecy] if secrecy else one.custodian
        return replace(one, secrecy=secrecy, decoy=decoy, values=values, custodian=custodian, state="established",
                       key_customer=one.key_customer or decoy)  # fmt: skip

    def _block(self, block: int) -> list[Planned]:
        draw = self._draw("block", block)
        branch = BRANCHES[block % len(BRANCHES)]
        crowd = _crowd(draw, self.on, branch.province, branch.city)
        first = block * BLOCK
        _family(crowd, [self.number(first + place) for place in range(PEOPLE)])
        stalls = [firms.stall(draw, self.on, branch.city, crowd[place]) for place in (4, 5)]
        companies = [firms.company(draw, self.on, branch.city) for _ in range(4)]
        owned = Owned(crowd, stalls, companies, [self.number(first + place) for place in range(BLOCK)])
        with_owners(draw, owned, self.on, cycle=block % 25 == 0)
        _spoil(draw, crowd, self.on)
        everyone = [("person", one.values) for one in crowd] + [
            (one.kind, one.values) for one in stalls + companies
        ]
        return [
            self._placed(draw, first + place, kind, values, branch.code)
            for place, (kind, values) in enumerate(everyone)
        ]

    def _placed(self, draw: Random, index: int, kind: str, values: dict[str, Any], branch: str) -> Planned:
        managers = people.of_unit(branch, "rm")
        manager = draw.choice(managers)
        deputy = draw.choice([name for name in managers if name != manager]) if draw.random() < 0.6 else None
        state = draw.choices(("prospect", "new", "established", "dormant", "closed"), (5, 8, 75, 9, 3))[0]
        if state == "prospect":
            manager = draw.choice(("devofficer", "devofficer02"))
        opened = self.on - timedelta(
            days=draw.randrange(20, 500) if state in ("prospect", "new") else draw.randrange(500, 7000)
        )
        born = values.get("birth_date") or values.get("founded_on")
        opened = max(opened, date.fromisoformat(born)) if born else opened
        legacy = "occupation" not in values and kind == "person"
        rich = draw.random() < 0.04
        seen = not legacy and state != "prospect" and draw.random() < 0.75
        verified = max(opened, self.on - timedelta(days=draw.randrange(5, 600))) if seen else None
        return Planned(
            index, kind, values, branch, manager, deputy, people.of_unit(branch, "officer")[0], state, opened,
            "other_system" if legacy else "paper_seen" if draw.random() < 0.6 else "customer_stated", verified,
            key_customer=rich,
        )  # fmt: skip


def _crowd(draw: Random, on: date, province: str, city: str) -> list[persons.Person]:
    def some(low: int, high: int, **more: Any) -> persons.Person:
        return persons.invent(draw, on, province, city, ages=(low, high), **more)

    surname = names.surname(draw)
    family = [
        some(30, 44, sex="male", surname=surname),
        some(29, 43, sex="female"),
        some(0, 17, surname=surname),
        some(66, 99 if draw.random() < 0.2 else 80, sex="male", surname=surname),
    ]
    minor = some(3, 17)
    origins = [
        "foreign" if draw.random() < 0.5 else "cn",
        draw.choice(("hk", "mo", "tw")) if draw.random() < 0.35 else "cn",
    ]
    abroad = [some(25, 60, origin=origin) for origin in origins]
    return [*family, *(some(22, 70) for _ in range(7)), minor, *abroad]


def _family(crowd: list[persons.Person], numbers: list[str]) -> None:
    """Ties within the family of a block, from both sides, and the guardians of its minors."""
    father, mother, child, elder, minor, guardian = *crowd[:4], crowd[11], crowd[7]
    where = {id(one): numbers[place] for place, one in enumerate(crowd)}

    def tie(of: persons.Person, role: str, to: persons.Person, **more: Any) -> None:
        of.values.setdefault("ties", []).append(
            {"role": role, "name": to.name, "customer": where[id(to)], **more}
        )

    tie(father, "spouse", mother)
    tie(mother, "spouse", father)
    for parent in (father, mother):
        tie(parent, "child", child)
        tie(child, "parent", parent)
        parent.values["marital_status"] = "20"
        parent.values["household"] = [
            {
                "relation": "child",
                "name": child.name,
                "birth_year": child.born.year,
                "customer": where[id(child)],
            }
        ]
    tie(father, "parent", elder)
    tie(elder, "child", father)
    tie(child, "guardian", father, paper=father.papers[0])
    tie(minor, "guardian", guardian, paper=guardian.papers[0])
    for young, keeper in ((child, father), (minor, guardian)):
        young.values.setdefault("phones", keeper.values["phones"])  # as banks do: the guardian is rung up
    child.values["marital_status"] = minor.values["marital_status"] = "10"


def _spoil(draw: Random, crowd: list[persons.Person], on: date) -> None:
    """What real files look like: papers that ran out or soon will, and legacy files with holes."""
    for place in (6, 8, 9, 10):
        one, fate = crowd[place], draw.random()
        paper = dict(one.papers[0])
        if fate < 0.2:
            paper = papers.ending(paper, one.born, on - timedelta(days=draw.randrange(5, 900))) or paper
        elif fate < 0.35:
            paper = papers.ending(paper, one.born, on + timedelta(days=draw.randrange(5, 88))) or paper
        elif fate < 0.6:
            for lost in (
                "occupation",
                "occupation_detail",
                "phones",
                "emails",
                "wechat",
                "employer",
                "income",
                "work_address",
            ):
                one.values.pop(lost, None)
            if one.born < date(1980, 1, 1):
                paper = {"type": "resident_id", "number": papers.old_form(paper["number"])}
            if fate < 0.4:
                one.values.pop("domicile", None)
        one.values["papers"] = [paper]
