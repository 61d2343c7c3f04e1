"""The first page of the day: a table of roles and the cards each one gets. A card is one small function."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from zhiji import norms
from zhiji.access import web
from zhiji.access.breaking import to_review
from zhiji.access.looks import my_grants
from zhiji.access.refusals import PurposeNeeded, Refused
from zhiji.customers.looks.listing import list_files
from zhiji.desk.cards import Card, Figure, Line
from zhiji.desk.house_state import journal_lines, system_lines
from zhiji.desk.navigation import address_of, way_to
from zhiji.desk.purpose import state_of
from zhiji.desk.templatetags.formats import clock, moment
from zhiji.staff.rules import ROLES


@dataclass(frozen=True, slots=True)
class HomePage:
    """What the template draws: figures on top, cards in the wide column, cards at the side."""

    figures: Sequence[Figure]
    cards: Sequence[Card]
    side: Sequence[Card]


LINES = 6
CardMaker = Callable[[HttpRequest], Card | None]
FigureMaker = Callable[[HttpRequest], Figure | None]


def begin(request: HttpRequest) -> Card | None:
    """How to begin: the acts this role starts its day with, those that exist."""
    role = request.user.role  # type: ignore[union-attr]
    rule = norms.on(timezone.localdate())
    known = [
        ("customer_list", _("Customers"), _("newest files first")),
        ("completion_queue", _("Files to complete"), _("ten seconds each when you meet")),
        (
            "papers_expiring",
            _("Papers that expire soon"),
            _("within %(days)s days") % {"days": rule.paper_expiry.notice_days},
        ),
        ("customer_register", _("Open a file"), _("duplicates show while you type")),
        (
            "break_glass_reviews",
            _("Break-glass to review"),
            _("within %(hours)s hours") % {"hours": rule.break_glass.review_hours},
        ),
        ("journal", _("Journal"), _("every look and act, provable")),
        ("import_list", _("Import"), _("preview, then commit")),
        ("norms", _("What applies today"), _("laws and house rules by date")),
        ("field_register", _("Field register"), _("every field declared once")),
        ("access_policy", _("Who may see what"), _("the table that is enforced")),
        ("staff_list", _("Staff"), ""),
    ]
    lines = [Line(text, why, url) for name, text, why in known if (url := way_to(name, role))]
    return Card(_("Begin here"), lines=lines[:7]) if lines else None


def grants(request: HttpRequest) -> Card | None:
    """My grants in force."""
    try:
        live = [grant for grant in my_grants(by=request.user, channel="page") if grant.live]
    except Refused:
        return None
    lines = [
        Line(grant.kind_label, _("until %(moment)s") % {"moment": moment(grant.ends_at)}) for grant in live
    ]
    return Card(
        _("My grants"), _("in force now"), lines, _("What you are lent or break the glass for stands here until it ends."),
        address_of("grant_list"), _("All my grants"),
    )  # fmt: skip


def to_complete(request: HttpRequest) -> Card | None:
    """Files of mine that lack something, newest first; a governed look, so it needs a purpose."""
    title, url = _("Files to complete"), address_of("completion_queue")
    try:
        found = list_files(missing=True, limit=LINES, **web.who(request))
    except PurposeNeeded:
        return Card(title, empty=_("Choose a purpose to see them here."), url=url, url_label=_("All of them"))
    except Refused:
        return None
    lines = [
        Line(
            (row.name.text if row.name else "") or row.number, _("%(n)s missing") % {"n": row.missing},
            address_of("customer_file", [row.number]), "amber",
        )
        for row in found.rows if not row.badge_only
    ]  # fmt: skip
    note = _("%(order)s · as of %(moment)s") % {"order": found.order, "moment": moment(found.as_of)}
    return Card(title, note, lines, _("Nothing is missing in your files."), url, _("All of them"))


def glass(request: HttpRequest) -> Card | None:
    """Break-glass looks that wait for my review, oldest first."""
    try:
        waiting = to_review(limit=LINES, by=request.user, channel="page")
    except Refused:
        return None
    lines = [
        Line(
            f"{one.staff} · {one.role}", _("due %(moment)s") % {"moment": moment(one.due)},
            address_of("break_glass_reviews"), "cinnabar" if one.overdue else "amber",
        )
        for one in waiting
    ]  # fmt: skip
    empty = _("Nobody broke the glass. Who does must be reviewed by a second person.")
    return Card(
        _("Break-glass to review"),
        _("oldest first"),
        lines,
        empty,
        address_of("break_glass_reviews"),
        _("All reviews"),
    )


def sign_in(request: HttpRequest) -> Card:
    """The sign-in before this one, and failures since: the colleague is the first to see a stranger."""
    before: datetime | None = parse_datetime(request.session.get("last_sign_in") or "")
    failures = int(request.session.get("failures_since", 0))
    lines = [Line(_("Last sign-in"), moment(before) if before else _("this is the first"))]
    tone = "cinnabar" if failures else ""
    lines.append(Line(_("Failed tries since"), str(failures), tone=tone))
    return Card(_("My sign-in"), lines=lines, url=address_of("usersessions_list"), url_label=_("My sessions"))


def purpose(request: HttpRequest) -> Figure | None:
    """Why I am looking, until when."""
    state = state_of(request)
    if state is None:
        return None
    if not state.id:
        return Figure(
            _("Purpose"),
            _("none yet"),
            _("press p to choose; nothing sealed shows without one"),
            tone="amber",
        )
    return Figure(
        _("Purpose"),
        state.label,
        _("until %(time)s · press p to change") % {"time": clock(web.purpose_until(request))},
    )


FIGURES: dict[str, Sequence[FigureMaker]] = dict.fromkeys(ROLES, (purpose,))
CARDS: dict[str, Sequence[CardMaker]] = dict.fromkeys(ROLES, (begin, grants))
SIDE: dict[str, Sequence[CardMaker]] = dict.fromkeys(ROLES, (sign_in,))
for _role in ("rm", "devofficer", "officer"):
    CARDS[_role] = (to_complete, begin, grants)
for _role in ("supervisor", "manager", "gm"):
    CARDS[_role] = (glass, begin)
CARDS["auditor"] = (glass, begin)
for _role in ("auditor", "supervisor", "compliance", "manager", "gm"):
    SIDE[_role] = (journal_lines, sign_in)
for _role in ("admin", "analyst", "product"):
    CARDS[_role] = (begin,)
CARDS["admin"] = (system_lines, journal_lines, begin)


def page_for(request: HttpRequest) -> HomePage:
    """The cards of the reader's role. A card that fails says so in its place; the others stand."""
    role = request.user.role  # type: ignore[union-attr]
    return HomePage(_made(FIGURES[role], request), _made(CARDS[role], request), _made(SIDE[role], request))


def _made(makers: Sequence[Callable[[HttpRequest], Any]], request: HttpRequest) -> list[Any]:
    return [made for maker in makers if (made := maker(request)) is not None]
