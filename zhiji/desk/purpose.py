"""The purpose chip: which purpose is in force, until when, and the form that changes it."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST

from zhiji.access import policy, web
from zhiji.desk.navigation import address_of
from zhiji.desk.ways import back


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a menu; ``chosen`` marks the one in force."""

    id: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class PurposeState:
    """The purpose in force (``""`` when none), until when, and what may be chosen instead."""

    id: str
    label: str
    until: datetime | None
    choices: tuple[Choice, ...]
    url: str


def state_of(request: HttpRequest) -> PurposeState | None:
    """What the chip shows; None for a role that never sees customer data and so needs no purpose."""
    language, role = get_language() or "zh-hans", request.user.role  # type: ignore[union-attr]
    open_to = [purpose for purpose in policy.purposes().values() if role in purpose.roles]
    if not open_to:
        return None
    chosen = web.purpose_of(request)
    choices = tuple(Choice(purpose.id, purpose.names[language], purpose.id == chosen) for purpose in open_to)
    label = next((choice.label for choice in choices if choice.chosen), "")
    return PurposeState(chosen, label, web.purpose_until(request), choices, address_of("purpose_set"))


@login_required
@require_POST
def set_purpose(request: HttpRequest) -> HttpResponse:
    """Puts the chosen purpose in force for the session."""
    if not web.set_purpose(request, request.POST.get("purpose", "")):
        messages.error(request, gettext("This purpose is not one of your role's. Choose one of those shown."))
    return back(request)
