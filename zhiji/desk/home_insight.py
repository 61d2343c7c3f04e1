"""Cards of the first page about figures: a manager's alerts, the leaders' board, what an analyst may rely on today."""

from django.utils.translation import gettext as _

from zhiji.access import web
from zhiji.access.refusals import Refused
from zhiji.desk.cards import Card, Line
from zhiji.desk.home_care import LINES, Today, when
from zhiji.desk.navigation import address_of
from zhiji.desk.templatetags.formats import day, moment, number
from zhiji.insight.alerts.kinds import KINDS
from zhiji.insight.explorer import words
from zhiji.insight.explorer.guarding import TOTAL
from zhiji.insight.looks.alerts import list_alerts
from zhiji.insight.looks.board import read_board
from zhiji.insight.looks.models import list_models
from zhiji.insight.looks.nights import list_nights
from zhiji.insight.wording import alert_words


def alerts(today: Today) -> Card | None:
    """What calls for something to be done for one's customers, the earliest day on top."""
    found = today.permitted(lambda: list_alerts(**web.who(today.request)))
    if found is None:
        return None
    lines = [
        Line(
            f"{(one.row.name.text if one.row.name else '') or one.row.number} · {KINDS[one.kind].label} · {alert_words(one)}",
            day(one.due) if KINDS[one.kind].raised else when(one.days, day(one.due)),
            address_of("customer_file", [one.row.number]), "cinnabar" if one.days < 0 and not KINDS[one.kind].raised else KINDS[one.kind].tone,
        )
        for one in found.lines[:LINES]
    ]  # fmt: skip
    many = sum(found.counts.values())
    note = _("%(many)s open, earliest day first · as of %(moment)s") % {
        "many": number(many) + ("" if found.part.next is None else "+"),
        "moment": moment(found.as_of),
    }
    empty = _(
        "Nothing calls for you today. Maturities, papers, occasions and changes of tier will stand here."
    )
    return Card(_("Alerts"), note if lines else "", lines, empty, address_of("alert_list"), _("All alerts"))


def board(today: Today) -> Card | None:
    """Customers and assets by tier, highest first, as the board shows them: guarded and rounded."""
    try:
        found = read_board(by=today.request.user, channel="page")
    except Refused:
        return None
    url, all_of_it = address_of("board"), _("The whole board")
    if found.night is None or found.moves is None or found.assets is None:
        empty = _("Figures stand here once the first night has been reckoned.")
        return Card(_("Leaders' board"), "", [], empty, url, all_of_it)
    lines = []
    for place in [*range(len(found.tiers))][::-1]:
        many = found.moves.cells.get((str(place), TOTAL), 0)
        money = found.assets.cells.get((str(place), TOTAL), 0)
        customers = words.LEFT_OUT if many is None else _("%(many)s customers") % {"many": words.number(many)}
        lines.append(
            Line(
                f"{words.tier_word(place, found.tiers)} · {customers}",
                words.LEFT_OUT if money is None else words.number(money / 100),
                url,
            )
        )
    note = _("assets by tier · night of %(day)s") % {"day": day(found.night)}
    return Card(_("Leaders' board"), note, lines, "", url, all_of_it)


def figures(today: Today) -> Card | None:
    """What an analyst begins with: is the newest night in force, which models are used, where to ask."""
    try:
        nights = list_nights(by=today.request.user, channel="page")
        models = list_models(by=today.request.user, channel="page")
    except Refused:
        return None
    done = next((one for one in nights.lines if one.state == "done"), None)
    lines = []
    if done is not None:
        lines.append(
            Line(
                _("Figures of the night of %(day)s") % {"day": day(done.day)},
                _("%(many)s customers") % {"many": words.number(done.customers)},
                address_of("explorer"),
                "amber" if nights.behind else "jade",
            )
        )
    if nights.behind:
        lines.append(
            Line(
                _("A later day was fed and is not reckoned yet"),
                day(nights.fed),
                address_of("night_list"),
                "amber",
            )
        )
    if models.lines:
        used = sum(one.in_use for one in models.lines)
        lines.append(Line(_("Models in use"), words.number(used), address_of("model_list")))
    empty = _("Figures stand here once the first night has been reckoned.")
    note = _("groups only, nobody's name") if lines else ""
    return Card(_("Figures"), note, lines, empty, address_of("explorer"), _("Ask a question"))
