"""The desk's own pages: home, and the undertaking."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from zhiji.desk import undertaking
from zhiji.desk.form_fields import PlainField, Shortfall
from zhiji.desk.home import page_for


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """The first page of the day, by role."""
    return render(request, "desk/home.html", {"page": page_for(request)})


def staying(request: HttpRequest) -> JsonResponse:
    """For a form that stood open for long: who is signed in now, and the token to send it with. 401 when nobody is."""
    if not request.user.is_authenticated:
        return JsonResponse({"staff": None}, status=401)
    return JsonResponse({"staff": request.user.pk, "token": get_token(request)})


@login_required
def sign_undertaking(request: HttpRequest) -> HttpResponse:
    """Read and sign the undertaking; what was typed stays when something is missing."""
    problems = {}
    if request.method == "POST":
        problems = _shortfalls(request)
        if not problems:
            undertaking.sign(version=undertaking.current().version, by=request.user, channel="page")
            return redirect("home")
    context = {
        "undertaking": undertaking.current(),
        "signed": undertaking.is_signed(request.user),
        "name": PlainField("name", _("Sign with your name"), request.POST.get("name", ""), problems=problems.get("name", ())),
        "read": PlainField(
            "read", _("I have read this and will keep it."), request.POST.get("read", ""), type="checkbox",
            problems=problems.get("read", ()),
        ),
    }  # fmt: skip
    return render(request, "desk/undertaking.html", context, status=422 if problems else 200)


def _shortfalls(request: HttpRequest) -> dict[str, list[Shortfall]]:
    staff = request.user
    typed = "".join(request.POST.get("name", "").split()).casefold()
    own = {"".join(name.split()).casefold() for name in (staff.name, staff.name_en) if name}  # type: ignore[union-attr]
    problems = {}
    if typed not in own:
        words = _("The name is not yours as the bank keeps it.")
        problems["name"] = [Shortfall(words, _("Type: %(name)s") % {"name": staff.display_name})]  # type: ignore[union-attr]
    if not request.POST.get("read"):
        problems["read"] = [Shortfall(_("The box is not ticked."), _("Tick it once you have read the text."))]
    return problems
