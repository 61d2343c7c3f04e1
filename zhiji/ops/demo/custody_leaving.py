"""What leaves and what is watched, in the demo bank: lists asked for, approved and made; own and relatives' files; a court's
enquiry about a top secret file, on its custodian's desk; an overdue loan of which a part came back. Invented, all of it."""

import io
from collections.abc import Mapping
from datetime import timedelta

from django.utils import timezone

from zhiji.custody.actions import authority, enquiry, export, kin, lending, papers
from zhiji.custody.models import Case, Export, Loan
from zhiji.customers.models import File
from zhiji.ops.demo.bank import Bank
from zhiji.ops.demo.custody_rights import OFFICERS, PIXEL
from zhiji.staff.models import Staff

CLI = {"channel": "cli"}
LISTS = (
    ("rm04", "made", "xlsx", ["name", "phones"], "分行零售部 尹经理", "节前走访分组"),
    ("rm01", "approved", "csv", ["name", "phones"], "本人", "回访名单核对"),
    ("rm02", "asked", "xlsx", ["name", "emails"], "分行零售部 尹经理", "邀请参加养老金融讲座"),
)
"""Who asks for a list, how far it has come, as what, with which columns, for whom and why."""


def leaving_scene(_bank: Bank, staff: Mapping[str, Staff]) -> None:
    """Play it once; what stands already is left alone."""
    if Export.objects.exists() or not File.objects.exists():
        return
    _lists(staff)
    _kin(staff)
    _enquiry(staff)
    _part_of_a_loan(staff)


def _lists(staff: Mapping[str, Staff]) -> None:
    for days, (name, state, form, columns, whom, reason) in enumerate(LISTS):
        at = timezone.now() - timedelta(days=2 - days, hours=3)
        if not File.objects.filter(manager=staff[name], secrecy=0, store_only=False).exists():
            continue
        case = export.ask(
            scope="portfolio", fields=columns, wanted="service", form=form, for_whom=whom, reason=reason, by=staff[name], at=at, **CLI,
        )  # fmt: skip
        if state != "asked":
            export.approve(
                case.pk, words="名单范围合适", by=staff["supervisor"], at=at + timedelta(hours=1), **CLI
            )
        if state == "made":
            export.make(case.pk, by=staff[name], purpose="service", at=at + timedelta(hours=2), **CLI)


def _kin(staff: Mapping[str, Staff]) -> None:
    """One registration confirmed, one that waits for the second person."""
    people = File.objects.filter(kind="person", secrecy=0, state="established").exclude(manager=staff["rm03"])
    numbers = [file.number for file in people.order_by("-pk")[:4]]
    if len(numbers) < 4:
        return
    case = kin.declare_kin(
        own=numbers[:1], relatives=numbers[1:2], reason="入职申报：本人与配偶", by=staff["rm03"], **CLI
    )
    kin.confirm_kin(case.pk, words="与人事档案一致", by=staff["supervisor"], **CLI)
    kin.declare_kin(relatives=numbers[2:], reason="父母在本行开户", by=staff["agent01"], **CLI)


def _enquiry(staff: Mapping[str, Staff]) -> None:
    """The court names a customer number that compliance finds no file behind; the clock passes it on to who keeps the file."""
    secret = File.objects.filter(secrecy=2, kind="person").select_related("custodian").order_by("pk").first()
    if secret is None:
        return
    by = {"by": staff["compliance"], **CLI}
    case = authority.ask(
        body="court", body_name="杭州市中级人民法院", level="city", power="query", letter="（2026）浙01执协0216号", fields=["name", "phones"],
        reason="执行民事判决，查询被执行人联系方式", customers=[secret.number], purpose="inquiry", **OFFICERS, **by,
    )  # fmt: skip
    for kind in ("work_card", "work_card", "warrant"):
        papers.add_paper(case.pk, io.BytesIO(PIXEL), kind=kind, title="演示用影印件", **by)
    authority.check(case.pk, genuine=True, confirmer=staff["supervisor"], **by)
    authority.confirm(case.pk, by=staff["supervisor"], **CLI)
    enquiry.tick(timezone.now())
    passed = Case.objects.filter(kind="enquiry", content__request=case.pk).first()
    if passed is not None:
        enquiry.prepare(
            passed.pk, confirmer=staff["supervisor"], words="只答复姓名与电话两项", by=secret.custodian, **CLI
        )


def _part_of_a_loan(staff: Mapping[str, Staff]) -> None:
    """Of an overdue loan one copy came back; the register says what is still out."""
    overdue = (
        Loan.objects.filter(medium="paper", returned_at=None, due_at__lt=timezone.now())
        .order_by("pk")
        .first()
    )
    if overdue is not None and overdue.case.state == "lent":
        lending.receive_part(
            overdue.case_id, back="身份证复印件 1", words="先还一份，其余当日送回", by=staff["officer"], **CLI
        )
