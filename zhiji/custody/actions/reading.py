"""Reading requests (Art. 17-18): ask, sign for the unit, examine, approve, refuse, withdraw; the grant they end in, and
its end: given back, stopped by who examined it, or by itself."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import orjson
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiji import norms
from zhiji.access import policy
from zhiji.access.actors import Job
from zhiji.access.gateway import Gate, act
from zhiji.access.granting import end, give
from zhiji.custody.cases import locked_case, open_case, sign, tell
from zhiji.custody.finding import known_files, locked_files
from zhiji.custody.models import Case
from zhiji.custody.problems import Finding, refuse_any, text_problems
from zhiji.custody.raisers import moved_on
from zhiji.custody.rules.reading import FLOW, READERS, lacking_of_reader, shows_papers


@act("custody:reading:ask")
def ask(
    gate: Gate,
    *,
    customers: Sequence[str],
    compartments: Sequence[str],
    wanted: str,
    reason: str,
    days: int,
    uses: int,
    reader: str = "colleague",
    reader_name: str = "",
    reader_organisation: str = "",
    reader_paper: str = "",
) -> Case:
    """Ask to read files: object, purpose, reason and who reads (Art. 18.1), which compartments, how long, how often.

    An outsider reads beside the colleague who asks and holds the grant; who that is, is sealed with the case (Art. 18.4).
    """
    gate.permit_none()
    files = known_files(gate, customers)
    told = {
        "reader_name": reader_name.strip(), "reader_organisation": reader_organisation.strip(), "reader_paper": reader_paper,
    }  # fmt: skip
    refuse_any([*_limits(gate, compartments, wanted, days, uses), *_profile(reader, told)])
    content = {"compartments": list(compartments), "days": days, "uses": uses, "reader": reader}
    private: dict[str, str] = {}
    if reader == "outsider":
        private = told | {"salt": secrets.token_hex(16)}
        content["profile"] = hashlib.sha256(orjson.dumps(private)).hexdigest()  # so that signatures cover it
    return open_case(gate, FLOW, files=files, reason=reason, purpose=wanted, content=content, private=private)


def _limits(gate: Gate, compartments: Sequence[str], wanted: str, days: int, uses: int) -> list[Finding]:
    found = []
    known = policy.purposes().get(wanted)
    if known is None or gate.by.role not in known.roles:
        found.append(
            Finding(
                "wanted", "purpose", _("This purpose is none of your role's."), _("Choose another purpose.")
            )
        )
    if not compartments or not set(compartments) <= set(policy.COMPARTMENTS):
        found.append(
            Finding("compartments", "choice", _("It is not said what you need to read."), _("Tick what the purpose needs."))
        )  # fmt: skip
    rule = norms.on(timezone.localdate(gate.at)).custody
    if not 1 <= days <= rule.reading_days:
        mend = _("At most %(most)s days.") % {"most": rule.reading_days}
        found.append(Finding("days", "range", _("A grant lasts a few days."), mend))
    if not 1 <= uses <= rule.reading_uses:
        mend = _("At most %(most)s looks.") % {"most": rule.reading_uses}
        found.append(Finding("uses", "range", _("A grant is good for a few looks."), mend))
    return found


def _profile(reader: str, told: dict[str, str]) -> list[Finding]:
    if reader not in READERS:
        return [Finding("reader", "required", _("It is not said who reads."), _("Choose who will read."))]
    found = [
        Finding(name, "required", _("Of an outsider this must be known."), _("Fill it in, or choose the colleague."))
        for name in lacking_of_reader(reader, told)
    ]  # fmt: skip
    for name in ("reader_name", "reader_organisation"):
        found += text_problems(name, told[name], required=False, most=120)
    return found


@act("custody:reading:sign")
def sign_for_unit(gate: Gate, number: int, *, words: str = "") -> Case:
    """The applicant's unit head signs (Art. 18.2)."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, "sign", words=words)
    return case


