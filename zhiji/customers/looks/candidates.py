"""The files of a scope, fetched cheaply for comparison."""

from collections.abc import Sequence
from typing import Any

from zhiji.customers.candidate import Candidate, fetch
from zhiji.customers.looks.scopes import parts_of


def candidates(
    scope: str, by: Any, compartments: Sequence[str], limit: int, *, fragments: bool = False, before: int | None = None
) -> tuple[list[Candidate], bool]:  # fmt: skip
    """The newest files of a scope, at most ``limit``, and whether there are more; of those below the id ``before``."""
    parts = parts_of(scope, by, fragments=fragments)
    where = " OR ".join(f"f.{column} = %s" for part in parts for column in part) or "false"
    values = [value for part in parts for value in part.values()]
    if before is not None:
        where, values = f"({where}) AND f.customer_id < %s", [*values, before]
    found = fetch(where, values, compartments, limit + 1)
    return found[:limit], len(found) > limit
