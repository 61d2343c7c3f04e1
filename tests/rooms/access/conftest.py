"""A small bank for the gateway's tests: two branches, a colleague of every role, one file in the first branch."""

from types import SimpleNamespace

import pytest
from plugins.told_first import TOLD

from zhiji.access.actors import Job
from zhiji.access.people import enrol, make_unit
from zhiji.customers.actions.filing import create
from zhiji.staff.rules import ROLES

HOUSE = {"by": Job("test"), "channel": "test"}
ID_NUMBER = "11010519491231002X"
PHONE = "13812345678"
VALUES = {
    "name": "沈嘉禾",
    "sex": "female",
    "nationality": "CN",
    "papers": [{"type": "resident_id", "number": ID_NUMBER, "valid_from": "2016-01-01", "long_term": True}],
    "phones": [PHONE],
    "income": {"amount": "250000", "currency": "CNY"},
    "domicile": {"province": "浙江省", "city": "杭州市", "district": "西湖区", "line": "文三路九十号"},
}


def build_bank() -> SimpleNamespace:
    head = make_unit("HQ", "head", {"zh-hans": "总行", "zh-hant": "總行", "en": "Head office"}, **HOUSE)
    east = make_unit(
        "EAST", "branch", {"zh-hans": "城东支行", "zh-hant": "城東支行", "en": "East"}, parent=head, **HOUSE
    )
    west = make_unit(
        "WEST", "branch", {"zh-hans": "城西支行", "zh-hant": "城西支行", "en": "West"}, parent=head, **HOUSE
    )
    people = {}
    for place, role in enumerate(ROLES):
        unit = east if role in ("rm", "devofficer") else head
        people[role] = enrol(
            role, staff_number=f"S{place}", name=f"员工{place}", role=role, unit=unit, **HOUSE
        )
    people["rm2"] = enrol("rm2", staff_number="S91", name="同事", role="rm", unit=east, **HOUSE)
    people["rm_west"] = enrol("rmwest", staff_number="S92", name="外行", role="rm", unit=west, **HOUSE)
    people["supervisor2"] = enrol(
        "supervisor2", staff_number="S93", name="副主管", role="supervisor", unit=head, **HOUSE
    )
    bank = SimpleNamespace(head=head, east=east, west=west, **people)
    bank.file = create(
        "person", VALUES, unit=east, manager=bank.rm, custodian=bank.officer, source="paper_seen",
        told=TOLD, by=bank.rm, purpose="onboarding", channel="test",
    )  # fmt: skip
    return bank


@pytest.fixture
def bank(db):
    return build_bank()


@pytest.fixture
def committed_bank(transactional_db):
    return build_bank()