@act("custody:reading:decline")
def decline(gate: Gate, number: int, *, words: str) -> Case:
    """The applicant's unit head declines, with the reason."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, "decline", words=words)
    return case


@act("custody:reading:examine")
def examine(
    gate: Gate, number: int, *, reason_sufficient: bool, papers_complete: bool, words: str = ""
) -> Case:
    """Customer service examines both questions (Art. 18.3); a classified file goes on to the manager (Art. 18.4)."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    if not (reason_sufficient and papers_complete):
        refuse_any([
            Finding("reason_sufficient", "both", _("Both must hold, or the request is refused."), _("Tick both, or refuse it with your reason."))
        ])  # fmt: skip
    refuse_any([*_papers(gate, case), *moved_on(case)])
    classified = any(file.secrecy for file in locked_files(case.files.values_list("customer_id", flat=True)))
    if classified:
        sign(gate, case, FLOW, "examine", to="with_manager", words=words)
    else:
        sign(gate, case, FLOW, "examine", to="granted", words=words, due_at=_ends_at(gate, case))
        _grant(gate, case)
    return case


def _papers(gate: Gate, case: Case) -> list[Finding]:
    wanted = norms.on(timezone.localdate(gate.at)).custody.outsider_papers
    held = case.papers.values_list("kind", flat=True)
    if case.content.get("reader") != "outsider" or shows_papers(held, wanted):
        return []
    message = _("An outsider's letter of introduction or work card is not with the request (Art. 18.4).")
    return [Finding("papers_complete", "papers", message, _("Scan it and add it to the case, then examine."))]


@act("custody:reading:approve")
def approve(gate: Gate, number: int, *, words: str = "") -> Case:
    """The customer-service manager approves the reading of a classified file (Art. 18.4)."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    refuse_any(moved_on(case))
    sign(gate, case, FLOW, "approve", words=words, due_at=_ends_at(gate, case))
    _grant(gate, case)
    return case


@act("custody:reading:refuse")
def refuse(gate: Gate, number: int, *, words: str) -> Case:
    """Refuse, with the reason."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, "refuse", words=words)
    return case


@act("custody:reading:withdraw")
def withdraw(gate: Gate, number: int, *, words: str = "") -> Case:
    """Take one's own request back while it is open."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, "withdraw", words=words)
    return case


@act("custody:reading:end")
def give_back(gate: Gate, number: int, *, words: str = "") -> Case:
    """The reader needs it no longer: the grant ends at once."""
    return _end(gate, number, "end", words)


@act("custody:reading:stop")
def stop(gate: Gate, number: int, *, words: str) -> Case:
    """Who examines readings ends a grant early, with the reason."""
    return _end(gate, number, "stop", words)


@act("custody:reading:expire")
def expire(gate: Gate, number: int) -> Case:
    """The house closes a request whose grant is over: its time, its looks, or its holder's post."""
    return _end(gate, number, "expire", "")


def _end(gate: Gate, number: int, verb: str, words: str) -> Case:
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, verb, words=words)
    end(gate, [case.grant_id] if case.grant_id else [])
    return case


def tick(at: datetime) -> None:
    """By the clock: close the requests whose grant is over."""
    over = (
        Q(grant__ends_at__lte=at)
        | Q(grant__revoked_at__isnull=False)
        | Q(grant__uses__gte=F("grant__uses_allowed"))
    )
    found = Case.objects.filter(over, kind=FLOW.kind, state="granted").order_by("pk")
    for number in found.values_list("pk", flat=True):
        expire(number, by=Job("clock"), at=at, channel="job")


def _ends_at(gate: Gate, case: Case) -> datetime:
    return gate.at + timedelta(days=case.content["days"])


def _grant(gate: Gate, case: Case) -> None:
    assert case.raised_by is not None
    ids: Any = list(case.files.values_list("customer_id", flat=True))
    case.grant = give(
        gate, case.raised_by, ids, kind="reading", compartments=case.content["compartments"], purpose=case.purpose,
        reason=case.reason, ends_at=_ends_at(gate, case), uses=case.content["uses"],
    )  # fmt: skip
    case.save(update_fields=["grant"])
    tell(gate, [case.raised_by.pk], "granted", case)
