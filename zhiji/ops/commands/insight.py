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
    """Learn every model, and say of each how good it is, or why it cannot be learnt; the latter is kept for the models' page."""
    from zhiji.access.actors import Job
    from zhiji.insight.actions import models as acts
    from zhiji.insight.learning.scoring import Unusable
    from zhiji.insight.night.running import NightProblem, newest_day

    try:
        on = given.date or newest_day()
    except NightProblem:
        raise CommandProblem(
            "models", "no feed was taken in yet", "take one in first: zhiji import feed FOLDER"
        ) from None
    house = {"by": Job("models"), "channel": "cli"}
    learners = (acts.learn_silence, acts.learn_products, acts.learn_renewals, acts.try_worth)
    found = []
    for name, learner in zip(acts.NAMES, learners, strict=True):
        try:
            made = learner(on, lambda said, name=name: say(f"{name}: {said}"), **house)
        except Unusable as why:
            acts.refuse_model(name, on, why, **house)
            found.append({"model": name, "day": on, "refused": why.code, "why": str(why), "in_use": False})
        else:
            found.append({"model": name, "day": on, "in_use": made.in_use, **_figures(made.card)})
    return {"models": found}


def _figures(card: Result) -> Result:
    """The model's figure and the simple rule's, whatever it is judged by."""
    by = next(one for one in ("auc", "hit", "off") if one in card)
    return {"judged_by": by, by: card[by], f"simple_{by}": card[f"simple_{by}"], "better": card["better"]}


def _dated(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--date", type=day, metavar="DAY", help="as of which day (default: the newest day fed)"
    )


_SAID = {
    "silence": "Falling silent",
    "next": "Next product",
    "renewal": "Money that falls due",
    "worth": "Lifetime value",
}


def _learnt_text(result: Result) -> str:
    return "\n".join(map(_learnt_line, result["models"]))


def _learnt_line(one: Result) -> str:
    if "refused" in one:
        return f"{_SAID[one['model']]}: cannot be learnt: {one['why']}."
    by = one["judged_by"]
    if by == "off":
        said = "nearer than" if one["better"] else "no nearer than"
        return f"{_SAID[one['model']]}: tested on the past, off by {one[by][0]} of what came, {said} the same profit carried on ({one[f'simple_{by}'][0]})."
    verdict = "in use from now on" if one["in_use"] else "no better than the simple rule: it is not used"
    return (
        f"{_SAID[one['model']]}: {one[by][0]} against {one[f'simple_{by}'][0]} of the simple rule; {verdict}."
    )


COMMANDS = (
    Command(
        "nightly", "reckon the night: measures, tiers, pyramid for every customer, and alerts", nightly, _text,
        ("insight:night:begin", "insight:night:step", "insight:night:publish", "insight:alert:raise", "insight:trial:begin", "insight:trial:judge", "insight:night:end", "holdings:feed:load"),
        _arguments,
    ),
    Command(
        "models learn", "learn from the lake's past who falls silent, what is taken next, whether money that falls due stays; test past lifetime values; and say how good", learn, _learnt_text,
        ("insight:model:learn", "insight:product:learn", "insight:deposit:learn", "insight:worth:test", "insight:model:refuse"), _dated,
    ),
)  # fmt: skip
