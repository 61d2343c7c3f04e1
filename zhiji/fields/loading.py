"""Reads a register from its TOML files. Every word of an entry is checked: a slip in the register fails at
start.
"""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from zhiji.fields import countries
from zhiji.fields.field import COMPARTMENTS, DATA_CLASSES, KINDS, LANGUAGES, Field, Names, Register
from zhiji.fields.index import INDEXES
from zhiji.fields.masks import MASKS

HERE = Path(__file__).parent / "register"
LIMITS = ("max", "least", "most", "past", "rule", "codes", "unit")
ENTRY = {
    "names", "help", "kinds", "type", "many", "codes", "find", "mask", "klass", "sensitive", "public_for",
    "required_by", "stale_days", "sources", "data_class", "requirements", "required", *LIMITS,
}  # fmt: skip
SHAPE = {"names", "parts", "from_text", "fallback", "check", "mask", "complete"}


class RegisterError(ValueError):
    """An entry of the register that cannot be right; says file, entry and what is wrong."""


@lru_cache(maxsize=16)
def register(pack: str = "bank", folder: Path | None = None) -> Register:
    """The register of ``pack``; ``folder`` holds packs of one's own (shapes.toml and codes/ in it add to
    the built-in ones).
    """
    roots = (HERE,) if folder is None else (Path(folder), HERE)
    home = next((root / pack for root in roots if (root / pack / "pack.toml").is_file()), None)
    if home is None:
        raise RegisterError(
            f"no pack {pack!r}: expected {pack}/pack.toml under {' or '.join(map(str, roots))}"
        )
    head = _read(home / "pack.toml")
    reading = _Reading(roots, tuple(head["kinds"]))
    fields: list[Field] = []
    for compartment in COMPARTMENTS:
        file = home / f"{compartment}.toml"
        if file.is_file():
            habits = head["compartments"].get(compartment, {})
            fields += [
                reading.entry(file, key, data, compartment, habits) for key, data in _read(file).items()
            ]
    seen: set[str] = set()
    for each in fields:
        if each.id in seen:
            raise RegisterError(f"{home}: field {each.id} is declared twice")
        seen.add(each.id)
    stray = {file.stem for file in home.glob("*.toml")} - {"pack", *COMPARTMENTS}
    if stray:
        raise RegisterError(f"{home}: no such compartment: {', '.join(sorted(stray))}")
    names = {name: _names(data["names"], home / name) for name, data in head["compartments"].items()}
    revision, group = int(head["revision"]), head.get("required_group")
    return Register(pack, revision, _names(head["names"], home), reading.kinds, tuple(fields), names, group)


class _Reading:
    def __init__(self, roots: tuple[Path, ...], kinds: tuple[str, ...]) -> None:
        self.roots, self.kinds = roots, kinds
        self.shapes: dict[str, Any] = {}
        for root in reversed(roots):
            if (root / "shapes.toml").is_file():
                self.shapes |= _read(root / "shapes.toml")

    def entry(
        self, file: Path, key: str, data: Mapping[str, Any], compartment: str, habits: Mapping[str, Any]
    ) -> Field:
        where = f"{file.name} [{key}]"
        made = self.field(where, key, data)
        per_kind = data.get("required_by", {})
        if isinstance(per_kind, str):
            per_kind = dict.fromkeys(made["kinds"], per_kind)
        unknown = set(per_kind) - set(made["kinds"])
        if unknown:
            raise RegisterError(f"{where}: required_by names a kind the field does not have: {unknown}")
        for word in ("sources", "requirements"):
            if not data.get(word):
                raise RegisterError(f"{where}: {word} is missing")
        return Field(
            **made,
            compartment=compartment,
            klass=data.get("klass", habits.get("klass", "C2")),
            sensitive=data.get("sensitive", habits.get("sensitive", False)),
            required_per_kind=per_kind,
            required_by=next(iter(per_kind.values()), None),
        )

    def field(self, where: str, key: str, data: Mapping[str, Any]) -> dict[str, Any]:
        from zhiji.fields.types import TYPES

        unknown = set(data) - ENTRY
        if unknown:
            raise RegisterError(f"{where}: unknown words {sorted(unknown)}; known are {sorted(ENTRY)}")
        kind = str(data.get("type"))
        shape = self.shapes.get(kind)
        if shape is None and kind not in TYPES:
            raise RegisterError(f"{where}: no type or shape {kind!r}")
        made: dict[str, Any] = {
            "id": key,
            "names": _names(data["names"], where),
            "help": _names(data["help"], where) if "help" in data else None,
            "type": kind,
            "kinds": tuple(data.get("kinds", self.kinds)),
            "public_for": tuple(data.get("public_for", ())),
            "many": data.get("many", False),
            "mask": data.get("mask", (shape or {}).get("mask", "none")),
            "index": data.get("find"),
            "stale_days": data.get("stale_days"),
            "sources": tuple(data.get("sources", ())),
            "requirements": tuple(data.get("requirements", ())),
            "data_class": data.get("data_class", "descriptive"),
            "limits": {word: data[word] for word in LIMITS if word in data},
            "required": data.get("required", False),
        }
        checks = (
            ("kinds", set(made["kinds"]) <= set(KINDS)),
            ("mask", made["mask"] in MASKS),
            ("find", made["index"] is None or made["index"] in INDEXES),
            ("data_class", made["data_class"] in DATA_CLASSES),
        )
        for word, fine in checks:
            if not fine:
                raise RegisterError(f"{where}: {word} = {data.get(word)!r} is not known")
        if "codes" in data:
            made["choices"], made["also"] = self.codes(where, data["codes"])
        elif kind == "choice":
            raise RegisterError(f"{where}: a choice needs codes")
        elif kind == "country":
            made["choices"], made["also"] = countries.choices()
        if shape is not None:
            made |= self.shape(kind, shape)
        return made

    def shape(self, key: str, data: Mapping[str, Any]) -> dict[str, Any]:
        where = f"shapes.toml [{key}]"
        if set(data) - SHAPE:
            raise RegisterError(f"{where}: unknown words {sorted(set(data) - SHAPE)}")
        parts = [Field(**self.field(f"{where} {name}", name, part)) for name, part in data["parts"].items()]
        return {
            "parts": tuple(parts),
            "from_text": data.get("from_text"),
            "fallback": data.get("fallback"),
            "check": data.get("check"),
            "complete": tuple(map(tuple, data.get("complete", ()))),
        }

    def codes(self, where: str, name: str) -> tuple[dict[str, Names], dict[str, str]]:
        file = next(
            (
                root / "codes" / f"{name}.toml"
                for root in self.roots
                if (root / "codes" / f"{name}.toml").is_file()
            ),
            None,
        )
        if file is None:
            raise RegisterError(f"{where}: no code list codes/{name}.toml")
        choices: dict[str, Names] = {}
        also: dict[str, str] = {}
        for code, row in _read(file)["codes"].items():
            choices[code] = _names({k: v for k, v in row.items() if k != "also"}, f"{file.name} {code}")
            for spelling in (*row.get("also", ()), *choices[code].values()):
                also.setdefault(spelling.casefold(), code)
        return choices, also


def _names(texts: Mapping[str, str], where: object) -> Names:
    if set(texts) != set(LANGUAGES) or not all(texts.values()):
        raise RegisterError(f"{where}: names are needed in {', '.join(LANGUAGES)}")
    return Names(texts)


@lru_cache(maxsize=256)
def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise RegisterError(f"{file}: {error}") from error
