"""Colleagues for tests, enrolled the way the house enrols them."""

from django.db import connection
from django.utils import timezone

from zhiji.access.actors import Job
from zhiji.access.people import enrol, make_unit
from zhiji.desk import undertaking
from zhiji.staff.models import Staff, Unit

PASSWORD = "orchid pavilion 353"
HOUSE = Job("tests")


def branch() -> Unit:
    """A branch below a head office; made once."""
    found = Unit.objects.filter(code="CD").first()
    if found is not None:
        return found
    names = {"zh-hans": "兰亭银行", "zh-hant": "蘭亭銀行", "en": "Lanting Bank"}
    head = Unit.objects.filter(code="HQ").first() or make_unit("HQ", "head", names, by=HOUSE, channel="test")
    names = {"zh-hans": "城东支行", "zh-hant": "城東支行", "en": "East Branch"}
    return make_unit("CD", "branch", names, parent=head, by=HOUSE, channel="test")


def colleague(
    role: str = "rm",
    username: str = "",
    *,
    signed: bool = True,
    name: str = "林若溪",
    name_en: str = "Lin Ruoxi",
) -> Staff:
    """One colleague with ``PASSWORD``; ``signed`` says whether the undertaking is signed already."""
    username = username or f"{role}01"
    return enrol(
        username, staff_number=f"T{abs(hash(username)) % 10**8}", name=name, name_en=name_en, role=role, unit=branch(),
        password=PASSWORD, undertaking_version=undertaking.current().version if signed else "",
        undertaking_signed_at=timezone.now() if signed else None, by=HOUSE, channel="test",
    )  # fmt: skip


def set_by_hand(staff: Staff, **changed: object) -> None:
    """Change a guarded column of a colleague as an act would: the database refuses it otherwise."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('zhiji.act', 'test', false)")
        Staff.objects.filter(pk=staff.pk).update(**changed)
        cursor.execute("SELECT set_config('zhiji.act', '', false)")
