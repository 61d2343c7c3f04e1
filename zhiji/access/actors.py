"""Who may stand behind a look or an act besides a signed-in colleague: the house itself, doing named work."""

from dataclasses import dataclass

from zhiji.staff.models import Staff


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


@dataclass(frozen=True, slots=True)
class StandingIn:
    """A colleague who signs for an absent one: the journal names the hand, the policy asks the absent one's role.

    Only the steps of a case take it (``zhiji.custody``); nobody's files open to a stand-in.
    """

    staff: Staff
    absent: Staff

    @property
    def pk(self) -> int:
        return self.staff.pk

    @property
    def role(self) -> str:
        return self.absent.role

    @property
    def unit_path(self) -> str:
        return self.absent.unit_path

    @property
    def username(self) -> str:
        return self.staff.username

    @property
    def is_active(self) -> bool:
        return self.staff.is_active and self.absent.is_active
