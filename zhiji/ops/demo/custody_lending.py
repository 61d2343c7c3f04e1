"""The shelf of the demo bank: cabinets and volumes of each branch, a few loans (one overdue), an inspection half done and
one signed, readings of the stores. Few rows, so that the demo stands at once."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import cycle

from django.utils import timezone

from zhiji.access.actors import Job
from zhiji.custody.actions import inspection, lending, loan, repair, shelf
from zhiji.custody.models import Cabinet, Case, Check, Volume
from zhiji.customers.models import File
from zhiji.ops.demo.bank import Bank
from zhiji.ops.demo.units import BRANCHES
from zhiji.staff.models import Staff

HOUSE = Job("demo bank")
BY_HOUSE = {"by": HOUSE, "channel": "cli"}
OF_A_BRANCH = {"person": 12, "organisation": 4}
"""How many files of each class a branch has on its shelf in the demo."""

ITEMS = ("开户申请书 1\n身份证复印件 2", "贷款合同 1\n抵押登记证明 1", "授权委托书 1")
FOUND = ("in_place", "in_place", "faded", "in_place", "misplaced", "in_place", "in_place")
CARRIED = (("paper", "printed"), ("paper", "carbon"), ("paper", "blue_black"), ("disk", "none"))


def lending_scene(bank: Bank, staff: Mapping[str, Staff]) -> None:
    """Play it once; what stands already is left alone."""
    if Cabinet.objects.exists() or not File.objects.exists():
        return
    now = timezone.now()
    _shelves(staff)
    _loans(staff, now)
    _inspections(staff, now)
    for days, humidity, temperature in ((9, 52, "20.5"), (5, 55, "21.0"), (1, 66, "22.5")):
        for unit, officer in (("HZ", "officer03"), ("NJ", "officer04"), ("CD", "officer05")):
            repair.log_climate(
                unit=unit, humidity=humidity if unit == "CD" else 53, temperature=Decimal(temperature), by=staff[officer],
                channel="cli", at=now - timedelta(days=days),
            )  # fmt: skip


def _shelves(staff: Mapping[str, Staff]) -> None:
    carried = cycle(CARRIED)
    for number, branch in enumerate(BRANCHES, 1):
        for letter, (kind, many) in zip("AB", OF_A_BRANCH.items(), strict=True):
            code = f"{letter}{number}"
            shelf.set_up_cabinet(code=code, unit=branch.code, kind=kind, rows=6, columns=8, **BY_HOUSE)
            files = File.objects.filter(unit__code=branch.code, kind=kind, secrecy__lt=2).exclude(
                state="closed"
            )
            for file in files.order_by("pk")[:many]:
                carrier, ink = next(carried)
                shelf.keep_volume(customer=file.number, carrier=carrier, ink=ink, **BY_HOUSE)
    secret = (
        File.objects.filter(secrecy=2, custodian=staff["officer02"], kind="person").order_by("pk").first()
    )
    if secret is not None:
        keeper = staff["officer02"]
        shelf.set_up_cabinet(
            code="S1", unit="CSD", kind="person", rows=2, columns=4, custodian=keeper, **BY_HOUSE
        )
        shelf.keep_volume(customer=secret.number, carrier="paper", ink="carbon", **BY_HOUSE)


def _loans(staff: Mapping[str, Staff], now: datetime) -> None:
    """One overdue, one running, one electronic, one returned, one that waits for the unit head."""
    shelved = Volume.objects.filter(cabinet__code="A1", state="here").order_by("row", "column")
    ids = File.objects.filter(secrecy=0, pk__in=shelved.values("customer_id")).order_by("pk")[:5]
    plan = (
        ("paper", 2, 4, False),
        ("paper", 3, 1, False),
        ("electronic", 3, 1, False),
        ("paper", 1, 8, True),
        ("paper", 2, 0, False),
    )
    for file, (medium, days, ago, back), items in zip(ids, plan, cycle(ITEMS), strict=False):
        at = now - timedelta(days=ago, hours=2)
        case = loan.ask_loan(
            customers=[file.number], medium=medium, items=items, compartments=["contact"] if medium == "electronic" else [],
            wanted="service", reason="客户来行办理业务，需核对原件", days=days, by=staff["rm02"], channel="cli", at=at,
        )  # fmt: skip
        if ago:
            loan.sign_loan(case.pk, words="同意", by=staff["rm01"], channel="cli", at=at)
            loan.approve_loan(case.pk, words="已核对件数", by=staff["officer"], channel="cli", at=at)
        if back:
            lending.return_loan(
                case.pk, words="件数无误", by=staff["officer02"], channel="cli", at=at + timedelta(hours=20)
            )


def _inspections(staff: Mapping[str, Staff], now: datetime) -> None:
    """That of the Hangzhou branch is half done; that of the Nanjing branch was signed in the last half-year."""
    last = now - timedelta(days=184)
    for keeper, at, done in (("officer03", now - timedelta(days=3), 0.5), ("officer04", last, 1)):
        by = {"by": staff[keeper], "channel": "cli", "at": at + timedelta(hours=5)}
        case = inspection.plan_inspection(custodian=staff[keeper], at=at, **BY_HOUSE)
        inspection.begin_inspection(case.pk, **by)
        lines = list(Check.objects.filter(case=case).order_by("pk"))
        for line, answer in zip(lines[: round(len(lines) * done)], cycle(FOUND), strict=False):
            seen = "A1-06-08" if answer == "misplaced" else ""
            inspection.check_volume(case.pk, volume=line.volume_id, answer=answer, seen_at=seen, **by)
        if done == 1:
            inspection.finish_inspection(case.pk, words="全部册数已逐一核对", **by)
            late = {"by": staff["supervisor"], "channel": "cli", "at": at + timedelta(hours=9)}
            inspection.accept_inspection(case.pk, words="已抽看，属实", **late)
            for number, mended in enumerate(
                Case.objects.filter(kind="repair", content__inspection=case.pk).order_by("pk")
            ):
                when = at + timedelta(days=2 + number)
                repair.mend_defect(
                    mended.pk, words="已修复并放回原位", by=staff[keeper], channel="cli", at=when
                )
                repair.close_repair(
                    mended.pk, by=staff["supervisor"], channel="cli", at=when + timedelta(days=1)
                )
