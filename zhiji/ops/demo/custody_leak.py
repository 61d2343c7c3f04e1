"""A leak drill half done, one alert that waits, and decoys with four eyes on them: what the watch shows in the demo bank."""

from collections.abc import Mapping
from datetime import timedelta

from django.utils import timezone

from zhiji.access.actors import Job
from zhiji.custody.actions import alert, drill, leak
from zhiji.customers.rules import number_of
from zhiji.ops.demo.bank import Bank
from zhiji.staff.models import Staff

HOUSE = Job("demo bank")


def leak_scene(bank: Bank, staff: Mapping[str, Staff]) -> None:
    """The drill of this half-year, begun this morning; and an alert about a colleague who looked at many files late."""
    begun = timezone.now() - timedelta(minutes=50)
    supervisor, manager = staff["supervisor"], staff["manager"]
    plan = drill.plan_drill(by=HOUSE, channel="cli", at=begun - timedelta(days=20))
    assert plan is not None
    drill.begin_drill(
        plan.pk,
        scenario="演练：一份客户名单被误发到外部邮箱",
        words="",
        by=supervisor,
        channel="cli",
        at=begun,
    )
    plan.refresh_from_db()
    number = plan.content["leak"]
    leak.acknowledge(number, words="已受理", by=manager, channel="cli", at=begun + timedelta(minutes=6))
    leak.tick(
        number,
        measure="stop",
        words="外发账号已停用",
        by=supervisor,
        channel="cli",
        at=begun + timedelta(minutes=15),
    )
    leak.decide(
        number, situation="名单已到外部邮箱，收件人已确认未转发", decision="请收件人删除并出具书面说明，同时改密停号",
        grounds="尚可追回，先止损再查原因", rejected="先观望一日", by=manager, channel="cli", at=begun + timedelta(minutes=21),
    )  # fmt: skip
    alert.raise_alert(
        staff=staff["rm01"].pk, customers=[number_of(bank.first_id + place) for place in range(3)],
        day=(timezone.localdate() - timedelta(days=1)).isoformat(),
        signals=[
            {"id": "volume", "count": 96, "usual": 21.0, "limit": 63.0}, {"id": "hours", "count": 9, "usual": 0, "limit": 5},
        ],
        by=HOUSE, channel="cli",
    )  # fmt: skip
