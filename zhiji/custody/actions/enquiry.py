"""An enquiry about a top-secret file: passed on by the clock, prepared by its custodian, confirmed by a second person who may
know of it, answered with what was asked and no more (Art. 22)."""

from datetime import datetime

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from zhiji.access.actors import Job
from zhiji.access.gateway import Gate, act
from zhiji.access.rules import TOP_SECRET, may_know
from zhiji.custody.cases import keep_as, locked_case, open_case, private_of, sign
from zhiji.custody.disclosing import put_out
from zhiji.custody.finding import locked_files
from zhiji.custody.models import Case, RequestSearch
from zhiji.custody.problems import Finding, refuse_any
from zhiji.custody.rules.enquiry import ENDED, FLOW, may_confirm
from zhiji.customers.finding import by_identifiers
from zhiji.customers.models import File
from zhiji.customers.rules import customer_id_of
from zhiji.staff.models import Staff

CLOCK = Job("clock")
TAKEN_ALONG = ("body", "level", "power", "fields", "period_from", "period_to")
NUMBERS = 8
"""So many case numbers a search takes. More custodians than that for one request would be told by the numbers."""
PRIVATE = ("body_name", "letter", "officer_1", "card_1", "officer_2", "card_2", "person_name", "person_paper")


def tick(at: datetime) -> None:
    """Search once for every request that stands open, found or not, so that neither entry nor time tells them apart."""
    for number in list(unsearched().values_list("pk", flat=True)):
        pass_on(number, by=CLOCK, channel="job", at=at)


def unsearched() -> QuerySet[Case]:
    """Requests of authorities that are open and not searched for yet."""
    done = RequestSearch.objects.values("case_id")
    return Case.objects.filter(kind="authority", closed_at=None).exclude(pk__in=done).order_by("pk")


@act("custody:enquiry:pass")
def pass_on(gate: Gate, number: int) -> int:
    """Pass a request on to the custodians of the top-secret files it names, each to the own ones; how many enquiries.

    By the clock, who may know of every file. What is asked is copied and sealed under a key of its own.
    """
    request = Case.objects.select_for_update().get(pk=number, kind="authority")
    keep_as(gate, FLOW)
    gate.permit_none()
    RequestSearch.objects.create(case=request, at=gate.at)
    private = private_of(gate, request)
    by_custodian: dict[int, list[File]] = {}
    for file in _named(gate, private):
        by_custodian.setdefault(file.custodian_id, []).append(file)
    content = {name: request.content[name] for name in TAKEN_ALONG} | {"request": number}
    for custodian, files in by_custodian.items():
        open_case(
            gate, FLOW, files=files, reason=request.reason, content=content, owner=Staff.objects.get(pk=custodian),
            private={name: private.get(name, "") for name in PRIVATE},
        )  # fmt: skip
    _use_up(NUMBERS - len(by_custodian))
    return len(by_custodian)


def _use_up(numbers: int) -> None:
    """Take so many case numbers that no case gets: after every request the next one is as far off, whatever was found."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('custody_case', 'id')) FROM generate_series(1, %s)",
            [numbers],
        )


def _named(gate: Gate, private: dict[str, str]) -> list[File]:
    """The top-secret files that carry one of the customer numbers, or both the full name and the paper number."""
    ids = {customer_id_of(one) for one in private.get("unfound", "").split()}
    name, paper = private.get("person_name", ""), private.get("person_paper", "")
    if name.strip() and paper.strip():
        carried: dict[int, set[str]] = {}
        for index, file in by_identifiers(gate, [("name", name), ("paper", paper)]):
            carried.setdefault(file.customer_id, set()).add(index)
        ids |= {one for one, indexes in carried.items() if len(indexes) == 2}
    found = File.objects.filter(pk__in=[one for one in ids if one], secrecy__gte=TOP_SECRET)
    return list(found.select_related("unit", "custodian").order_by("pk"))


@act("custody:enquiry:prepare")
def prepare(gate: Gate, number: int, *, confirmer: Staff, words: str = "") -> Case:
    """The custodian takes it up and names the second person, who may know of every file it concerns."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    files = locked_files(case.files.values_list("customer_id", flat=True))
    if any(not may_know(confirmer, file) for file in files):
        mend = _("Choose the supervisor, the manager or the general manager.")
        refuse_any([Finding("confirmer", "secrecy", _("This colleague may not know of the file."), mend)])
    sign(gate, case, FLOW, "prepare", words=words, owner=confirmer)
    return case


@act("custody:enquiry:confirm")
def confirm(gate: Gate, number: int, *, words: str = "") -> Case:
    """The second person confirms; only when compliance has found twice that the authority's papers hold."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    state = Case.objects.values_list("state", flat=True).get(pk=case.content["request"], kind="authority")
    if not may_confirm(state):
        mend = _("Wait until they are checked twice.")
        if state in ENDED:
            mend = _("The request has ended: refuse.")
        refuse_any([Finding("state", "request", _("The papers of the request do not stand."), mend)])
    to = "confirmed" if case.content["power"] == "query" else "ordered"
    sign(gate, case, FLOW, "confirm", to=to, words=words, owner=_custodian(case))
    return case


@act("custody:enquiry:carry")
def carry(gate: Gate, number: int, *, words: str) -> Case:
    """The freeze or deduction was carried out: when and how, in words."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, "carry", words=words, owner=_custodian(case))
    return case


@act("custody:enquiry:reply")
def reply(gate: Gate, number: int, *, copies: int, handed: str, words: str = "") -> Case:
    """Put out the fields that were asked for and nothing else; the copy is sealed under each customer's own key."""
    return put_out(gate, locked_case(gate, number, FLOW), FLOW, copies=copies, handed=handed, words=words)


@act("custody:enquiry:refuse")
def refuse(gate: Gate, number: int, *, words: str) -> Case:
    """The second person refuses, with the reason: the request has ended, or asks for what it may not."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, "refuse", words=words)
    return case


def _custodian(case: Case) -> Staff | None:
    """Who keeps the files now: the designated custodian may have changed since."""
    file = File.objects.filter(pk__in=case.files.values("customer_id")).select_related("custodian").first()
    return file.custodian if file else None
