"""Thirty simulated years of 100,000 files: none is destroyed early, none late beyond the monthly round (trust goal 20).

The simulation asks the product's rule month by month. Whether it was right is judged afterwards by an oracle that shares
nothing with it: it reads the law as numbers of days and looks at every file's whole history at once.
"""

import calendar
import random
import time
from collections import defaultdict
from datetime import date, timedelta

import pytest

from zhiji.custody.rules.retention import month_of, months_after, rules_of, standing, years_after

FILES = 100_000
FIRST, LAST = date(2012, 1, 1), date(2041, 12, 31)
DAYS = (LAST - FIRST).days
CHANGE = date(2025, 1, 1)


def history(chance, number):
    """(closed, holds, reopened-as): a customer may come back, but as a new file; the old one's period runs on."""
    opened = FIRST + timedelta(days=chance.randrange(-3000, DAYS))
    closed = opened + timedelta(days=int(chance.expovariate(1 / 2500)))
    if closed > LAST or chance.random() < 0.1:
        closed = None
    holds = []
    if closed and chance.random() < 0.08:
        for _ in range(chance.randrange(1, 4)):
            placed = closed + timedelta(days=chance.randrange(-500, 6000))
            holds.append((placed, placed + timedelta(days=chance.randrange(1, 2500))))
    kind = "prospect" if chance.random() < 0.05 else "relationship"
    kept = (
        chance.randrange(6, 60) if chance.random() < 0.03 else 0
    )  # an appraisal keeps it once, so many months
    return [kind, closed, holds, kept]


def rounds():
    month = FIRST
    while month <= LAST:
        yield month
        month = months_after(month, 1)


def simulate(files):
    """Destroyed on which day, by the product's rule: one round on the first of each month.

    What is kept until a day is asked about again in the first round after it: a period grows, it never shrinks.
    """
    destroyed, review = {}, {}
    agenda = defaultdict(list)
    for number, one in enumerate(files):
        if one[1] is not None:
            agenda[max(FIRST, months_after(month_of(one[1]), 1))].append(number)
    for day in rounds():
        for number in agenda.pop(day, ()):
            kind, closed, holds, kept = files[number]
            held = bool(holds) and any(placed <= day < released for placed, released in holds)
            found = standing(closed, day, rules_of(kind), held=held, review_on=review.get(number))
            if found.code == "expired" and (not kept or number in review):
                destroyed[number] = day
                continue
            if found.code == "expired":
                review[number] = months_after(day, kept)
            again = months_after(month_of(found.until), 1) if found.code == "kept" else months_after(day, 1)
            agenda[max(again, months_after(day, 1))].append(number)
    return destroyed, review


def lawful_from(kind, closed, day):
    """The oracle: the first day on which a destruction on ``day`` would have been lawful."""
    years = 2 if kind == "prospect" else 10 if day >= CHANGE else 5
    last = min(closed.day, calendar.monthrange(closed.year + years, closed.month)[1])
    return date(closed.year + years, closed.month, last) + timedelta(days=1)


def oracle(kind, closed, holds, review_until):
    """The first round that must destroy it, or None: every round from the beginning is tried."""
    for day in rounds():
        if closed is None or day <= closed:
            continue
        if day < lawful_from(kind, closed, day):
            continue
        if any(placed <= day < released for placed, released in holds):
            continue
        if review_until is not None and day < review_until:
            continue
        return day
    return None


@pytest.mark.req("L01", "L04")
def test_thirty_years_of_a_hundred_thousand_files_none_early_none_late():
    chance = random.Random(25)
    files = [history(chance, number) for number in range(FILES)]
    began = time.perf_counter()
    destroyed, review = simulate(files)
    taken = time.perf_counter() - began
    early = [
        number
        for number, day in destroyed.items()
        if day < lawful_from(files[number][0], files[number][1], day)
        or any(placed <= day < released for placed, released in files[number][2])
    ]
    assert early == []
    # None late: for every file the round that destroyed it is the first that might, as the oracle finds it by itself.
    sample = (
        chance.sample(range(FILES), 4_000) + [number for number, one in enumerate(files) if one[2]][:2_000]
    )
    late = [
        number
        for number in sample
        if not (files[number][3] and number in review)
        and destroyed.get(number) != oracle(files[number][0], files[number][1], files[number][2], None)
    ]
    assert late == []
    spared = [number for number in review if number in destroyed and destroyed[number] < review[number]]
    assert spared == []
    # Beyond the sample: whatever is left could not have gone in the last round.
    overdue = [
        number
        for number, (kind, closed, holds, _kept) in enumerate(files)
        if number not in destroyed and number not in review and closed is not None
        and lawful_from(kind, closed, date(2041, 12, 1)) <= date(2041, 12, 1) and closed < date(2041, 12, 1)
        and not any(placed <= date(2041, 12, 1) < released for placed, released in holds)
    ]  # fmt: skip
    assert overdue == []
    assert len(destroyed) > FILES / 4 and len({day.year for day in destroyed.values()}) > 20
    assert taken < 20, f"the simulation took {taken:.1f} s"


@pytest.mark.req("L09")
def test_what_the_old_law_let_go_was_let_go_and_what_it_left_is_kept_ten_years():
    files = [["relationship", date(2019, 11, 30), [], 0], ["relationship", date(2019, 12, 1), [], 0]]
    destroyed, _review = simulate(files)
    assert destroyed == {0: date(2024, 12, 1), 1: date(2030, 1, 1)}
    assert years_after(files[1][1], 10) == date(2029, 12, 1)
