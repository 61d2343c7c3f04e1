"""The text of a report to the authority, drafted from a leak's facts in each of the three languages; people edit it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format

from zhiji import fields
from zhiji.custody.looks.rows import printed_number
from zhiji.custody.models import Case
from zhiji.custody.rules.leak import SEVERITY, measures, report_words


def draft_text(case: Case, report: str, language: str, *, what: str, contact: str) -> str:
    """The draft: counts, kinds of data, times and measures; never a customer's value, name or number."""
    words, content = report_words(language), case.content
    with translation.override(language):
        lines = [
            words[report], words["number"].format(number=printed_number(case)),
            words["found"].format(at=_moment(case.raised_at), acknowledged=_moment(content.get("acknowledged_at"))),
            words["what"].format(what=what or "—"), _affected(words, content), _grades(words, content),
            _measures(words, content, language), words["contact"].format(contact=contact or "—"),
        ]  # fmt: skip
    return "\n".join(([words["drill"]] if content.get("drill") else []) + [line for line in lines if line])


def _affected(words: Mapping[str, str], content: Mapping[str, Any]) -> str:
    if not content.get("traces"):
        return words["unknown"]
    names = translation.gettext(", ").join(field_names(content.get("fields", ()))) or "—"
    return words["affected"].format(
        customers=content["affected"], compartments=names, readers=content["readers"]
    )


def _grades(words: Mapping[str, str], content: Mapping[str, Any]) -> str:
    grades = content.get("severity", {})
    said = translation.gettext(", ").join(
        f"{label} {grades[name]}" for name, label in SEVERITY.items() if name in grades
    )
    return words["severity"].format(grades=said) if said else ""


def _measures(words: Mapping[str, str], content: Mapping[str, Any], language: str) -> str:
    done = [names[language] for name, names in measures().items() if name in content.get("ticked", {})]
    return words["measures"].format(measures="; ".join(done)) if done else words["none"]


def _moment(at: Any) -> str:
    found = parse_datetime(at) if isinstance(at, str) else at
    return f"{date_format(timezone.localtime(found), 'Y-m-d H:i')}" if found else "—"


def field_names(clear: Sequence[str]) -> list[str]:
    """Compartments and single fields (``identity``, ``identity.name``) in the reader's words."""
    register = fields.register()
    found = []
    for name in clear:
        compartment, _dot, field = name.partition(".")
        if compartment not in register.compartments:
            continue
        label = str(register.compartments[compartment])
        known = next((str(one.label) for one in register.fields if one.id == field), field)
        found.append(f"{label} · {known}" if field else label)
    return found
