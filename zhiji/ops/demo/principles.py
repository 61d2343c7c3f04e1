"""The principles in the demo bank: phishing exercises of two half-years, and the files weighed once, so that the board has figures."""

from collections.abc import Mapping
from datetime import timedelta

from django.utils import timezone

from zhiji.custody.actions import phishing
from zhiji.custody.models import PhishingExercise
from zhiji.customers.actions.filing import amend
from zhiji.customers.looks.opening import open_file
from zhiji.customers.models import File
from zhiji.insight.principles import clock
from zhiji.ops.demo.bank import Bank
from zhiji.staff.models import Staff

EXERCISES = (
    ("HZ", 230, 24, 5, 6), ("NJ", 228, 18, 3, 7), ("CD", 229, 20, 1, 12), ("HZ", 40, 26, 2, 15), ("NJ", 39, 18, 1, 9), ("CSD", 38, 30, 1, 22),
    ("TEC", 37, 4, 0, 4),
)  # fmt: skip
"""Unit, days ago, letters sent, clicked, reported."""
OPENED, USES = 60, ("service", "service", "upkeep", "visit")
"""So many files were opened lately, for these purposes."""
TITLES = ("出纳", "客户代表", "工程师")


def principles_scene(_bank: Bank, staff: Mapping[str, Staff]) -> None:
    """Play it once; what stands already is left alone."""
    if PhishingExercise.objects.exists():
        return
    now = timezone.now()
    for unit, ago, sent, clicked, reported in EXERCISES:
        day = timezone.localdate(now) - timedelta(days=ago)
        phishing.record(
            unit,
            day=day,
            sent=sent,
            clicked=clicked,
            reported=reported,
            by=staff["supervisor"],
            channel="cli",
        )
    known = File.objects.filter(kind="person", secrecy=0, state="established", store_only=False)
    for file, title in zip(known.select_related("manager").order_by("-pk"), TITLES, strict=False):
        for said, source in ((title, "paper_seen"), ("自由职业", "third_party")):
            amend(
                file.number, {"title": said}, source=source, by=file.manager, purpose="upkeep", channel="cli"
            )
    for file in known.select_related("manager").order_by("pk")[:OPENED]:
        open_file(file.number, weigh=False, by=file.manager, purpose=USES[file.pk % len(USES)], channel="cli")
    clock.catch_up(now)
