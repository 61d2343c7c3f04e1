"""A case's content in words: the same asks that took it in say what each value is called."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from zhiji.access.explain import in_language
from zhiji.access.policy import purposes
from zhiji.custody.looks.cases import CaseView
from zhiji.custody.rules.repair import DEFECTS
from zhiji.custody.steps import STEPS, Ask
from zhiji.custody.watch.signals import table

RAISED = "watch: "
SAID: dict[str, object] = {}
"""Reasons that the house itself gives, by code: a room above adds its own."""
ASKED_AS = {"enquiry": "authority"}
"""A procedure whose content another one asked for."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a case: what it is called, and its value in words; a moment stays one, to be written as the reader does."""

    label: object
    value: str | datetime
    type: str = "text"


def facts_of(view: CaseView) -> list[Fact]:
    """Purpose, reason and everything the procedure asked, in the order of its steps. Sealed texts stand among them."""
    facts = [Fact(_("Reason"), _reason(view.reason))]
    if view.purpose:
        facts.insert(0, Fact(_("Purpose"), in_language(purposes()[view.purpose].names)))
    asked = {
        ask.name: ask
        for (kind, _verb), step in STEPS.items()
        if kind in (view.row.kind, ASKED_AS.get(view.row.kind))
        for ask in step.asks
    }
    values: Mapping[str, Any] = {**view.content, **view.private}
    return facts + [
        _fact(ask, values[name]) for name, ask in asked.items() if values.get(name) not in (None, "", [])
    ]  # fmt: skip


def _fact(ask: Ask, value: Any) -> Fact:
    if ask.type == "moment" and (found := parse_datetime(str(value))):
        return Fact(ask.label, found, "moment")
    return Fact(ask.label, _in_words(ask, value), ask.type)


def _reason(text: str) -> str:
    """A reason in words; the watch gives the ids of its signals as one, the house a code."""
    if text in SAID:
        return str(SAID[text])
    ids = text.removeprefix(RAISED).split(", ") if text.startswith(RAISED) else ()
    names = [in_language(line["names"]) for line in table() if line["id"] in ids]
    return str(_(", ")).join(names) if names else text


def _in_words(ask: Ask, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    words = {code: str(text) for code, text in ask.options()} if ask.type not in ("text", "textarea") else {}
    if ask.name == "defect":
        words = {
            code: str(text) for code, text in DEFECTS.items()
        }  # some are found by the clock, never reported by hand
    many = value if isinstance(value, list) else [value]
    return _(", ").join(words.get(str(one), str(one)) for one in many)
