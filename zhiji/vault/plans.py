"""How each blind index is cut and salted."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """One index: ``salts`` tokens per text (a row uses one of them), each ``bits`` long (at most 63)."""

    index: str
    salts: int
    bits: int


def plans() -> dict[str, Plan]:
    """The plan of every index."""
    return {
        plan.index: plan
        for plan in (
            Plan("name", 32, 19),
            Plan("pinyin", 32, 19),
            Plan("paper", 1, 17),
            Plan("phone", 4, 19),
            Plan("email", 4, 19),
            Plan("licence", 1, 17),
            Plan("account", 1, 17),
            Plan("card", 1, 17),
        )
    }
