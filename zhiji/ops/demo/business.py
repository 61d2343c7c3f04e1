"""The business of the demo bank: accounts, cards, loans, credit lines and two years of transactions, as a feed.

Written as the bank's core system would send it, and taken in the same way. Everything follows from the seed and the day.
"""

import csv
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from zhiji.access.actors import Job
from zhiji.holdings.actions.loading import load
from zhiji.holdings.feed.contract import CONTRACT
from zhiji.holdings.feed.mapping import PLAIN
from zhiji.holdings.feed.promising import write_manifest, written
from zhiji.ops.demo import movements
from zhiji.ops.demo.bank import Bank, Planned

YEARS = 2
YEAR = 365
LEFT_DAYS = 4_600
"""A closed customer opened longer ago than this left long before the feed begins: the core system sends nothing more of it."""
SYSTEM = "zhiji"
BANKS = ("工商银行", "建设银行", "农业银行", "中国银行", "招商银行", "交通银行", "邮储银行")
SHOPS = (
    "兰溪超市", "西溪书店", "听泉茶馆", "望江药房", "云栖加油站", "柳浪餐厅", "青石百货", "晓风影院", "长桥菜场", "满陇桂雨客栈",
    "孤山文具", "断桥雨伞铺", "南屏诊所", "吴山烤禽店", "龙井茶庄", "梅坞家居",
)  # fmt: skip
RISKS = {"WM01": "R2", "FD01": "R3", "IN01": "R2", "AU01": "R3"}
"""Risk (R1 to R5) of products that a customer's own rating must cover (norm ``house.offers``, ``rated_families``); the others have none."""
PRODUCTS = (
    ("CA01", "current", "活期账户", "活期帳戶", "Current account"),
    ("SA01", "savings", "兰亭储蓄", "蘭亭儲蓄", "Lanting savings"),
    ("TD12", "time_deposit", "一年定期存款", "一年定期存款", "One-year time deposit"),
    ("TD36", "time_deposit", "三年定期存款", "三年定期存款", "Three-year time deposit"),
    ("WM01", "wealth", "曲水稳健理财", "曲水穩健理財", "Qushui steady wealth"),
    ("FD01", "fund", "惠风混合基金", "惠風混合基金", "Huifeng balanced fund"),
    ("IN01", "insurance", "修竹年金保险", "修竹年金保險", "Xiuzhu annuity"),
    ("AU01", "metal", "兰亭积存金", "蘭亭積存金", "Lanting gold savings"),
    ("ST01", "settlement", "单位结算户", "單位結算戶", "Business settlement account"),
    ("DC01", "card", "流觞借记卡", "流觴借記卡", "Liushang debit card"),
    ("CC01", "card", "流觞信用卡", "流觴信用卡", "Liushang credit card"),
    ("ML01", "mortgage", "个人住房贷款", "個人住房貸款", "Home mortgage"),
    ("BL01", "loan", "企业流动资金贷款", "企業流動資金貸款", "Working capital loan"),
    ("CL01", "credit_line", "授信额度", "授信額度", "Credit line"),
)
Row = dict[str, Any]
Tables = dict[str, list[Row]]


def take_business_in(bank: Bank, folder: Path) -> int:
    """Write the feed of the whole plan, take it in, remove it; how many transactions."""
    last = bank.on - timedelta(days=1)
    first = last.replace(year=last.year - YEARS, day=min(last.day, 28)) + timedelta(days=1)
    folder.mkdir(parents=True, exist_ok=True)
    feed = Path(tempfile.mkdtemp(dir=folder, prefix="feed-"))
    try:
        _write(feed, planned(bank, bank.plan(), first, last))
        write_manifest(feed, PLAIN, first, last, SYSTEM)
        taken = load(feed, by=Job("demo bank"), channel="cli")
    finally:
        shutil.rmtree(feed)
    if taken.refused is not None:
        raise taken.refused
    return taken.rows["transactions"]


def planned(bank: Bank, customers: Iterable[Planned], first: date, last: date) -> Tables:
    """All tables of the feed."""
    tables: Tables = {name: [] for name in CONTRACT}
    tables["products"] = [
        dict(zip(("product", "family", "name_zh_hans", "name_zh_hant", "name_en"), one, strict=True))
        | {"risk": RISKS.get(one[0], "")}
        for one in PRODUCTS
    ]
    for one in customers:
        if one.state != "prospect" and not left_long_ago(one, last):
            _Customer(tables, bank.seed, bank.number(one.index), one, first, last).plan()
    return tables


def left_long_ago(one: Planned, last: date) -> bool:
    """Whether a customer's whole business ended before anything the feed tells; its file waits for its destruction."""
    return one.state == "closed" and one.opened < last - timedelta(days=LEFT_DAYS)


