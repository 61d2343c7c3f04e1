"""Who may stand behind a look or an act besides a signed-in colleague: the house itself, doing named work."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Job:
    """Work of the house by the clock or from the command line: an import, a key rotation, the demo bank.

    It has the role ``system``, which the policy lets write files but never read them back.
    """

    name: str
    pk: int | None = None
    role: str = "system"
    unit_path: str = ""
    username: str = "system"
    is_active: bool = True
    undertaking_signed_at: object = True
