"""Borrowing (Art. 19-20): asked, signed by the borrower's unit head, approved by an information officer, lent for at most
the house's longest loan, and cancelled in the register when it comes back. There is no move that extends a loan."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiji.custody.rules.flow import Flow, Move, State

MEDIA: dict[str, object] = {"paper": _("Paper originals"), "electronic": _("Electronic file")}
LENT = ("lent", "open")
"""States of a case while its loan runs: paper is out, an electronic file is open."""

AGES = ("due", "day", "three", "week", "longer")
"""How overdue: not at all, up to one day, to three, to seven, longer."""

AGE_WORDS: dict[str, object] = {
    "due": _("in time"),
    "day": _("up to 1 day overdue"),
    "three": _("1 to 3 days overdue"),
    "week": _("3 to 7 days overdue"),
    "longer": _("more than 7 days overdue"),
}
_LIMITS = ((1, "day"), (3, "three"), (7, "week"))
MOST_ITEMS = 20
MOST_COPIES = 500

FLOW = Flow(
    "loan", "L", "Art. 19-20", pgettext_lazy("custody", "Loan"),
    states=(
        State("asked", _("waits for the unit head"), clock="custody.sign_hours"),
        State("signed", _("waits for the information officer"), clock="custody.examine_hours"),
        State("with_manager", _("waits for the manager"), clock="custody.examine_hours"),
        State("lent", _("lent"), clock="custody.loan_days", tone="amber"),
        State("open", _("open to the borrower"), clock="custody.loan_days", tone="amber"),
        State("returned", _("returned"), final=True, tone="jade"),
        State("ended", _("ended by itself"), final=True, tone="jade"),
        State("refused", _("refused"), final=True, tone="cinnabar"),
        State("withdrawn", _("withdrawn"), final=True),
    ),
    moves=(
        Move("sign", _("Sign for the unit"), ("asked",), "signed", tie="unit_head", apart=("ask",)),
        Move("approve", _("Approve"), ("signed",), "lent", apart=("ask", "sign")),
        Move("approve", _("Approve"), ("signed",), "open", apart=("ask", "sign")),
        Move("approve", _("Approve"), ("signed",), "with_manager", apart=("ask", "sign")),
        Move("confirm", _("Approve a classified file"), ("with_manager",), "lent", apart=("ask", "sign", "approve")),
        Move("confirm", _("Approve a classified file"), ("with_manager",), "open", apart=("ask", "sign", "approve")),
        Move("refuse", _("Refuse"), ("asked", "signed", "with_manager"), "refused", apart=("ask",), words=True),
        Move("withdraw", _("Withdraw"), ("asked", "signed", "with_manager"), "withdrawn", tie="raiser"),
        Move("part", _("Receive a part"), ("lent",), "lent", apart=("ask",), optional=True),
        Move("part", _("Receive a part"), ("lent",), "returned", apart=("ask",), optional=True),
        Move("return", _("Cancel on return"), ("lent",), "returned", apart=("ask",), optional=True),
        Move("finish", _("Give back"), ("open",), "returned", tie="raiser", optional=True),
        Move("end", _("End by the clock"), ("open",), "ended"),
    ),
    readers=frozenset({"officer", "supervisor", "manager", "auditor"}),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """One thing borrowed: what it is called and how many copies (Art. 19.5)."""

    name: str
    copies: int


def items_in(text: str) -> tuple[list[Item], list[int]]:
    """The items of a list as typed, one a line: name, then how many copies; and the numbers of the lines that are none.

    >>> items_in("开户申请书 2\\nContract, 1")
    ([Item(name='开户申请书', copies=2), Item(name='Contract', copies=1)], [])
    >>> items_in("开户申请书")[1]
    [1]
    """
    items, wrong = [], []
    for number, line in enumerate(filter(None, map(str.strip, text.splitlines())), 1):
        found = re.fullmatch(r"(.{1,60}?)[\s,，、×x*]+([1-9][0-9]{0,2})\s*[份件copies]*", line)
        if found is None or int(found[2]) > MOST_COPIES:
            wrong.append(number)
        else:
            items.append(Item(found[1].strip(), int(found[2])))
    return items, wrong


def copies_of(items: Sequence[Item]) -> int:
    """How many pieces in all."""
    return sum(item.copies for item in items)


def said(items: Iterable[Item]) -> str:
    """The items as they are shown and sealed, one a line.

    >>> said([Item("Contract", 2)])
    'Contract × 2'
    """
    return "\n".join(f"{item.name} × {item.copies}" for item in items)


def still_out(out: Iterable[Item], back: Iterable[Item]) -> tuple[list[Item], list[str]]:
    """What is left out of a loan when some of it comes back, and the names that are not out, or not so many of them.

    >>> still_out([Item("Contract", 2), Item("Deed", 1)], [Item("Contract", 1), Item("Deed", 1)])
    ([Item(name='Contract', copies=1)], [])
    >>> still_out([Item("Deed", 1)], [Item("Deed", 2), Item("Map", 1)])[1]
    ['Deed', 'Map']
    """
    left: dict[str, int] = {}
    for item in out:
        left[item.name] = left.get(item.name, 0) + item.copies
    wrong = []
    for item in back:
        if left.get(item.name, 0) < item.copies:
            wrong.append(item.name)
        else:
            left[item.name] -= item.copies
    return [Item(name, copies) for name, copies in left.items() if copies], wrong


def fits(days: int, longest: int) -> bool:
    """Whether a loan of so many days may be saved: from one to ``longest`` (norm ``custody.loan_days``).

    >>> fits(3, 3), fits(4, 3), fits(0, 3)
    (True, False, False)
    """
    return 1 <= days <= longest


def age_of(due: datetime, at: datetime) -> str:
    """In which column of the ageing report a loan stands."""
    if at <= due:
        return "due"
    days = (at - due).total_seconds() / 86_400
    return next((age for limit, age in _LIMITS if days <= limit), "longer")