class _Customer:
    """One customer's holdings, drawn into the tables."""

    def __init__(self, tables: Tables, seed: str, number: str, one: Planned, first: date, last: date) -> None:
        self.tables, self.number, self.one, self.first, self.last = tables, number, one, first, last
        self.draw = Random(f"{seed}/business/{one.index}")  # noqa: S311  (invented money, not keys)
        self.firm = one.kind != "person"
        self.opened = min(one.opened, last - timedelta(days=15))
        self.gone = one.state == "closed"
        self.count = 0
        income = one.values.get("income") or {}
        yearly = (
            float(str(income.get("amount", 0)).replace(",", "") or 0) if isinstance(income, dict) else 0.0
        )
        self.course = movements.course(seed, one, first, last)
        self.monthly = int((yearly or self.draw.randrange(50_000, 260_000)) / 12) * (40 if self.firm else 1)

    def plan(self) -> None:
        account = self._account("ST01" if self.firm else self.draw.choice(("CA01", "SA01")), closes=self.gone)
        if not self.firm:
            self._card(account, "DC01", "debit")
        loan = 0
        if not self.gone:
            loan = self._borrows(account)
            self._saves()
            if not self.firm:
                self._invests(loan > 0)
        self._moves(account, loan)

    def _account(self, product: str, *, closes: bool = False, opened: date | None = None, **more: Any) -> str:
        self.count += 1
        account = f"6217{self.one.index:010d}{self.count:04d}"
        family = next(one[1] for one in PRODUCTS if one[0] == product)
        row = {"account": account, "customer": self.number, "product": product, "family": family, "currency": "CNY",
               "opened_on": opened or self.opened, **more}  # fmt: skip
        if closes:
            row["closed_on"] = max(self.opened, self.last - timedelta(days=self.draw.randrange(60, 600)))
        self.tables["accounts"].append(row)
        return account

    def _card(self, account: str, product: str, kind: str) -> None:
        issued = max(self.opened, self.last - timedelta(days=self.draw.randrange(30, 1_600)))
        closed = self.tables["accounts"][-1].get("closed_on")
        issued = min(issued, closed) if closed else issued
        level = "白金卡" if self.one.key_customer else self.draw.choice(("普卡", "普卡", "金卡"))
        self.tables["cards"].append(
            {"card": f"6222{self.one.index:09d}{len(self.tables['cards']) % 1000:03d}", "account": account, "product": product,
             "type": kind, "level": level, "issued_on": issued, "expires_on": issued + timedelta(days=5 * 365), "closed_on": closed}
        )  # fmt: skip

    def _borrows(self, account: str) -> int:
        """A mortgage or a working capital loan for some, a credit line for others; the monthly instalment in hundredths."""
        granted = max(self.opened, self.last - timedelta(days=self.draw.randrange(100, 1_500)))
        instalment = 0
        if self.draw.random() < (0.35 if self.firm else 0.16):
            amount = self.monthly * self.draw.randrange(20, 50) // 1_000 * 1_000
            months = self.draw.choice((36, 60) if self.firm else (240, 360))
            paid = min(0.9, (self.last - granted).days / 30 / months)
            instalment = int(amount / months * 1.25) * 100
            loan = f"L{self.one.index:08d}"
            self.tables["loans"].append(
                {"loan": loan, "account": account, "product": "BL01" if self.firm else "ML01", "currency": "CNY",
                 "amount": f"{amount}.00", "outstanding": f"{int(amount * (1 - paid))}.00", "rate": f"{self.draw.randrange(310, 460) / 100}",
                 "instalment": written(instalment), "months": months, "granted_on": granted,
                 "matures_on": granted + timedelta(days=months * 30),
                 "state": "overdue" if self.draw.random() < 0.04 else "regular"}
            )  # fmt: skip
            self.tables["collateral"].append(
                {"collateral": f"P{self.one.index:08d}", "customer": self.number, "loan": loan, "currency": "CNY",
                 "type": "equipment" if self.firm else "real_estate", "value": f"{amount * 3 // 2}.00", "appraised_on": granted}
            )  # fmt: skip
        if self.draw.random() < (0.45 if self.firm else 0.2):
            limit = self.monthly * self.draw.randrange(2, 6) // 1_000 * 1_000 + 1_000
            self.tables["credit_lines"].append(
                {"line": f"K{self.one.index:08d}", "customer": self.number, "product": "CL01", "currency": "CNY", "limit": f"{limit}.00",
                 "used": f"{int(limit * self.draw.random())}.00", "granted_on": granted,
                 "matures_on": self.last + timedelta(days=self.draw.randrange(5, 700))}
            )  # fmt: skip
            if not self.firm:
                self._card(account, "CC01", "credit")
        return instalment

    def _saves(self) -> None:
        """Time deposits (some about to mature) and wealth products: a balance, no moves."""
        for product, days, chance in (("TD12", 365, 0.3), ("TD36", 1_095, 0.15), ("WM01", 180, 0.12)):
            if self.draw.random() < chance:
                matures = self.last + timedelta(days=self.draw.randrange(1, days))
                begun = max(self.opened, matures - timedelta(days=days))
                rate = f"{self.draw.randrange(95, 260) / 100}"
                account = self._account(product, opened=begun, matures_on=matures, rate=rate)
                amount = self.monthly * self.draw.randrange(2, 25) // 1_000 * 1_000 + 10_000
                day = max(begun, self.first)
                self.tables["balances"].append({"account": account, "day": day, "balance": f"{amount}.00"})

    def _invests(self, borrower: bool) -> None:
        """Funds, annuities and gold, taken by those who hold or owe what goes with them: there is something to learn from."""
        saver = any(one["product"] == "WM01" for one in self.tables["accounts"][-self.count :])
        chances = (
            ("FD01", 0.5 if saver else 0.05),
            ("IN01", 0.45 if borrower else 0.03),
            ("AU01", 0.5 if self.one.key_customer else 0.04),
        )
        for product, chance in chances:
            if self.draw.random() < chance:
                opened = max(self.opened, self.last - timedelta(days=self.draw.randrange(10, 500)))
                account = self._account(product, opened=opened)
                amount = self.monthly * self.draw.randrange(1, 8) // 1_000 * 1_000 + 5_000
                balance = {"account": account, "day": max(opened, self.first), "balance": f"{amount}.00"}
                self.tables["balances"].append(balance)

    def _moves(self, account: str, instalment: int) -> None:
        """Two years of the main account, day by day; the balance never falls below nothing."""
        begins = max(self.first, self.opened)
        closes = self.tables["accounts"][-1].get("closed_on") if self.gone else None
        ends = min(self.last, closes or self.last)
        if begins > ends:
            return
        balance = self.draw.randrange(self.monthly, self.monthly * 8) * 100
        self.tables["balances"].append({"account": account, "day": begins, "balance": written(balance)})
        for day, kind, amount, more in sorted(
            self._told(begins, ends, instalment), key=lambda event: event[0]
        ):
            amount = max(amount, -balance)
            if not amount or not begins < day <= ends:
                continue
            balance += amount
            self.tables["transactions"].append(
                {"transaction": f"{account[-13:]}{len(self.tables['transactions'])}", "account": account, "day": day,
                 "amount": written(amount), "balance": written(balance), "kind": kind, **more}
            )  # fmt: skip
        if closes and balance and ends == closes:
            self.tables["transactions"].append(
                {"transaction": f"{account[-13:]}{len(self.tables['transactions'])}", "account": account, "day": ends,
                 "amount": written(-balance), "balance": "0.00", "kind": "closing", "channel": "counter"}
            )  # fmt: skip

    def _told(self, first: date, last: date, instalment: int) -> Iterator[movements.Event]:
        """What happens month by month, less what the customer's course leaves out, and what a monitoring rule strikes."""
        for event in self._events(first, last, instalment):
            if event[1] == "interest" or self.course.keeps(event[0], self.draw, owes=instalment > 0):
                yield event
        if self.course.pattern and not self.firm:
            yield from movements.struck_moves(self.course.pattern, self.one.index, self.last)

    def _events(self, first: date, last: date, instalment: int) -> Iterator[tuple[date, str, int, Row]]:
        draw, month = self.draw, self.monthly * 100
        home, other = draw.choice(BANKS), draw.choice(BANKS)
        employer = self.one.values.get("employer")
        payer = {
            "bank": home,
            "counter_name": employer if isinstance(employer, str) else "浣纱实业有限公司",
            "channel": "batch",
        }
        day = first.replace(day=1)
        while day <= last:
            season = 1.35 if day.month in (1, 2) else 1.0
            pay, rent = day.replace(day=10), day.replace(day=15)
            yield pay, "transfer_in" if self.firm else "salary", int(month * draw.uniform(0.9, 1.1)), payer
            for _ in range(draw.choice((1, 1, 2))):
                shop = {"counter_name": draw.choice(SHOPS), "channel": draw.choice(("pos", "mobile"))}
                spent = int(month * season * draw.uniform(0.05, 0.3))
                yield day.replace(day=draw.randrange(2, 28)), "payment" if self.firm else "card", -spent, shop
            leaving = self.course.drains(rent)
            if draw.random() < (0.9 if leaving else 0.6):
                paid = {
                    "bank": other,
                    "counter_account": f"6228{self.one.index:012d}",
                    "counter_name": draw.choice(SHOPS),
                    "channel": "mobile",
                }
                most = 2.2 if leaving else 0.5
                yield rent, "transfer_out", -int(month * draw.uniform(0.1, most)), paid
            if instalment:
                yield day.replace(day=20), "loan_payment", -instalment, {"channel": "batch"}
            if day.month % 3 == 0:
                yield day.replace(day=21), "interest", int(month * 0.002) + 1, {"channel": "batch"}
            day = (day + timedelta(days=32)).replace(day=1)


def _write(folder: Path, tables: Tables) -> None:
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, CONTRACT[name].names)
            writer.writeheader()
            writer.writerows(rows)
