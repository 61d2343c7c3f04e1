"""The act under which the vault's own writers work when no caller has opened one.

Governed tables refuse writes unless ``zhiji.act`` is set in the transaction. Rotation commits batch by
batch, so it cannot run inside one act of the access room and names itself instead; a caller's act is left
as it is.
"""

from typing import Any


def within_act(cursor: Any, phrase: str) -> None:
    """Sets ``zhiji.act`` until the transaction ends, unless the caller has."""
    cursor.execute(
        "SELECT set_config('zhiji.act', coalesce(nullif(current_setting('zhiji.act', true), ''), %s), true)",
        [phrase],
    )
