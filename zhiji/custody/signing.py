"""Who signs: the colleague, or the colleague standing in for an absent one."""

from typing import Any

from zhiji.access.actors import StandingIn
from zhiji.access.standing_in import absentees


def standing_in_for(keywords: dict[str, Any], absent: str) -> dict[str, Any]:
    """The keywords of an act, with ``by`` standing in for ``absent`` (an id or a sign-in name) where that holds now."""
    if absent not in ("", "0"):
        found = next(
            (one for one in absentees(keywords["by"]) if absent in (str(one.pk), one.username)), None
        )
        if found is not None:
            return keywords | {"by": StandingIn(keywords["by"], found)}
    return keywords
