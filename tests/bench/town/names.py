"""Names and numbers in the feed of the town: accounts, counterparties, products. Invented, and the same every time."""

from functools import lru_cache
from typing import Any

from .accounts import CURRENCIES, FAMILIES
from .moves import MERCHANTS, MERCHANTS_OF_A_KIND, POOL, POOLS

_FAMILY = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英华玉秀梅珍红建"
_TOWNS = ("南湖", "西溪", "钱塘", "兰溪", "越城", "东阳", "舟山", "临安", "余姚", "富春")
_TRADES = ("织造", "机械", "食品", "电子", "建材", "医药", "物流", "化工", "纸业", "家具")
_SHOPS = ("路口店", "人民路店", "中心店", "车站店", "大学城店", "江滨店", "老街店", "新区店")
PRODUCTS = [
    {"product": f"{family.upper()[:4]}{currency}", "family": family, "name_zh_hans": name, "name_en": english}
    for family, name, english in zip(
        FAMILIES,
        ("活期储蓄", "活期结算", "定期存款", "住房按揭", "消费贷款", "基金", "理财", "外币活期"),
        ("Savings", "Current account", "Time deposit", "Mortgage", "Consumer loan", "Fund", "Wealth", "Foreign currency"),
        strict=True,
    )
    for currency in CURRENCIES
    if (currency == "CNY") != (family == "fx")
]  # fmt: skip


def number(start: int, account: Any) -> list[str]:
    """Account numbers: the block's first customer and the place within it make them unique."""
    return [f"62170{start:08d}{place:06d}" for place in account]


def product(family: int, currency: int) -> str:
    return f"{FAMILIES[family].upper()[:4]}{CURRENCIES[currency]}"


def other_names(pool: Any, party: Any) -> list[str | None]:
    """Who was paid or paid, as the bank's rows say it."""
    return [_name(int(kind), int(one)) for kind, one in zip(pool, party, strict=True)]


def other_accounts(pool: Any, party: Any) -> list[str | None]:
    """The counterparties' accounts; cash has none."""
    return [
        f"{6222 + kind}{(one * 2_654_435_761 + kind) % 10**12:012d}" if kind else None
        for kind, one in zip(pool.tolist(), party.tolist(), strict=True)
    ]


@lru_cache(maxsize=200_000)
def _name(kind: int, one: int) -> str | None:
    pool = POOLS[kind]
    if pool == "employer":
        return f"{_TOWNS[one % 10]}{_TRADES[one // 10 % 10]}{one // 100 or ''}有限公司"
    if pool == "merchant":
        return f"{_TOWNS[one % 10]}{MERCHANTS[one // MERCHANTS_OF_A_KIND][0]}{_SHOPS[one % 8]}"
    if pool == "pension office":
        return "市社会保险事业中心"
    if pool in ("supplier", "till"):
        return f"{_TOWNS[one % 10]}{_TRADES[one // 7 % 10]}商行" if pool == "supplier" else "收单清算"
    if pool in ("person", "landlord"):
        return _FAMILY[one % 20] + _GIVEN[one // 20 % 30] + (_GIVEN[one // 600 % 30] if one % 3 else "")
    return None if kind == POOL[""] else "本人"


def purposes(pool: Any) -> list[str | None]:
    """What was given as purpose, where something was."""
    found = {
        "employer": "工资",
        "pension office": "养老金",
        "landlord": "房租",
        "supplier": "货款",
        "own": "本人转账",
    }
    return [found.get(POOLS[place]) for place in pool.tolist()]
