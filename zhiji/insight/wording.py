"""Codes of the night in words: its steps, and what can stop it with what to do then."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

STEPS = {
    "check": pgettext_lazy("night", "check the day"),
    "gather": pgettext_lazy("night", "gather the customers"),
    "measure": pgettext_lazy("night", "reckon the measures"),
    "place": pgettext_lazy("night", "tiers and pyramid"),
    "publish": pgettext_lazy("night", "put in force"),
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
    "stopped": (
        _("The run was stopped (%(kind)s)."),
        _("Run the night again; the figures of the night before stand until then."),
    ),
}


def problem_words(problem: Mapping[str, Any]) -> tuple[str, str]:
    """What stopped a run, and the mend, in the reader's language."""
    said, mend = PROBLEMS[problem["code"]]
    facts = {
        name: ", ".join(value) if isinstance(value, list) else value for name, value in problem.items()
    }
    return str(said) % facts, str(mend)
