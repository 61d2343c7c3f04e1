"""``zhiji import feed``, ``import manifest``, ``lake verify``, ``lake merge``, ``lake retain``, ``lake rewrap``."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import date
from pathlib import Path
from typing import Any

from zhiji.ops.commands.command import Command, CommandProblem, Progress, Result, say


def take_feed(given: Namespace) -> Result:
    """Take a feed in; a refused one is reported in full and changes nothing."""
    from zhiji.access.actors import Job
    from zhiji.holdings.actions.loading import load
    from zhiji.holdings.feed.mapping import PLAIN

    mapping = _mapping(given) if given.mapping else PLAIN
    taken = load(_folder(given), mapping, say, by=Job("feed"), channel="cli")
    if taken.refused is not None:
        for problem in taken.refused.problems:
            say(str(problem))
        return {"ok": False, **taken.refused.as_dict(), "report": str(taken.report)}
    return {
        "ok": True, "already": taken.already, "feed": taken.feed, "first": taken.first, "last": taken.last, "rows": taken.rows,
        "customers": taken.customers, "written": taken.written, "generation": taken.generation,
    }  # fmt: skip


def write_one(given: Namespace) -> Result:
    """Write the manifest of a folder of tables."""
    from zhiji.holdings.feed.mapping import PLAIN
    from zhiji.holdings.feed.problems import FeedRefused
    from zhiji.holdings.feed.promising import write_manifest

    mapping = _mapping(given) if given.mapping else PLAIN
    try:
        path = write_manifest(_folder(given), mapping, given.first, given.last, given.system)
    except FeedRefused as refused:
        raise CommandProblem("FOLDER", str(refused.problems[0]), "no manifest was written") from None
    return {"manifest": str(path)}


def verify_lake(_given: Namespace) -> Result:
    """Hash every file of the lake and compare."""
    from zhiji.access.actors import Job
    from zhiji.holdings.looks.lake import verify

    progress = Progress()
    found = verify(lambda done, total: progress("files", done, total), by=Job("lake"), channel="cli")
    progress.close()
    for one in found.findings:
        say(f"{one.file}: {one.problem} {one.mend}")
    return {
        "ok": found.ok, "generation": found.generation, "files": found.files, "rows": found.rows, "bytes": found.size,
        "findings": [{"file": one.file, "problem": one.problem, "mend": one.mend} for one in found.findings],
    }  # fmt: skip


def merge_lake(_given: Namespace) -> Result:
    """Merge the files of past days, months and years until nothing is left to merge."""
    from zhiji.access.actors import Job
    from zhiji.holdings.actions.lake import merge

    progress, done = Progress(), 0
    while count := merge(by=Job("lake"), channel="cli"):
        done += count
        progress("files", done, done)
    progress.close()
    return {"merged": done}


def retain_lake(_given: Namespace) -> Result:
    """Drop what is past its keeping."""
    from zhiji.access.actors import Job
    from zhiji.holdings.actions.lake import retain

    return {"dropped": retain(by=Job("lake"), channel="cli")}


def rewrap_lake(_given: Namespace) -> Result:
    """Put every file's key under the newest key-encryption key."""
    from zhiji.access.actors import Job
    from zhiji.holdings.actions.lake import rewrap

    done = rewrap(by=Job("lake"), channel="cli")
    for name in done.left:
        say(f"{name}: its key could not be had; the file's key stays under its old epoch")
    return {"ok": not done.left, "epoch": done.epoch, "files": done.files, "left": len(done.left)}


def _folder(given: Namespace) -> Path:
    if not given.folder.is_dir():
        raise CommandProblem("FOLDER", f"{given.folder} is not a folder", "check the path", usage=True)
    return given.folder


def _mapping(given: Namespace) -> Any:
    from zhiji.customers.intake.recipes import MappingError
    from zhiji.holdings.feed.mapping import read_feed_mapping

    try:
        return read_feed_mapping(given.mapping)
    except MappingError as error:
        raise CommandProblem("--mapping", str(error), "nothing was taken in", usage=True) from None


def _feed_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("folder", metavar="FOLDER", type=Path, help="holds the tables and manifest.json")
    parser.add_argument(
        "--mapping", metavar="M.toml", type=Path, help="which column is which (default: the contract's own)"
    )


def _manifest_arguments(parser: ArgumentParser) -> None:
    _feed_arguments(parser)
    parser.add_argument(
        "--first", required=True, type=day, metavar="DAY", help="first day of the feed, 2026-11-21"
    )
    parser.add_argument("--last", required=True, type=day, metavar="DAY", help="last day of the feed")
    parser.add_argument(
        "--system",
        default="",
        metavar="NAME",
        help="whose customer numbers these are (default: the mapping's)",
    )


def day(text: str) -> date:
    """A day of an argument."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a day like 2026-11-21") from None


def _taken_text(result: Result) -> str:
    if not result["ok"]:
        counts = ", ".join(f"{count:,} × {rule}" for rule, count in result["counts"].items())
        return f"Refused, nothing was changed: {counts}. The report: {result['report']}"
    if result["already"]:
        return "This feed was taken in before; nothing was changed."
    rows = ", ".join(f"{count:,} {name}" for name, count in result["rows"].items())
    return f"Taken in: {rows}; {result['customers']:,} customers."


def _verified_text(result: Result) -> str:
    state = "as written" if result["ok"] else f"{len(result['findings'])} PROBLEMS"
    return f"{result['files']:,} files, {result['rows']:,} rows, {result['bytes']:,} bytes: {state}."


COMMANDS = (
    Command(
        "import feed", "take in a feed of the core system: accounts, balances, transactions", take_feed, _taken_text,
        ("holdings:feed:load",), _feed_arguments,
    ),
    Command(
        "import manifest", "write the manifest of a feed's folder", write_one, lambda r: f"Wrote {r['manifest']}.", (),
        _manifest_arguments, "settings",
    ),
    Command("lake verify", "find a changed byte in the lake", verify_lake, _verified_text, ("holdings:lake:verify",)),
    Command(
        "lake merge", "merge the files of past days, months and years", merge_lake, lambda r: f"{r['merged']} files merged.",
        ("holdings:lake:merge",),
    ),
    Command(
        "lake retain", "drop transactions past their keeping", retain_lake, lambda r: f"{r['dropped']:,} rows dropped.",
        ("holdings:lake:retain",),
    ),
    Command(
        "lake rewrap", "put the files' keys under the newest key (keys rotate does it too)", rewrap_lake,
        lambda r: f"The keys of {r['files']:,} files went under epoch {r['epoch']}; {r['left']} could not.", ("holdings:lake:rewrap",),
    ),
)  # fmt: skip
