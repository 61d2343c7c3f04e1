"""What a feed may hold: the tables and columns, declared once. Checks, mapping and the reference page derive from it."""

from collections.abc import Mapping
from dataclasses import dataclass

FAMILIES = (
    "current", "savings", "time_deposit", "structured_deposit", "wealth", "fund", "insurance", "metal",
    "loan", "mortgage", "credit_line", "bill", "fx", "settlement", "card", "other",
)  # fmt: skip
"""The bank's lines of business (T01, T02)."""
DEPOSITS = ("current", "savings", "time_deposit", "structured_deposit")
"""Families that count as deposits in the mix (B03)."""
TRANSACTION_KINDS = (
    "deposit", "withdrawal", "transfer_in", "transfer_out", "payment", "salary", "pension", "card", "fee", "interest",
    "loan_payout", "loan_payment", "opening", "closing", "correction", "other",
)  # fmt: skip
RISKS = ("R1", "R2", "R3", "R4", "R5")
"""A product's risk, low to high, as the bank rates it (B05)."""
CHANNELS = ("counter", "atm", "pos", "online", "mobile", "phone", "batch", "other")


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``type``: text, date, money (two decimals), rate (percent), whole, currency, or choice of ``choices``.

    ``key``: no two rows share it (together with the table's other key columns). ``to``: it must stand in that table.
    ``sums``: the manifest gives its sum.
    """

    name: str
    type: str = "text"
    needed: bool = False
    key: bool = False
    to: str = ""
    choices: tuple[str, ...] = ()
    sums: bool = False
    means: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the contract. ``snapshot``: it holds all there is on the last day; else only what happened in the days."""

    name: str
    means: str
    columns: tuple[Column, ...]
    snapshot: bool = True

    def column(self, name: str) -> Column:
        return next(one for one in self.columns if one.name == name)

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.columns if one.key)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.columns)


def _columns(*given: Column) -> tuple[Column, ...]:
    return given


C = Column
_CUSTOMER = C("customer", needed=True, means="the customer's number in the feeding system")
_ACCOUNT = C("account", needed=True, to="accounts", means="the account's number")
_CURRENCY = C("currency", "currency", needed=True, means="ISO 4217")

