"""Turns a Django form field, or a plain description of a field, into what ``desk/parts/field.html`` draws."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

SEEK_FROM = 10
"""A list with more colleagues than this can be searched."""


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What is wrong with one field: ``message`` names the rule, ``mend`` what to do. ``fields.Problem`` fits too."""

    message: object
    mend: object = ""
    severity: str = "error"

    def __str__(self) -> str:
        return f"{self.message} {self.mend}".strip()


@dataclass(frozen=True, slots=True)
class PlainField:
    """A field that comes from no Django form. ``value`` is what was typed, kept as typed.

    ``type``: an HTML input type, ``textarea``, ``select``, ``radio`` or ``checkbox``; ``choices``: pairs of code and words;
    ``empty``: what a select says where nothing is chosen.
    """

    name: str
    label: object
    value: object = ""
    help: object = ""
    problems: Sequence[Any] = ()
    type: str = "text"
    choices: Sequence[tuple[str, object]] = ()
    required: bool = False
    attributes: dict[str, str] = field(default_factory=dict)
    empty: object = ""


@dataclass(frozen=True, slots=True)
class ShownField:
    """What the template draws."""

    id: str
    label: object
    help: object
    input: SafeString
    problems: Sequence[Any]
    problem_id: str
    tick: bool
    group: bool
    optional: bool


def shown(bound: Any, *, help: object = "", optional: bool = False, label: object = "") -> ShownField:
    """The drawn form of ``bound``; ``help`` (None for none) and ``label`` override its own."""
    if isinstance(bound, BoundField):
        return _from_form(bound, help, optional, label)
    return _from_plain(bound, help, optional)


def _from_form(bound: BoundField, help: object, optional: bool, label: object) -> ShownField:
    widget = bound.field.widget
    group = isinstance(widget, (RadioSelect, CheckboxSelectMultiple))
    identity = bound.auto_id if group else (bound.id_for_label or bound.auto_id)
    help = bound.help_text if help == "" else help  # None: none at all
    problems = [Shortfall(message) for message in bound.errors]
    attributes = _aria(identity, bool(help), bool(problems), group)
    if "placeholder" in widget.attrs:
        attributes["placeholder"] = ""  # the label says it, and stays while typing
    return ShownField(
        identity, label or bound.label, help, bound.as_widget(attrs=dict(attributes)), problems, f"{identity}-problem",
        isinstance(widget, CheckboxInput), group, optional,
    )  # fmt: skip


def _from_plain(plain: Any, help: object, optional: bool) -> ShownField:
    identity = f"id_{plain.name}"
    help = help or plain.help
    group = plain.type == "radio"
    attributes = {
        **_aria(identity, bool(help), bool(plain.problems), group),
        **getattr(plain, "attributes", {}),
    }
    if getattr(plain, "required", False):
        attributes["required"] = "required"
    return ShownField(
        identity, plain.label, help, _input(plain, identity, attributes), plain.problems, f"{identity}-problem",
        plain.type == "checkbox", group, optional,
    )  # fmt: skip


def _aria(identity: str, has_help: bool, wrong: bool, group: bool) -> dict[str, str]:
    described = [f"{identity}-help"] * has_help + [f"{identity}-problem"] * wrong
    attributes = {"aria-describedby": " ".join(described)} if described else {}
    if wrong:
        attributes["aria-invalid"] = "true"
    if group:
        attributes |= {"aria-labelledby": f"{identity}-label"}
        attributes.pop("aria-describedby", None)
    return attributes


def _flat(attributes: dict[str, str]) -> SafeString:
    return format_html_join("", ' {}="{}"', attributes.items())


def _input(plain: Any, identity: str, attributes: dict[str, str]) -> SafeString:
    value = "" if plain.value is None else plain.value
    if plain.type == "textarea":
        return format_html(
            '<textarea id="{}" name="{}"{}>{}</textarea>', identity, plain.name, _flat(attributes), value
        )
    if plain.type == "select":
        return _select(plain, identity, attributes, str(value))
    if plain.type == "radio":
        choices = format_html_join(
            "",
            '<label><input type="radio" name="{}" value="{}"{}> {}</label>',
            (
                (plain.name, code, SafeString(" checked") if str(code) == str(value) else "", words)
                for code, words in plain.choices
            ),
        )
        return format_html(
            '<div id="{}" class="choices" role="radiogroup"{}>{}</div>', identity, _flat(attributes), choices
        )
    if plain.type == "checkbox":
        ticked = SafeString(" checked") if value else ""
        return format_html(
            '<input type="checkbox" id="{}" name="{}" value="1"{}{}>',
            identity,
            plain.name,
            ticked,
            _flat(attributes),
        )
    return format_html(
        '<input type="{}" id="{}" name="{}" value="{}"{}>',
        plain.type,
        identity,
        plain.name,
        value,
        _flat(attributes),
    )


def _select(plain: Any, identity: str, attributes: dict[str, str], value: str) -> SafeString:
    """A list to choose from; above a long one of colleagues a field to search it, which a script shows."""
    first = ("", getattr(plain, "empty", "") or gettext("Choose…"))
    options = format_html_join(
        "",
        '<option value="{}"{}{}>{}</option>',
        (
            (
                code, SafeString(" selected") if str(code) == value else "",
                format_html(' data-sought="{}"', sought) if (sought := getattr(words, "sought", "")) else "", words,
            )
            for code, words in [first, *plain.choices]
        ),
    )  # fmt: skip
    drawn = format_html(
        '<select id="{}" name="{}"{}>{}</select>', identity, plain.name, _flat(attributes), options
    )
    found = [words for _code, words in plain.choices if hasattr(words, "sought")]
    return format_html("{}{}", _seeking(identity), drawn) if len(found) > SEEK_FROM else drawn


def _seeking(identity: str) -> SafeString:
    return format_html(
        '<div class="seeking" data-seek="{0}" hidden><input type="search" id="{0}-seek" autocomplete="off" maxlength="40" '
        'aria-label="{1}" aria-controls="{0}" placeholder="{2}"><output class="quiet small nowrap" data-words="{3}"></output></div>',
        identity, gettext("Find a colleague"), gettext("Name, number or pinyin"), gettext("found:"),
    )  # fmt: skip
