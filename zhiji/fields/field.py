"""A field of the register, and the register itself: immutable data read from TOML, no behaviour of any
single field.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.utils.translation import get_language

LANGUAGES = ("zh-hans", "zh-hant", "en")
COMPARTMENTS = ("identity", "contact", "work", "wealth", "personal", "ties")
KINDS = ("person", "organisation", "sole_trader")
DATA_CLASSES = ("descriptive", "promotional", "transactional")


class Names(Mapping[str, str]):
    """One text in three languages; ``str()`` gives it in the language now active (English when none is)."""

    __slots__ = ("_texts",)

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = dict(texts)

    def __getitem__(self, language: str) -> str:
        return self._texts[language]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    def __str__(self) -> str:
        return self.text(get_language() or "en")

    def __repr__(self) -> str:
        return f"<Names {self._texts.get('en', '')!r}>"

    def text(self, language: str) -> str:
        """The text in ``language``, else in English."""
        texts = self._texts
        return texts.get(language.lower()) or texts.get(language.lower()[:2]) or texts["en"]


@dataclass(frozen=True, eq=False)
class Field:
    """One entry of the register, or one part of a composite shape.

    ``type`` is a simple type (``types/``) or a shape (``shapes.toml``, then ``parts`` is filled). ``index``
    is the blind index the value goes to, ``find`` says how ("exact"). ``limits`` hold what only the type
    reads: max (characters), least, most, past, rule, codes, unit. ``required`` and ``complete`` are
    explained in shapes.toml.
    """

    id: str
    names: Names
    type: str
    kinds: tuple[str, ...] = KINDS
    compartment: str = ""
    help: Names | None = None
    klass: str = "C2"
    sensitive: bool = False
    public: bool = False
    public_for: tuple[str, ...] = ()
    many: bool = False
    mask: str = "none"
    index: str | None = None
    required_by: str | None = None
    required_per_kind: Mapping[str, str] = field(default_factory=dict)
    stale_days: int | None = None
    sources: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()
    data_class: str = "descriptive"
    choices: Mapping[str, Names] = field(default_factory=dict)
    also: Mapping[str, str] = field(default_factory=dict)
    parts: tuple["Field", ...] = ()
    limits: Mapping[str, object] = field(default_factory=dict)
    required: bool = False
    from_text: str | None = None
    fallback: str | None = None
    check: str | None = None
    complete: tuple[tuple[str, ...], ...] = ()

    @property
    def label(self) -> Names:
        """The name for the reader: lazy, follows the active language."""
        return self.names

    @property
    def find(self) -> str | None:
        """How the field may be found bank-wide: "exact" through its blind index, or not at all."""
        return "exact" if self.index else None

    def part(self, part_id: str) -> "Field":
        """The part ``part_id`` of a composite field; KeyError when there is none."""
        for part in self.parts:
            if part.id == part_id:
                return part
        raise KeyError(f"{self.id} has no part {part_id!r}")

    def __repr__(self) -> str:
        return f"<Field {self.id}: {self.type}{'[]' if self.many else ''}>"


@dataclass(frozen=True, eq=False)
class Register:
    """All fields of one pack, in the order of their files and entries."""

    pack: str
    revision: int
    names: Names
    kinds: tuple[str, ...]
    fields: tuple[Field, ...]
    compartments: Mapping[str, Names]
    required_group: str | None = None

    @cached_property
    def _by_id(self) -> dict[str, Field]:
        return {each.id: each for each in self.fields}

    @cached_property
    def _by_kind(self) -> dict[str, dict[str, Field]]:
        return {
            kind: {each.id: _as_for(each, kind) for each in self.fields if kind in each.kinds}
            for kind in self.kinds
        }

    def __contains__(self, field_id: object) -> bool:
        return field_id in self._by_id

    def field(self, field_id: str, kind: str | None = None) -> Field:
        """The field; with ``kind``, as it stands for that kind (``public`` and ``required_by`` differ).
        KeyError if none.
        """
        return self._by_kind[kind][field_id] if kind else self._by_id[field_id]

    def for_kind(self, kind: str) -> tuple[Field, ...]:
        """The fields that a customer of this kind has."""
        return tuple(self._by_kind[kind].values())

    def in_compartment(self, kind: str, compartment: str) -> tuple[Field, ...]:
        """The fields of one compartment that a customer of this kind has."""
        return tuple(each for each in self._by_kind[kind].values() if each.compartment == compartment)


def _as_for(each: Field, kind: str) -> Field:
    public, required = kind in each.public_for, each.required_per_kind.get(kind)
    if public == each.public and required == each.required_by:
        return each
    return replace(each, public=public, required_by=required)
