"""Writes the manifest of a feed: for banks whose export cannot, for examples and tests. It promises what the files hold."""

# ruff: noqa: S608  (every name in a statement is the contract's or quoted; values are dates and numbers)

import hashlib
import json
from datetime import date
from pathlib import Path

from zhiji.holdings.feed.contract import CONTRACT
from zhiji.holdings.feed.manifest import FORMAT, NAMES, FeedManifest, Promise
from zhiji.holdings.feed.mapping import FeedMapping
from zhiji.holdings.feed.reading import read_table
from zhiji.holdings.feed.shaping import open_engine, shape
from zhiji.holdings.rules import written


def write_manifest(folder: Path, mapping: FeedMapping, first: date, last: date, system: str = "") -> Path:
    """Count, sum and hash the tables of a folder; they stand under the mapping's names, or as ``<table>.csv`` or ``.parquet``.

    Counts taken from the files themselves prove only that nothing was lost on the way from here; the core system should
    write its own. Raises FeedRefused when a file cannot be read.
    """
    promises, files = {}, {}
    for name, table in CONTRACT.items():
        file = _file_of(folder, name, mapping.table(table).file)
        if file:
            rows = read_table(folder / file, mapping.layout).num_rows
            promises[name] = Promise(file, rows, _digest(folder / file), {})
            for join in mapping.table(table).joins.values():
                files[join.file] = _digest(folder / join.file)
    everything = files | {one.file: one.sha256 for one in promises.values()}
    manifest = FeedManifest(NAMES[0], "", system or mapping.system, first, last, promises, everything)
    sums: dict[str, dict[str, str]] = {}
    with open_engine() as engine:
        shape(engine, folder, manifest, mapping)
        engine.execute("UPDATE transactions SET amount = -amount WHERE direction = 'out' AND amount > 0")
        for name in promises:
            summed = [one.name for one in CONTRACT[name].columns if one.sums]
            for column in summed:
                total = engine.execute(f'SELECT coalesce(sum("{column}"), 0) FROM {name}').fetchone()
                sums.setdefault(name, {})[column] = written(int(total[0]) if total else 0)
    held = {
        "format": FORMAT, "system": manifest.system, "first": first.isoformat(), "last": last.isoformat(),
        "tables": {
            name: {"file": one.file, "rows": one.rows, "sha256": one.sha256, "sums": sums.get(name, {})}
            for name, one in promises.items()
        },
        "files": files,
    }  # fmt: skip
    path = folder / NAMES[0]
    path.write_text(json.dumps(held, indent=1), encoding="utf-8")
    return path


def _file_of(folder: Path, name: str, usual: str) -> str:
    return next(
        (one for one in (usual, f"{name}.csv", f"{name}.parquet") if one and (folder / one).is_file()), ""
    )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
