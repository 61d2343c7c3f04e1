"""The first page of the day: a table of roles and the cards each one gets. A card is one small function."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from zhiji import norms
from zhiji.access.breaking import to_review
from zhiji.access.looks import my_grants
from zhiji.access.refusals import Refused
from zhiji.custody.looks.cases import waiting as waiting_cases
from zhiji.desk import home_care, home_diligence, home_insight, home_lending
from zhiji.desk.cards import Card, Figure, Line
from zhiji.desk.home_care import LINES, Today
from zhiji.desk.house_state import journal_lines, system_lines
from zhiji.desk.navigation import address_of, way_to
from zhiji.desk.purpose import PurposeState, state_of
from zhiji.desk.templatetags.formats import moment


@dataclass(frozen=True, slots=True)
class HomePage:
    """What the template draws: what is overdue before everything else, the purposes to choose from while none is in force,
    figures on top, cards in the wide column, cards at the side."""

    late: Sequence[Card]
    choose: PurposeState | None
    figures: Sequence[Figure]
    cards: Sequence[Card]
    side: Sequence[Card]


CardMaker = Callable[[Today], Card | None]


def begin(today: Today) -> Card | None:
    """How to begin: the acts this role starts its day with, those that exist."""
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
    lines = [Line(text, why, url) for name, text, why in known if (url := way_to(name, today.role))]
    return Card(_("Begin here"), lines=lines[:LINES]) if lines else None


def grants(today: Today) -> Card | None:
    """My grants in force; of customers only how many, their numbers stand on the full list."""
    try:
        live = [grant for grant in my_grants(by=today.request.user, channel="page") if grant.live][:LINES]
    except Refused:
        return None
    lines = [
        Line(grant.kind_label, _("until %(moment)s") % {"moment": moment(grant.ends_at)}, tone="amber")
        for grant in live
    ]
    return Card(
        _("My grants"), _("in force now"), lines, _("What you are lent or break the glass for stands here until it ends."),
        address_of("grant_list"), _("All my grants"),
    )  # fmt: skip


def waiting(today: Today) -> Card | None:
    """Steps of cases that are mine to take, the one due first on top."""
    page = waiting_cases(by=today.request.user, channel="page")
    found = page.rows
    lines = [
        Line(
            f"{row.kind_label} · {row.state_label}", _("due %(moment)s") % {"moment": moment(row.due_at)} if row.due_at else "",
            address_of("custody_case", [row.kind, row.number]), "cinnabar" if row.overdue else "amber",
        )
        for row in found[:LINES]
    ]  # fmt: skip
    if not lines:
        return None
    told = (
        _("more than %(count)s, the one due first on top")
        if page.more
        else _("%(count)s in all, the one due first on top")
    )
    note = told % {"count": len(found)}
    return Card(_("Waits for you"), note, lines, "", address_of("custody"), _("All of them"))


def glass(today: Today) -> Card | None:
    """Break-glass looks that wait for my review, oldest first."""
    try:
        waiting = to_review(limit=LINES, by=today.request.user, channel="page")
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


def sign_in(today: Today) -> Card:
    """The sign-in before this one, and failures since: the colleague is the first to see a stranger."""
    before: datetime | None = parse_datetime(today.request.session.get("last_sign_in") or "")
    failures = int(today.request.session.get("failures_since", 0))
    lines = [Line(_("Last sign-in"), moment(before) if before else _("this is the first"))]
    tone = "cinnabar" if failures else ""
    lines.append(Line(_("Failed tries since"), str(failures), tone=tone))
    return Card(_("My sign-in"), lines=lines, url=address_of("usersessions_list"), url_label=_("My sessions"))


def journal(today: Today) -> Card:
    """The newest signed checkpoint of the journal."""
    return journal_lines(today.request)


def house(today: Today) -> Card:
    """How the house itself stands; no customer data."""
    return system_lines(today.request)


CARE = (home_care.to_complete, home_care.expiring)
CARDS: dict[str, Sequence[CardMaker]] = {
    "rm": (home_insight.alerts, *CARE),
    "devofficer": (home_insight.alerts, *CARE),
    "officer": (home_lending.overdue_loans, *CARE, home_lending.inspections, home_care.imports),
    "supervisor": (home_lending.overdue_loans, glass, home_lending.inspections, home_care.imports),
    "manager": (glass, home_care.imports),
    "gm": (home_insight.board, glass),
    "agent": (grants,),
    "compliance": (home_diligence.reviews, journal, grants),
    "auditor": (journal, glass, home_care.imports),
    "analyst": (home_insight.figures,),
    "product": (),
    "admin": (house, journal),
}
SIDE: dict[str, Sequence[CardMaker]] = {
    "rm": (home_care.standing, grants, sign_in),
    "devofficer": (home_care.standing, grants, sign_in),
    "officer": (home_care.standing, grants, sign_in),
    "supervisor": (journal, sign_in),
    "manager": (journal, sign_in),
    "gm": (journal, sign_in),
    **dict.fromkeys(("agent", "compliance", "auditor", "analyst", "product", "admin"), (sign_in,)),
}
IN_CARE = frozenset({"rm", "devofficer", "officer"})
GUIDED = frozenset({"agent", "compliance", "analyst", "product", "admin"})
"""Roles whose day begins elsewhere than with cards of their own; for them the ways to begin stay on the page."""


def page_for(request: HttpRequest) -> HomePage:
    """The cards of the reader's role. On the first day, how to begin stands above everything else."""
    today = Today(request)
    late = _made((home_lending.own_overdue,), today)
    cards = _made((waiting, *CARDS[today.role]), today)
    first = not request.session.get("last_sign_in")
    if (first or today.role in GUIDED or not cards) and (how := begin(today)) is not None:
        cards.insert(0 if first else len(cards), how)
    state = state_of(request)
    figures = home_care.figures(today) if today.role in IN_CARE else []
    return HomePage(
        late,
        state if state is not None and not state.id else None,
        figures,
        cards,
        _made(SIDE[today.role], today),
    )


def _made(makers: Sequence[CardMaker], today: Today) -> list[Card]:
    return [made for maker in makers if (made := maker(today)) is not None]
