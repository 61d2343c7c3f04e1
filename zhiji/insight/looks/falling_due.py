"""What falls due of one customer, how the earlier deposits ended, and the chance that the money stays (B10, U16); and the same for lists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import isnan
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from zhiji.customers.models import File
from zhiji.holdings.lake.manifest import lake_suite
from zhiji.holdings.lake.reading import every_row, rows_of
from zhiji.holdings.looks.maturities import Due, Earlier
from zhiji.holdings.models import Holding
from zhiji.insight.learning.card import like
from zhiji.insight.looks.foretold import Reason, learnt, model_of
from zhiji.insight.models import PERMILLE, LearntModel
from zhiji.insight.night.reading import nights, standing_of
from zhiji.vault.lasting import lasting_keys


@dataclass(frozen=True, slots=True)
class DueLine:
    """One deposit. ``amount``: hundredths that stand on it. ``like``: of the judged deposits with such a chance, how many, and of how many
    the money stayed. ``reasons``: above 0 towards staying; their measures as of ``known_by``, the end of the month before if that night is kept."""

    account: int
    product: str
    family: str
    matures_on: date
    days: int
    amount: int
    permille: int | None = None
    like: tuple[int, int] | None = None
    reasons: Sequence[Reason] = ()
    known_by: date | None = None


@dataclass(frozen=True, slots=True)
class FallingDue:
    """The nearest first. ``ended``, ``stayed``: the customer's own earlier deposits, and those of which the money stayed.

    ``state``: ``scored`` by the model; ``no_better``: the model is no better than the customer's own past, so that is what is shown;
    ``unlearnt``: there is none. ``base``: of ``among`` deposits of the bank's the share whose money stayed, None before the first training.
    """

    state: str
    lines: Sequence[DueLine]
    ended: int = 0
    stayed: int = 0
    base: float | None = None
    among: int = 0
    model: int | None = None
    learnt_on: date | None = None
    auc: float = 0
    simple_auc: float = 0


def falling_due(file: File, opaque: int, line: Mapping[str, Any], night: date) -> FallingDue:
    """Of one customer after ``night``, by the model that scored that night."""
    rows = rows_of(opaque, "dues", night, night).sort_by([("matures_on", "ascending")]).to_pylist()
    model, newest = model_of(night, "renewal", "due_model"), learnt("renewal")
    said = _said(model or newest)
    if model is None:
        state = "no_better" if newest is not None and not newest.card["better"] else "unlearnt"
    else:
        state = "scored"
    if not rows:
        return FallingDue(state, (), **said)
    held = {
        one.account_key: one
        for one in Holding.objects.filter(customer_id=file.customer_id, kind="account").defer("details")
    }
    lines = [_line(one, held.get(one["account"]), model, opaque, line, night) for one in rows]
    return FallingDue(state, lines, rows[0]["ended"], rows[0]["stayed"], **said)


def _line(
    due: Mapping[str, Any], held: Holding | None, model: LearntModel | None, opaque: int, line: Mapping[str, Any], night: date
) -> DueLine:  # fmt: skip
    told = {
        "account": due["account"], "product": held.product if held else "", "family": held.family if held else "",
        "matures_on": due["matures_on"], "days": (due["matures_on"] - night).days, "amount": due["amount"],
    }  # fmt: skip
    if model is None or due["chance"] is None:
        return DueLine(**told)
    from zhiji.insight.learning.renewal import known_by  # not before: it brings measures and trees
    from zhiji.insight.night.falling_due import features, strongest_of

    cut = known_by(due["matures_on"])
    then = standing_of(opaque, cut) if cut < night else None
    known = features(due, then or line)
    reasons = [Reason(name, _whole(name, known[name]), share) for name, share in strongest_of(model, known)]
    found = like(model.card, due["chance"] / PERMILLE)
    return DueLine(
        **told, permille=due["chance"], like=found, reasons=reasons, known_by=cut if then else night
    )


def _whole(name: str, value: float) -> int | None:
    """A figure as measures are: whole; the share of one's own deposits that stayed in thousandths; None where there is none."""
    if isnan(value):
        return None
    return round(value * PERMILLE) if name == "earlier_stayed" else round(value)


def _said(model: LearntModel | None) -> dict[str, Any]:
    if model is None:
        return {}
    card = model.card
    return {
        "model": model.pk, "learnt_on": model.on, "base": card["base"], "among": card["rows"], "auc": card["auc"][0],
        "simple_auc": card["simple_auc"][0],
    }  # fmt: skip


def earlier(due: Mapping[int, Sequence[Due]]) -> dict[tuple[int, Due], Earlier]:
    """For lists: of each maturity, by customer id, what the newest night knows beside it. Whose it is and who may see it the list decides."""
    kept = nights()
    if not kept or not due:
        return {}
    keys = {key.opaque: number for number, key in lasting_keys(list(due), lake_suite()).items()}
    wanted = pc.field("customer").isin(pa.array(sorted(keys), pa.int64()))
    rows = every_row("dues", kept[-1], kept[-1]).to_table(filter=wanted).to_pylist()
    found = {}
    for row in rows:
        one, number = Due(row["account"], row["matures_on"]), keys[row["customer"]]
        if one in due[number]:
            found[number, one] = Earlier(row["ended"], row["stayed"], row["chance"])
    return found
