"""The night's exchange rates: the newest of each currency up to the day, in millionths of the bank's own."""

from datetime import date

import pyarrow as pa

from zhiji import norms
from zhiji.holdings.models import Rate

MILLION = 1_000_000


def rates_of(on: date) -> pa.Table:
    """``currency`` and ``millionths``; the bank's own currency is one."""
    base = str(norms.on(on).holdings.base_currency)
    rates = {one.currency: one.millionths for one in Rate.objects.filter(day__lte=on).order_by("day")}
    rates[base] = MILLION
    return pa.table({"currency": list(rates), "millionths": pa.array(list(rates.values()), pa.int64())})
