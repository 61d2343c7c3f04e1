"""The lake's sets of the night: ``standings``, where every customer stands, one row a customer; ``dues``, what falls due, one row a deposit."""

import pyarrow as pa

from zhiji.holdings.lake.shapes import RowSet
from zhiji.insight.measures import MEASURES

TRAITS = pa.schema(
    [
        ("customer", pa.int64()),
        ("day", pa.date32()),
        ("unit", pa.int64()),
        ("manager", pa.int64()),
        ("kind", pa.string()),
        ("state", pa.string()),
        ("key_customer", pa.bool_()),
        ("hidden", pa.bool_()),
        ("since", pa.date32()),
    ]
)
"""What is known of a customer without opening the file. ``hidden``: a top-secret file or a decoy: it stands in no sum, and in the
list of one's own customers as any other, or its lack would tell which it is."""

PLACED = pa.schema(
    [
        ("tier", pa.int8()),
        ("short", pa.int8()),
        ("month", pa.date32()),
        ("layer", pa.string()),
        ("clv", pa.int64()),
        ("clv_low", pa.int64()),
        ("clv_high", pa.int64()),
        ("silence", pa.int16()),
        ("grade", pa.string()),
        ("graded_on", pa.date32()),
        ("grade_since", pa.date32()),
        ("grade_before", pa.string()),
    ]
)
"""``tier`` counts from 0, the lowest of ``norms.tiers.names``; ``short`` is the months on end below it (above 0: watched);
``month`` is the first day of the last month that counted; ``layer`` is the pyramid's; ``clv`` is the lifetime value in hundredths with its interval (``night.worth``);
``silence`` is the chance of falling silent in permille (``night.foretelling``), null where no model has earned its use. ``grade`` is the letter given
on ``graded_on``, held since ``grade_since``; ``grade_before`` is the one given the quarter before (``night.quarterly``), null for a newcomer."""

SCHEMA = pa.schema([*TRAITS, *PLACED, *((name, pa.int64()) for name in MEASURES)])
STANDINGS = RowSet(SCHEMA, ("customer", "day"), "aum", merged=False, group=16_384)

DUES = pa.schema(
    [
        ("customer", pa.int64()),
        ("day", pa.date32()),
        ("account", pa.int64()),
        ("matures_on", pa.date32()),
        ("amount", pa.int64()),
        ("ended", pa.int16()),
        ("stayed", pa.int16()),
        ("ended_then", pa.int16()),
        ("stayed_then", pa.int16()),
        ("chance", pa.int16()),
    ]
)
"""One line a deposit a night. ``amount``: hundredths that stand on it; ``ended``: the customer's earlier deposits whose days had passed by the
night, ``stayed``: those whose money stayed (``insight.maturing``); ``…_then``: the same as the model may know it (``renewal.known_by``);
``chance``: permille that the money stays, null without a model in use."""
FALLING_DUE = RowSet(DUES, ("customer", "day", "account"), "amount", merged=False)
