"""A page's own small form, made of the same asks as the steps of a case."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest

from zhiji.custody.problems import Invalid
from zhiji.custody.steps.ask import Ask
from zhiji.customers.pages.wording import told


def answers(asks: Sequence[Ask], request: HttpRequest) -> dict[str, Any]:
    """All values by name; raises ``Invalid`` with every problem at once."""
    values, problems = {}, []
    for ask in asks:
        values[ask.name], found = ask.read([str(text) for text in request.POST.getlist(ask.name)])
        problems += found
    if problems:
        raise Invalid(problems)
    return values


def drawn(asks: Sequence[Ask], request: HttpRequest, problems: Sequence[Any] = ()) -> dict[str, Any]:
    """The context of ``custody/parts/asked.html``: inputs with what was typed (or came in the address), and what is wrong."""
    given = request.POST if request.method == "POST" else request.GET
    typed = {name: [str(text) for text in texts] for name, texts in given.lists()}
    return {
        "inputs": [ask.inputs(typed, problems) for ask in asks],
        "told": told(problems, [ask.name for ask in asks]),
    }
