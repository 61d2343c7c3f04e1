"""Administrative divisions by GB/T 2260, abolished ones too, from the data of python-stdnum.

A division is a hint, never a proof: codes came and went, and the number is given at registration, which may
come decades after the birth. So a finding here is a warning.
"""

import re
from functools import lru_cache

from stdnum import numdb

PERIOD = re.compile(r"\[(\d*)-(\d*)\](.*)")


@lru_cache(maxsize=8192)
def periods(code: str) -> tuple[str, tuple[tuple[int, int, str], ...]]:
    """Province and the (first year, last year, name) of every county that has had the six-digit code."""
    province, found = "", []
    for _part, data in numdb.get("cn/loc").info(code):
        province = data.get("province", province)
        for county in data.get("county", "").split(",") if "county" in data else ():
            dated = PERIOD.fullmatch(county)
            first, last, name = dated.groups() if dated else ("", "", county)
            found.append((int(first or 0), int(last or 9999), name))
    return province, tuple(found)


def known(code: str) -> bool:
    """Whether the code has ever been a county, city or province."""
    return bool(periods(code)[1])


def ended_before(code: str, year: int) -> bool:
    """Whether every division that had the code was abolished before ``year``."""
    return all(last < year for _first, last, _name in periods(code)[1])
