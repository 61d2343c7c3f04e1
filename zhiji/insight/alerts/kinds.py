"""The kinds of alerts and their ends, declared once. Inbox, API, night and tests derive from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind. ``raised``: by the night and kept as a row; else found in the files when the inbox is opened.

    ``compartment``: what the reader must see of the file, or the alert is not for these eyes. ``leads``: the page to go to.
    """

    label: object
    compartment: str
    raised: bool = False
    leads: str = "customer_file"
    tone: str = ""


KINDS: Mapping[str, Kind] = {
    "maturity": Kind(_("Maturity"), "wealth", leads="customer_holdings", tone="amber"),
    "paper": Kind(_("Paper expiring"), "identity", tone="amber"),
    "occasion": Kind(pgettext_lazy("alert", "Occasion"), "personal", tone="jade"),
    "movement": Kind(_("Large movement"), "wealth", raised=True, leads="customer_holdings", tone="cinnabar"),
    "tier_up": Kind(_("Tier gained"), "wealth", raised=True, tone="jade"),
    "tier_down": Kind(_("Tier lost"), "wealth", raised=True, tone="cinnabar"),
    "tier_watch": Kind(_("Tier at risk"), "wealth", raised=True, tone="amber"),
    "grade_up": Kind(_("Grade raised"), "wealth", raised=True, leads="customer_standing", tone="jade"),
    "grade_down": Kind(_("Grade lowered"), "wealth", raised=True, leads="customer_standing", tone="cinnabar"),
    "silent": Kind(_("Fallen silent"), "wealth", raised=True, leads="customer_holdings", tone="amber"),
    "leaving": Kind(_("May fall silent"), "wealth", raised=True, leads="customer_standing", tone="cinnabar"),
}
"""Kind → what it is, in the order of the filter."""

PICTURE = frozenset({"tier_up", "tier_down", "tier_watch", "grade_up", "grade_down", "silent", "leaving"})
"""What is inferred of a customer rather than happened: not shown of who took the consent to a picture back."""

OUTCOMES: Mapping[str, object] = {
    "contacted": _("spoken with the customer"),
    "arranged": _("arranged: renewed, replaced or sold"),
    "declined": _("the customer does not want it"),
    "unreachable": _("not reached"),
    "needless": _("nothing to do"),
    "wrong": _("the alert is wrong"),
}
"""How an alert ends by a colleague. ``wrong`` is counted: a kind that is often wrong should be mended."""

CLOSED: Mapping[str, object] = {
    "renewed": _("the money stayed, in a new deposit"),
}
"""How an alert ends by itself: nobody needs to act any more. The night finds it (``alerts.closing``)."""

ENDS: Mapping[str, object] = {**OUTCOMES, **CLOSED}


def maturity_key(account: int, matures_on: date) -> str:
    """The key of a maturity's alert: one account may fall due again and again.

    >>> maturity_key(255, date(2026, 5, 6))
    'ff:20260506'
    """
    return f"{account:x}:{matures_on:%Y%m%d}"


def matured_of(key: str) -> tuple[int, date]:
    """Account and day of a maturity's alert."""
    account, _colon, on = key.partition(":")
    return int(account, 16), date.fromisoformat(on)
