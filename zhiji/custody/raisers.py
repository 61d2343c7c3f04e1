"""Whether who asked still stands where the request was made from."""

from django.utils.translation import gettext_lazy as _

from zhiji.access import policy
from zhiji.custody.models import Case
from zhiji.custody.problems import Finding


def moved_on(case: Case) -> list[Finding]:
    """A request dies with the post it was made from, as its grant would (Art. 19.1)."""
    who, known = case.raised_by, policy.purposes().get(case.purpose)
    here = who is not None and who.is_active and who.unit_id == case.unit_id
    if who is not None and here and known is not None and who.role in known.roles:
        return []
    message = _("Who asked has left, or has another post since.")
    return [Finding("state", "moved", message, _("Refuse it; a new request can be made from the new post."))]
