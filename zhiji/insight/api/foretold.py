"""What is foretold of a customer, as the API gives it."""

from datetime import date

from ninja import Schema

from zhiji.insight.looks.foretold import Foretold, Worth


class ForetoldReasonOut(Schema):
    """A measure with its value that night; ``weight`` in log-odds, above 0 towards silence."""

    measure: str
    value: int | None
    weight: float


class ForetoldOut(Schema):
    """The chance of falling silent within ``window`` days, in ``permille``; null unless ``state`` is ``scored``.

    ``beyond``: the model says nothing of this customer; ``no_better``: no model is better than recency; ``unlearnt``: there is none.
    ``like``: of the judged cases with such a score, how many there were and how many fell silent.
    """

    state: str
    permille: int | None
    window: int
    reasons: list[ForetoldReasonOut]
    like: tuple[int, int] | None
    model: int | None
    learnt_on: date | None
    auc: float
    simple_auc: float


class LifetimeValueOut(Schema):
    """Lifetime value over ``years`` in hundredths, with its 95 % interval; null where there is none yet."""

    value: int | None
    low: int | None
    high: int | None
    years: int


def foretold_out(found: Foretold | None) -> ForetoldOut | None:
    """The look's answer for the API."""
    if found is None:
        return None
    reasons = [
        ForetoldReasonOut(measure=one.measure, value=one.value, weight=round(one.weight, 3))
        for one in found.reasons
    ]
    return ForetoldOut(
        state=found.state, permille=found.permille, window=found.window, reasons=reasons, like=found.like, model=found.model,
        learnt_on=found.learnt_on, auc=found.auc, simple_auc=found.simple_auc,
    )  # fmt: skip


def worth_out(found: Worth | None) -> LifetimeValueOut | None:
    """The look's answer for the API."""
    if found is None:
        return None
    return LifetimeValueOut(value=found.value, low=found.low, high=found.high, years=found.years)
