"""The usual movements of a block's customers on their main accounts: wages, rents, cards, cash, transfers, receipts, interest."""

from typing import Any

import numpy as np

from .lives import DORMANT, NEVER, PENSIONER, SALARIED, SAVER, STUDENT, TRADER, Lives
from .moves import BANKS, EVENING, MERCHANTS, MERCHANTS_OF_A_KIND, NIGHT, Moves, around
from .seasons import Town, drawn

_CARDS = {SALARIED: 56.0, PENSIONER: 28.0, TRADER: 34.0, STUDENT: 62.0, SAVER: 6.0, DORMANT: 24.0}
_CASH = {SALARIED: 6.0, PENSIONER: 14.0, TRADER: 10.0, STUDENT: 3.0, SAVER: 4.0, DORMANT: 6.0}
_SENT = {SALARIED: 16.0, PENSIONER: 5.0, TRADER: 14.0, STUDENT: 10.0, SAVER: 6.0, DORMANT: 8.0}
"""How many within two years, of a customer of usual business; of a sleeper, before the sleep."""
RENTERS = 0.35
TWO_YEARS = 731


def usual(town: Town, held: Lives, main: Any, moves: Moves, draw: Any) -> None:
    """All of it. ``main``: each customer's main account."""
    _wages(town, held, main, moves, draw)
    _rents(town, held, main, moves, draw)
    _cards(town, held, main, moves, draw)
    _cash(town, held, main, moves, draw)
    _people(town, held, main, moves, draw)
    _trade(town, held, main, moves, draw)
    _interest(town, held, main, moves, draw)


