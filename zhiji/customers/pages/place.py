"""The head of every page of one file: name, badges, who keeps it, the acts offered, the tabs."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiji.access import policy
from zhiji.access.rules import Subject
from zhiji.access.web import may_look, offers
from zhiji.customers import rules
from zhiji.customers.finding import standing_of
from zhiji.customers.looks.opening import FileView
from zhiji.customers.pages.colleagues import unit_name
from zhiji.customers.pages.sheet import dated, days_to_expiry, shown_name
from zhiji.staff.naming import names_of

STATE_TONES = {"established": "jade", "new": "jade", "prospect": "", "dormant": "amber", "closed": ""}
SECRECY_TONES = {0: "", 1: "amber", 2: "cinnabar"}


@dataclass(frozen=True, slots=True)
class Badge:
    """A short mark with its tone."""

    text: object
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab of a file."""

    url: str
    label: object
    current: bool
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """Something one may do with a file: the page of its form."""

    url: str
    label: str


@dataclass(frozen=True, slots=True)
class Place:
    """What the head shows. ``amend`` is ``""`` where the reader may never amend; ``ways`` stand in the menu “more”."""

    number: str
    name: str
    badges: Sequence[Badge]
    unit: str
    manager: str
    deputy: str
    custodian: str
    tabs: Sequence[Tab]
    amend: str
    card: str
    explain: str
    ways: Sequence[Way]


def place(request: HttpRequest, view: FileView, current: str) -> Place:
    """The head of the file's page ``current`` (a url name)."""
    names = names_of((view.manager_id, view.deputy_id, view.custodian_id))
    return Place(
        view.number, shown_name(view), badges(view), unit_name(view.unit_id), names.get(view.manager_id, ""),
        names.get(view.deputy_id or 0, ""), names.get(view.custodian_id, ""), tabs(request, view.number, current, view),
        _where(request, view, "customers:file:amend", "customer_amend"),
        _where(request, view, "customers:file:card", "customer_card"),
        reverse("customer_explain", args=[view.number]), _ways(request, view),
    )  # fmt: skip


def badges(view: FileView) -> list[Badge]:
    """Kind, state, key customer, secrecy, and a paper that is about to expire."""
    found = [Badge(rules.KINDS[view.kind]), Badge(rules.STATES[view.state], STATE_TONES[view.state])]
    if view.key_customer:
        found.append(Badge(_("key customer"), "jade"))
    if view.secrecy:
        found.append(Badge(rules.SECRECY[view.secrecy], SECRECY_TONES[view.secrecy]))
    left = days_to_expiry(view)
    if left is not None:
        found.append(Badge(dated(left), "cinnabar" if left < 0 else "amber"))
    return found


TABS: Sequence[tuple[str, object, str, str]] = (
    ("customer_file", gettext_lazy("File"), "customers:file:open", ""),
    ("customer_holdings", gettext_lazy("Holdings"), "holdings:file:open", "wealth"),
    ("customer_standing", gettext_lazy("Standing"), "insight:file:open", "wealth"),
    ("customer_ties", gettext_lazy("Ties"), "customers:file:graph", ""),
    ("customer_diligence", gettext_lazy("Due diligence"), "insight:rating:read", ""),
    ("customer_scans", gettext_lazy("Papers and scans"), "customers:attachment:list", ""),
    ("customer_versions", gettext_lazy("Versions"), "customers:version:list", ""),
    ("customer_readers", gettext_lazy("Who has looked"), "customers:file:readers", ""),
    ("custody_consents", gettext_lazy("Notices and consents"), "custody:consent:list", ""),
)
"""Page, name, the look it takes, and the compartment of which that look must show something."""


def tabs(request: HttpRequest, number: str, current: str, file: Subject | None = None) -> list[Tab]:
    """The tabs that open to this colleague on this file for the purpose in force, by policy and grants. The page has opened the
    file already; without ``file`` its row is asked for what the gateway must know of it."""
    subject = standing_of(number) if file is None else file
    opened = may_look(request, subject, [(phrase, part) for _name, _label, phrase, part in TABS])
    return [
        Tab(reverse(name, args=[number]), label, name == current)
        for name, label, phrase, _part in TABS
        if phrase in opened or name == current
    ]


def _ways(request: HttpRequest, view: FileView) -> list[Way]:
    named = (
        ("customer_move", _("Change the state"), "customers:file:move"),
        ("customer_assign", _("Name manager and deputy"), "customers:file:assign"),
        ("customer_mark", _("Key customer"), "customers:file:mark"),
        ("customer_classify", _("Set the secrecy level"), "customers:file:classify"),
        ("customer_link", _("Record a tie"), "customers:tie:link"),
        ("customer_scan_add", _("Add a scan"), "customers:attachment:add"),
    )
    ways = [Way(url, label) for name, label, phrase in named if (url := _where(request, view, phrase, name))]
    breaking = policy.phrases()["access:glass:break"]
    opens_all = all(view.permit.level(name) == "clear" for name in policy.COMPARTMENTS)
    if (
        getattr(request.user, "role", "") in breaking.roles
        and view.secrecy in breaking.secrecy
        and not opens_all
    ):
        ways.append(Way(reverse("break_glass", args=[view.number]), _("Break the glass")))
    if not opens_all and (asking := _ask_to_read(request, view.number)):
        ways.append(Way(asking, _("Ask to read it")))
    if borrowing := _ask_to_borrow(request, view):
        ways.append(Way(borrowing, _("Ask to borrow it")))
    if standing := _on_shelf(request, view.number):
        ways.append(Way(standing, _("Find on the shelf")))
    if kept := _address(request, "custody:keeping:read", "custody_kept", [view.number], ""):
        ways.append(Way(kept, _("How long it is kept")))
    return ways


def _ask_to_borrow(request: HttpRequest, view: FileView) -> str:
    """The form of a loan with this file in it; ``""`` where it is not this role's, or the file is top secret (Art. 22)."""
    if view.secrecy > 1:
        return ""
    return _address(request, "custody:loan:ask", "custody_new", ["loan"], f"?customers={view.number}")


def _on_shelf(request: HttpRequest, number: str) -> str:
    return _address(request, "custody:shelf:find", "custody_shelf", [], f"?q={number}")


def _address(request: HttpRequest, phrase: str, name: str, arguments: Sequence[str], query: str) -> str:
    """A page of the room above; ``""`` where it is not this role's, or the room is not there."""
    known = policy.phrases().get(phrase)
    if known is None or getattr(request.user, "role", "") not in known.roles:
        return ""
    try:
        return reverse(name, args=list(arguments)) + query
    except NoReverseMatch:
        return ""


def _ask_to_read(request: HttpRequest, number: str) -> str:
    """The form of a reading request with this file in it; ``""`` where that is not this role's, or the room is not there."""
    phrase = policy.phrases().get("custody:reading:ask")
    if phrase is None or getattr(request.user, "role", "") not in phrase.roles:
        return ""
    try:
        return f"{reverse('custody_new', args=['reading'])}?customers={number}"
    except NoReverseMatch:
        return ""


def _where(request: HttpRequest, view: FileView, phrase: str, name: str) -> str:
    return reverse(name, args=[view.number]) if offers(request, phrase, view) else ""
