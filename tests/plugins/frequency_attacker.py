"""The bundled attacker: holds the whole token column, knows how common every text is, has no key.

It knows even more than a thief would: the exact number of rows of every text, and the plan of the index.
Where it must choose among equals it chooses at random; the scores are the exact means over all such
choices, not one throw.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Score:
    """Rows guessed right, on average, by each way of guessing."""

    blind: float
    ranking: float
    likelihood: float

    @property
    def gain(self) -> float:
        """The better attack against always guessing the commonest text."""
        return max(self.ranking, self.likelihood) / self.blind


def attack(texts: Sequence[str], tokens: Sequence[int], salts: int, bits: int) -> Score:
    """Attacks one index: ``tokens[i]`` is what the database holds for ``texts[i]``."""
    known, seen = Counter(texts), Counter(tokens)
    # (occurrences of the token, rows of the text) → rows; equal ones cannot be told apart by their counts.
    meeting = Counter((seen[token], known[text]) for text, token in zip(texts, tokens, strict=True))
    token_classes, text_classes = Counter(seen.values()), Counter(known.values())
    chance = len(texts) / 2**bits
    return Score(
        blind=max(known.values()),
        ranking=_ranking(meeting, token_classes, text_classes, salts),
        likelihood=sum(
            meeting[count, rows] / text_classes[rows]
            for count in token_classes
            for rows in [max(text_classes, key=lambda rows: _log_weight(rows, count, salts, chance))]
        ),
    )


def surname_bound(surnames: Sequence[str], tokens: Sequence[int]) -> float:
    """No guesser of surnames gains more than this: told, for each count of tokens, the best answer."""
    seen = Counter(tokens)
    by_count = Counter((seen[token], surname) for surname, token in zip(surnames, tokens, strict=True))
    best: dict[int, int] = {}
    for (count, _surname), rows in by_count.items():
        best[count] = max(best.get(count, 0), rows)
    return sum(best.values()) / max(Counter(surnames).values())


def _ranking(
    meeting: Counter[tuple[int, int]], token_classes: Counter[int], text_classes: Counter[int], salts: int
) -> float:
    """The commonest tokens beside the commonest texts, ``salts`` tokens to a text, and so on down."""
    right = 0.0
    text_spans = list(_spans(text_classes, salts))
    for count, start, end in _spans(token_classes, 1):
        for rows, first, last in text_spans:
            if (beside := min(end, last) - max(start, first)) > 0:
                right += beside * meeting[count, rows] / (token_classes[count] * text_classes[rows])
    return right


def _spans(classes: Counter[int], width: int) -> list[tuple[int, int, int]]:
    """(size, first place, end) of each class when all stand in order, the largest first."""
    spans, place = [], 0
    for size in sorted(classes, reverse=True):
        spans.append((size, place, place + classes[size] * width))
        place = spans[-1][2]
    return spans


def _log_weight(rows: int, count: int, salts: int, chance: float) -> float:
    """How likely a row whose token occurs ``count`` times is of one text with ``rows`` rows (Poisson)."""
    mean = max((rows - 1) / salts + chance, 1e-9)
    return math.log(rows) + (count - 1) * math.log(mean) - mean - math.lgamma(count)
