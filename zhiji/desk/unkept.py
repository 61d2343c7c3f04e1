"""What Zhiji answers is kept by no browser and no proxy on the way: the next person at the desk finds nothing by going back."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

UNUSED = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"


class Unkept:
    """Middleware: ``Cache-Control: no-store`` on everything but static files, which are answered before it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        patch_cache_control(response, no_store=True, private=True)
        response.headers.setdefault("Permissions-Policy", UNUSED)
        return response
