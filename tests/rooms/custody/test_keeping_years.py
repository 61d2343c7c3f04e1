"""A small bank lives through many years by the real acts: the clock proposes, people sign, and the register agrees with the law.

A hundred and fifty files, openings and closings of a decade, holds that come and go, the change of the law in 2025; ``at=`` moves
month by month. An oracle of its own says which file may go in which month.
"""

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from zhiji.access.actors import Job
from zhiji.custody.actions import destroying, destruction, hold, keeping
from zhiji.custody.models import DestroyedFile
from zhiji.custody.rules.retention import months_after
from zhiji.customers.actions.keeping import move
from zhiji.customers.actions.taking_over import TakenOver, take_over
from zhiji.customers.models import File

FILES = 150
CHANGE = date(2025, 1, 1)


def moment(day):
    return timezone.make_aware(datetime(day.year, day.month, day.day, 10), UTC)


def lawful(closed, day):
    """The first day of destruction by the law in force on ``day``; 29 February counts as the 28th."""
    years = 10 if day >= CHANGE else 5
    return date(
        closed.year + years, closed.month, min(closed.day, 28) if closed.month == 2 else closed.day
    ) + timedelta(days=1)


@pytest.mark.slow
@pytest.mark.req("L01", "L04", "L09")
def test_years_of_rounds_through_the_real_acts_destroy_none_early_and_none_late(bank, settings, tmp_path):
    settings.ZHIJI_HOME = tmp_path
    chance = random.Random(34)
    people = [
        TakenOver(
            customer_id=10_000 + number, kind="person", values={"name": "沈怀瑾"}, unit=bank.west, manager_id=bank.rm01.pk, deputy_id=None,
            custodian_id=(bank.officer if number % 2 else bank.officer2).pk, state="established", opened=date(2005, 1, 1), source="customer_stated",
        )
        for number in range(FILES)
    ]  # fmt: skip
    take_over(people, by=Job("tests"), channel="test")
    files = {file.pk: file for file in File.objects.all()}
    closed = {}
    for pk, file in files.items():
        if chance.random() < 0.85:
            closed[pk] = date(2016, 1, 1) + timedelta(days=chance.randrange(365 * 5))
            move(
                file.number,
                "closed",
                reason="客户销户离行",
                by=bank.rm01,
                purpose="upkeep",
                at=moment(closed[pk]),
            )
    held, destroyed = {}, {}
    month = date(2022, 10, 1)
    while month <= date(2030, 9, 1):
        now = moment(month)
        for pk in [one for one, (_case, until) in held.items() if until <= month]:
            hold.release(held.pop(pk)[0], words="争议已了结", by=bank.supervisor, at=now)
        for pk in chance.sample(sorted(closed), 1):
            if pk not in held and pk not in destroyed:
                case = hold.place(
                    customers=[files[pk].number],
                    ground="dispute",
                    reference="",
                    reason="客户提出异议",
                    by=bank.compliance,
                    at=now,
                )
                held[pk] = case.pk, months_after(month, chance.randrange(2, 30))
        destruction.propose(at=now, **keeping.BY_CLOCK)
        assert destruction.propose(at=now + timedelta(hours=1), **keeping.BY_CLOCK) == []
        for case in destruction.Case.objects.filter(kind="destruction", state="proposed").order_by("pk"):
            numbers = [item.customer_id for item in case.items.all()]
            destruction.appraise(
                case.pk, customers=[files[one].number for one in numbers], judgement="destroy", value_lost=True, review_on=None,
                words="已无保存价值", by=case.owner, at=now,
            )  # fmt: skip
            destruction.hand_on(case.pk, by=case.owner, at=now)
            destruction.sign_as_supervisor(case.pk, by=bank.supervisor, at=now)
            destruction.approve(case.pk, by=bank.manager, at=now)
            destroying.execute(case.pk, by=case.owner, at=now)
        for pk in DestroyedFile.objects.values_list("pk", flat=True):
            destroyed.setdefault(pk, month)
        for pk, day in closed.items():  # after every round: gone exactly when the law and no hold allow it
            may = month >= lawful(day, month) and pk not in held
            if destroyed.get(pk) == month:
                assert may, (pk, day, month)
            elif may:
                assert pk in destroyed, (pk, day, month)
        month = months_after(month, 1)
    assert File.objects.count() == FILES - len(destroyed)
    assert not set(destroyed) & set(held) and set(destroyed) <= set(closed)
    assert any(day < CHANGE for day in destroyed.values()) and any(day > CHANGE for day in destroyed.values())
    assert not DestroyedFile.objects.filter(pk__in=set(files) - set(closed)).exists()
