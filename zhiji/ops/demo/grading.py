"""Grades by decision in the demo bank: one waits for the manager, one is in force, one was refused. Invented, all of it."""

from collections.abc import Mapping
from datetime import timedelta

from django.utils import timezone

from zhiji.custody.models import Case
from zhiji.customers.models import File
from zhiji.insight.actions import grade_decisions
from zhiji.ops.demo.bank import Bank
from zhiji.staff.models import Staff

ASKED = (
    ("B", 80, "其女本月由他行转入工资代发，家庭在我行往来合并看应高一级"),
    ("A", 150, "所持单位结算户由其实际管理，个人指标未反映"),
    ("A", 60, "客户本人要求提高等级"),
)
"""Letter, days it shall last, and why; the last is refused."""


def grading_scene(_bank: Bank, staff: Mapping[str, Staff]) -> None:
    """Play it once; what stands already is left alone."""
    files = File.objects.filter(
        secrecy=0, kind="person", state="established", store_only=False, manager__role="rm"
    )
    by_manager = {
        file.manager_id: file
        for file in files.filter(unprofiled=False).select_related("manager").order_by("-pk")
    }
    chosen = [by_manager[one] for one in sorted(by_manager)[: len(ASKED)]]
    if len(chosen) < len(ASKED) or Case.objects.filter(kind="grading").exists():
        return
    today = timezone.localdate()
    cases = [
        grade_decisions.ask_for_grade(
            customers=[file.number], grade=grade, until=today + timedelta(days=days), reason=reason,
            by=file.manager, purpose="service", channel="cli",
        )
        for file, (grade, days, reason) in zip(chosen, ASKED, strict=True)
    ]  # fmt: skip
    decided = {"by": staff["manager"], "channel": "cli"}
    grade_decisions.approve_grade(cases[1].pk, words="情况属实，期满再看", **decided)
    grade_decisions.refuse_grade(
        cases[2].pk, words="等级看往来，不因要求而改；可向客户说明还差什么", **decided
    )
