"""A leak, or what may be one (Art. 27): reported by anybody, taken up at once, contained, reported to the authority, closed.

What is ticked off, what a task can be, what an authority is told and how grave it is: tables here and in ``containment.toml``.
"""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

from zhiji.custody.rules.flow import Flow, Move, State

OPEN = ("handling", "contained")
HANDLERS = frozenset({"supervisor", "manager", "gm"})


def _within(verb: str, label: object, states: tuple[str, ...] = OPEN, **more: object) -> tuple[Move, ...]:
    """A step that leaves the case where it is: one may take it, the case does not wait for it."""
    return tuple(Move(verb, label, (state,), state, optional=True, **more) for state in states)  # type: ignore[arg-type]


FLOW = Flow(
    "leak", "K", "Art. 27", _("Leak"),
    states=(
        State("reported", _("waits for acknowledgement"), clock="incident.acknowledge_minutes", tone="cinnabar"),
        State("handling", _("being contained"), clock="incident.contain_hours", tone="amber"),
        State("contained", _("contained"), clock="incident.close_days", tone="jade"),
        State("closed", _("closed"), final=True, tone="jade"),
        State("dismissed", _("no leak"), final=True),
    ),
    moves=(
        Move("acknowledge", _("Acknowledge"), ("reported",), "handling"),
        *_within("tick", _("Tick a measure off")),
        *_within("decide", _("Write a decision down")),
        *_within("rate", _("Rate how grave it is")),
        *_within("concern", _("Name a colleague concerned"), ("reported", *OPEN)),
        Move("concern", _("Name a colleague concerned"), ("handling",), "reported", optional=True),
        *_within("absolve", _("Take back that it concerns a colleague"), ("reported", *OPEN), words=True),
        *_within("trace", _("Find who is affected")),
        *_within("assign", _("Give tasks out")),
        *_within("draft", _("Draft a report to the authority")),
        *_within("send", _("Record a report as sent"), apart=("draft",)),
        *_within("extract", _("Keep the journal as evidence")),
        *_within("handover", _("Make the pack for the police"), apart=("extract",)),
        Move("contain", _("Contained"), ("handling",), "contained", words=True),
        Move("close", _("Close"), ("contained",), "closed", apart=("contain",), words=True),
        Move("dismiss", _("It was no leak"), ("handling",), "dismissed", apart=("acknowledge", "tell"), words=True, optional=True),
        *_within("complete", _("Complete the report"), ("reported", "handling"), tie="raiser"),
    ),
    raise_verb="tell",
    readers=frozenset({"supervisor", "manager", "gm", "auditor"}),
    discreet=True,
)  # fmt: skip

SEVERITY: Mapping[str, object] = MappingProxyType({
    "property": _("Loss of property"),
    "credit": _("Risk to credit"),
    "reputation": _("Harm to reputation"),
    "legal": _("Legal consequences"),
})  # fmt: skip
"""What a leak can do (K09)."""

GRADES: tuple[tuple[str, object], ...] = (
    ("0", _("none")),
    ("1", _("slight")),
    ("2", _("grave")),
    ("3", _("very grave")),
)

TASKS: Mapping[str, object] = MappingProxyType({
    "contact": _("Tell the customer"),
    "freeze": _("Freeze the account"),
    "loss_report": _("Report the card lost"),
})  # fmt: skip
"""What is done for an affected customer (K04)."""

REPORTS: Mapping[str, tuple[object, str]] = MappingProxyType({
    "first": (_("First report"), "first_report_hours"),
    "written": (_("Written report"), "written_report_hours"),
})  # fmt: skip
"""Reports to the authority: words, and the norm parameter of group ``incident`` that is their clock."""

LANGUAGES = ("zh-hans", "zh-hant", "en")


def enough(left: Iterable[tuple[str, bool]], least: int) -> bool:
    """Whether those left may handle a leak: ``left`` pairs each account's human being with whether it may trace and contain.

    Two accounts of one human being are one, so that another hand can still close what one contained.

    >>> enough([("7", True), ("7", True)], 2), enough([("7", False), ("8", True)], 2), enough([("7", False), ("8", False)], 2)
    (False, True, False)
    """
    found = list(left)
    return len({person for person, _contains in found}) >= least and any(
        contains for _person, contains in found
    )


def gravest(grades: Mapping[str, int]) -> int:
    """How grave a leak is as a whole: its gravest consequence.

    >>> gravest({"property": 1, "legal": 3})
    3
    """
    return max(grades.values(), default=0)


@cache
def _table() -> Mapping[str, object]:
    path = Path(__file__).with_name("containment.toml")
    return MappingProxyType(tomllib.loads(path.read_text(encoding="utf-8")))


def measures() -> Mapping[str, Mapping[str, str]]:
    """The checklist: measure → its words in three languages, in the order in which they are done."""
    listed: Iterable[Mapping[str, object]] = _table()["measure"]  # type: ignore[assignment]
    return {str(one["id"]): one["names"] for one in listed}  # type: ignore[misc]


def report_words(language: str) -> Mapping[str, str]:
    """The sentences of a report in one language, with ``{places}`` for the case's facts."""
    return _table()["report"][language]  # type: ignore[index]
