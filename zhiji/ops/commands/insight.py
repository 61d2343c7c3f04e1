"""``zhiji nightly``, ``zhiji models learn``."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from zhiji.ops.commands.command import Command, CommandProblem, Progress, Result, say
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
    parser.add_argument("--feed", dest="folder", type=Path, metavar="FOLDER", help="take this feed in first")
    parser.add_argument("--mapping", type=Path, metavar="M.toml", help="which column of the feed is which")


def _text(result: Result) -> str:
    if not result["ok"]:
        return f"The feed was refused, nothing was changed; the report: {result['report']}"
    return f"The night of {result['day']}: {result['customers']:,} customers."


def learn(given: Namespace) -> Result:
    """Learn who falls silent, and say how good it is."""
    from zhiji.access.actors import Job
    from zhiji.insight.actions.models import learn_silence
    from zhiji.insight.learning.scoring import Unusable
    from zhiji.insight.night.running import NightProblem, newest_day

    try:
        made = learn_silence(given.date or newest_day(), say, by=Job("models"), channel="cli")
    except NightProblem:
        raise CommandProblem(
            "models", "no feed was taken in yet", "take one in first: zhiji import feed FOLDER"
        ) from None
    except Unusable as why:
        raise CommandProblem("models", str(why), "wait until more of the past is in") from None
    return {
        "model": made.name,
        "day": made.on,
        "auc": made.card["auc"],
        "simple_auc": made.card["simple_auc"],
        "in_use": made.in_use,
    }


def _dated(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--date", type=day, metavar="DAY", help="as of which day (default: the newest day fed)"
    )


def _learnt_text(result: Result) -> str:
    verdict = (
        "in use from the next night on"
        if result["in_use"]
        else "no better than the simple rule: it is not used"
    )
    return (
        f"Falling silent: {result['auc'][0]} against {result['simple_auc'][0]} of the simple rule; {verdict}."
    )


COMMANDS = (
    Command(
        "nightly", "reckon the night: measures, tiers, pyramid for every customer, and alerts", nightly, _text,
        ("insight:night:begin", "insight:night:step", "insight:night:publish", "insight:alert:raise", "insight:trial:begin", "insight:trial:judge", "insight:night:end", "holdings:feed:load"),
        _arguments,
    ),
    Command(
        "models learn", "learn from the lake's past who falls silent, and say how good it is", learn, _learnt_text,
        ("insight:model:learn",), _dated,
    ),
)  # fmt: skip
