"""That the customer was told what the data are for: without it no colleague opens a file (M05)."""

from zhiji.customers.telling import Told

TOLD = Told("service-1", "counter")
