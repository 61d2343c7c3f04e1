"""Codes of the night and of alerts in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from zhiji import fields, norms
from zhiji.access.explain import in_language
from zhiji.holdings.pages.wording import FAMILIES, product_names
from zhiji.insight.explorer.words import TIERS
from zhiji.insight.looks.alerts import AlertLine

STEPS = {
    "check": pgettext_lazy("night", "check the day"),
    "gather": pgettext_lazy("night", "gather the customers"),
    "measure": pgettext_lazy("night", "reckon the measures"),
    "place": pgettext_lazy("night", "tiers and pyramid"),
    "publish": pgettext_lazy("night", "put in force"),
    "alert": pgettext_lazy("night", "raise alerts"),
    "watch": pgettext_lazy("night", "watch transactions"),
}
PROBLEMS = {
    "no_feed": (_("No feed was taken in yet."), _("Take one in first: zhiji import feed FOLDER.")),
    "not_fed": (
        _("There is no feed of %(day)s; the newest is of %(newest)s."),
        _("Take the day's feed in, then run the night again."),
    ),
    "no_rate": (
        _("There is no exchange rate of %(currencies)s into %(base)s."),
        _("Send the table of rates with the feed, then run the night again."),
    ),
    "lake_moved": (
        _("A feed came in while the night was reckoned."),
        _("Run the night again; the figures of the night before stand until then."),
    ),
    "running": (_("Another run is going on."), _("Wait until it has ended.")),
    "killed": (
        _("The run was killed, or its machine stopped."),
        _("Run the night again; the figures of the night before stand until then."),
    ),
    "stopped": (
        _("The run was stopped (%(kind)s)."),
        _("Run the night again; the figures of the night before stand until then."),
    ),
}


def problem_words(problem: Mapping[str, Any]) -> tuple[str, str]:
    """What stopped a run, and the mend, in the reader's language."""
    said, mend = PROBLEMS[problem["code"]]
    facts = {name: ", ".join(value) if isinstance(value, list) else value for name, value in problem.items()}
    return str(said) % facts, str(mend)


WAYS = {
    "in": _("a large amount came in"),
    "out": _("a large amount went out"),
    "both": _("large amounts came in and went out"),
}


def alert_words(line: AlertLine) -> str:
    """What an alert says, in the reader's language."""
    facts = line.facts
    match line.kind:
        case "movement":
            return str(WAYS[facts["way"]])
        case "tier_up" | "tier_down":
            return gettext("from %(before)s to %(after)s") % {
                "before": _tier(line, facts["from"]),
                "after": _tier(line, facts["to"]),
            }
        case "grade_up" | "grade_down":
            return gettext("from %(before)s to %(after)s") % {"before": facts["from"], "after": facts["to"]}
        case "tier_watch":
            return gettext("the last month's average is below the tier %(tier)s") % {
                "tier": _tier(line, facts["tier"])
            }
        case "silent":
            return gettext("no movement for %(days)s days") % {"days": facts["days"]}
        case "leaving":
            return gettext(
                "a chance to fall silent within %(days)s days that calls for a word; why stands on the customer's page"
            ) % {"days": facts["days"]}
        case "maturity":
            product = product_names([facts["code"]]).get(facts["code"]) or str(
                FAMILIES.get(facts["code"], facts["code"])
            )
            if line.days >= 0 or line.state == "done":
                return (
                    f"{product} · {earlier_words(facts['ended'], facts['stayed'])}"
                    if facts.get("ended")
                    else product
                )
            return gettext("%(product)s: has matured, its money is in no new deposit yet") % {
                "product": product
            }
        case "occasion":
            return _coded("occasions", "kind", facts["code"])
    return _coded("licences" if line.row.kind != "person" else "papers", "type", facts["code"])


def earlier_words(ended: int, stayed: int) -> str:
    """How a customer's earlier deposits ended: of how many the money stayed with the bank."""
    told = ngettext(
        "%(stayed)s of %(ended)s earlier deposit stayed",
        "%(stayed)s of %(ended)s earlier deposits stayed",
        ended,
    )
    return told % {"stayed": stayed, "ended": ended}


def _tier(line: AlertLine, place: int) -> str:
    names = norms.on(line.due).tiers.names
    return str(TIERS.get(names[place], names[place])) if 0 <= place < len(names) else str(place)


def _coded(field: str, part: str, code: str) -> str:
    choices = fields.register("bank").field(field).part(part).choices
    return in_language(choices[code]) if code in choices else code
