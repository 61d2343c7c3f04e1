"""Keeping in the demo bank: files closed long ago, one batch of this month half appraised, one hold."""

from collections.abc import Mapping
from datetime import timedelta

from django.utils import timezone

from zhiji.access.actors import Job
from zhiji.custody.actions import destruction, hold
from zhiji.custody.actions.keeping import date_end
from zhiji.custody.rules.retention import years_after
from zhiji.customers.models import File
from zhiji.ops.demo.bank import Bank
from zhiji.staff.models import Staff

HOUSE = Job("demo bank")
MOST = 40


def keeping_scene(bank: Bank, staff: Mapping[str, Staff]) -> None:
    """The old register gives the ends of some closed files; the oldest stand in a proposal, the one beside it is held."""
    today = timezone.localdate()
    closed = (
        File.objects.filter(state="closed", secrecy=0).select_related("custodian").order_by("opened_at", "pk")
    )
    for place, file in enumerate(closed[:MOST]):
        opened = timezone.localdate(file.opened_at)
        ended = max(opened, min(today, opened + timedelta(days=200 + 40 * place)))
        date_end(file.number, ended=ended, reason="据原销户登记簿补记", by=file.custodian, channel="cli")
    old = [file for file in closed[:MOST] if years_after(timezone.localdate(file.opened_at), 12) < today]
    if len(old) > 1:
        hold.place(
            customers=[old[-1].number], ground="dispute", reference="投诉 2026-118", reason="客户对销户余额提出异议，证据须保全",
            by=staff["compliance"], channel="cli",
        )  # fmt: skip
    cases = destruction.propose(by=HOUSE, channel="cli")
    for case in cases[:1]:
        number = case.files.order_by("customer_id").values_list("customer_id", flat=True)[0]
        destruction.appraise(
            case.pk, customers=[File.objects.get(pk=number).number], judgement="destroy", value_lost=True, review_on=None,
            words="销户已逾十年，无贷款与诉讼，无史料价值", by=case.owner, channel="cli",
        )  # fmt: skip
