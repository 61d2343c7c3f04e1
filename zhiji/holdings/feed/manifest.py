"""What the bank says it sent: ``manifest.json`` (or ``.toml``) beside the tables.

{"format": 1, "system": "core", "first": "2026-11-20", "last": "2026-11-20",
 "tables": {"transactions": {"file": "transactions.csv", "rows": 120311,
                             "sha256": "9f…", "sums": {"amount": "-1204.31", "balance": "8811020.00"}}},
 "files": {"holders.csv": "41…"}}                 files that only a mapping joins
"""

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from zhiji.holdings.feed.contract import CONTRACT
from zhiji.holdings.feed.problems import FeedRefused, Problem

NAMES = ("manifest.json", "manifest.toml")
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Promise:
    """What the manifest says of one file; ``sums`` in hundredths, by column of the contract."""

    file: str
    rows: int
    sha256: str
    sums: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class FeedManifest:
    """A manifest read. ``digest`` is the SHA-256 of its text; ``files``: name → SHA-256 of every file of the feed."""

    name: str
    digest: str
    system: str
    first: date
    last: date
    tables: Mapping[str, Promise]
    files: Mapping[str, str]


def read_manifest(folder: Path) -> FeedManifest:
    """The manifest of a feed; FeedRefused when it lacks or contradicts the form."""
    path = next((folder / name for name in NAMES if (folder / name).is_file()), None)
    if path is None:
        raise FeedRefused([Problem(NAMES[0], "manifest", detail="there is none")])
    text = path.read_bytes()
    try:
        data = json.loads(text) if path.suffix == ".json" else tomllib.loads(text.decode())
        return _manifest(path.name, hashlib.sha256(text).hexdigest(), data)
    except KeyError as error:
        raise FeedRefused([Problem(path.name, "manifest", detail=f"{error.args[0]} is missing")]) from error
    except (ValueError, TypeError, AttributeError, InvalidOperation) as error:
        raise FeedRefused([Problem(path.name, "manifest", detail=str(error)[:120])]) from error


def _manifest(name: str, digest: str, data: Mapping[str, Any]) -> FeedManifest:
    if data["format"] != FORMAT:
        raise ValueError(f"format {FORMAT} is the one known")
    first, last = _day(data["first"]), _day(data["last"])
    if last < first:
        raise ValueError("last is before first")
    tables = {}
    for table, given in data["tables"].items():
        if table not in CONTRACT:
            raise ValueError(f"there is no table {table[:40]!r}")
        summed = {one.name for one in CONTRACT[table].columns if one.sums}
        sums = {column: cents(amount) for column, amount in given.get("sums", {}).items()}
        if unknown := set(sums) - summed:
            raise ValueError(f"{table}: no sum is kept of {', '.join(sorted(unknown))}")
        file = str(given["file"])
        if not is_plain(file):
            raise ValueError(f"{table}: the file stands beside the manifest, under a plain name")
        rows = given["rows"]
        if not isinstance(rows, int) or rows < 0:
            raise ValueError(f"{table}: rows is a whole number")
        tables[table] = Promise(file, rows, str(given["sha256"]).lower(), sums)
    files = {str(file): str(sha256).lower() for file, sha256 in data.get("files", {}).items()}
    if any(not is_plain(file) for file in files):
        raise ValueError("every file stands beside the manifest, under a plain name")
    files |= {promise.file: promise.sha256 for promise in tables.values()}
    return FeedManifest(name, digest, str(data["system"]), first, last, tables, files)


def is_plain(name: str) -> bool:
    """Whether a name is a file's own and leads nowhere else.

    >>> is_plain("accounts.csv"), is_plain("../accounts.csv"), is_plain("")
    (True, False, False)
    """
    return bool(name) and "/" not in name and "\\" not in name and not name.startswith(".")


def cents(amount: object) -> int:
    """Hundredths of an amount written with at most two decimals.

    >>> cents("12.5"), cents(-3)
    (1250, -300)
    """
    if isinstance(amount, float):
        raise ValueError("write amounts as texts")
    hundredths = Decimal(str(amount)) * 100
    if hundredths != hundredths.to_integral_value():
        raise ValueError("an amount has at most two decimals")
    return int(hundredths)


def _day(given: object) -> date:
    return given if isinstance(given, date) else date.fromisoformat(str(given))


def broken_files(folder: Path, manifest: FeedManifest) -> list[Problem]:
    """Files that are missing or are not those the manifest names; each read once, whatever it holds."""
    found = []
    for name, sha256 in manifest.files.items():
        try:
            with (folder / name).open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            found.append(Problem(name, "file", detail=str(error.strerror)))
            continue
        if digest != sha256:
            found.append(Problem(name, "hash"))
    return found
