"""What the journal says of one day of every colleague, as the signals need it. Ids, times and counts; no customer's value."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from statistics import median
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.utils import timezone

from zhiji.access import policy
from zhiji.custody.models import Case
from zhiji.custody.watch.kin import NOBODY, Kin
from zhiji.custody.watch.signals import Day
from zhiji.customers.models import File
from zhiji.journal.questions import questions
from zhiji.journal.tracing import Opening, files_by_day, openings
from zhiji.staff.models import Staff

LEAVING = "handover"
"""The kind of case that is open while a colleague leaves or moves; its content names the colleague as ``departed``."""


def days(day: date, rule: Any, near: Mapping[int, Kin] = MappingProxyType({})) -> list[Day]:
    """Every colleague who opened a file or asked about groups on that day of the bank. ``near``: account → own and relatives' files."""
    begin = timezone.make_aware(datetime.combine(day, time()))
    end = begin + timedelta(days=1)
    looks = sorted(
        one.id for one in policy.phrases().values() if one.verb == "look" and one.subject == "file"
    )
    opened: dict[int, list[Opening]] = defaultdict(list)
    for one, _clear in openings(begin, end, looks, tuple(policy.reserved())):
        opened[one.actor].append(one)
    asked = dict(questions(begin, end))
    people = {one.pk: one for one in Staff.objects.filter(pk__in=[*opened, *asked])}
    usual = _usual(begin - timedelta(days=rule.history_days), begin, looks)
    peers = _peers(opened, people)
    files = _files({one.customer for many in opened.values() for one in many})
    leaving = _leaving()
    return [
        _day(one, opened.get(staff, ()), rule, files, usual.get(staff, 0.0), peers.get(one.role, 0.0), staff in leaving,
             near.get(staff, NOBODY), asked.get(staff, ()))
        for staff, one in people.items()
    ]  # fmt: skip


def alike(asked: Sequence[frozenset[str]]) -> int:
    """The most questions that differ from one another by one sign: another in its place, or one more.

    >>> alike([frozenset("ab"), frozenset("ac"), frozenset("a"), frozenset("de")])
    3
    """
    near: dict[frozenset[str], int] = defaultdict(int)
    for one in asked:
        for rest in (one, *(one - {part} for part in one)):
            near[rest] += 1
    return max((many for many in near.values() if many > 1), default=0)


def _day(
    staff: Staff,
    opened: Sequence[Opening],
    rule: Any,
    files: dict[int, Any],
    usual: float,
    peers: float,
    leaving: bool,
    near: Kin,
    asked: Sequence[frozenset[str]],
) -> Day:
    def own(one: Opening) -> bool:
        file = files.get(one.customer)
        return file is None or staff.pk in (file.manager_id, file.deputy_id, file.custodian_id)

    foreign = [one for one in opened if not own(one) and one.grant is None]
    late = {
        one.customer
        for one in opened
        if not rule.day_begins <= timezone.localtime(one.at).hour < rule.day_ends
    }
    known = {
        one.customer for one in foreign if files[one.customer].key_customer or files[one.customer].secrecy
    }
    span = timedelta(seconds=rule.glance_seconds)
    pairs = pairwise(opened)
    glances = sum(
        after.customer != before.customer and after.at - before.at < span for before, after in pairs
    )
    outside = {one.customer for one in foreign}
    every = {one.customer for one in opened}
    mine, relatives = every & near.own, every & near.relatives
    telling = (mine | relatives, known | outside | late)
    shown = [one for many in telling for one in sorted(many)] or sorted(every)
    return Day(
        staff.pk, staff.role, len(every), usual, peers, len(late), len(outside), len(known), glances, leaving, len(mine),
        len(relatives), list(dict.fromkeys(shown))[:50], len(asked), alike(asked),
    )  # fmt: skip


def _usual(since: datetime, until: datetime, looks: Sequence[str]) -> dict[int, float]:
    counts: dict[int, list[int]] = defaultdict(list)
    for staff, _day, count in files_by_day(since, until, looks, tuple(policy.reserved()), settings.TIME_ZONE):
        counts[staff].append(count)
    return {staff: float(median(many)) for staff, many in counts.items()}


def _peers(opened: dict[int, list[Opening]], people: dict[int, Staff]) -> dict[str, float]:
    counts: dict[str, list[int]] = defaultdict(list)
    for staff, many in opened.items():
        if staff in people:
            counts[people[staff].role].append(len({one.customer for one in many}))
    return {role: float(median(many)) if len(many) > 2 else 0.0 for role, many in counts.items()}


def _files(ids: set[int]) -> dict[int, Any]:
    """What stands in the clear of these files: who keeps them, whether they are marked."""
    wanted = ("customer_id", "manager_id", "deputy_id", "custodian_id", "key_customer", "secrecy")
    return {one.customer_id: one for one in File.objects.filter(pk__in=ids).only(*wanted)}


def _leaving() -> set[int]:
    found = Case.objects.filter(kind=LEAVING, closed_at=None).values_list("content", flat=True)
    return {content["departed"] for content in found}
