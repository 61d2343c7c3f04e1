"""What a step asks of its signer. One table serves the page's form and the API: the same names, the same checks.

    Ask("days", _("How many days"), "number", least=1, most=3)

Types: ``text`` ``textarea`` → str; ``private`` → str that may hold a name or a paper's number, because the procedure seals it; ``select`` ``radio`` → a code of ``choices``; ``checkboxes`` ``ticks`` → list of codes (``ticks`` in ``groups``);
``checkbox`` → bool; ``purpose`` → a purpose of the policy, drawn with those of the reader's role; ``number`` → int; ``date`` → date; ``moment`` → aware datetime; ``customers`` → list of customer
numbers as typed; ``staff`` → an active colleague.
"""

import contextlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext_lazy as _

from zhiji.access import policy
from zhiji.access.explain import in_language
from zhiji.custody.problems import Finding, Invalid, text_problems
from zhiji.custody.rules.flow import Flow
from zhiji.custody.steps.ticks import USUAL, Group, Ticks, drawn, spread
from zhiji.customers.forms.controls import Input
from zhiji.customers.rules import customer_id_of
from zhiji.staff.models import Staff
from zhiji.staff.naming import choice_words

Choices = Sequence[tuple[str, object]]
TYPES = frozenset(
    [
        "text",
        "textarea",
        "private",
        "select",
        "radio",
        "checkboxes",
        "ticks",
        "purpose",
        "checkbox",
        "number",
        "date",
        "moment",
        "customers",
        "staff",
    ]
)
DRAWN_AS = {
    "customers": "textarea",
    "staff": "select",
    "purpose": "select",
    "moment": "datetime-local",
    "private": "text",
}
"""Types whose input in the form is called otherwise in HTML."""
MOST_CUSTOMERS = 50


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing a step asks. ``choices`` and ``groups`` are functions where they are known only when asked. ``roles`` limit
    ``staff``. ``usual``: what stands in the form at first; a function of what is typed where that depends on another ask.
    ``by_role``: ``choices`` is a function of the reader's role."""

    name: str
    label: object
    type: str = "text"
    choices: Choices | Callable[..., Choices] = ()
    required: bool = True
    help: object = ""
    least: int = 0
    most: int = 400
    roles: frozenset[str] = frozenset()
    usual: str | Callable[[Mapping[str, Sequence[str]]], Sequence[str]] = ""
    groups: Callable[[], Sequence[Group]] | None = None
    by_role: bool = False

    def options(self, role: str = "") -> Choices:
        """The choices now: code and words; of purposes only those of ``role``, where one is given."""
        if self.type == "purpose":
            known = policy.purposes().values()
            return [(one.id, in_language(one.names)) for one in known if not role or role in one.roles]
        if self.groups is not None:
            return [(tick.code, tick.words) for group in self.groups() for tick in group.ticks]
        if self.type == "staff":
            return [(str(one.pk), choice_words(one)) for one in self._staff()]
        if callable(self.choices):
            return self.choices(role) if self.by_role else self.choices()
        return self.choices

    def inputs(
        self, typed: Mapping[str, Sequence[str]], problems: Sequence[Any] = (), *, role: str = ""
    ) -> Input:
        """The form's input with what was typed and what is wrong with it; ``checkboxes`` are drawn as a list of ticks.

        A select that must be answered and has one choice only stands on it.
        """
        kind = DRAWN_AS.get(self.type, self.type)
        wrong = [one for one in problems if one.field == self.name]
        values = list(typed.get(self.name, self._usual(typed)))
        if self.groups is not None:
            return Ticks(
                self.name, self.label, "\n".join(values), self.help, kind, (), self.required, {}, wrong,
                groups=drawn(self.groups(), values), usual=USUAL,
            )  # fmt: skip
        attributes = {"rows": "3"} if kind == "textarea" else {}
        if self.type in ("text", "textarea", "private"):
            attributes["maxlength"] = str(self.most)
        if self.type == "number":
            attributes |= {"min": str(self.least), "max": str(self.most), "inputmode": "numeric"}
        choices = list(self.options(role)) if kind in ("select", "radio", "checkboxes") else []
        if kind == "select" and self.required and len(choices) == 1:
            values = values or [choices[0][0]]
        if kind == "select" and (not self.required or not values):
            choices = [("", _("Choose")), *choices]
        return Input(
            self.name, self.label, "\n".join(values), self.help, kind, choices, self.required and kind != "checkbox",
            attributes, wrong,
        )  # fmt: skip

    def _usual(self, typed: Mapping[str, Sequence[str]]) -> Sequence[str]:
        return self.usual(typed) if callable(self.usual) else [self.usual] if self.usual else []

    def read(self, raw: Sequence[str]) -> tuple[Any, list[Finding]]:
        """The value of what was typed or sent, and what is wrong with it."""
        texts = [text.strip() for text in raw if text.strip()]
        if self.type == "checkbox":
            return bool(texts), []
        if self.groups is not None:
            texts = spread(self.groups(), texts)
        if self.type in ("checkboxes", "ticks"):
            texts = list(dict.fromkeys(texts))
            codes = {code for code, _words in self.options()}
            return texts, self._missing(texts) or ([] if set(texts) <= codes else [self._no_choice()])
        if self.type == "customers":
            return self._customers(texts)
        text = texts[0] if texts else ""
        if self.type in ("text", "textarea"):
            return text, text_problems(self.name, text, required=self.required, most=self.most)
        if self.type == "private":
            return text, self._missing(texts) or ([self._too_long()] if len(text) > self.most else [])
        if not text:
            return None if self.type in ("staff", "date", "moment", "number") else "", self._missing(texts)
        return self._one(text)

    def _one(self, text: str) -> tuple[Any, list[Finding]]:
        if self.type in ("select", "radio", "purpose"):
            fits = text in {code for code, _words in self.options()}
            return (text, []) if fits else ("", [self._no_choice()])
        if self.type == "staff":
            found = next((one for one in self._staff() if str(one.pk) == text), None)
            return found, [] if found else [self._no_choice()]
        if self.type == "number":
            if re.fullmatch(r"[0-9]{1,9}", text) and self.least <= int(text) <= self.most:
                return int(text), []
            return None, [self._finding("range", _("This number does not fit."), self._range())]
        value: date | datetime | None = None
        with contextlib.suppress(ValueError):
            value = parse_date(text) if self.type == "date" else parse_datetime(text)
        if value is None or not 1900 <= value.year <= 2200:
            return None, [self._finding("date", _("This is no date."), _("Write it like 2026-11-22."))]
        if isinstance(value, datetime) and timezone.is_naive(value):
            value = timezone.make_aware(value)
        return value, []

    def _customers(self, texts: Sequence[str]) -> tuple[list[str], list[Finding]]:
        numbers = list(
            dict.fromkeys(one for text in texts for one in re.split(r"[\s,;，；、]+", text) if one)
        )
        if not numbers:
            return [], self._missing(numbers)
        if len(numbers) > MOST_CUSTOMERS:
            mend = _("Name at most %(most)s at a time.") % {"most": MOST_CUSTOMERS}
            return numbers, [self._finding("many", _("These are too many files for one request."), mend)]
        if wrong := [number for number in numbers if customer_id_of(number) is None]:
            message = _("%(count)s of these are no customer numbers.") % {"count": len(wrong)}
            return numbers, [
                self._finding("number", message, _("Twelve digits, like 0420-1837-5512; check each."))
            ]
        once = {
            customer_id_of(number): number for number in reversed(numbers)
        }  # one file, however it is written
        return [number for number in numbers if once[customer_id_of(number)] is number], []

    def _staff(self) -> list[Staff]:
        found = Staff.objects.filter(is_active=True).select_related("unit").order_by("unit__path", "username")
        return list(found.filter(role__in=self.roles) if self.roles else found)

    def _missing(self, texts: Sequence[str]) -> list[Finding]:
        missing = self._finding("required", _("This is needed."), _("Fill it in."))
        return [missing] if self.required and not texts else []

    def _too_long(self) -> Finding:
        mend = _("At most %(most)s characters.") % {"most": self.most}
        return self._finding("text.long", _("The text is too long."), mend)

    def _no_choice(self) -> Finding:
        return self._finding("choice", _("This is none of the choices."), _("Choose one from the list."))

    def _range(self) -> object:
        return _("From %(least)s to %(most)s.") % {"least": self.least, "most": self.most}

    def _finding(self, rule: str, message: object, mend: object) -> Finding:
        return Finding(self.name, rule, message, mend)


