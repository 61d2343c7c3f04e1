"""``zhiji nightly``."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from zhiji.ops.commands.command import Command, CommandProblem, Progress, Result
from zhiji.ops.commands.holdings import day, take_feed


def nightly(given: Namespace) -> Result:
    """Take the feed in when one is given, then reckon the night."""
    from zhiji.insight.night.running import NightProblem, run
    from zhiji.insight.wording import problem_words

    fed: Result = {}
    if given.folder is not None:
        fed = take_feed(given)
        if not fed["ok"]:
            return fed
    progress = Progress()
    try:
        night = run(given.date, lambda step, done, total: progress(step, done, total))
    except NightProblem as problem:
        said, mend = problem_words({"code": problem.code, **problem.facts})
        raise CommandProblem("nightly", said.rstrip("."), mend) from None
    finally:
        progress.close()
    return {"ok": True, "day": night.on, "customers": night.standings.num_rows, "feed": fed.get("feed")}


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--date", type=day, metavar="DAY", help="which night (default: the newest day fed)")
    parser.add_argument(
        "--feed", dest="folder", type=Path, metavar="FOLDER", help="take this feed in first"
    )
    parser.add_argument("--mapping", type=Path, metavar="M.toml", help="which column of the feed is which")


def _text(result: Result) -> str:
    if not result["ok"]:
        return f"The feed was refused, nothing was changed; the report: {result['report']}"
    return f"The night of {result['day']}: {result['customers']:,} customers."


COMMANDS = (
    Command(
        "nightly", "reckon the night: measures, tiers, pyramid for every customer, and alerts", nightly, _text,
        ("insight:night:begin", "insight:night:step", "insight:night:publish", "insight:alert:raise", "insight:night:end", "holdings:feed:load"),
        _arguments,
    ),
)  # fmt: skip
