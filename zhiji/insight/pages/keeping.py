"""Keeping a question under the name a form gives, and saying what came of it."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from zhiji.access.web import who
from zhiji.customers.problems import Invalid
from zhiji.insight.actions.views import TooMany, save_view


def kept_as(request: HttpRequest, kind: str, question: Mapping[str, object]) -> None:
    """Keep it, or say why not."""
    shared = "shared" in request.POST
    try:
        save_view(kind, request.POST.get("name", ""), question, shared=shared, **who(request))
    except TooMany:
        messages.warning(request, _("You keep a hundred questions already. Let go of one first."))
    except Invalid as invalid:
        messages.warning(request, " ".join(map(str, invalid.problems)))
    except ValueError:
        messages.warning(request, _("Give the question a name."))
    else:
        messages.success(request, _("Kept under that name."))
