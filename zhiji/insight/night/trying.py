"""What the night does with the chances: judge the trials whose time has run, then choose tonight's."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

import pyarrow as pa

from zhiji import norms
from zhiji.insight.actions.trials import begin_trials, judge_trials
from zhiji.insight.alerts.leaving import Candidate, in_order
from zhiji.insight.measures import MEASURES
from zhiji.insight.models import LearntModel, Trial
from zhiji.insight.night.reckoning import reckon


def tried(
    standings: pa.Table,
    given: Mapping[str, Any],
    files: Mapping[int, int],
    on: date,
    house: Mapping[str, Any],
) -> dict[str, int]:
    """Counts for the run: ``told``, ``held``, ``judged``. ``files``: customer id by the lake's key. Without a model nothing is done."""
    counts: dict[str, int] = {}
    if ran := what_became(given, {file: key for key, file in files.items()}, on):
        counts["judged"] = judge_trials(on, ran, **house)
    model = LearntModel.objects.filter(name="silence", in_use=True).first()
    if model is None:
        return counts
    order = in_order(standings, norms.on(on).leaving.least_permille)
    candidates = [Candidate(files[one.customer], one.manager) for one in order if one.customer in files]
    return {**counts, **begin_trials(on, candidates, model.pk, int(model.card["window"]), **house)}


def what_became(given: Mapping[str, Any], opaque: Mapping[int, int], on: date) -> dict[int, str]:
    """Of each trial whose time has run by ``on``: ``silent`` if the customer moved no money of their own since it began, by what was known on
    its last day; ``stayed`` else. Whose file is gone stays unjudged."""
    due = defaultdict(list)
    for one in Trial.objects.filter(outcome="", ends_on__lte=on):
        if one.customer_id in opaque:
            due[one.ends_on].append(one)
    found: dict[int, str] = {}
    for ends, trials in due.items():
        keys = [opaque[one.customer_id] for one in trials]
        quiet = reckon(given, keys, ends, {"recency": MEASURES["recency"]})
        recency = dict(zip(quiet["customer"].to_pylist(), quiet["recency"].to_pylist(), strict=True))
        for one, key in zip(trials, keys, strict=True):
            if recency[key] is not None:
                found[one.pk] = "silent" if recency[key] >= (ends - one.began_on).days else "stayed"
    return found
