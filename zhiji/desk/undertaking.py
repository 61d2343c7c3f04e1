"""The confidentiality undertaking: its dated texts, and signing it (N17, J01, J08–J10)."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

from zhiji import norms
from zhiji.access.gate import Gate
from zhiji.access.gateway import act
from zhiji.custody.rules.quiz import months_later
from zhiji.staff.models import Staff

FOLDER = Path(__file__).parent / "undertaking_texts"
LANGUAGES = ("zh-hans", "zh-hant", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """The undertaking in one language."""

    title: str
    creed: str
    preamble: str
    promises: Sequence[str]
    donts_title: str
    donts: Sequence[str]


@dataclass(frozen=True, slots=True)
class Undertaking:
    """One version of the undertaking, in all three languages."""

    version: str
    in_force_from: date
    texts: Mapping[str, Text]

    @property
    def text(self) -> Text:
        """In the reader's language."""
        return self.texts[get_language() or "zh-hans"]


@cache
def all_versions() -> tuple[Undertaking, ...]:
    """Every version there has been, oldest first. A text without one of the languages raises KeyError."""
    found = []
    for path in FOLDER.glob("*.toml"):
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        texts = {language: Text(**raw[language]) for language in LANGUAGES}
        found.append(Undertaking(raw["version"], raw["in_force_from"], texts))
    return tuple(sorted(found, key=lambda one: one.in_force_from))


def current() -> Undertaking:
    """The version in force today."""
    today = timezone.localdate()
    return [one for one in all_versions() if one.in_force_from <= today][-1]


def is_signed(staff: Any) -> bool:
    """Whether the colleague signed the version in force, and not longer ago than the house lets it last (Art. 21, 26)."""
    signed, today = staff.undertaking_signed_at, timezone.localdate()
    if signed is None or staff.undertaking_version != current().version:
        return False
    months = norms.on(today).secrecy.undertaking_renewal_months
    return today <= months_later(timezone.localdate(signed), months)


@act("staff:undertaking:sign")
def sign(gate: Gate, *, version: str) -> None:
    """The colleague signs for themself the version they were shown; a version no longer in force raises ValueError."""
    if version != current().version:
        raise ValueError(f"undertaking {version} is not the one in force")
    gate.permit_none({"version": version})
    Staff.objects.filter(username=gate.by.username).update(
        undertaking_version=version, undertaking_signed_at=gate.at
    )
