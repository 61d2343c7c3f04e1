"""How often a customer will come back, and whether he still does: the BG/NBD model.

Fader, Hardie and Lee, "Counting Your Customers" the Easy Way, Marketing Science 24 (2005), equations 6, 9 and 10. Time is in
weeks. A customer's history is three numbers: ``x`` repeated days of purchase, ``recency`` the time of the last, ``age`` the
time observed, both since the first.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import betaln, gammaln, hyp2f1

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Histories:
    """Three arrays of one length, a customer each."""

    x: Floats
    recency: Floats
    age: Floats

    def __post_init__(self) -> None:
        if not len(self.x) == len(self.recency) == len(self.age):
            raise ValueError("a history has x, recency and age for every customer")
        if len(self.x) and not bool(np.all((self.recency >= 0) & (self.recency <= self.age) & (self.x >= 0))):
            raise ValueError("recency lies between 0 and age, x is not negative")


@dataclass(frozen=True, slots=True)
class Fitted:
    """The parameters: ``r`` and ``alpha`` of how often customers buy, ``a`` and ``b`` of how they leave; and the fit."""

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float
    customers: int


class NotFitted(RuntimeError):
    """The search for parameters did not come to rest; the figures would mean nothing."""


def fit(histories: Histories) -> Fitted:
    """Maximum likelihood from several starts; the best is kept. Raises ``NotFitted`` when none comes to rest.

    Customers with the same history are counted together, so that a million cost as much as their distinct histories.
    """
    rows, weights = np.unique(
        np.stack([histories.x, histories.recency, histories.age], axis=1), axis=0, return_counts=True
    )
    x, recency, age = rows.T

    def loss(logs: Floats) -> float:
        return -float(weights @ _log_likelihood(np.exp(np.clip(logs, -12, 12)), x, recency, age))

    scale = float(np.median(age)) or 1.0
    starts = [
        np.log([0.5, scale / 4, 1.0, 2.0]),
        np.log([1.0, scale, 0.5, 0.5]),
        np.log([0.2, scale / 10, 2.0, 5.0]),
    ]
    found = [
        minimize(loss, start, method="Nelder-Mead", options={"maxiter": 4000, "xatol": 1e-7, "fatol": 1e-7})
        for start in starts
    ]
    best = min((one for one in found if one.success), key=lambda one: one.fun, default=None)
    if best is None:
        raise NotFitted("no start came to rest: there are too few customers who came back")
    r, alpha, a, b = np.exp(best.x)
    return Fitted(float(r), float(alpha), float(a), float(b), -float(best.fun), int(weights.sum()))


def _log_likelihood(parameters: Floats, x: Floats, recency: Floats, age: Floats) -> Floats:
    """Of each history (equation 6, in logarithms)."""
    r, alpha, a, b = parameters
    common = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + betaln(a, b + x) - betaln(a, b)
    here = -(r + x) * np.log(alpha + age)
    safe = np.where(x > 0, b + x - 1, 1.0)
    gone = np.where(
        x > 0, np.log(a) - np.log(np.maximum(safe, 1e-12)) - (r + x) * np.log(alpha + recency), -np.inf
    )
    return common + np.logaddexp(here, gone)


def expected(model: Fitted, weeks: Floats | float) -> Floats:
    """Purchases of a new customer within ``weeks`` of the first (equation 9)."""
    t = np.asarray(weeks, dtype=float)
    share = (model.alpha / (model.alpha + t)) ** model.r
    hyper = hyp2f1(model.r, model.b, model.a + model.b - 1, t / (model.alpha + t))
    return np.asarray((model.a + model.b - 1) / (model.a - 1) * (1 - share * hyper))


def expected_next(model: Fitted, histories: Histories, weeks: float) -> Floats:
    """Purchases of each customer within the coming ``weeks``, given his history (equation 10)."""
    x, age = histories.x, histories.age
    first = (model.a + model.b + x - 1) / (model.a - 1)
    share = ((model.alpha + age) / (model.alpha + age + weeks)) ** (model.r + x)
    hyper = hyp2f1(model.r + x, model.b + x, model.a + model.b + x - 1, weeks / (model.alpha + age + weeks))
    return np.asarray(first * (1 - share * hyper) * still_here(model, histories))


def still_here(model: Fitted, histories: Histories) -> Floats:
    """The chance that each customer has not left. Who never came back cannot have left yet in this model: 1."""
    x = histories.x
    odds = model.a / np.where(x > 0, model.b + x - 1, 1.0)
    odds = odds * ((model.alpha + histories.age) / (model.alpha + histories.recency)) ** (model.r + x)
    return np.asarray(1 / (1 + np.where(x > 0, odds, 0.0)))
