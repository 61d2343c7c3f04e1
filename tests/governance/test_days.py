"""A day is the bank's own. Moments are kept in UTC, whose day is yesterday's until eight in the morning in Shanghai."""

import re
from pathlib import Path

import zhiji

OTHER_DAYS = re.compile(r"(?:\b|_)at\.date\(\)|now\(\)\.date\(\)|date\.today\(\)|at::date")


def test_no_day_is_taken_from_a_moment_but_by_the_banks_time():
    """``timezone.localdate(moment)`` in Python, ``AT TIME ZONE`` in SQL."""
    found = {
        f"{path.name}: {line.strip()}"
        for path in Path(zhiji.__file__).parent.rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if OTHER_DAYS.search(line)
    }
    assert found == set()


def test_what_would_be_another_day_is_seen():
    for line in ("norms.on(gate.at.date())", "if at.date() > last", "timezone.now().date()", "date.today()", "opened_at::date", "one.changed_at.date()"):  # fmt: skip
        assert OTHER_DAYS.search(line), line
    for line in ("timezone.localdate(gate.at)", "(e.at AT TIME ZONE %s)::date"):
        assert not OTHER_DAYS.search(line), line
