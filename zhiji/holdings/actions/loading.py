"""Taking a feed in: one act, whole or not at all."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
from django.conf import settings
from django.db import transaction

from zhiji.access.gateway import Gate, act
from zhiji.holdings.feed.checks import check_tables
from zhiji.holdings.feed.contract import CONTRACT
from zhiji.holdings.feed.keeping import keep_holdings, keep_products, keep_rates
from zhiji.holdings.feed.manifest import FeedManifest, broken_files, read_manifest
from zhiji.holdings.feed.mapping import PLAIN, FeedMapping
from zhiji.holdings.feed.owning import find_owners
from zhiji.holdings.feed.packing import packed_balances, packed_transactions
from zhiji.holdings.feed.problems import FeedRefused
from zhiji.holdings.feed.running import check_running
from zhiji.holdings.feed.shaping import open_engine, shape
from zhiji.holdings.lake import manifest as lake
from zhiji.holdings.lake.replacing import replaced
from zhiji.holdings.models import Feed
from zhiji.vault.lasting import LastingKey

Told = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a feed. ``already``: this very feed stands; ``refused``: the report, nothing was changed."""

    ok: bool
    already: bool
    feed: int | None
    first: date | None
    last: date | None
    rows: dict[str, int]
    customers: int
    written: dict[str, int]
    generation: int
    refused: FeedRefused | None
    report: Path | None = None


@act("holdings:feed:load")
def load(gate: Gate, folder: Path, mapping: FeedMapping = PLAIN, told: Told = lambda _: None) -> Taken:
    """Take a feed in: check everything, then replace its days in the lake and today's holdings in the database.

    A feed that breaks a rule changes nothing; the refusal is journalled with its counts. The same feed again changes
    nothing either. A feed of earlier days (late or corrected) replaces those days and leaves today's holdings alone.
    """
    gate.permit_none()
    lake.lock_lake()
    try:
        manifest = read_manifest(folder)
        gate.fact("feed", manifest.digest)
        gate.fact("days", [manifest.first.isoformat(), manifest.last.isoformat()])
        if (same := _standing(manifest, mapping)) is not None:
            gate.fact("already", same.pk)
            return Taken(
                True, True, same.pk, manifest.first, manifest.last, same.rows, 0, {}, same.generation, None
            )
        with open_engine() as engine:
            keys = _checked(gate, engine, folder, manifest, mapping, told)
            told("writing")
            return _take(gate, engine, manifest, mapping, keys)
    except FeedRefused as refused:
        gate.fact("refused", refused.counts)
        report = _report(refused)
        return Taken(False, False, None, None, None, {}, 0, {}, lake.current().generation, refused, report)


def system_of(manifest: FeedManifest, mapping: FeedMapping) -> str:
    """Whose numbers the feed uses: the mapping says, else the manifest."""
    return mapping.system or manifest.system


def _standing(manifest: FeedManifest, mapping: FeedMapping) -> Feed | None:
    """The feed in force for these days, if it is this one."""
    touching = (
        Feed.objects.filter(first_day__lte=manifest.last, last_day__gte=manifest.first)
        .order_by("-pk")
        .first()
    )
    same = touching is not None and (touching.digest, touching.mapping) == (manifest.digest, mapping.digest)
    return touching if same else None


def _checked(
    gate: Gate,
    engine: duckdb.DuckDBPyConnection,
    folder: Path,
    manifest: FeedManifest,
    mapping: FeedMapping,
    told: Told,
) -> dict[int, LastingKey]:
    told("reading")
    if broken := broken_files(folder, manifest):
        raise FeedRefused(broken)
    shape(engine, folder, manifest, mapping)
    told("checking")
    check_tables(engine, manifest)
    keys = find_owners(gate, engine, manifest, system_of(manifest, mapping))
    check_running(engine, manifest, mapping, lake.current())
    return keys


def _take(
    gate: Gate,
    engine: duckdb.DuckDBPyConnection,
    manifest: FeedManifest,
    mapping: FeedMapping,
    keys: dict[int, LastingKey],
) -> Taken:
    before = lake.current()
    rows = {"transactions": packed_transactions(engine, keys), "balances": packed_balances(engine)}
    segments = replaced(before, manifest.first, manifest.last, rows)
    keep_rates(engine, manifest.last)
    newest = Feed.objects.order_by("-last_day").values_list("last_day", flat=True).first()
    written: dict[str, int] = {}
    if newest is None or manifest.last >= newest:
        keep_products(engine)
        tables = [name for name in manifest.tables if CONTRACT[name].snapshot]
        written = keep_holdings(engine, tables, keys, system_of(manifest, mapping), manifest.last)
    digest = lake.put(segments, before)
    counts = {name: promise.rows for name, promise in manifest.tables.items()}
    feed = Feed.objects.create(
        system=system_of(manifest, mapping)[:20], digest=manifest.digest, mapping=mapping.digest, first_day=manifest.first,
        last_day=manifest.last, loaded_at=gate.at, by=gate.by.pk, rows=counts, generation=before.generation + 1,
    )  # fmt: skip
    for name, value in (
        ("manifest", digest),
        ("generation", feed.generation),
        ("rows", counts),
        ("written", written),
    ):
        gate.fact(name, value)
    gate.fact("files", {one.name: one.sha256 for one in segments if one not in before.segments})
    transaction.on_commit(lake.tidy)
    return Taken(
        True, False, feed.pk, manifest.first, manifest.last, counts, len(keys), written, feed.generation, None
    )


def _report(refused: FeedRefused) -> Path:
    """The whole report as a file: rows, rules and mends, no value."""
    folder = Path(settings.ZHIJI_HOME) / "feeds"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / "refused.json"
    draft = path.with_suffix(f".{os.getpid()}")
    draft.write_text(_json(refused.as_dict()), encoding="utf-8")
    draft.replace(path)
    return path


def _json(report: dict[str, Any]) -> str:
    return json.dumps(report, ensure_ascii=False, indent=1, default=str)
