"""The stage of a customer's life with the bank and what it calls for, and whether it is a large customer, in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from zhiji import norms
from zhiji.insight.explorer import words
from zhiji.insight.life_cycle import HUNDREDTHS, Staged
from zhiji.insight.looks.standing import StandingView

PLAYS = {
    "new": _("Welcome: call within the first month, see that the papers are whole, and ask what else is wanted of a bank."),
    "growing": _("Offer more: see what could be offered next, and what the next tier would bring."),
    "steady": _("Keep it so: a word when money falls due and on occasions; ask once a year whether the needs have changed."),
    "declining": _("Ask why before more goes: call, look at what falls due and at what went to other banks."),
    "asleep": _("Wake it or tidy up: ask whether the accounts are still wanted."),
    "gone": _("Part well: ask for the reason and note it; win back only who agrees to be approached."),
}  # fmt: skip
"""What a stage calls for."""
WAYS = {1: _("grows"), 0: _("neither grows nor falls"), -1: _("falls")}
TONES = {"growing": "jade", "new": "jade", "declining": "cinnabar", "asleep": "amber", "gone": ""}


def life_words(found: StandingView) -> Mapping[str, Any]:
    """Stage with its reasons and what it calls for; the large customer's figures beside the limits."""
    staged, large = found.stage, found.large
    if staged is None or large is None or found.night is None:
        return {}
    rule = norms.on(found.night).grading
    return {
        "stage": words.STAGES[staged.stage], "stage_tone": TONES.get(staged.stage, ""), "play": PLAYS[staged.stage],
        "why": _why(staged, rule), "turn": rule.turn_percent, "new_days": rule.new_days, "asleep_days": rule.asleep_days,
        "size": words.SIZES["large" if large.large else "usual"],
        "sizes": [(gettext("Assets under management"), large.assets, large.least_assets), (gettext("Owed to the bank"), large.owed, large.least_owed)],
    }  # fmt: skip


def _why(staged: Staged, rule: Any) -> list[tuple[str, str, object]]:
    """What it goes by, the figure, and which way it points."""
    money = gettext("%(net)s in 90 days, on %(stood)s") % {
        "net": _amount(staged.net),
        "stood": _amount(staged.stood),
    }
    often = gettext("%(now)s within a year, %(before)s the year before") % {
        "now": words.number(staged.now), "before": "–" if staged.before is None else words.number(staged.before),
    }  # fmt: skip
    return [
        (gettext("With the bank since"), _days(staged.days), gettext("new") if _below(staged.days, rule.new_days) else ""),
        (gettext("Last movement of their own"), _days(staged.recency), gettext("asleep") if not _below(staged.recency, rule.asleep_days) else ""),
        (gettext("Money"), money, WAYS[staged.money]),
        (gettext("Movements"), often, WAYS[staged.movements]),
    ]  # fmt: skip


def _below(days: int | None, limit: int) -> bool:
    return days is not None and days < limit


def _days(days: int | None) -> str:
    if days is None:
        return gettext("none known")
    return ngettext("%(n)s day ago", "%(n)s days ago", days) % {"n": words.number(days)}


def _amount(hundredths: int) -> str:
    return words.number(hundredths / HUNDREDTHS, 2)
