"""Days: ISO, 20260101, 2026/1/1, 2026.1.1, 2026年1月1日; and days of the year (03-27, 3月27日)."""

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache

from zhiji.fields.field import Field
from zhiji.fields.problems import Findings, Wrong
from zhiji.fields.types.text import plain

FORM = re.compile(
    r"(\d{4})(?:([-/.年 ])\s?(\d{1,2})[-/.月 ]\s?(\d{1,2})\s?日?|(\d{2})(\d{2}))"
    r"(?:[T ]00:00(?::00(?:\.0+)?)?)?",  # spreadsheets add a midnight
    re.ASCII,
)
YEAR_DAY = re.compile(r"(?:\d{4}[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?")
USUAL = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
FULL_WIDTH = str.maketrans("０１２３４５６７８９－／．", "0123456789-/.")
EARLIEST = "1850-01-01"


@lru_cache(maxsize=100_000)
def iso(text: str) -> str:
    """The ISO form of a written day. Wrong date when there is no such day."""
    match = FORM.fullmatch(text.translate(FULL_WIDTH))
    if not match:
        raise Wrong("date")
    year, _mark, month, day, month2, day2 = match.groups()
    try:
        return date(int(year), int(month or month2), int(day or day2)).isoformat()
    except ValueError:
        raise Wrong("date") from None


def day(field: Field) -> Callable[[object, Findings], str | None]:
    """ "YYYY-MM-DD", not before 1850; not after the day of the check when the entry says ``past``."""
    past = bool(field.limits.get("past"))

    def clean(raw: object, findings: Findings) -> str | None:
        if type(raw) is not str and isinstance(raw, date):
            raw = (raw.date() if isinstance(raw, datetime) else raw).isoformat()
        text = raw if type(raw) is str and USUAL.fullmatch(raw) else plain(raw)
        if not text:
            return None
        if len(text) > 40:
            raise Wrong("date")
        text = iso(text)
        if text < EARLIEST:
            raise Wrong("date.early")
        if past and text > findings.on.isoformat():
            raise Wrong("date.future")
        return text

    return clean


def month_day(field: Field) -> Callable[[object, Findings], str | None]:
    """ "MM-DD"; a full date gives its day of the year. 29 February is allowed."""

    def clean(raw: object, findings: Findings) -> str | None:
        if isinstance(raw, date):
            return raw.strftime("%m-%d")
        text = plain(raw)
        if not text:
            return None
        match = YEAR_DAY.fullmatch(text.translate(FULL_WIDTH))
        if not match:
            raise Wrong("month_day")
        try:
            return date(2000, int(match[1]), int(match[2])).strftime("%m-%d")
        except ValueError:
            raise Wrong("month_day") from None

    return clean
