"""Due diligence in the demo bank: customers rated at different times, one raised, a review that waits for the second person,
evidence asked of managers, a suspicion examined, strikes of the monitoring rules judged and to be judged. Invented, all of it."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils import timezone

from zhiji import norms
from zhiji.customers.models import File
from zhiji.insight.diligence.actions import ratings, reviews, strikes, suspicions
from zhiji.insight.diligence.looks.strikes import list_strikes
from zhiji.insight.diligence.models import Rating
from zhiji.insight.diligence.rating import checks_of
from zhiji.ops.demo.bank import Bank
from zhiji.staff.models import Staff

RATED_DAYS = (12, 40, 120, 300, 500, 705, 715, 722, 740, 760)
"""How many days ago the customers were rated, again and again: some reviews are due soon, some are overdue."""
PERSONS, FIRMS = 30, 12


def diligence_scene(_bank: Bank, staff: Mapping[str, Staff]) -> None:
    """Play it once; what stands already is left alone."""
    if Rating.objects.exists():
        return
    known = (
        File.objects.filter(secrecy=0, state="established", store_only=False)
        .select_related("manager")
        .order_by("pk")
    )
    firms = list(known.filter(kind="organisation")[:FIRMS])
    people = list(known.filter(kind="person")[:PERSONS])
    first, second = (
        {"by": staff[name], "purpose": "due_diligence", "channel": "cli"}
        for name in ("compliance", "compliance02")
    )
    now = timezone.now()
    for place, file in enumerate([*firms, *people]):
        rated = max(file.opened_at, now - timedelta(days=RATED_DAYS[place % len(RATED_DAYS)]))
        ratings.make_rating(file.number, at=rated, **first)
    if len(firms) < 3 or len(people) < 6:
        return
    ratings.raise_rating(firms[0].number, level="high", words="媒体报道其实际控制人涉诉，先行调高", **first)
    _reviewed(people[0], first, second, now)
    waiting = reviews.open_review(customers=[firms[1].number], reason="到期复核", **first)
    _assessed(waiting.pk, firms[1], "medium", first)
    reviews.open_review(customers=[people[1].number], reason="客户变更职业，重新评级", **first)
    reviews.ask_evidence(customers=[firms[0].number], reason="请取得近一年纳税证明和主要购销合同", **first)
    late = {**first, "at": now - timedelta(days=16)}
    reviews.ask_evidence(
        customers=[people[2].number], reason="请了解本年大额入账的来源，取得一份书面说明", **late
    )
    case = suspicions.raise_suspicion(
        customers=[people[3].number], patterns=["structured", "woken"], grounds="休眠账户恢复使用后连续多笔现金存入，单笔均略低于大额标准",
        **(first | {"purpose": "suspicion"}),
    )  # fmt: skip
    suspicions.examine(
        case.pk,
        analysis="存入与申报收入不符，资金随即转往多个账户，建议报送",
        **(first | {"purpose": "suspicion"}),
    )


JUDGED = {
    "large_cash": ("dismissed", "系售房尾款，合同与完税凭证已由客户经理取得并核对"),
    "structured": ("taken", "五日内连续存现，每笔略低于大额标准，与申报收入不符"),
}
"""What became of the first strike of a rule; the others wait."""


def strikes_scene(_bank: Bank, staff: Mapping[str, Staff]) -> None:
    """Play it once: of what the nights struck, one is dismissed and one taken to a suspicion."""
    by = {"by": staff["compliance"], "channel": "cli"}
    if list_strikes("judged", **by).lines:
        return
    waiting = {one.hit.rule: one for one in list_strikes(**by).lines}
    for rule, (outcome, words) in JUDGED.items():
        if rule in waiting:
            strikes.judge(waiting[rule].id, outcome, words=words, **by)


def _reviewed(file: File, first: Mapping[str, object], second: Mapping[str, object], now: datetime) -> None:
    case = reviews.open_review(customers=[file.number], reason="建档后首次复核", **first)
    _assessed(case.pk, file, "low", first)
    reviews.confirm(case.pk, **second)


def _assessed(number: int, file: File, level: str, by: Mapping[str, object]) -> None:
    rule = norms.on(timezone.localdate()).cdd
    measure = dict(zip(rule.rating_levels, rule.rating_measures, strict=True))[level]
    reviews.assess(
        number, level=level, checks=checks_of(measure, file.kind, rule), relationship_purpose="日常结算与工资收付",
        source_of_funds="经营收入与工资", words="资料齐全，与首次评级一致", **by,
    )  # fmt: skip
