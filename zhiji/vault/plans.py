"""How each blind index is salted and cut, reckoned from the number of customers an installation expects.

Two dangers pull apart. A text that many customers share (a common name) shows itself by its frequency: more
salts spread it thin. A text out of a small space (a phone number) can be tried out once the index key
leaks: fewer bits leave many customers under one token. Both cost the searcher strangers to open and
discard; `STRANGERS` bounds them.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import ceil, exp, lgamma, log, log2

from django.conf import settings

EXPECTED_CUSTOMERS = 1_000_000
STRANGERS = 64
GAIN = 1.2


@dataclass(frozen=True, slots=True)
class Identifier:
    """What is known beforehand of the texts of one index.

    Attributes:
        top_share: the largest share of all rows that one text is expected to hold; 0 where texts are unique.
        hidden_among: rows that should stand under one token at the expected size, where texts are unique.
    """

    index: str
    top_share: float
    hidden_among: int = 8


# 张伟 holds 0.021 % of the population (Ministry of Public Security, 2021: 294,282 people); pinyin without
# tones joins several names. Families and small firms share a phone or a mailbox. The others belong to one
# holder each.
IDENTIFIERS = (
    Identifier("name", 0.0003),
    Identifier("pinyin", 0.0006),
    Identifier("paper", 0),
    Identifier("phone", 0.000_05),
    Identifier("email", 0.000_05),
    Identifier("licence", 0),
    Identifier("account", 0),
    Identifier("card", 0),
    Identifier("reference", 0),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """One index: ``salts`` tokens per text (a row uses one of them), each ``bits`` long (at most 63)."""

    index: str
    salts: int
    bits: int

    def strangers(self, rows: int) -> float:
        """Rows of other texts that a query brings up, to be opened and discarded."""
        return rows * self.salts / 2**self.bits


def attacker_gain(top_share: float, rows: int, plan: Plan) -> float:
    """What the best guesser wins from counts of tokens, as a multiple of guessing the commonest text.

    The guesser knows how common each text is and sees how often each token occurs; occurrences are Poisson.
    The r-th text is taken to hold ``top_share / (1 + r / 100)``, which is close to Chinese full names. 1.0
    is nothing.
    """
    if not top_share:
        return 1.0
    ranks = [round(1.15**step) for step in range(60)]
    chance = rows / 2**plan.bits
    shares = [top_share / (1 + (rank - 1) / 100) for rank in ranks]
    means = [rows * share / plan.salts + chance for share in shares]
    most = int(means[0] + 8 * means[0] ** 0.5 + 10)
    won = sum(
        max(
            share * exp(others * log(mean) - mean - lgamma(others + 1))
            for share, mean in zip(shares, means, strict=True)
        )
        for others in range(most)
    )
    return won / top_share


def plan(identifier: Identifier, rows: int) -> Plan:
    """The fewest salts that keep the gain under `GAIN`, and bits that keep strangers under `STRANGERS`."""
    salts = 1
    while True:
        strangers = min(identifier.hidden_among * salts, STRANGERS)
        bits = min(63, max(1, ceil(log2(max(2, rows * salts / strangers)))))
        chosen = Plan(identifier.index, salts, bits)
        if salts >= 1024 or attacker_gain(identifier.top_share, rows, chosen) <= GAIN:
            return chosen
        salts *= 2


def plans() -> dict[str, Plan]:
    """The plan of every index for ``ZHIJI_EXPECTED_CUSTOMERS``. Changing that setting means indexing anew."""
    return _plans(settings.ZHIJI_EXPECTED_CUSTOMERS)


@lru_cache(maxsize=4)
def _plans(rows: int) -> dict[str, Plan]:
    return {identifier.index: plan(identifier, rows) for identifier in IDENTIFIERS}
