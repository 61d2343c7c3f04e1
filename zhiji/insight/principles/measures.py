"""What the board shows, each with its numerator, denominator and source. Pure: reads the figures kept of units (``reckoning``)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiji.customers.quality import PRINCIPLES

Figures = Mapping[str, Any]
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Definition:
    """One figure. ``pair`` gives good and of, of a unit's figures or of several added up; ``among`` says whose customers
    ``of`` is of: ``files``, ``weighed`` files, ``keys`` (key customers, which are few) or ``else`` (colleagues, looks: no customer)."""

    id: str
    label: Any
    good: Any
    of: Any
    source: Any
    pair: Callable[[Figures], Pair]
    among: str = "files"


def added(many: Iterable[Figures]) -> dict[str, Any]:
    """Several units' figures as one: counts, pairs and histograms add up."""
    total: dict[str, Any] = {}
    for figures in many:
        _add(total, figures)
    return total


def _add(total: dict[str, Any], figures: Figures) -> None:
    for name, value in figures.items():
        if isinstance(value, Mapping):
            _add(total.setdefault(name, {}), value)
        elif isinstance(value, list):
            total[name] = [a + b for a, b in zip(total.get(name, [0] * len(value)), value, strict=True)]
        else:
            total[name] = total.get(name, 0) + value


def over_kinds(figures: Figures) -> dict[str, Any]:
    """The classes of customers added up."""
    return added(figures.get("kinds", {}).values())


def count(name: str, of: str = "files") -> Callable[[Figures], Pair]:
    """A pair of two counts of files."""

    def pair(figures: Figures) -> Pair:
        counts = over_kinds(figures)
        return counts.get(name, 0), counts.get(of, 0)

    return pair


def summed(principle: str) -> Callable[[Figures], Pair]:
    """A pair added up over files: things as they should be, of things judged."""

    def pair(figures: Figures) -> Pair:
        good, of = over_kinds(figures).get(principle, (0, 0))
        return good, of

    return pair


def in_procedures(figures: Figures) -> Pair:
    """Undertakings and quizzes in force, inspections in time, of all that should be."""
    staff = figures.get("staff", {})
    good = sum(staff.get(one, 0) for one in ("signed", "passed", "inspected"))
    return good, 2 * staff.get("people", 0) + staff.get("inspections", 0)


def in_use(figures: Figures) -> Pair:
    """Looks at files that were granted, of those asked for."""
    use = figures.get("use", {})
    return use.get("granted", 0), use.get("asked", 0)


_SEALED = _("the files themselves, compared while open")
_CLEAR = _("the register of files")
_JOURNAL = _("the journal")
DEFINITIONS: Mapping[str, Definition] = {
    one.id: one
    for one in (
        Definition(
            "truthfulness", PRINCIPLES["truthfulness"], _("filled fields that somebody verified, or that come from a paper or a public register"),
            _("filled fields"), _SEALED, summed("truthfulness"), "weighed",
        ),
        Definition(
            "completeness", PRINCIPLES["completeness"], _("required fields that are filled"), _("required fields, by the norm in force"),
            _SEALED, summed("completeness"), "weighed",
        ),
        Definition(
            "timeliness", PRINCIPLES["timeliness"], _("ageing fields that are neither stale nor expired"), _("fields that age or expire"),
            _SEALED, summed("timeliness"), "weighed",
        ),
        Definition(
            "standardisation", PRINCIPLES["standardisation"], _("filled fields that pass the register's checks of form and code"),
            _("filled fields"), _SEALED, summed("standardisation"), "weighed",
        ),
        Definition(
            "institutionalisation", PRINCIPLES["institutionalisation"],
            _("manager, deputy, custodian and unit named, and values with source and lawful ground"),
            _("these four of each file, and its filled fields"), _SEALED, summed("institutionalisation"), "weighed",
        ),
        Definition(
            "procedures", _("Procedures in time"), _("undertakings and quizzes in force, inspections in time"),
            _("two for each colleague, and the inspections planned within the year"), _("the institution's registers"), in_procedures, "else",
        ),
        Definition(
            "effective", _("Effective"), _("files that are complete, in date and were opened lately"), _("live files"),
            _JOURNAL, count("effective"),
        ),
        Definition(
            "reasonable", _("Reasonable use"), _("openings granted for the purpose that was stated"), _("openings asked for"),
            _JOURNAL, in_use, "else",
        ),
        Definition(
            "key_focus", _("Focus on key customers"), _("key customers' files that are complete, in date and have a deputy"),
            _("key customers' files"), _CLEAR, count("keys_kept", "keys"), "keys",
        ),
        Definition("classified", _("Classified"), _("files with class, level of secrecy and state"), _("live files"), _CLEAR, count("classified")),
        Definition("centralised", _("Kept centrally"), _("files in the custody of an information officer at work"), _("live files"), _CLEAR, count("centralised")),
        Definition("monitoring", _("Monitoring"), _("files of which somebody verified a value within the norm's days"), _("live files"), _SEALED, count("checked")),
        Definition("updating", _("Updating"), _("files that changed within the norm's days"), _("live files"), _CLEAR, count("updated")),
        Definition("use", pgettext_lazy("principle", "Use"), _("files that somebody opened within the norm's days"), _("live files"), _JOURNAL, count("used")),
        Definition("agreed", _("Agreed between sources"), _("files in which no two sources differ"), _("files weighed"), _SEALED, lambda figures: _agreed(figures), "weighed"),
    )
}  # fmt: skip
GROUPS = ("files", "weighed", "keys", "changed")
"""Of which customers a figure can be (``behind``)."""
FIVE = tuple(PRINCIPLES)
DIALS = ("monitoring", "updating", "use")
THREE = ("centralised", "updating", "classified")
"""Files are kept centrally, kept moving, and classified (AA21)."""


def _agreed(figures: Figures) -> Pair:
    counts = over_kinds(figures)
    return counts.get("weighed", 0) - counts.get("conflicts", 0), counts.get("weighed", 0)


def score_of(name: str, figures: Figures) -> int | None:
    """0 to 100, None where there is nothing to judge. Institutionalisation is the mean of files and procedures.

    What is not all right is never 100 by rounding.
    """
    pairs = [DEFINITIONS[name].pair(figures)]
    if name == "institutionalisation":
        pairs.append(DEFINITIONS["procedures"].pair(figures))
    shares = [100 * good / of for good, of in pairs if of]
    if not shares:
        return None
    whole = all(good >= of for good, of in pairs)
    return 100 if whole else min(99, round(sum(shares) / len(shares)))


def behind(among: str, figures: Figures) -> int:
    """How many customers stand behind the figures among ``files``, ``weighed``, ``keys`` or ``changed`` (those with a lag)."""
    counts = over_kinds(figures)
    return sum(counts.get("lags", {}).values()) if among == "changed" else counts.get(among, 0)


def median_lag(figures: Figures) -> int | None:
    """The median of days between learning a change and recording it; None where nothing changed lately."""
    lags = sorted((int(days), many) for days, many in over_kinds(figures).get("lags", {}).items())
    left = (sum(many for _days, many in lags) + 1) // 2
    for days, many in lags:
        left -= many
        if left <= 0:
            return days
    return None


def purposes_used(figures: Figures) -> dict[str, int]:
    """Openings by purpose, the commonest first (AA19)."""
    told = figures.get("use", {}).get("purposes", {})
    return dict(sorted(told.items(), key=lambda one: (-one[1], one[0])))
