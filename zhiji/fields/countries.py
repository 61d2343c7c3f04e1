"""Countries and areas by ISO 3166-1 alpha-2, with names in three languages, taken from CLDR through Babel."""

from functools import cache

from babel import Locale
from babel.core import get_global

from zhiji.fields.field import Names

# CLDR also lists exceptional reservations, groups of countries and test codes; ISO 3166-1 assigns none of
# these.
NOT_ASSIGNED = frozenset(
    ["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"]
)
LOCALES = {"zh-hans": "zh_Hans", "zh-hant": "zh_Hant", "en": "en"}


@cache
def choices() -> tuple[dict[str, Names], dict[str, str]]:
    """Names by code, and codes by every other spelling (names, alpha-3), casefolded."""
    territories = {
        language: {str(code): str(name) for code, name in Locale.parse(locale).territories.items()}
        for language, locale in LOCALES.items()
    }
    codes = sorted(code for code in territories["en"] if len(code) == 2 and code not in NOT_ASSIGNED)
    names = {code: Names({language: each[code] for language, each in territories.items()}) for code in codes}
    also = {text.casefold(): code for code in codes for text in names[code].values()}
    for alias, targets in get_global("territory_aliases").items():
        if len(alias) == 3 and alias.isalpha() and len(targets) == 1 and targets[0] in names:
            also[alias.casefold()] = targets[0]
    also |= {
        "中国大陆": "CN",
        "中华人民共和国": "CN",
        "中華人民共和國": "CN",
        "中华人民共和国香港特别行政区": "HK",
        "香港": "HK",
        "澳门": "MO",
        "澳門": "MO",
    }
    return names, also
