"""A bank in which compliance suspects one customer, and everybody who must not know of it."""

import pytest
from django.utils import timezone
from plugins.attacked_institution import built
from plugins.small_bank import HOUSE

from zhiji.access.gateway import _governed_writes
from zhiji.access.people import enrol
from zhiji.customers.looks.opening import open_file
from zhiji.desk import undertaking
from zhiji.insight.diligence.actions.ratings import make_rating
from zhiji.insight.diligence.actions.suspicions import (
    approve,
    examine,
    raise_suspicion,
    record_report,
)
from zhiji.staff.models import Staff

SUSPECT = {"purpose": "suspicion"}
GROUNDS = "资金当日分散转入后集中转出，与申报职业不符"
TOLD = ("uspicio", "可疑", "DS26-", "custody:suspicious", "insight:suspicion", GROUNDS)
"""What no answer to anybody else may hold."""


@pytest.fixture
def bank(db, settings, tmp_path):
    settings.LANGUAGE_CODE = "en"
    settings.ZHIJI_HOME, settings.ZHIJI_LAKE = tmp_path, tmp_path / "lake"
    made = built()
    enrol(
        "compliance2",
        staff_number="200001",
        name="韩明",
        name_en="compliance2",
        role="compliance",
        unit=made.head,
        **HOUSE,
    )
    made.compliance2 = Staff.objects.get_by_natural_key("compliance2")
    signed = {"undertaking_version": undertaking.current().version, "undertaking_signed_at": timezone.now()}
    with _governed_writes(
        "staff:undertaking:sign"
    ):  # else every page is the undertaking's, and nothing here could fail
        Staff.objects.update(**signed)
    made.customer = made.file()
    make_rating(made.customer.number, by=made.compliance, purpose="due_diligence")
    return made


def suspected(bank, upto="examined"):
    case = raise_suspicion(
        customers=[bank.customer.number], patterns=["fan_in"], grounds=GROUNDS, by=bank.compliance
    )
    open_file(bank.customer.number, by=bank.compliance, **SUSPECT)
    if upto in ("examined", "reported"):
        examine(case.pk, analysis="交易对手众多，金额略低于大额标准", by=bank.compliance)
    if upto == "reported":
        approve(case.pk, by=bank.compliance2)
        record_report(
            case.pk, reported_on=timezone.localdate(), reference="STR-2026-0001", by=bank.compliance
        )
    case.refresh_from_db()
    return case


def others(bank):
    """One colleague of every other role: the customer's manager among them."""
    staff = [one for one in vars(bank).values() if isinstance(one, Staff) and one.role != "compliance"]
    return list({one.role: one for one in reversed(staff)}.values())