@dataclass(frozen=True, slots=True)
class Step:
    """One step as people meet it: the act that takes it and what it asks.

    The raising step's act is called with the asks by name; every other with the case's number and the asks by name.
    ``intro``: a sentence or two above the form.
    """

    flow: Flow
    verb: str
    act: Callable[..., Any]
    asks: tuple[Ask, ...] = ()
    intro: object = ""

    @property
    def label(self) -> object:
        """The button's words."""
        return self.flow.label_of(self.verb)

    @property
    def tone(self) -> str:
        """The button's: ``grave`` where it destroys, plain where it says no, else ``primary``."""
        moves = [move for move in self.flow.moves if move.verb == self.verb]
        if any(move.grave for move in moves):
            return "grave"
        return "" if any(move.negative for move in moves) else "primary"

    @property
    def words(self) -> bool:
        """Whether a written reason is asked for as well."""
        return any(move.words for move in self.flow.moves if move.verb == self.verb)

    @property
    def asked(self) -> tuple[Ask, ...]:
        """The asks, with the usual few words beside the signature of every step but the raising one."""
        if self.verb == self.flow.raise_verb or any(ask.name == "words" for ask in self.asks):
            return self.asks
        return (*self.asks, words_ask(required=self.words))

    def read(self, typed: Mapping[str, Sequence[str]]) -> dict[str, Any]:
        """All values by name; raises ``Invalid`` with every problem at once."""
        values, problems = {}, []
        for ask in self.asked:
            values[ask.name], found = ask.read(typed.get(ask.name, []))
            problems += found
        if problems:
            raise Invalid(problems)
        return values


def words_ask(label: object = None, *, required: bool = False) -> Ask:
    """The usual ask of a step: a few words that stand beside the signature."""
    return Ask("words", label or _("In a few words"), "textarea", required=required)
