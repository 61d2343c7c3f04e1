"""What a reader sees when something goes wrong: one plain sentence, and the ways on. Never what went wrong inside."""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiji.holdings.lake.manifest import LakeBroken

log = logging.getLogger("zhiji.desk")


@dataclass(frozen=True, slots=True)
class Words:
    """Title, what happened, what to do."""

    title: object
    sentence: object
    mend: object


WORDS = {
    400: Words(
        gettext_lazy("This request cannot be read"),
        gettext_lazy("Something in the address or the form is not as it should be."),
        gettext_lazy("Go back and try once more. If you followed a link, it may be cut off."),
    ),
    403: Words(
        gettext_lazy("This is not open to you"),
        gettext_lazy("Your role does not include this page."),
        gettext_lazy("If your work needs it, ask your information supervisor."),
    ),
    404: Words(
        gettext_lazy("There is nothing here"),
        gettext_lazy("There is no such page or file, or you may not know of it."),
        gettext_lazy("Check the number, or search for the customer."),
    ),
    405: Words(
        gettext_lazy("This address takes no such request"),
        gettext_lazy("The page is changed only by its own form."),
        gettext_lazy("Go back to the page and use its button."),
    ),
    413: Words(
        gettext_lazy("Too much at once"),
        gettext_lazy("What you sent is larger than is taken in one piece."),
        gettext_lazy("Send it in smaller parts, or use the import."),
    ),
    419: Words(
        gettext_lazy("This form has been open too long"),
        gettext_lazy(
            "To be sure that it is you, a form is taken only for a while, and only from this browser."
        ),
        gettext_lazy("Go back, load the page anew and send it again; copy what you typed first."),
    ),
    429: Words(
        gettext_lazy("Too many requests"),
        gettext_lazy("So many in so short a time are more than a colleague can read."),
        gettext_lazy("Wait a minute, then go on."),
    ),
    500: Words(
        gettext_lazy("That did not work"),
        gettext_lazy("The fault is ours, not yours. Nothing was half done: it was taken back."),
        gettext_lazy("Try once more. If it fails again, tell your administrator the number below."),
    ),
    502: Words(
        gettext_lazy("A part of the history cannot be read"),
        gettext_lazy("A file of past movements and figures was changed or damaged; it is not shown."),
        gettext_lazy(
            "All else works. Tell your administrator: verifying the lake names the file, its backup brings it back."
        ),
    ),
    503: Words(
        gettext_lazy("Zhiji is resting for a moment"),
        gettext_lazy("The store of the files does not answer just now."),
        gettext_lazy("Nothing is lost. Try again in a minute; if it lasts, tell your administrator."),
    ),
}


def answer(
    request: HttpRequest, code: int, *, status: int | None = None, reference: str = ""
) -> HttpResponse:
    """The page (or, for the API, the problem+json) for one of ``WORDS``. Asks the database nothing."""
    words = WORDS[code]
    status = status or code
    if request.path_info.startswith("/api/"):
        body = {
            "type": "about:blank",
            "title": str(words.title),
            "status": status,
            "detail": f"{words.sentence} {words.mend}",
        }
        return JsonResponse(
            body | ({"reference": reference} if reference else {}),
            status=status,
            content_type="application/problem+json",
        )
    context = {"words": words, "status": status, "reference": reference, "plain": status >= 500}
    content = render_to_string("desk/error.html", context, request=request)
    return HttpResponse(content, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, and 413 when the body was too large."""
    too_large = type(exception).__name__ == "RequestDataTooBig"
    return answer(request, 413 if too_large else 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 outside the gateway (the gateway's own refusals have their page)."""
    return answer(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404; the same for what is not there and what may not be known of."""
    return answer(request, 404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that is too old or comes from elsewhere."""
    return answer(request, 419, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a number that stands in the log too, and nothing else."""
    reference = secrets.token_hex(4)
    log.error("server error, reference %s, %s %s", reference, request.method, request.path_info)
    try:
        return answer(request, 500, reference=reference)
    except Exception:
        log.exception("the error page itself failed, reference %s", reference)
        return HttpResponse(
            f"500 · {_('That did not work')} · {reference}",
            status=500,
            content_type="text/plain; charset=utf-8",
        )


class KindFailures:
    """Middleware: a store that does not answer or is damaged becomes 503, a bare 405 or 429 gets its page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            response = self.get_response(request)
        except OperationalError:
            return self._offline(request)
        bare = not response.streaming and not response.content
        unkind = (response.status_code == 405 and bare) or response.status_code == 429
        if not unkind or request.path_info.startswith("/api/"):
            return response
        kind = answer(request, response.status_code)
        for name in ("Allow", "Retry-After"):
            if name in response:
                kind[name] = response[name]
        return kind

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """An OperationalError or a broken lake from a view; everything else goes its way."""
        if isinstance(exception, LakeBroken):
            log.error("the lake is broken: %s", exception)
            return answer(request, 502, status=503)
        return (
            self._offline(request) if isinstance(exception, OperationalError) and not settings.DEBUG else None
        )

    def _offline(self, request: HttpRequest) -> HttpResponse:
        log.exception("the database does not answer")
        response = answer(request, 503)
        response["Retry-After"] = "60"
        return response
