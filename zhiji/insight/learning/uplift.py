"""Does telling the manager help? Those told beside those held back by chance, with an interval; silence while there are too few."""

from dataclasses import dataclass

from zhiji.insight.learning.honesty import Interval
from zhiji.insight.night.worth import wilson

FEWEST = 5
"""Fewer customers of one outcome than this stand in no count (and carry no interval)."""


@dataclass(frozen=True, slots=True)
class Arm:
    """How many have run their time, and how many of them fell silent."""

    judged: int
    silent: int


@dataclass(frozen=True, slots=True)
class Uplift:
    """``gain``: the share that fell silent among the held back less that among the told; above 0, telling kept some.

    ``helps``: the whole interval is above 0. As they were chosen, whether or not the manager acted.
    """

    told: Arm
    held: Arm
    gain: Interval

    @property
    def helps(self) -> bool:
        return self.gain.low > 0


def uplift(told: Arm, held: Arm, least: int) -> Uplift | None:
    """The comparison; None while either arm has fewer than ``least`` judged, or an outcome fewer than ``FEWEST``.

    The interval of the difference is Newcombe's (1998, method 10), from the two Wilson intervals.
    """
    for one in (told, held):
        if one.judged < least or min(one.silent, one.judged - one.silent) < FEWEST:
            return None
    here, there = wilson(held.silent, held.judged), wilson(told.silent, told.judged)
    gain = here.value - there.value
    low = gain - ((here.value - here.low) ** 2 + (there.high - there.value) ** 2) ** 0.5
    high = gain + ((here.high - here.value) ** 2 + (there.value - there.low) ** 2) ** 0.5
    return Uplift(told, held, Interval(gain, low, high))
