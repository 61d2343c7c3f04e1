"""What a step answers to bad input or a bad moment; the same three-part problems as everywhere."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from zhiji.access.outbound import outbound_problems
from zhiji.access.problems import Finding, secrets_as
from zhiji.customers.problems import Invalid

WORDS_MOST = 400
REASON_LEAST = 4
REGISTER_TEXTS = frozenset({"reason", "words", "title"})
"""Free texts that stand unsealed in registers and go out with their exports: stopped more strictly."""


def text_problems(field: str, text: str, *, required: bool, most: int = WORDS_MOST) -> list[Finding]:
    """What is wrong with a free text that stands in a register: missing, too long, or carrying a secret (Art. 26)."""
    text = text.strip()
    if not text:
        missing = Finding(field, "required", _("This is needed."), _("Say it in one sentence."))
        return [missing] if required else []
    if required and len(text) < REASON_LEAST:
        return [
            Finding(field, "length", _("This is too short to be understood."), _("Say it in one sentence."))
        ]
    if len(text) > most:
        return [
            Finding(
                field,
                "text.long",
                _("The text is too long."),
                _("At most %(most)s characters.") % {"most": most},
            )
        ]
    return outbound_problems(field, text) if field in REGISTER_TEXTS else secrets_as(field, text)


def refuse_any(problems: Iterable[Finding]) -> None:
    """Raise ``Invalid`` with all of them, or return."""
    if found := list(problems):
        raise Invalid(found)


__all__ = ["Finding", "Invalid", "refuse_any", "text_problems"]
