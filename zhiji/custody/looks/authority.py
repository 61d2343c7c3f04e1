"""The matrix of powers as of a day with its history, the printed reply, and the register of requests (AB02-AB04)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import orjson
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhiji import fields, vault
from zhiji.access.gateway import Gate, look
from zhiji.access.permits import FilePermit
from zhiji.custody.cases import private_of
from zhiji.custody.looks.rows import CaseRow, all_cases, row_of
from zhiji.custody.models import Disclosure
from zhiji.custody.powers import laid_rows
from zhiji.custody.rules.authority import BODIES, LEVELS, POWERS, Cell, Laid, matrix
from zhiji.custody.secret_cases import knows_own
from zhiji.customers.models import File
from zhiji.customers.rules import number_of
from zhiji.staff.models import Staff


@dataclass(frozen=True, slots=True)
class Matrix:
    """Bodies × powers as of ``day``: each row a body's words and its cells in the order of ``powers``. ``entries``: all
    the house has entered, newest first."""

    day: date
    powers: Sequence[object]
    rows: Sequence[tuple[object, Sequence[Cell]]]
    entries: Sequence[Laid]


@look("custody:power:read")
def read_matrix(gate: Gate, day: date | None = None) -> Matrix:
    """Who may query, freeze or deduct on a day, with the article of each answer; no rows of a day before all rules."""
    day = day or timezone.localdate(gate.at)
    gate.permit_none({"on": day.isoformat()})
    laid = laid_rows()
    try:
        cells = matrix(day, laid)
    except LookupError:
        return Matrix(day, list(POWERS.values()), [], laid[::-1])
    rows = [(label, [cells[body, power] for power in POWERS]) for body, label in BODIES.items()]
    return Matrix(day, list(POWERS.values()), rows, laid[::-1])


@dataclass(frozen=True, slots=True)
class GivenFile:
    """What was put out about one customer: label and text of each field; ``gone``: the copy was destroyed with the file."""

    number: str
    disclosure: int
    lines: Sequence[tuple[object, str]]
    gone: bool


@dataclass(frozen=True, slots=True)
class Reply:
    """The reply as it is printed. ``not_given``: asked for, and not held or not to be seen for an inquiry."""

    kind: str
    number: int
    printed: str
    body: object
    body_name: str
    letter: str
    officers: Sequence[str]
    power: object
    copies: int
    files: Sequence[GivenFile]
    not_given: Sequence[object]
    done: str
    answered_at: datetime
    watermark: str
    receipt: int


@look("custody:authority:print")
def read_reply(gate: Gate, number: int) -> Reply:
    """The registered copy of a reply, for printing. Refuses like an unknown one where none was made."""
    return _reply(gate, number, "authority")


@look("custody:enquiry:print")
def read_secret_reply(gate: Gate, number: int) -> Reply:
    """The same of an enquiry about a top-secret file: for its custodian alone."""
    return _reply(gate, number, "enquiry")


def _reply(gate: Gate, number: int, kind: str) -> Reply:
    case = all_cases().filter(pk=number, kind=kind, state="answered").first()
    if case is None or not knows_own(gate.by, case):
        gate.unknown({"case": number})
    ids = list(case.files.order_by("customer_id").values_list("customer_id", flat=True))
    files = list(File.objects.select_related("unit").filter(pk__in=ids))
    permits = gate.permit_many(files, {"case": number})
    if kind == "enquiry" and len(permits) < len(files):
        gate.unknown({"case": number})
    given = []
    for one in Disclosure.objects.filter(case=case, kind="reply").order_by("customer_id"):
        if one.customer_id in permits:
            given.append(_given(one, permits[one.customer_id]))
    private, content = private_of(gate, case), case.content
    register = fields.register()
    missing = [register.field(name).label for name in content["fields"] if name not in content["given"]]
    carried = [one.words for one in case.signatures.all() if one.verb == "carry"]
    by = Staff.objects.filter(pk=gate.by.pk or 0).first()
    minute = timezone.localtime(gate.at).strftime("%Y-%m-%d %H:%M")
    receipt = next(iter(permits.values())).vault.receipt if permits else 0
    return Reply(
        kind, case.pk, row_of(case, gate.at, [gate.by]).printed, BODIES[content["body"]], private.get("body_name", ""),
        private.get("letter", ""), [private.get("officer_1", ""), private.get("officer_2", "")], POWERS[content["power"]],
        content["copies"], given, missing, carried[-1] if carried else "", case.closed_at or gate.at,
        f"{by.display_name} {by.staff_number} {minute}" if by else minute, receipt,
    )  # fmt: skip


def _given(one: Disclosure, permit: FilePermit) -> GivenFile:
    register = fields.register()
    try:
        body = orjson.loads(vault.open(one.body, permit.vault)) if one.body is not None else {"lines": []}
    except vault.Shredded:
        return GivenFile(number_of(one.customer_id), one.pk, (), True)
    language = get_language() or "zh-hans"
    named = [(register.field(line["field"]), line["value"]) for line in body["lines"]]
    lines = [(field.label, fields.display(field, value, language)) for field, value in named]
    return GivenFile(number_of(one.customer_id), one.pk, lines, False)


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One request as the register tells it (AB04). Customers by count only: their names are no part of the register."""

    row: CaseRow
    body: object
    body_name: str
    level: object
    power: object
    letter: str
    officers: Sequence[str]
    fields: Sequence[object]
    period: str
    copies: int
    articles: str


@look("custody:authority:export")
def register_lines(gate: Gate, *, limit: int = 5000) -> list[RegisterLine]:
    """The register of requests, newest first: body, both officers with their cards, letter, scope, outcome, copies."""
    gate.purpose = "inquiry"
    gate.permit_none()
    register = fields.register()
    lines = []
    for case in all_cases().filter(kind="authority").order_by("-pk")[:limit]:
        private, content = private_of(gate, case), case.content
        lines.append(
            RegisterLine(
                row_of(case, gate.at, [gate.by]), BODIES[content["body"]], private.get("body_name", _("destroyed")),
                LEVELS[content["level"]], POWERS[content["power"]], private.get("letter", ""),
                [f"{private.get(f'officer_{one}', '')} ({private.get(f'card_{one}', '')})" for one in (1, 2)],
                [register.field(name).label for name in content["fields"]],
                " – ".join(filter(None, (content["period_from"], content["period_to"]))), content.get("copies", 0),
                " · ".join(content.get("articles", ())),
            )
        )  # fmt: skip
    return lines
