"""A small bank to be attacked: two branches, a colleague of every role, one file, and clients that are signed in."""

from types import SimpleNamespace

import pytest
from django.test import Client
from plugins.told_first import TOLD

from zhiji.access.actors import Job
from zhiji.access.people import enrol, make_token, make_unit
from zhiji.access.web import SESSION_KEY
from zhiji.customers.actions.filing import create
from zhiji.desk import undertaking
from zhiji.staff.rules import ROLES

HOUSE = {"by": Job("test"), "channel": "test"}
ID_NUMBER = "11010519491231002X"
PHONE = "13812345678"
NAME = "沈嘉禾"
VALUES = {
    "name": NAME,
    "sex": "female",
    "nationality": "CN",
    "papers": [{"type": "resident_id", "number": ID_NUMBER, "valid_from": "2016-01-01", "long_term": True}],
    "phones": [PHONE],
    "income": {"amount": "250000", "currency": "CNY"},
    "domicile": {"province": "浙江省", "city": "杭州市", "district": "西湖区", "line": "文三路九十号"},
}


def three(text: str) -> dict[str, str]:
    return {"zh-hans": text, "zh-hant": text, "en": text}


def build_bank() -> SimpleNamespace:
    """Colleagues by role; ``rm`` and ``devofficer`` sit in the east, ``rm_west`` in the west; ``file`` is ``rm``'s."""
    head = make_unit("HQ", "head", three("总行"), **HOUSE)
    east = make_unit("EAST", "branch", three("城东支行"), parent=head, **HOUSE)
    west = make_unit("WEST", "branch", three("城西支行"), parent=head, **HOUSE)
    bank = SimpleNamespace(head=head, east=east, west=west)
    bank.people = {}
    places = [(role, role, east if role in ("rm", "devofficer") else head) for role in ROLES]
    places += [("rm_west", "rm", west), ("officer2", "officer", head), ("supervisor2", "supervisor", head)]
    for place, (key, role, unit) in enumerate(places):
        staff = enrol(
            key.replace("_", "-"),
            staff_number=f"S{place}",
            name=f"员工{place}",
            role=role,
            unit=unit,
            **HOUSE,
        )
        undertaking.sign(version=undertaking.current().version, by=staff, channel="test")
        staff.refresh_from_db()
        bank.people[key] = staff
        setattr(bank, key, staff)
    bank.file = create(
        "person", VALUES, manager=bank.rm, custodian=bank.officer, source="paper_seen",
        by=bank.rm, purpose="onboarding", channel="test", told=TOLD,
    )  # fmt: skip
    return bank


@pytest.fixture
def attacked(db: None) -> SimpleNamespace:
    """The bank; every colleague has signed the undertaking."""
    return build_bank()


def client_of(staff: object, purpose: str = "") -> Client:
    """A browser of a colleague, with a purpose in force; server errors come as answers."""
    client = Client(raise_request_exception=False, headers={"accept-language": "en"})
    client.force_login(staff)  # type: ignore[arg-type]
    session = client.session
    if purpose:
        session[SESSION_KEY] = {"id": purpose, "until": "2999-01-01T00:00:00+00:00"}
    session.save()
    return client


def token_of(staff: object) -> dict[str, str]:
    """The header by which a program acts as a colleague."""
    return {"authorization": f"Bearer {make_token(staff, **HOUSE)}"}  # type: ignore[arg-type]
