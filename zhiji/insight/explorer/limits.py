"""How many different questions about groups of customers a colleague may ask (norm ``house.explorer``).

Every answer is rounded and leaves small groups out; whoever lays hundreds of them over one another still narrows what was left out.
What was asked stands in the journal already, so that is what is counted; a question asked before opens again whatever the count is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from zhiji import norms
from zhiji.access.gateway import Gate
from zhiji.journal.questions import ASKED, asked, digest_of

WEEK = timedelta(days=6)
"""Before today: with it a week."""


@dataclass(frozen=True, slots=True)
class Asking:
    """How many different questions were asked with this one, of how many at most: today, and in seven days. ``near``: it is
    time to say so."""

    today: int = 0
    week: int = 0
    today_most: int = 0
    week_most: int = 0
    near: bool = False


def counted(gate: Gate, facts: Mapping[str, Any]) -> tuple[Asking, dict[str, Any]]:
    """Count a question among those of the colleague; its facts as the entry tells them. Raises Refused above the norm.

    Two questions at the same moment may both be the last one: what is over by that is refused with the next.
    """
    rule = norms.on(timezone.localdate(gate.at)).explorer
    digest = digest_of(facts)
    day = timezone.make_aware(datetime.combine(timezone.localdate(gate.at), time()))
    before = asked(gate.by.pk or 0, digest, day=day, since=day - WEEK)
    today, week = before.today + (not before.again_today), before.lately + (not before.again)
    if (not before.again_today and today > rule.questions_day) or (
        not before.again and week > rule.questions_week
    ):
        gate.refuse("too_many_questions")
    share = rule.questions_warned_percent / 100
    near = today >= rule.questions_day * share or week >= rule.questions_week * share
    return Asking(today, week, rule.questions_day, rule.questions_week, near), {**facts, ASKED: digest}
