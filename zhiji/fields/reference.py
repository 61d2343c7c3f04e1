"""The reference page of the field register, written from the register: ``docs/reference/fields.md``.

``make docs-check`` compares ``page()`` with the file; ``python -m zhiji.fields.reference`` writes it anew.
"""

import sys
from pathlib import Path

from zhiji.fields.field import COMPARTMENTS, Field, Register
from zhiji.fields.index import INDEXES
from zhiji.fields.loading import HERE, register

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "fields.md"
HEAD = """\
# Fields

Written from `zhiji/fields/register/` by `python -m zhiji.fields.reference`; do not edit by hand. How to add a field:
`docs/design/fields.md`.

Kinds: P person, O organisation, S sole trader. *Class* after JR/T 0171-2020, with `!` for sensitive. *Data* is
descriptive, promotional or transactional. *Find* is the blind index of full identifiers. *Stale* in days. `[]` means several.
"""
COLUMNS = (
    "Field",
    "Name",
    "名称",
    "Kinds",
    "Type",
    "Class",
    "Data",
    "Mask",
    "Find",
    "Required by",
    "Stale",
    "Rows",
)


def page() -> str:
    """The whole page: every pack, then the shapes of composite values."""
    packs = [register(folder.name) for folder in sorted(HERE.iterdir()) if (folder / "pack.toml").is_file()]
    lines = [HEAD]
    for each in packs:
        lines += _pack(each)
    shapes = {field.type: field for each in packs for field in each.fields if field.parts}
    for field in list(shapes.values()):
        shapes |= {part.type: part for part in field.parts if part.parts}
    lines += [
        "## Shapes",
        "",
        "Composite values; the parts that an item cannot do without are marked `*`.",
        "",
    ]
    lines += _table(("Shape", "Parts"), [(f"`{name}`", _parts(shapes[name])) for name in sorted(shapes)])
    lines += ["", f"Blind indexes: {', '.join(INDEXES)}.", ""]
    return "\n".join(lines)


def _pack(each: Register) -> list[str]:
    lines = [f"## {each.names['en']} {each.names['zh-hans']} (`{each.pack}`, revision {each.revision})", ""]
    for compartment in COMPARTMENTS:
        fields = [field for field in each.fields if field.compartment == compartment]
        if fields:
            names = each.compartments[compartment]
            lines += [
                f"### {names['en']} {names['zh-hans']}",
                "",
                *_table(COLUMNS, [_row(field) for field in fields]),
                "",
            ]
    return lines


def _row(field: Field) -> tuple[str, ...]:
    public = f" (public: {_kinds(field.public_for)})" if field.public_for else ""
    return (
        f"`{field.id}`",
        field.names["en"],
        field.names["zh-hans"],
        _kinds(field.kinds),
        field.type + ("[]" if field.many else ""),
        field.klass + ("!" if field.sensitive else ""),
        field.data_class[:5],
        field.mask + public,
        field.index or "",
        ", ".join(dict.fromkeys(field.required_per_kind.values())),
        str(field.stale_days or ""),
        " ".join(field.requirements),
    )


def _kinds(kinds: tuple[str, ...]) -> str:
    return "".join(kind[0].upper() for kind in kinds)


def _parts(field: Field) -> str:
    return ", ".join(f"`{part.id}`{'*' if part.required else ''} {part.type}" for part in field.parts)


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[str]:
    return [f"| {' | '.join(row)} |" for row in (head, ("---",) * len(head), *rows)]


if __name__ == "__main__":
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE} written\n")
