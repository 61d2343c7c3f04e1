"""Administrative divisions for invented addresses and identity numbers, from the data python-stdnum carries."""

import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

_LINE = re.compile(r'\s+(\d{4}) county="([^"]*)"')
_PROVINCE = re.compile(r'(\d\d) province="([^"]*)"')
_PERIOD = re.compile(r"\[(\d*)-(\d*)\](.*)")
MUNICIPALITIES = ("11", "12", "31", "50")


class Division(NamedTuple):
    """A county and the years its code was in use (0 and 9999 where open)."""

    code: str
    province: str
    city: str
    county: str
    first: int
    last: int


@cache
def _all() -> tuple[Division, ...]:
    text = (files("stdnum.cn") / "loc.dat").read_text(encoding="utf-8")
    provinces: dict[str, str] = {}
    rows: list[tuple[str, str, int, int]] = []
    here = ""
    for line in text.splitlines():
        if head := _PROVINCE.match(line):
            here = head[1]
            provinces[here] = head[2]
        elif row := _LINE.match(line):
            for part in row[2].split(","):
                dated = _PERIOD.fullmatch(part)
                first, last, name = dated.groups() if dated else ("", "", part)
                rows.append((here + row[1], name, int(first or 0), int(last or 9999)))
    cities = {code[:4]: name for code, name, _first, last in rows if code.endswith("00") and last == 9999}
    return tuple(
        Division(code, provinces[code[:2]], _city(code, provinces, cities), name, first, last)
        for code, name, first, last in rows
        if not code.endswith("00")
        and name not in ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")
    )


def _city(code: str, provinces: dict[str, str], cities: dict[str, str]) -> str:
    return provinces[code[:2]] if code[:2] in MUNICIPALITIES else cities.get(code[:4], "")


@cache
def _near(province: str) -> tuple[Division, ...]:
    return tuple(one for one in _all() if one.code.startswith(province))


@cache
def provinces() -> tuple[str, ...]:
    """Codes of the mainland's provinces, in order."""
    return tuple(dict.fromkeys(one.code[:2] for one in _all() if one.code[:2] < "70"))


@cache
def living(area: str) -> tuple[Division, ...]:
    """Counties whose code begins with ``area`` and is in use today, with a city above them."""
    return tuple(
        one for one in _near(area[:2]) if one.code.startswith(area) and one.last == 9999 and one.city
    )


@cache
def in_year(area: str, year: int) -> tuple[Division, ...]:
    """Counties that had a code beginning with ``area`` in ``year``."""
    return tuple(
        one for one in _near(area[:2]) if one.code.startswith(area) and one.first <= year <= one.last
    )


@cache
def ended(area: str, year: int) -> tuple[Division, ...]:
    """Those of ``in_year`` whose code was abolished since."""
    return tuple(one for one in in_year(area, year) if one.last < 9999)
