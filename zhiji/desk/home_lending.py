"""Cards of the first page about lending: one's own overdue loans; for who keeps the shelf, all of them and inspections."""

from django.utils.translation import gettext as _

from zhiji.access.refusals import Refused
from zhiji.custody.looks.cases import list_cases
from zhiji.custody.looks.loans import loans_by_age
from zhiji.custody.looks.own_loans import own_loans
from zhiji.desk.cards import Card, Line
from zhiji.desk.home_care import LINES, Today
from zhiji.desk.navigation import address_of
from zhiji.desk.templatetags.formats import ago, moment


def own_overdue(today: Today) -> Card | None:
    """What the colleague borrowed and should have brought back: the first card of all; none while nothing is overdue."""
    rows = own_loans(overdue=True, by=today.request.user, channel="page")
    lines = [
        Line(
            f"{row.printed} · {row.medium}", _("due %(moment)s") % {"moment": ago(row.due_at)},
            address_of("custody_case", ["loan", row.case]), "cinnabar",
        )
        for row in rows
    ]  # fmt: skip
    if not lines:
        return None
    note = _("overdue; the store cancels it with its signature (Art. 20)")
    return Card(_("Bring back today"), note, lines, "", f"{address_of('custody')}?scope=mine", _("My cases"))


def overdue_loans(today: Today) -> Card | None:
    """Loans that are overdue, the longest on top; no card while there is none."""
    try:
        found = loans_by_age(overdue=True, by=today.request.user, channel="page")
    except Refused:
        return None
    lines = [
        Line(
            f"{row.printed} · {row.borrower}", _("due %(moment)s") % {"moment": ago(row.due_at)},
            address_of("custody_case", ["loan", row.case]), "cinnabar",
        )
        for row in found.rows[:LINES]
    ]  # fmt: skip
    if not lines:
        return None
    note = _("%(count)s in all, the most overdue on top") % {"count": len(found.rows)}
    return Card(
        _("Overdue loans"), note, lines, "", f"{address_of('custody_loans')}?overdue=1", _("All of them")
    )


def inspections(today: Today) -> Card | None:
    """Inspections that are not signed yet: the own ones of an officer, all of them for the supervisor."""
    rows = [
        row
        for row in list_cases("inspection", by=today.request.user, channel="page").rows
        if row.closed_at is None
    ]
    rows.sort(key=lambda row: (row.due_at is None, row.due_at))
    lines = [
        Line(
            f"{row.owner or row.printed} · {row.state_label}", _("due %(moment)s") % {"moment": moment(row.due_at)} if row.due_at else "",
            address_of("custody_case", ["inspection", row.number]), "cinnabar" if row.overdue else "",
        )
        for row in rows[:LINES]
    ]  # fmt: skip
    if not lines:
        return None
    return Card(
        _("Inspections"),
        _("half-yearly (Art. 14)"),
        lines,
        "",
        address_of("custody_register", ["inspection"]),
        _("All of them"),
    )
