"""What stands in the side navigation, for whom. Entries whose page does not exist are left out."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiji.staff.rules import ROLES

SEEING = frozenset(role.id for role in ROLES.values() if role.sees_customers)
ALL = frozenset(ROLES)
KEEPERS = frozenset({"officer", "supervisor", "manager", "auditor"})
REVIEWERS = frozenset({"supervisor", "manager", "gm", "auditor"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the navigation: the url name it leads to, its words, a drawing's name, the roles
    that have it, the keys that open it."""

    url_name: str
    label: object
    icon: str
    roles: frozenset[str] = ALL
    key: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as shown: ready address, whether it is the current place."""

    url: str
    label: object
    icon: str
    current: bool
    key: str = ""


SECTIONS: tuple[tuple[object, tuple[Entry, ...]], ...] = (
    (
        "",
        (
            Entry("home", _("Today"), "today", key="g h"),
            Entry("customer_list", _("Customers"), "people", SEEING, key="g c"),
            Entry("customer_search", _("Search"), "search", SEEING),
            Entry("custody", pgettext_lazy("navigation", "Cases"), "grant", key="g i"),
            Entry("alert_list", _("Alerts"), "alarm", frozenset({"rm", "devofficer"})),
            Entry("maturities", _("Maturities"), "paper", frozenset({"rm", "devofficer"})),
            Entry("diligence_due", _("Due diligence"), "rule", frozenset({"rm", "devofficer", "compliance"})),
            Entry("customer_register", _("Open a file"), "add", frozenset({"rm", "devofficer", "officer"})),
        ),
    ),
    (
        pgettext_lazy("navigation", "Safekeeping"),
        (
            Entry(
                "completion_queue",
                _("Files to complete"),
                "missing",
                frozenset({"rm", "devofficer", "officer", "supervisor"}),
            ),
            Entry("papers_expiring", _("Papers expiring"), "paper", SEEING),
            Entry(
                "differences",
                _("Told differently"),
                "missing",
                frozenset({"rm", "devofficer", "officer", "supervisor", "manager", "auditor"}),
            ),
            Entry("custody_shelf", _("Shelf"), "paper", KEEPERS),
            Entry("custody_loans", _("Loans by age"), "grant", KEEPERS),
            Entry("custody_map", _("Custody map"), "staff", KEEPERS),
            Entry(
                "custody_keeping",
                _("Keeping and destroying"),
                "rule",
                frozenset({"officer", "supervisor", "manager", "compliance", "auditor", "gm"}),
            ),
            Entry("import_list", _("Import"), "import", frozenset({"officer", "supervisor"})),
            Entry(
                "feed_list", _("Feeds"), "import", frozenset({"officer", "supervisor", "manager", "auditor"})
            ),
            Entry(
                "sources", _("Sources"), "import", frozenset({"officer", "supervisor", "manager", "auditor"})
            ),
            Entry("grant_list", _("My grants"), "grant", SEEING),
            Entry(
                "custody_readings_unused",
                _("Readings and their use"),
                "policy",
                frozenset({"supervisor", "manager", "auditor"}),
            ),
            Entry("break_glass_reviews", _("Break-glass reviews"), "glass", REVIEWERS),
            Entry("journal", _("Journal"), "journal", frozenset({"auditor", "supervisor", "compliance"})),
        ),
    ),
    (
        pgettext_lazy("navigation", "Figures"),
        (
            Entry("board", _("Leaders' board"), "today", frozenset({"manager", "gm", "supervisor"})),
            Entry(
                "principle_board",
                _("Principles"),
                "rule",
                frozenset({"officer", "supervisor", "manager", "gm", "auditor"}),
            ),
            Entry("explorer", _("Explorer"), "policy", frozenset({"analyst", "manager", "gm", "product"})),
            Entry(
                "segments",
                _("Segments"),
                "people",
                frozenset({"analyst", "manager", "gm", "product", "rm", "devofficer"}),
            ),
            Entry(
                "products",
                _("Products"),
                "paper",
                frozenset({"rm", "devofficer", "agent", "product", "analyst", "manager", "gm", "supervisor"}),
            ),
            Entry("benchmark", _("Beside the branch"), "policy", frozenset({"rm", "devofficer"})),
            Entry(
                "model_list",
                _("Models"),
                "measure",
                frozenset({"analyst", "product", "manager", "gm", "auditor"}),
            ),
            Entry(
                "night_list",
                _("Nightly runs"),
                "measure",
                frozenset({"officer", "supervisor", "manager", "gm", "auditor", "analyst"}),
            ),
        ),
    ),
    (
        pgettext_lazy("navigation", "House"),
        (
            Entry("custody_rule", _("The rule"), "rule"),
            Entry("norms", _("Rules in force"), "rule"),
            Entry("custody_reports", _("Statistics reports"), "policy"),
            Entry(
                "custody_training",
                _("Training and exercises"),
                "staff",
                frozenset({"supervisor", "manager", "gm", "auditor"}),
            ),
            Entry("custody_people", _("Moving and leaving"), "staff", frozenset({"manager", "gm"})),
            Entry(
                "custody_powers",
                _("Powers of the authorities"),
                "rule",
                frozenset({"compliance", "supervisor", "manager", "gm", "auditor"}),
            ),
            Entry("field_register", _("Field register"), "fields"),
            Entry("access_policy", _("Who may see what"), "policy"),
            Entry("watch_policy", _("What is watched"), "policy"),
            Entry("staff_list", _("Staff"), "staff"),
            Entry("custody_standing_in", _("Standing in"), "people"),
        ),
    ),
)


def links_for(role: str, path: str) -> list[tuple[object, list[Link]]]:
    """The sections a role sees, each with at least one link; the longest address that begins ``path`` is current."""
    found = [
        (title, [pair for entry in entries if role in entry.roles and (pair := _located(entry))])
        for title, entries in SECTIONS
    ]
    addresses = [address for _title, pairs in found for _entry, address in pairs]
    current = max(
        (a for a in addresses if path == a or (a != "/" and path.startswith(a))), key=len, default=""
    )
    return [
        (
            title,
            [
                Link(address, entry.label, entry.icon, address == current, entry.key)
                for entry, address in pairs
            ],
        )
        for title, pairs in found
        if pairs
    ]


def address_of(url_name: str, arguments: Sequence[object] = ()) -> str:
    """The address of a page, or ``""`` where that page does not exist."""
    try:
        return reverse(url_name, args=list(arguments))
    except NoReverseMatch:
        return ""


def way_to(url_name: str, role: str) -> str:
    """The address of a page of the navigation, or ``""`` where it does not exist or is not this role's."""
    entries = [entry for _title, section in SECTIONS for entry in section]
    return next(
        (
            address_of(entry.url_name)
            for entry in entries
            if entry.url_name == url_name and role in entry.roles
        ),
        "",
    )


def _located(entry: Entry) -> tuple[Entry, str] | None:
    address = address_of(entry.url_name)
    return (entry, address) if address else None