def rents(town: Town, held: Lives) -> tuple[Any, Any]:
    """Who pays rent by standing order, and how much (hundredths): the same in every month."""
    paying = np.flatnonzero((held.life == SALARIED) & (held.busy * 7919 % 1.0 < RENTERS))
    return paying, (held.income[paying] * 28 // 100 // 100_00 + 1) * 100_00


def _lived(held: Lives, who: Any, day: Any, draw: Any) -> Any:
    """Which of the movements come about: after joining, awake, and ever fewer while a churner fades out."""
    last = np.minimum(held.leave[who], held.asleep[who])
    fading = (held.leave[who] - day) / np.maximum(held.leave[who] - held.fade[who], 1)
    return (day >= held.joined[who]) & (day < last) & (draw.random(len(day)) < fading)


def _monthly(who: Any, days: Any) -> tuple[Any, Any]:
    return np.repeat(who, len(days)), np.tile(days, len(who))


def _often(town: Town, held: Lives, rates: dict[int, float], draw: Any) -> Any:
    """Customers, each as often as a Poisson draw around their life's rate says."""
    means = np.array([rates[life] for life in sorted(rates)])[held.life] * held.busy * town.days / TWO_YEARS
    return np.repeat(np.arange(held.count, dtype=np.int32), draw.poisson(means))


def _wages(town: Town, held: Lives, main: Any, moves: Moves, draw: Any) -> None:
    for payday in (10, 15):
        paid = np.flatnonzero((held.life == SALARIED) & (held.payday == payday))
        for days, times in ((town.on(payday, working=True), 1), (town.bonus, 2)):
            who, day = _monthly(paid, days)
            keep = _lived(held, who, day, draw)
            who, day = who[keep], day[keep]
            raised = held.income[who] * times * (100 + 4 * (day // 365)) // 100
            moves.add(main[who], day, raised + draw.integers(0, 50_00, len(who)), "salary", "batch", second=9 * 3600,
                      bank=1 + held.employer[who] % 7, pool="employer", party=held.employer[who])  # fmt: skip
    who, day = _monthly(np.flatnonzero(held.life == PENSIONER), town.on(5, working=True))
    keep = _lived(held, who, day, draw)
    moves.add(
        main[who[keep]],
        day[keep],
        held.income[who[keep]],
        "pension",
        "batch",
        second=8 * 3600,
        bank=1,
        pool="pension office",
    )
    who, day = _monthly(np.flatnonzero(held.life == STUDENT), town.on(1))
    keep = _lived(held, who, day, draw)
    moves.add(main[who[keep]], day[keep], held.income[who[keep]], "transfer_in", "mobile", second=EVENING, bank=who[keep] % 8,
              pool="person", party=who[keep])  # fmt: skip


def _rents(town: Town, held: Lives, main: Any, moves: Moves, draw: Any) -> None:
    paying, amount = rents(town, held)
    who, day = _monthly(np.arange(len(paying)), town.on(2))
    keep = _lived(held, paying[who], day, draw)
    who, day = who[keep], day[keep]
    moves.add(main[paying[who]], day, -amount[who], "transfer_out", "batch", second=10 * 3600, bank=paying[who] % 8, pool="landlord",
              party=paying[who])  # fmt: skip


def _cards(town: Town, held: Lives, main: Any, moves: Moves, draw: Any) -> None:
    who = _often(town, held, _CARDS, draw)
    day = drawn(draw, town.spending, len(who))
    keep = _lived(held, who, day, draw)
    who, day = who[keep], day[keep]
    size = len(who)
    kind = draw.choice(len(MERCHANTS), size, p=[one[1] for one in MERCHANTS])
    middle, spread = (np.array([one[place] for one in MERCHANTS])[kind] for place in (2, 3))
    means = np.sqrt(held.income[who] / 850_000)
    amount = np.maximum(np.round(middle * means * np.exp(spread * draw.standard_normal(size))), 1).astype(
        np.int64
    )
    party = kind * MERCHANTS_OF_A_KIND + (MERCHANTS_OF_A_KIND * draw.random(size) ** 1.8).astype(np.int32)
    online = kind == 4
    second = np.clip(draw.normal(14.5, 3.5, size) * 3600, NIGHT, 86_399).astype(np.int32)
    for there, channel in ((~online, "pos"), (online, "online")):
        moves.add(main[who[there]], day[there], -amount[there], "card", channel, second=second[there], bank=party[there] % 8,
                  pool="merchant", party=party[there])  # fmt: skip


def _cash(town: Town, held: Lives, main: Any, moves: Moves, draw: Any) -> None:
    who = _often(town, held, _CASH, draw)
    day = drawn(draw, town.spending, len(who))
    keep = _lived(held, who, day, draw)
    who, day = who[keep], day[keep]
    amount = around(draw, held.income[who] / 10, 0.6, len(who), whole=100_00)
    brought = draw.random(len(who)) < np.where(held.life[who] == TRADER, 0.7, 0.1)
    second = draw.integers(9 * 3600, 20 * 3600, len(who))
    moves.add(
        main[who[~brought]], day[~brought], -amount[~brought], "withdrawal", "atm", second=second[~brought]
    )
    moves.add(main[who[brought]], day[brought], amount[brought], "deposit", "counter", second=second[brought])


def _people(town: Town, held: Lives, main: Any, moves: Moves, draw: Any) -> None:
    who = _often(town, held, _SENT, draw)
    day = drawn(draw, town.giving, len(who))
    keep = _lived(held, who, day, draw)
    who, day = who[keep], day[keep]
    size = len(who)
    amount = around(draw, held.income[who] / 15, 0.9, size, whole=1_00)
    came = draw.random(size) < 0.5
    party, second = (
        held.count + who * 20 + draw.integers(0, 20, size),
        draw.integers(8 * 3600, 23 * 3600, size),
    )
    for there, sign, kind in ((came, 1, "transfer_in"), (~came, -1, "transfer_out")):
        moves.add(main[who[there]], day[there], sign * amount[there], kind, "mobile", second=second[there],
                  bank=party[there] % len(BANKS), pool="person", party=party[there])  # fmt: skip


def _trade(town: Town, held: Lives, main: Any, moves: Moves, draw: Any) -> None:
    for mean, share, kind, channel, sign in (
        (120.0, 7, "payment", "pos", 1),
        (34.0, 2, "transfer_out", "online", -1),
    ):
        rates = dict.fromkeys(range(6), 0.0) | {TRADER: mean}
        who = _often(town, held, rates, draw)
        day = drawn(draw, town.spending, len(who))
        keep = _lived(held, who, day, draw)
        who, day = who[keep], day[keep]
        amount = around(draw, held.income[who] / share, 0.8, len(who))
        party = who * 8 + draw.integers(0, 8, len(who))
        pool = "till" if sign > 0 else "supplier"
        moves.add(main[who], day, sign * amount, kind, channel, second=draw.integers(8 * 3600, 22 * 3600, len(who)),
                  bank=party % 8, pool=pool, party=party)  # fmt: skip


def _interest(town: Town, held: Lives, main: Any, moves: Moves, draw: Any) -> None:
    """Booked by the bank, for sleepers too, until the account is closed."""
    who, day = _monthly(np.arange(held.count), town.quarters)
    keep = (day > held.joined[who]) & (day < np.where(held.closes[who], held.leave[who], NEVER))
    who, day = who[keep], day[keep]
    moves.add(main[who], day, held.income[who] // 20_000 + 1, "interest", "batch", second=3600)
    traders = np.flatnonzero(held.life == TRADER)
    who, day = _monthly(traders, town.on(28))
    keep = (day > held.joined[who]) & (day < held.leave[who])
    moves.add(main[who[keep]], day[keep], -np.int64(15_00), "fee", "batch", second=7200)
