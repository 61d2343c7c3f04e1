"""Rating a customer's money-laundering risk, and raising it (C14). Down it goes only by a review that two people sign."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiji import norms
from zhiji.access.gateway import Gate, act
from zhiji.custody.problems import Finding, refuse_any, text_problems
from zhiji.customers.actions.rewriting import Rewriting
from zhiji.customers.finding import locked_file
from zhiji.customers.models import File
from zhiji.insight.diligence.keeping import body, body_of, in_force, keep
from zhiji.insight.diligence.models import Rating
from zhiji.insight.diligence.rating import Verdict, items_of, measure_of, place_of, rate, stands
from zhiji.insight.diligence.weighing import Hit, hits_of, known_of


@act("insight:rating:make")
def make_rating(gate: Gate, number: str) -> Rating:
    """Reckon a customer's rating from the file, the holdings and the transactions, and put it in force.

    It never falls by that: where less is reckoned than is in force, the higher level stands until the review. The day of the
    review only comes nearer by it.
    """
    file = locked_file(gate, number)
    permit = gate.permit(file)
    opened = Rewriting(gate, file, permit)
    on = timezone.localdate(gate.at)
    verdict, hits = reckoned(file, opened, on)
    rule = norms.on(on).cdd
    standing = in_force(file.customer_id)
    before = body_of(standing, permit).get("level")
    level = stands(verdict.level, before, rule)
    contents = body(verdict, level, rule, origin="made", before=before, more={"hits": _told(hits)})
    return keep(gate, opened, contents, on=on, no_later=standing.review_due if standing else None)


@act("insight:rating:raise")
def raise_rating(gate: Gate, number: str, *, level: str, words: str) -> Rating:
    """Raise the level in force, by one person and with a reason. Raises ``Invalid`` where it is no raise."""
    file = locked_file(gate, number)
    permit = gate.permit(file)
    opened = Rewriting(gate, file, permit)
    rule = norms.on(timezone.localdate(gate.at)).cdd
    standing = in_force(file.customer_id)
    contents = body_of(standing, permit)
    refuse_any(
        [*text_problems("words", words, required=True), *_no_raise(level, contents.get("level"), rule)]
    )
    made = contents | {
        "level": level, "measure": measure_of(level, rule), "origin": "raised", "before": contents["level"], "words": words.strip(),
    }  # fmt: skip
    return keep(
        gate, opened, made, on=timezone.localdate(gate.at), no_later=standing.review_due if standing else None
    )


def reckoned(file: File, opened: Rewriting, on: date) -> tuple[Verdict, tuple[Hit, ...]]:
    """What the points say of an opened file on a day, and the monitoring rules that strike."""
    hits = hits_of(file.customer_id, file.kind, on)
    rule = norms.on(on).cdd
    known = known_of(file, opened.before, hits, on)
    return rate(items_of(file.kind, opened.before, known, rule, on), rule), hits


def _told(hits: tuple[Hit, ...]) -> list[dict[str, object]]:
    return [{"rule": hit.rule, **hit.values} for hit in hits]


def _no_raise(level: str, before: str | None, rule: object) -> list[Finding]:
    if before is None:
        return [Finding("level", "unrated", _("This customer is not rated yet."), _("Rate it first."))]
    if level not in rule.rating_levels or place_of(level, rule) <= place_of(before, rule):  # type: ignore[attr-defined]
        mend = _("Open a review: two people may lower it, with a reason.")
        return [Finding("level", "no_raise", _("This is not above the level in force."), mend)]
    return []
