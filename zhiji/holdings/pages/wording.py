"""The contract's codes in words, and products under their names."""

from collections.abc import Iterable

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from zhiji.holdings.models import Product

FAMILIES = {
    "current": _("Current account"),
    "savings": _("Savings account"),
    "time_deposit": _("Time deposit"),
    "structured_deposit": _("Structured deposit"),
    "wealth": _("Wealth product"),
    "fund": _("Fund"),
    "insurance": _("Insurance"),
    "metal": _("Precious metal"),
    "loan": pgettext_lazy("money", "Loan"),
    "mortgage": _("Mortgage"),
    "credit_line": _("Credit line"),
    "bill": _("Bill discount"),
    "fx": _("Foreign exchange"),
    "settlement": _("Settlement"),
    "card": _("Card"),
    "other": pgettext_lazy("line of business", "Other"),
}
MOVEMENTS = {
    "deposit": _("Cash in"),
    "withdrawal": _("Cash out"),
    "transfer_in": _("Transfer in"),
    "transfer_out": _("Transfer out"),
    "payment": _("Payment"),
    "salary": _("Salary"),
    "pension": _("Pension"),
    "card": _("Card payment"),
    "fee": _("Fee"),
    "interest": _("Interest"),
    "loan_payout": _("Loan paid out"),
    "loan_payment": _("Loan instalment"),
    "opening": _("Opening"),
    "closing": _("Closing"),
    "correction": _("Correction"),
    "other": pgettext_lazy("transaction", "Other"),
}
CHANNELS = {
    "counter": pgettext_lazy("channel", "counter"),
    "atm": pgettext_lazy("channel", "cash machine"),
    "pos": pgettext_lazy("channel", "shop terminal"),
    "online": pgettext_lazy("channel", "online bank"),
    "mobile": pgettext_lazy("channel", "mobile bank"),
    "phone": pgettext_lazy("channel", "telephone"),
    "batch": pgettext_lazy("channel", "batch"),
    "other": pgettext_lazy("channel", "other"),
}
CODES = {
    "debit": _("debit card"), "credit": _("credit card"), "charge": _("charge card"), "prepaid": _("prepaid card"),
    "regular": pgettext_lazy("loan", "regular"), "overdue": pgettext_lazy("loan", "overdue"),
    "repaid": pgettext_lazy("loan", "repaid"), "unpaid": pgettext_lazy("loan", "ended unpaid"),
    "real_estate": _("real estate"), "vehicle": _("vehicle"), "deposit": _("deposit"), "securities": _("securities"),
    "receivables": _("receivables"), "equipment": _("equipment"), "guarantee": _("guarantee"),
    "joint": _("joint holder"), "authorised": _("authorised"),
    "due": pgettext_lazy("maturity", "due"), "paid_out": pgettext_lazy("maturity", "paid out"),
    "renewed": pgettext_lazy("maturity", "renewed"), "account": _("Account"), "loan": pgettext_lazy("money", "Loan"),
    "credit_line": _("Credit line"), "collateral": _("Collateral"), "standing_order": _("Standing order"),
}  # fmt: skip
PERIODS = {
    "day": _("today"), "month": _("this month"), "quarter": _("this quarter"), "year": _("this year"),
}  # fmt: skip
OWN_BANK = _("our own bank")
TABLES = {
    "products": _("products"), "rates": _("exchange rates"), "accounts": _("accounts"), "holders": _("authorities"), "cards": _("cards"),
    "loans": _("loans"), "credit_lines": _("credit lines"), "collateral": _("collateral"),
    "standing_orders": _("standing orders"), "balances": _("balances"), "transactions": _("transactions"),
}  # fmt: skip


def product_names(codes: Iterable[str]) -> dict[str, str]:
    """Code → the product's name in the reader's language; the code itself where the feed gave none."""
    language = get_language() or "zh-hans"
    found = {}
    for one in Product.objects.filter(code__in={code for code in codes if code}):
        names = {
            "zh-hans": one.name_zh_hans,
            "zh-hant": one.name_zh_hant or one.name_zh_hans,
            "en": one.name_en,
        }
        found[one.code] = names.get(language) or one.name_zh_hans or one.name_en or one.code
    return found
