"""Requests of the authorities (协查, AB01-AB04): which body may query, freeze or deduct on which day, and how a request walks.

The base of the matrix is the register of norms (``authorities.query`` and so on); what the house has entered since, with
source and first day, stands beside it (``custody_authoritypower``). For each cell the later first day wins.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from zhiji import norms
from zhiji.custody.rules.flow import Flow, Move, State

BODIES: Mapping[str, object] = {
    "court": _("People's court"),
    "procuratorate": _("People's procuratorate"),
    "police": _("Public security"),
    "state_security": _("State security"),
    "military_security": _("Military security"),
    "prison": _("Prison"),
    "customs": _("Customs"),
    "tax": _("Tax authority"),
    "supervision": _("Supervision commission"),
    "audit": _("Audit authority"),
    "securities_regulator": _("Securities regulator"),
    "market_regulator": _("Market regulator"),
    "bank_supervisor": _("Bank supervisor"),
    "other": _("Another body"),
}
"""Who may come with a letter. A body without any power stands here too, so that its request can be registered and refused."""

POWERS: Mapping[str, object] = {
    "query": _("Query"),
    "freeze": _("Freeze"),
    "deduct": _("Deduct"),
    "inspect": _("Inspect the bank"),
}
"""``inspect`` is the supervisor's right on and off site; it gives out no depositor's data."""

LEVELS: Mapping[str, object] = {
    "township": _("below the county"),
    "county": _("county"),
    "city": _("city"),
    "province": _("province"),
    "national": _("the whole country"),
}
"""From low to high, as ``authorities.levels``."""

BARS = ("supervisor", "power", "level")
"""Why the law refuses at once: a bank supervisor may only inspect; no such power that day; a letter from too low a level."""

FLOW = Flow(
    "authority", "X", _("Commercial Bank Law, Art. 29-30"), _("Request of an authority"),
    states=(
        State("registered", _("papers to be checked"), clock="authorities.check_hours"),
        State("checked", _("waits for the second check"), clock="authorities.check_hours"),
        State("ordered", _("to be carried out"), clock="authorities.act_hours"),
        State("confirmed", _("waits for the reply"), clock="authorities.reply_hours"),
        State("answered", _("answered"), final=True, tone="jade"),
        State("inspection", _("inspection registered"), final=True, tone="jade"),
        State("barred", _("refused by law"), final=True, tone="cinnabar"),
        State("refused", _("refused"), final=True, tone="cinnabar"),
        State("withdrawn", _("withdrawn"), final=True),
    ),
    moves=(
        Move("bar", _("Refuse by law"), ("registered",), "barred"),
        Move("check", _("Check the papers"), ("registered",), "checked", tie="owner"),
        Move("confirm", _("Check a second time"), ("checked",), "confirmed", tie="owner", apart=("ask", "check")),
        Move("confirm", _("Check a second time"), ("checked",), "ordered", tie="owner", apart=("ask", "check")),
        Move("confirm", _("Check a second time"), ("checked",), "inspection", tie="owner", apart=("ask", "check")),
        Move("carry", _("Record that it is carried out"), ("ordered",), "confirmed", tie="owner", words=True),
        Move("reply", _("Make the reply"), ("confirmed",), "answered", tie="owner"),
        Move("refuse", _("Refuse"), ("registered", "checked"), "refused", tie="owner", words=True),
        Move("withdraw", _("The authority takes it back"), ("registered", "checked"), "withdrawn", tie="raiser", words=True),
    ),
    readers=frozenset({"compliance", "auditor"}),
    kept_as="inquiry",
    discreet=True,
)  # fmt: skip

POWER_FLOW = Flow(
    "power", "XP", _("Commercial Bank Law, Art. 29-30"), _("Change of an authority's power"),
    states=(
        State("asked", _("waits for approval"), clock="custody.examine_hours"),
        State("approved", _("approved"), final=True, tone="jade"),
        State("refused", _("refused"), final=True, tone="cinnabar"),
        State("withdrawn", _("withdrawn"), final=True),
    ),
    moves=(
        Move("approve", _("Approve"), ("asked",), "approved", apart=("ask",)),
        Move("refuse", _("Refuse"), ("asked",), "refused", apart=("ask",), words=True),
        Move("withdraw", _("Withdraw"), ("asked",), "withdrawn", tie="raiser"),
    ),
    readers=frozenset({"compliance", "supervisor", "manager", "gm", "auditor"}),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Laid:
    """One row the house has entered, as the rule sees it; ``number`` orders rows of one day."""

    number: int
    body: str
    power: str
    allowed: bool
    effective_from: date
    source: str
    article: str
    read_in_source: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """One answer of the matrix. ``norm`` is the norm's id, or ``""`` where the house's own entry decides (``entry`` its number)."""

    body: str
    power: str
    allowed: bool
    since: date
    source: str
    article: str
    verified: bool
    norm: str = ""
    entry: int = 0


def matrix(day: date, laid: Iterable[Laid] = ()) -> dict[tuple[str, str], Cell]:
    """Every body × power as of a day. What nothing allows is refused (Commercial Bank Law, Art. 29-30).

    >>> matrix(date(2026, 1, 1))["police", "freeze"].allowed, matrix(date(2026, 1, 1))["audit", "freeze"].allowed
    (True, False)
    """
    rules = norms.on(day)
    cells = {}
    for power in POWERS:
        name = "authorities.inspect_only" if power == "inspect" else f"authorities.{power}"
        norm = rules.source(name)
        may = getattr(rules.authorities, name.partition(".")[2])
        for body in BODIES:
            named = rules.source("authorities.inspect_only") if body == "bank_supervisor" else norm
            cells[body, power] = Cell(
                body, power, body in may, named.effective_from, named.source, named.article, named.verified, named.id
            )  # fmt: skip
    for row in sorted(laid, key=lambda one: (one.effective_from, one.number)):
        before = cells.get((row.body, row.power))
        if before is not None and before.since <= row.effective_from <= day:
            cells[row.body, row.power] = Cell(
                row.body, row.power, row.allowed, row.effective_from, row.source, row.article, row.read_in_source,
                entry=row.number,
            )  # fmt: skip
    return cells


def bar(cell: Cell, level: str, day: date) -> str:
    """Why the law refuses this request at once: one of ``BARS``; ``""`` when it does not."""
    rule = norms.on(day).authorities
    if cell.body == "bank_supervisor" and cell.power != "inspect" and not cell.allowed:
        return "supervisor"
    if not cell.allowed:
        return "power"
    if rule.levels.index(level) < rule.levels.index(rule.least_level):
        return "level"
    return ""


def articles_of(reason: str, cell: Cell, day: date) -> list[str]:
    """What refuses, each as source and article (no article where it was not read): for want of a power the law by which a
    request without basis is refused, and the rule about this body; for a low level the rule about the letter."""
    rules = norms.on(day)
    if reason == "level":
        own = rules.source("authorities.least_level")
        return [f"{own.source} {own.article}".strip()]
    refuse = rules.source("authorities.without_basis")
    return [f"{refuse.source} {refuse.article}", f"{cell.source} {cell.article}".strip()]
