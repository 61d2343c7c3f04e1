"""Refuses what nobody types: the character NUL, which no column of the database can hold."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from zhiji.desk.errors import answer


class Readable:
    """Middleware: an address or a form with NUL in it gets the page of the unreadable request. The API checks its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        """After the check against forged forms, which has read the form."""
        if request.path_info.startswith("/api/"):
            return None
        given = [
            text for sent in (request.GET, request.POST) for _name, texts in sent.lists() for text in texts
        ]
        return answer(request, 400) if any("\0" in text for text in given) else None
