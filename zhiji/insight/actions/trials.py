"""Acts of the night on a model's chances: whom the manager is told of and who is held back, and what became of both."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from zhiji import norms
from zhiji.access.gateway import Gate, act
from zhiji.customers.models import File
from zhiji.insight.actions.alerts import KEPT_DAYS
from zhiji.insight.alerts.leaving import Candidate, chosen
from zhiji.insight.models import Alert, Trial

AT_ONCE = 5_000
LEAVING = "leaving"


@act("insight:trial:begin")
def begin_trials(
    gate: Gate, on: date, candidates: Iterable[Candidate], model: int, window: int
) -> Mapping[str, int]:
    """Of the candidates (by customer id, in order) some are told of, some held back; how many of each.

    The alert and its trial stand together or not at all. The same night again adds nobody who stands already; a night of the past, after
    which others were chosen already, chooses nobody.
    """
    gate.permit_none({"day": on.isoformat(), "model": model})
    rule = norms.on(on).leaving
    Trial.objects.filter(began_on__lt=on - timedelta(days=KEPT_DAYS)).delete()
    if Trial.objects.filter(began_on__gt=on).exists():
        return {"told": 0, "held": 0}
    lately = Trial.objects.filter(began_on__gt=on - timedelta(days=rule.budget_days), arm="told")
    spent = Counter(lately.values_list("manager_id", flat=True))
    recent = Trial.objects.filter(began_on__gt=on - timedelta(days=rule.again_days))
    barred = set(recent.values_list("customer_id", flat=True))
    barred |= set(File.objects.filter(unprofiled=True).values_list("pk", flat=True))
    some = list(chosen(candidates, spent, barred, on, rule))
    ends = on + timedelta(days=window)
    Trial.objects.bulk_create(
        [
            Trial(customer_id=one.customer, manager_id=one.manager, model_id=model, arm=one.arm, began_on=on, ends_on=ends)
            for one in some
        ],
        batch_size=AT_ONCE,
    )  # fmt: skip
    told = [
        Alert(
            customer_id=one.customer, kind=LEAVING, key=on.isoformat(), raised_on=on, facts={"days": window}
        )
        for one in some
        if one.arm == "told"
    ]
    Alert.objects.bulk_create(told, batch_size=AT_ONCE, ignore_conflicts=True)
    counts = {"told": len(told), "held": len(some) - len(told)}
    for name, count in counts.items():
        gate.fact(name, count)
    return counts


@act("insight:trial:judge")
def judge_trials(gate: Gate, on: date, outcomes: Mapping[int, str]) -> int:
    """What became of trials whose time has run, by the rows' numbers; how many are new."""
    gate.permit_none({"day": on.isoformat()})
    judged = 0
    for outcome in ("stayed", "silent"):
        rows = [number for number, one in outcomes.items() if one == outcome]
        judged += Trial.objects.filter(pk__in=rows, outcome="").update(outcome=outcome)
    gate.fact("judged", judged)
    return judged
