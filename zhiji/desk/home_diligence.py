"""The card of the first page about due diligence: the reviews that are due, the oldest first."""

from django.utils.translation import gettext as _

from zhiji.access import policy, web
from zhiji.desk.cards import Card, Line
from zhiji.desk.home_care import LINES, Today
from zhiji.desk.navigation import address_of
from zhiji.desk.templatetags.formats import day
from zhiji.insight.diligence.looks.ratings import reviews_due


def reviews(today: Today) -> Card | None:
    """Reviews overdue or due soon; None while the purpose in force does not let them be asked for."""
    if today.purpose not in policy.phrases()["insight:review:list"].purposes:
        return None
    found = today.permitted(lambda: reviews_due(**web.who(today.request)))
    if found is None:
        return None
    lines = [
        Line(
            row.name or row.number, day(row.due), address_of("customer_diligence", [row.number]),
            "cinnabar" if row.overdue else "amber",
        )
        for row in found.rows[:LINES]
    ]  # fmt: skip
    note = _("by %(until)s · earliest first") % {"until": day(found.until)}
    url = address_of("diligence_due")
    empty = _("No review is due by %(until)s.") % {"until": day(found.until)}
    return Card(_("Due diligence reviews"), note if lines else "", lines, empty, url, _("All of them"))
