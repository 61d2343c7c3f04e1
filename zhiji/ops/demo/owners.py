"""Who stands behind the firms of a block: layers of shareholders down to natural persons, from both ends."""

from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from zhiji.customers.rules import mirrored_tie
from zhiji.ops.demo import names, papers
from zhiji.ops.demo.firms import Firm
from zhiji.ops.demo.persons import Person, mobile

# company, owner (a company, or p and a person's place in the block), share in per cent. The trading company at the top of
# the drawing is held through two more; its person 10 reaches 27 %, person 8 holds 40 %, person 6 stays below a quarter.
HOLDINGS = (
    ("c0", "c1", "60.00"), ("c0", "p8", "40.00"),
    ("c1", "c2", "55.00"), ("c1", "c3", "45.00"),
    ("c2", "p6", "70.00"), ("c2", "p9", "30.00"),
)  # fmt: skip
STRAIGHT = (("c3", "p10", "100.00"),)
ROUND = (("c3", "p10", "80.00"), ("c3", "c0", "20.00"))
HEADS = {"c0": "p6", "c1": "p6", "c2": "p9", "c3": "p10"}
CONTROLLERS = {"c0": "p8", "c1": "p6", "c2": "p6", "c3": "p10"}


@dataclass(slots=True)
class Owned:
    """The parties of a block and their printed numbers by place."""

    crowd: list[Person]
    stalls: list[Firm]
    companies: list[Firm]
    numbers: list[str]

    def party(self, code: str) -> tuple[Person | Firm, str]:
        """The party ``p6`` or ``c0`` and its number."""
        place = int(code[1:])
        if code[0] == "p":
            return self.crowd[place], self.numbers[place]
        return self.companies[place], self.numbers[16 + place]


def with_owners(draw: Random, block: Owned, on: date, *, cycle: bool) -> None:
    """Enter shareholders, legal representatives, controllers and authorised agents; ``cycle`` closes a ring of holdings."""
    for held, owner, share in (*HOLDINGS, *(ROUND if cycle else STRAIGHT)):
        _tie(block, held, owner, "shareholder", share=share)
    for held, owner in HEADS.items():
        _tie(block, held, owner, "legal_representative")
        _tie(block, held, owner, "person_in_charge", back=False)
    for held, owner in CONTROLLERS.items():
        _tie(block, held, owner, "actual_controller")
    _tie(block, "c0", "p8", "beneficial_owner", share="40.00", back=False)
    _tie(block, "c0", "p10", "beneficial_owner", share="27.00", back=False)
    for firm in (*block.companies, *block.stalls):
        if draw.random() < 0.85:
            firm.values["ties"] = [*firm.values.get("ties", []), _agent(draw, block, on)]
    for place, firm in zip((4, 5), block.stalls, strict=True):
        operator, number = block.crowd[place], block.numbers[14 + place - 4]
        for role in ("legal_representative", "person_in_charge", "actual_controller"):
            tie: dict[str, Any] = {
                "role": role,
                "name": operator.name,
                "customer": block.numbers[place],
                "paper": operator.papers[0],
            }
            firm.values["ties"] = [*firm.values.get("ties", []), tie]
            if role == "person_in_charge":
                _back(operator, tie, firm.name, number)


def _tie(block: Owned, held: str, owner: str, role: str, *, back: bool = True, **more: Any) -> None:
    firm, firm_number = block.party(held)
    party, number = block.party(owner)
    tie: dict[str, Any] = {"role": role, "name": party.name, "customer": number, **more}
    if isinstance(party, Person):
        tie["paper"] = party.papers[0]
    firm.values["ties"] = [*firm.values.get("ties", []), tie]
    if back:
        _back(party, tie, firm.name, firm_number)


def _back(party: Person | Firm, tie: dict[str, Any], name: str, number: str) -> None:
    party.values["ties"] = [*party.values.get("ties", []), mirrored_tie(tie, name=name, number=number)]


def _agent(draw: Random, block: Owned, on: date) -> dict[str, Any]:
    """An authorised agent who is no customer of the bank."""
    someone = block.crowd[0].born
    sex = draw.choice(("male", "female"))
    number = papers.resident_number(draw, block.crowd[0].province, someone, sex)
    return {
        "role": "authorised_agent", "name": names.surname(draw) + names.given(draw, sex, someone), "phone": mobile(draw),
        "paper": {"type": "resident_id", "number": number, **papers.validity(draw, someone, on)},
    }  # fmt: skip