CONTRACT: Mapping[str, Table] = {
    table.name: table
    for table in (
        Table("products", "the bank's products", _columns(
            C("product", needed=True, key=True, means="its code"),
            C("family", "choice", needed=True, choices=FAMILIES, means="the line of business"),
            C("name_zh_hans", means="its name"), C("name_zh_hant", means="its name"), C("name_en", means="its name"),
            C("risk", "choice", choices=RISKS, means="its risk; without it a product that needs one is recommended to nobody"),
            C("sold_until", "date", means="the last day it can be bought; without it no end is known"),
        )),
        Table("rates", "exchange rates of the last day", _columns(
            C("currency", "currency", needed=True, key=True, means="ISO 4217"),
            C("rate", "rate", needed=True, means="what one unit is worth in the bank's own currency"),
        )),
        Table("accounts", "every account, closed ones too", _columns(
            C("account", needed=True, key=True, means="the account's number"),
            _CUSTOMER,
            C("number", means="the printed number, where it differs from the account's number in the feed"),
            C("product", to="products", means="code of the product"),
            C("family", "choice", needed=True, choices=FAMILIES, means="the line of business"),
            _CURRENCY,
            C("opened_on", "date", needed=True), C("closed_on", "date"),
            C("matures_on", "date", means="of a time deposit"),
            C("rate", "rate", means="percent a year"),
        )),
        Table("holders", "who else may act on an account", _columns(
            C("account", needed=True, key=True, to="accounts", means="the account's number"),
            C("customer", needed=True, key=True, means="the customer's number in the feeding system"),
            C("role", "choice", needed=True, choices=("joint", "authorised"), means="joint holder, or authorised"),
            C("since", "date"),
        )),
        Table("cards", "every card", _columns(
            C("card", needed=True, key=True, means="the card's number in the feed"),
            _ACCOUNT,
            C("customer", means="who carries it; without it the account's customer"),
            C("number", means="the printed number, where it differs"),
            C("product", to="products", means="code of the product"),
            C("type", "choice", choices=("debit", "credit", "charge", "prepaid"), means="what kind of card"),
            C("level", means="classic, gold, platinum, as the bank says"),
            C("issued_on", "date", needed=True), C("expires_on", "date"), C("closed_on", "date"),
        )),
        Table("loans", "every loan", _columns(
            C("loan", needed=True, key=True, means="the loan's number"),
            C("account", to="accounts", means="the account it is paid from"),
            C("customer", means="the borrower; without it the account's customer"),
            C("product", to="products", means="code of the product"),
            _CURRENCY,
            C("amount", "money", needed=True, sums=True, means="granted"),
            C("outstanding", "money", sums=True, means="still owed"),
            C("rate", "rate", means="percent a year"),
            C("instalment", "money", means="paid each month"),
            C("months", "whole", means="the term"),
            C("granted_on", "date", needed=True), C("matures_on", "date"), C("closed_on", "date"),
            C("state", "choice", choices=("regular", "overdue", "repaid", "unpaid"), means="how it stands"),
        )),
        Table("credit_lines", "every credit line", _columns(
            C("line", needed=True, key=True, means="the line's number"),
            _CUSTOMER,
            C("product", to="products", means="code of the product"),
            _CURRENCY,
            C("limit", "money", needed=True, sums=True, means="granted"),
            C("used", "money", needed=True, sums=True, means="drawn on the last day"),
            C("rate", "rate", means="percent a year"),
            C("granted_on", "date", needed=True), C("matures_on", "date"), C("closed_on", "date"),
        )),
        Table("collateral", "what secures loans and lines", _columns(
            C("collateral", needed=True, key=True, means="its number"),
            _CUSTOMER,
            C("loan", to="loans", means="the loan it secures"),
            C("line", to="credit_lines", means="the credit line it secures"),
            C("type", "choice", needed=True, means="what it is",
              choices=("real_estate", "vehicle", "deposit", "securities", "receivables", "equipment", "guarantee", "other")),
            C("value", "money", sums=True, means="as appraised"),
            C("currency", "currency", means="ISO 4217"),
            C("appraised_on", "date"), C("closed_on", "date"),
        )),
        Table("standing_orders", "what an account pays by standing order", _columns(
            C("order", needed=True, key=True, means="its number"),
            _ACCOUNT,
            C("amount", "money", needed=True, sums=True, means="paid each time"),
            C("to_bank", means="the payee's bank"), C("to_account", means="the payee's account"),
            C("to_name", means="the payee"), C("purpose", means="as the bank says"),
        )),
        Table("balances", "balances at the end of days", _columns(
            C("account", needed=True, key=True, to="accounts", means="the account's number"),
            C("day", "date", needed=True, key=True),
            C("balance", "money", needed=True, sums=True, means="at the end of the day; less than 0 is owed"),
        ), snapshot=False),
        Table("transactions", "every movement of the days", _columns(
            C("transaction", needed=True, key=True, means="its number, unique for ever"),
            _ACCOUNT,
            C("day", "date", needed=True, means="when it was booked"),
            C("time", means="when it happened, as the bank says"),
            C("amount", "money", needed=True, sums=True, means="more than 0 is in, less than 0 out"),
            C("direction", "choice", choices=("in", "out"), means="instead of a sign: the amount is then without one"),
            C("balance", "money", needed=True, sums=True, means="of the account after it"),
            C("kind", "choice", choices=TRANSACTION_KINDS, means="what it was"),
            C("channel", "choice", choices=CHANNELS, means="where it was done"),
            C("bank", means="the counterparty's bank; empty within the house"),
            C("counter_account", means="the counterparty's account"),
            C("counter_name", means="the counterparty"),
            C("purpose", means="as the bank says"), C("remark", means="free text"),
        ), snapshot=False),
    )
}  # fmt: skip
