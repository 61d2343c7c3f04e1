"""Cards of the first page about customers: the files in one's own care, what they lack, which papers expire, imports.

Each is one governed look with one receipt. Without a purpose none is asked: the page asks for the purpose instead.
"""

from collections.abc import Callable
from functools import cached_property
from typing import TypeVar

from django.http import HttpRequest
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhiji.access import web
from zhiji.access.refusals import Refused
from zhiji.customers.intake.listing import list_imports
from zhiji.customers.looks.listing import list_files
from zhiji.customers.looks.rows import FileRow
from zhiji.customers.looks.summary import Summary, summarise
from zhiji.customers.looks.watch import papers_expiring
from zhiji.customers.pages.drafting import STATES as IMPORT_STATES
from zhiji.customers.rules import KINDS, STATES
from zhiji.desk.cards import Card, Figure, Line
from zhiji.desk.navigation import address_of
from zhiji.desk.templatetags.formats import day, moment, number, percent

LINES = 5
"""Most lines of one card; the link beneath leads to the whole list."""
T = TypeVar("T")


class Today:
    """One colleague's first page while it is made. What several cards need is looked at once."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.role: str = request.user.role  # type: ignore[union-attr]
        self.purpose = web.purpose_of(request)

    @cached_property
    def care(self) -> Summary | None:
        """How the files in the reader's own care stand; None without a purpose that lets them be counted."""
        return self.permitted(lambda: summarise(**web.who(self.request)))

    def permitted(self, ask: Callable[[], T]) -> T | None:
        """The answer of a look that needs a purpose; None where none is in force or it does not fit."""
        if not self.purpose:
            return None
        try:
            return ask()
        except Refused:
            return None


def figures(today: Today) -> list[Figure]:
    """How the files in one's own care stand: how many, key customers, what lacks, how complete."""
    care = today.care
    if care is None or not care.files:
        return []
    of = number(care.files) if care.whole else _("the newest %(n)s") % {"n": number(care.files)}
    kinds = " · ".join(f"{KINDS[kind]} {number(n)}" for kind, n in care.kinds.items() if n)
    return [
        Figure(_("In my care"), number(care.files) + ("" if care.whole else "+"), kinds, _list(care)),
        Figure(
            _("Key customers"), number(care.key_customers), _("of %(of)s files") % {"of": of}, _list(care, key=1)
        ),
        Figure(
            _("Files that lack something"), number(care.incomplete), _("of %(of)s files") % {"of": of},
            address_of("completion_queue"), "amber" if care.incomplete else "jade",
        ),
        Figure(
            _("Completeness"), percent(care.completeness), _("mean of the required fields · %(moment)s") % {"moment": moment(care.as_of)}
        ),
    ]  # fmt: skip


def standing(today: Today) -> Card | None:
    """The files in one's own care by state of their life."""
    care = today.care
    if care is None:
        return None
    lines = [
        Line(str(STATES[state]), number(n), _list(care, state=state)) for state, n in care.states.items() if n
    ]
    note = _("by state · as of %(moment)s") % {"moment": moment(care.as_of)}
    empty = (
        _("No file in your custody shows for this purpose. Keeping the file true shows them all.")
        if care.scope == "custody"
        else _(
            "Customers you are named for stand here. Open a file, or ask your supervisor to assign you one."
        )
    )
    return Card(_("My customers"), note if lines else "", lines, empty, _list(care), _("All of them"))


def to_complete(today: Today) -> Card | None:
    """Files of mine that lack something, newest first."""
    found = today.permitted(lambda: list_files(missing=True, limit=LINES, **web.who(today.request)))
    if found is None:
        return None
    lines = [
        Line(_name(row), _("%(n)s missing") % {"n": row.missing}, address_of("customer_file", [row.number]), "amber")
        for row in found.rows if not row.badge_only
    ]  # fmt: skip
    note = _("%(order)s · as of %(moment)s") % {"order": found.order, "moment": moment(found.as_of)}
    url = address_of("completion_queue")
    return Card(
        _("Files to complete"), note if lines else "", lines, _("Nothing is missing in your files."), url, _("All of them")
    )  # fmt: skip


def expiring(today: Today) -> Card | None:
    """Papers of my customers by date of expiry, those that have expired first."""
    found = today.permitted(lambda: papers_expiring(limit=LINES, **web.who(today.request)))
    if found is None:
        return None
    lines = [
        Line(
            f"{_name(paper.row)} · {paper.type_label or paper.field.label}", when(paper.days, day(paper.valid_to)),
            address_of("customer_file", [paper.row.number]), "cinnabar" if paper.days < 0 else "amber",
        )
        for paper in found.papers
    ]  # fmt: skip
    note = _("by %(until)s · earliest first") % {"until": day(found.until)}
    empty = _("No paper of your customers expires by %(until)s.") % {"until": day(found.until)}
    url = address_of("papers_expiring")
    return Card(_("Papers expiring"), note if lines else "", lines, empty, url, _("All of them"))


def imports(today: Today) -> Card | None:
    """The newest imports and how far each is."""
    try:
        jobs = list_imports(by=today.request.user, channel="page")[:LINES]
    except Refused:
        return None
    lines = []
    for job in jobs:
        said, tone = IMPORT_STATES.get(job.state, (job.state, ""))
        share = f" {percent(100 * job.done / job.rows)}" if job.state == "running" and job.rows else ""
        lines.append(Line(job.file_name, f"{said}{share}", address_of("import_show", [job.id]), tone))
    empty = _("No import yet. A file out of the old system begins with a preview that writes nothing.")
    note = _("newest first") if lines else ""
    return Card(_("Imports"), note, lines, empty, address_of("import_list"), _("All imports"))


def _name(row: FileRow) -> str:
    return (row.name.text if row.name else "") or row.number


def when(days: int, date: str) -> str:
    """A day and how far off it is."""
    if days < 0:
        said = ngettext("%(n)s day over", "%(n)s days over", -days) % {"n": -days}
    elif days == 0:
        said = _("today")
    else:
        said = ngettext("in %(n)s day", "in %(n)s days", days) % {"n": days}
    return f"{date} · {said}"


def _list(care: Summary, **filters: str | int) -> str:
    address = address_of("customer_list")
    return f"{address}?{urlencode({'scope': care.scope, **filters})}" if address else ""
