"""Uses of a customer's data, their texts, and what the recorded lines amount to at a moment. Pure: no database, no clock."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiji import norms
from zhiji.custody.rules.quiz import months_later
from zhiji.fields import Names

REGISTER = Path(__file__).parents[1] / "uses.toml"
BASES: Mapping[str, object] = {
    "contract": _("needed for the contract"),
    "law": _("a duty in law"),
    "consent": _("your consent"),
}
WHAT: Mapping[str, object] = {
    "told": _("told"),
    "consented": _("consented"),
    "withdrawn": _("taken back"),
    "lapsed": _("run out"),
    "agreed": _("agreement signed"),
}
CHANNELS: Mapping[str, object] = {
    "counter": _("at the counter"),
    "phone": _("by telephone"),
    "app": _("in the app"),
    "letter": _("by letter"),
    "visit": _("at a visit"),
}
EVIDENCE: Mapping[str, object] = {
    "signature": _("signed paper"),
    "recording": _("recording"),
    "log": _("log of the app"),
    "witness": _("a colleague was present"),
}


@dataclass(frozen=True, slots=True)
class Text:
    """One version of a notice, in three languages, good from its first day. ``asks_anew``: what it says has changed so much
    that an earlier consent does not cover it (PIPL art. 14)."""

    version: int
    first_day: date
    words: Names
    asks_anew: bool = False


@dataclass(frozen=True, slots=True)
class Use:
    """One use. ``basis`` contract, law or consent; ``separate``: the consent stands alone; ``agreement``: signed, not told."""

    id: str
    names: Names
    basis: str
    norm: str
    separate: bool
    agreement: bool
    texts: tuple[Text, ...]

    def text_on(self, day: date) -> Text | None:
        """The text in force on a day; None before the first."""
        return next((one for one in reversed(self.texts) if one.first_day <= day), None)

    @property
    def words_of_yes(self) -> str:
        """What a customer's yes is called here."""
        return "agreed" if self.agreement else "consented" if self.basis == "consent" else "told"


@dataclass(frozen=True, slots=True)
class Line:
    """One recorded line, as the rule sees it."""

    use: str
    what: str
    version: int
    at: datetime


@cache
def uses() -> Mapping[str, Use]:
    """All uses by id, in the order of the register."""
    found = {}
    for raw in tomllib.loads(REGISTER.read_text(encoding="utf-8"))["use"]:
        texts = tuple(
            Text(one["version"], one["from"], Names(one["words"]), one.get("asks_anew", False))
            for one in raw["text"]
        )
        found[raw["id"]] = Use(
            raw["id"], Names(raw["names"]), raw["basis"], raw["norm"], raw.get("separate", False),
            raw.get("agreement", False), texts,
        )  # fmt: skip
    return found


def standing(use: Use, lines: Iterable[Line], at: datetime) -> str:
    """How a use stands at a moment: ``""`` nothing said, else the last of told, consented, withdrawn, agreed; ``lapsed`` where
    the last consent has run out. Having been told takes no consent away."""
    own = [one for one in lines if one.use == use.id and one.at <= at]
    decisive = [one for one in sorted(own, key=lambda one: one.at) if one.what != "told"]
    if not decisive:
        return "told" if own else ""
    last = decisive[-1]
    return "lapsed" if last.what == "consented" and has_lapsed(use, last, at) else last.what


def has_lapsed(use: Use, consent: Line, at: datetime) -> bool:
    """Whether a consent has run out at a moment: it is older than the house lets it last (norm ``house.consents``), or a later
    text has asked for it anew (PIPL art. 14)."""
    today = timezone.localdate(at)
    if any(
        text.asks_anew and text.version > consent.version and text.first_day <= today for text in use.texts
    ):
        return True
    months = norms.on(today).personal_data.get(f"{use.id}_months", 0)
    return bool(months) and today > months_later(timezone.localdate(consent.at), months)


def allowed(use: Use, lines: Iterable[Line], at: datetime, *, store_only: bool = False) -> bool:
    """Whether the data may be used so at a moment: a duty in law always; a contract unless the file is only stored; else
    only while a consent stands.

    >>> from datetime import UTC
    >>> def day(n): return datetime(2026, 1, n, tzinfo=UTC)
    >>> lines = [Line("marketing", "consented", 1, day(2)), Line("marketing", "withdrawn", 1, day(5))]
    >>> [allowed(uses()["marketing"], lines, day(n)) for n in (1, 3, 6)]
    [False, True, False]
    """
    if use.basis == "law":
        return True
    if store_only:
        return False
    return use.basis == "contract" or standing(use, lines, at) == "consented"


def problem_of(use: Use, what: str, lines: Iterable[Line], at: datetime) -> str:
    """Why a line cannot be recorded: ``kind`` (no such line for this use), ``untold`` (a consent or agreement without the
    notice first, M05), ``nothing`` (nothing to take back); ``""`` when it can."""
    kept = list(lines)
    if what not in ("told", use.words_of_yes, "withdrawn") or (
        what == "withdrawn" and use.basis != "consent"
    ):
        return "kind"
    if what in ("consented", "agreed") and not any(
        one.use == use.id and one.what == "told" and one.at <= at for one in kept
    ):
        return "untold"
    if what == "withdrawn" and standing(use, kept, at) != "consented":
        return "nothing"
    return ""
