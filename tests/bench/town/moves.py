"""What moves within a block: streams of movements as columns, in no order yet and without balances."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from zhiji.holdings.feed.contract import CHANNELS, TRANSACTION_KINDS

KIND = {name: place for place, name in enumerate(TRANSACTION_KINDS)}
CHANNEL = {name: place for place, name in enumerate(CHANNELS)}
BANKS = (None, "ICBC", "CCB", "ABC", "BOC", "CMB", "PSBC", "BOCOM")
POOLS = ("", "employer", "merchant", "person", "landlord", "supplier", "own", "pension office", "till")
POOL = {name: place for place, name in enumerate(POOLS)}
MERCHANTS = (
    ("超市", 0.30, 9_000, 0.7), ("餐饮", 0.24, 6_500, 0.7), ("加油站", 0.08, 32_000, 0.25), ("服饰", 0.09, 28_000, 0.8),
    ("网上商城", 0.16, 15_000, 0.9), ("药店", 0.05, 7_000, 0.6), ("旅行社", 0.02, 180_000, 0.7), ("水电燃气", 0.06, 18_000, 0.4),
)  # fmt: skip
"""Kinds of merchants: name, share of the payments, middle amount in hundredths, spread."""
MERCHANTS_OF_A_KIND = 40
FIRST, USUAL, LAST = 0, 1, 2
"""Where a movement stands in its day whatever its time: an opening first, a closing last."""
NIGHT, NOON, EVENING = 2 * 3600, 12 * 3600, 19 * 3600


@dataclass
class Moves:
    """Columns that grow stream by stream; what is one value for all rows may be given as one.

    account: local number within the block; day: offset; second of the day; amount: hundredths; kind, channel, bank, pool:
    places in the tables above; party: which one of the pool.
    """

    parts: list[tuple[Any, ...]] = field(default_factory=list)

    def add(
        self, account: Any, day: Any, amount: Any, kind: str, channel: str, *, second: Any = NOON, bank: Any = 0,
        pool: str = "", party: Any = 0, rank: int = USUAL,
    ) -> None:  # fmt: skip
        account = np.asarray(account, np.int32)
        size = len(account)
        given = (
            (day, np.int32), (rank, np.int8), (second, np.int32), (amount, np.int64), (KIND[kind], np.int8), (CHANNEL[channel], np.int8),
            (bank, np.int8), (POOL[pool], np.int8), (party, np.int32),
        )  # fmt: skip
        self.parts.append((account, *(np.broadcast_to(np.asarray(one, kind_), size) for one, kind_ in given)))

    def columns(self) -> list[Any]:
        """All streams together."""
        return [np.concatenate(column) for column in zip(*self.parts, strict=True)]


COLUMNS = ("account", "day", "rank", "second", "amount", "kind", "channel", "bank", "pool", "party")


def around(draw: Any, middle: Any, spread: float, size: int, *, whole: int = 1) -> Any:
    """Amounts around a middle (log-normal), at least ``whole``, in multiples of it."""
    found = middle * np.exp(draw.normal(0.0, spread, size))
    return np.maximum(np.round(found / whole), 1).astype(np.int64) * whole
