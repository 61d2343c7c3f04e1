"""What falls due of a customer, as the API gives it."""

from datetime import date

from ninja import Schema

from zhiji.insight.looks.falling_due import FallingDue


class DueReasonOut(Schema):
    """What moved a chance: a measure, or the deposit's own ``amount``, ``earlier_deposits``, ``earlier_stayed``; ``weight`` in log-odds, above 0
    towards staying."""

    name: str
    value: int | None
    weight: float


class DueOut(Schema):
    """One deposit; ``amount`` in hundredths, ``permille`` the chance that its money stays. ``like``: of the judged deposits with such a
    chance, how many there were and of how many the money stayed."""

    product: str
    family: str
    matures_on: date
    amount: int
    permille: int | None
    like: tuple[int, int] | None
    reasons: list[DueReasonOut]


class FallingDueOut(Schema):
    """``ended``, ``stayed``: the customer's own earlier deposits; ``base``: the share of the bank's ``among`` that stayed, null before a training.
    ``state``: ``scored``; ``no_better`` than that own past, so no chance is told; ``unlearnt``."""

    state: str
    ended: int
    stayed: int
    base: float | None
    among: int
    model: int | None
    learnt_on: date | None
    auc: float
    simple_auc: float
    deposits: list[DueOut]


def due_out(found: FallingDue | None) -> FallingDueOut | None:
    """The look's answer for the API."""
    if found is None:
        return None
    deposits = [
        DueOut(
            product=one.product, family=one.family, matures_on=one.matures_on, amount=one.amount, permille=one.permille, like=one.like,
            reasons=[DueReasonOut(name=each.measure, value=each.value, weight=round(each.weight, 3)) for each in one.reasons],
        )
        for one in found.lines
    ]  # fmt: skip
    return FallingDueOut(
        state=found.state, ended=found.ended, stayed=found.stayed, base=found.base, among=found.among, model=found.model,
        learnt_on=found.learnt_on, auc=found.auc, simple_auc=found.simple_auc, deposits=deposits,
    )  # fmt: skip
