"""Secrecy in the demo bank: requests to copy, a pack outside that is late, parcels on their way, couriers, the quiz answered."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone

from zhiji.custody.actions import carrying, copying, providing, quiz
from zhiji.custody.models import Courier
from zhiji.custody.rules.quiz import current
from zhiji.customers.models import File
from zhiji.ops.demo.bank import Bank
from zhiji.staff.models import Staff

CLI = {"channel": "cli"}
PASSED = ("rm01", "rm02", "rm04", "officer", "supervisor", "manager", "gm")


def secrecy_scene(_bank: Bank, staff: Mapping[str, Staff]) -> None:
    """Play it once; what stands already is left alone."""
    files = list(File.objects.filter(manager=staff["rm01"], kind="person", secrecy__lt=2).order_by("pk")[:4])
    if Courier.objects.exists() or len(files) < 4:
        return
    for courier in ("agent01", "rm02"):
        carrying.name_courier(courier, by=staff["supervisor"], **CLI)
    _copies(files, staff)
    _packs(files, staff)
    _parcels(files, staff)
    today = timezone.localdate()
    for number, name in enumerate(PASSED):
        days = 300 if number == 2 else 20 * number + 1
        right = {one.id: one.right for one in current(today).questions}
        quiz.take(right, by=staff[name], at=timezone.now() - timedelta(days=days), **CLI)


def _copies(files: list[File], staff: Mapping[str, Staff]) -> None:
    for file, whom, then in ((files[0], "法律事务部", "approve"), (files[1], "客户本人", "")):
        case = copying.ask(
            customers=[file.number], fields=["name", "papers", "phones"], wanted="service", for_whom=whom, reason="客户委托办理业务需附复印件",
            by=staff["rm01"], **CLI,
        )  # fmt: skip
        if then:
            copying.approve(case.pk, words="同意复制一份", by=staff["gm"], **CLI)
            copying.make(case.pk, by=staff["rm01"], purpose="service", **CLI)


def _packs(files: list[File], staff: Mapping[str, Staff]) -> None:
    long_ago = timezone.now() - timedelta(days=20)
    given: dict[str, Any] = {
        "fields": ["name", "papers"], "wanted": "service", "recipient_kind": "professional", "days": 3, "return_days": 14,
    }  # fmt: skip
    late = providing.ask(
        customers=[files[2].number], recipient="兰亭律师事务所 许律师", reason="客户委托的诉讼代理需要核对身份", by=staff["rm01"], at=long_ago,
        **given, **CLI,
    )  # fmt: skip
    providing.manage(late.pk, by=staff["manager"], at=long_ago, **CLI)
    providing.supervise(late.pk, by=staff["supervisor"], at=long_ago, **CLI)
    providing.pack(late.pk, by=staff["rm01"], purpose="service", at=long_ago, **CLI)
    asked = providing.ask(
        customers=[files[3].number],
        recipient="平江会计师事务所",
        reason="客户授权的资产审计",
        by=staff["rm01"],
        **given,
        **CLI,
    )
    providing.manage(asked.pk, words="同意，限两项", by=staff["manager"], **CLI)


def _parcels(files: list[File], staff: Mapping[str, Staff]) -> None:
    for hours, file, receiver in ((5, files[0], staff["officer04"]), (-2, files[1], None)):
        began = timezone.now() - timedelta(hours=6)
        case = carrying.ask(
            customers=[file.number], measures=["sealed_envelope", "locked_case"], seal_number=f"F-22{hours + 50}", destination="南京分行档案室",
            receiver=receiver, arrival=timezone.now() + timedelta(hours=hours), reason="分行调阅原件核对", by=staff["officer03"], at=began, **CLI,
        )  # fmt: skip
        carrying.give(case.pk, to=staff["rm02"], by=staff["officer03"], at=began, **CLI)
        carrying.take(case.pk, by=staff["rm02"], at=began, **CLI)
