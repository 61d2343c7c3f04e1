"""What could be offered, in words."""

from django.utils.translation import gettext

from zhiji.holdings.pages.wording import FAMILIES, product_names
from zhiji.insight.explorer import words
from zhiji.insight.looks.offers import Offer, Offers

PERCENT = 100


def offer_words(found: Offers) -> list[tuple[str, str, str, str]]:
    """Of each product its name, line of business, risk and reason."""
    names = product_names([*(one.product for one in found.items), *(one.because for one in found.items)])

    def named(code: str) -> str:
        return names.get(code) or str(FAMILIES.get(code, code))

    return [(named(one.product), str(FAMILIES.get(one.family, one.family)), one.risk, _reason(one, named(one.because))) for one in found.items]  # fmt: skip


def _reason(one: Offer, held: str) -> str:
    if one.because:
        return gettext("Customers who hold %(held)s take it %(times)s times as often.") % {
            "held": held,
            "times": words.number(one.times, 1),
        }
    share = words.number(PERCENT * one.share)
    return gettext("%(share)s %% of what customers of this kind took lately.") % {"share": share}
