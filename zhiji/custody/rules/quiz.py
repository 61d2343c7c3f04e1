"""The yearly quiz on the three don'ts (Art. 26): its dated questions, marking, and when it is due. No database."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

FOLDER = Path(__file__).parent.parent / "quiz_questions"
LANGUAGES = ("zh-hans", "zh-hant", "en")


@dataclass(frozen=True, slots=True)
class Question:
    """One question; ``right`` is the place of the right answer, counted from 0."""

    id: str
    texts: Mapping[str, str]
    answers: Mapping[str, Sequence[str]]
    why: Mapping[str, str]
    right: int

    @property
    def text(self) -> str:
        return self.texts[_language()]

    @property
    def choices(self) -> Sequence[str]:
        return self.answers[_language()]

    @property
    def reason(self) -> str:
        return self.why[_language()]


@dataclass(frozen=True, slots=True)
class Edition:
    """The questions in force from a day on."""

    name: str
    in_force_from: date
    questions: tuple[Question, ...]


@cache
def editions() -> tuple[Edition, ...]:
    """Every edition, oldest first; a missing language raises KeyError, a right answer that is not there ValueError."""
    found = []
    for path in FOLDER.glob("*.toml"):
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        questions = tuple(
            Question(one["id"], _told(one["text"]), _told(one["answers"]), _told(one["why"]), one["right"])
            for one in raw["question"]
        )
        for one in questions:
            if any(not 0 <= one.right < len(answers) for answers in one.answers.values()):
                raise ValueError(f"{path.name}: {one.id} names a right answer that is not there")
        found.append(Edition(raw["edition"], raw["in_force_from"], questions))
    return tuple(sorted(found, key=lambda one: one.in_force_from))


def current(day: date) -> Edition:
    """The edition in force on a day."""
    return [one for one in editions() if one.in_force_from <= day][-1]


def marked(edition: Edition, answers: Mapping[str, int]) -> int:
    """How many are right. What was not answered is wrong."""
    return sum(answers.get(one.id) == one.right for one in edition.questions)


def passes(right: int, asked: int, percent: int) -> bool:
    """Whether so many right answers are enough.

    >>> passes(4, 5, 80), passes(3, 5, 80)
    (True, False)
    """
    return right * 100 >= asked * percent


def months_later(day: date, months: int) -> date:
    """The same day so many months on, or the last of that month.

    >>> months_later(date(2024, 2, 29), 12)
    datetime.date(2025, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("a month has 28 days")


def _told(texts: Mapping[str, Any]) -> dict[str, Any]:
    return {language: texts[language] for language in LANGUAGES}


def _language() -> str:
    language = get_language() or "zh-hans"
    return language if language in LANGUAGES else "zh-hans"
