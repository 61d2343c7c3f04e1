"""Examples that several tests of the fields share: a complete person, a complete organisation, generated identity numbers."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from zhiji import fields
from zhiji.fields.numbers.resident_id import check_character

TODAY = date(2026, 11, 22)
BANK = fields.register()
DIVISIONS = ("110105", "330602", "110103", "510104", "650102", "830000")

PERSON: dict[str, Any] = {
    "name": "沈懷瑾",
    "sex": "female",
    "nationality": "CN",
    "birth_date": "1949-12-31",
    "papers": [
        {"type": "resident_id", "number": "11010519491231002X", "valid_from": "2010-01-05", "long_term": True}
    ],
    "phones": [{"number": "+8613812345678", "use": "mobile"}],
    "domicile": {"province": "浙江省", "city": "绍兴市", "district": "越城区", "line": "解放路1号"},
    "occupation": "2",
}
HOLDER = {"name": "王某", "paper": {"type": "passport", "number": "E12345678", "valid_to": "2030-01-01"}}
ORGANISATION: dict[str, Any] = {
    "name": "兰亭纺织有限公司",
    "usc_code": "91350100M000100Y43",
    "registered_address": {"province": "浙江省", "city": "绍兴市", "line": "纺都路2号"},
    "business_scope": "纺织品生产、销售。",
    "licences": [{"type": "business_licence", "number": "91350100M000100Y43", "long_term": True}],
    "ties": [
        {"role": role, **HOLDER}
        for role in ("actual_controller", "legal_representative", "person_in_charge", "authorised_agent")
    ],
}


def clean(kind: str = "person", **raw: Any) -> fields.Cleaned:
    """Cleans the given fields as of TODAY under the bank's register."""
    return fields.clean_file(kind, raw, on=TODAY, register=BANK)


@st.composite
def identity_numbers(draw: st.DrawFn) -> str:
    """Valid 18-character resident identity numbers of people born 1900-2025."""
    born = draw(st.dates(date(1900, 1, 1), date(2025, 12, 31)))
    first17 = draw(st.sampled_from(DIVISIONS)) + born.strftime("%Y%m%d") + f"{draw(st.integers(0, 999)):03}"
    return first17 + check_character(first17)
