"""Statistics reports: ask, compile, review, agree, approve; issue copies, change one figure, file the change, close."""

import secrets
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiji import norms
from zhiji.access.gateway import Gate, act
from zhiji.custody.cases import colleague, locked_case, open_case, sign, tell
from zhiji.custody.models import Case, ReportCopy, ReportFigures, ReportStanding
from zhiji.custody.problems import Finding, Invalid, refuse_any, text_problems
from zhiji.custody.reports.catalogue import catalogue
from zhiji.custody.reports.figures import count
from zhiji.custody.rules.grid import (
    as_data,
    fingerprint,
    from_data,
    is_reconciled,
    with_change,
    without_small,
)
from zhiji.custody.rules.report import FLOW
from zhiji.staff.models import Staff


@act("custody:report:ask")
def ask(gate: Gate, *, report: str, reason: str, since: date | None = None) -> Case:
    """Ask for a report because work needs it (Art. 10, 12). ``since``: from which day a report over a period counts."""
    gate.permit_none({"report": report})
    if report not in catalogue() or not in_use(report):
        raise Invalid([
            Finding("report", "retired", _("This report is not in use."), _("Choose another, or ask the manager to bring it back."))
        ])  # fmt: skip
    today = timezone.localdate(gate.at)
    usual = timedelta(days=norms.on(today).custody.report_usual_days)
    if since is not None and since > today:
        raise Invalid([
            Finding("since", "future", _("This day is still to come."), _("Choose a day up to today."))
        ])  # fmt: skip
    content = {"report": report}
    if catalogue()[report].period:
        content["since"] = (since or today - usual).isoformat()
    return open_case(gate, FLOW, reason=reason, content=content)


@act("custody:report:compile")
def compile_figures(gate: Gate, number: int, *, words: str = "") -> Case:
    """Count and freeze (Art. 9). Nothing is frozen unless line sums, column sums and an independent count agree (Art. 13)."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none({"report": case.content["report"]})
    _check_turn(gate, case, "compile")
    report = catalogue()[case.content["report"]]
    since = case.content.get("since")
    begins = timezone.make_aware(datetime.combine(date.fromisoformat(since), time.min)) if since else None
    counted = count(gate, report, begins, gate.at)
    if not is_reconciled(counted.grid, counted.independent):
        raise Invalid([
            Finding("figures", "sums", _("The sums do not agree with the second count; nothing was frozen."), _("Compile again; if it stays so, tell the information supervisor."))
        ])  # fmt: skip
    least = norms.on(timezone.localdate(gate.at)).custody.report_least_cell
    grid = without_small(counted.grid, least)
    totals = {"agree": True, "least": least, "total": grid.total}
    _freeze(
        gate, case, 0, as_data(grid), totals,
        {"report": report.id, "as_of": gate.at, "since": begins, "change": None, "reason": "", "before": ""},
    )  # fmt: skip
    sign(gate, case, FLOW, "compile", words=words)
    return case


@act("custody:report:review")
def review(gate: Gate, number: int, *, words: str = "") -> Case:
    """The information supervisor has examined the figures (Art. 13)."""
    return _step(gate, number, "review", words)


@act("custody:report:agree")
def agree(gate: Gate, number: int, *, words: str = "") -> Case:
    """The customer-service manager has examined the figures and agrees (Art. 10, 13)."""
    return _step(gate, number, "agree", words)


@act("custody:report:approve")
def approve(gate: Gate, number: int, *, words: str = "") -> Case:
    """The general manager approves the release (Art. 10); who asked gets copy no. 1."""
    case = _step(gate, number, "approve", words)
    assert case.raised_by is not None
    _issue(gate, case, case.raised_by)
    tell(gate, [case.raised_by.pk], "done", case)
    return case


@act("custody:report:issue")
def issue(gate: Gate, number: int, *, recipient: Staff, words: str = "") -> Case:
    """Issue a numbered copy to one colleague; the register keeps who has which (Art. 12)."""
    case = _step(gate, number, "issue", words)
    if ReportCopy.objects.filter(case=case, recipient=recipient).exists():
        raise Invalid([
            Finding("recipient", "twice", _("This colleague has a copy already."), _("One copy for each recipient."))
        ])  # fmt: skip
    _issue(gate, case, recipient)
    tell(gate, [recipient.pk], "report_copy", case)
    return case


@act("custody:report:change")
def change(gate: Gate, number: int, *, place: str, figure: int, words: str) -> Case:
    """The general manager changes one figure, with the reason; no second round, the service department files it (Art. 11).

    ``place``: ``row/column``. The earlier revision stays as it was; totals follow; the record keeps old, new and reason.
    """
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    _check_turn(gate, case, "change")
    refuse_any(text_problems("words", words, required=True))
    last = latest(case)
    grid = from_data(last.grid)
    row, _slash, column = place.partition("/")
    least = last.check_totals["least"]
    if row not in grid.rows or column not in grid.columns:
        raise Invalid([
            Finding("place", "choice", _("There is no such figure."), _("Choose one of the report."))
        ])  # fmt: skip
    if 0 < figure < least:
        raise Invalid([
            Finding("figure", "small", _("A figure this small could point at a person."), _("Zero, or %(least)s and more.") % {"least": least})
        ])  # fmt: skip
    changed, old = with_change(grid, row, column, figure)
    if old is None or old == figure:
        raise Invalid([
            Finding("place", "same", _("This figure is left out, or stands so already."), _("Choose a figure that shows."))
        ])  # fmt: skip
    record = {"row": row, "column": column, "old": old, "new": figure}
    totals = {**last.check_totals, "agree": False, "total": changed.total}
    _freeze(
        gate, case, last.revision + 1, as_data(changed), totals,
        {"report": last.report, "as_of": last.as_of, "since": last.since, "change": record, "reason": words.strip(), "before": last.digest},
    )  # fmt: skip
    sign(gate, case, FLOW, "change", words=words)
    return case


@act("custody:report:file")
def file_change(gate: Gate, number: int, *, words: str = "") -> Case:
    """The service department files the change (Art. 11); the recipients are told that their copy stands anew."""
    case = _step(gate, number, "file", words)
    tell(gate, _holders(case), "report_change", case)
    return case


@act("custody:report:close")
def close(gate: Gate, number: int, *, words: str) -> Case:
    """This report is no longer used: its copies open no more."""
    return _step(gate, number, "close", words)


@act("custody:report:refuse")
def refuse(gate: Gate, number: int, *, words: str) -> Case:
    """Refuse the report, with the reason."""
    return _step(gate, number, "refuse", words)


@act("custody:report:withdraw")
def withdraw(gate: Gate, number: int, *, words: str = "") -> Case:
    """Take one's own request back while nothing is released."""
    return _step(gate, number, "withdraw", words)


@act("custody:report:retire")
def retire(gate: Gate, report: str, *, reason: str, in_use: bool = False) -> ReportStanding:
    """Take a report that nobody needs out of the catalogue, or bring it back (Art. 12)."""
    gate.permit_none({"report": report, "in_use": in_use})
    if report not in catalogue():
        gate.unknown({"report": report[:20]})
    refuse_any(text_problems("reason", reason, required=True))
    return ReportStanding.objects.create(
        report=report, in_use=in_use, reason=reason.strip(), at=gate.at, by=colleague(gate)
    )


def in_use(report: str) -> bool:
    """Whether a report of the catalogue is in use."""
    newest = ReportStanding.objects.filter(report=report).order_by("-pk").first()
    return newest is None or newest.in_use


def latest(case: Case) -> ReportFigures:
    """The figures in force of a case."""
    return ReportFigures.objects.filter(case=case).latest("revision")


def _step(gate: Gate, number: int, verb: str, words: str) -> Case:
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, verb, words=words)
    return case


def _check_turn(gate: Gate, case: Case, verb: str) -> None:
    """Refuse a step out of turn before its work is done; ``sign`` says why."""
    if FLOW.move(case.state, verb) is None:
        sign(gate, case, FLOW, verb)


def _freeze(
    gate: Gate, case: Case, revision: int, grid: dict[str, Any], totals: dict[str, Any], more: dict[str, Any]
) -> None:
    since = more["since"].isoformat() if more["since"] else ""
    digest = fingerprint(
        case.pk, revision, more["report"], more["as_of"].isoformat(), since, grid, totals, more["change"], more["reason"], more["before"]
    )  # fmt: skip
    ReportFigures.objects.create(
        case=case, revision=revision, report=more["report"], as_of=more["as_of"], since=more["since"], grid=grid,
        check_totals=totals, change=more["change"], reason=more["reason"], digest=digest, at=gate.at, by=colleague(gate),
    )  # fmt: skip
    case.content = {**case.content, "figures": digest}
    case.save(update_fields=["content"])
    gate.fact("figures", digest)


def _holders(case: Case) -> list[int]:
    return list(ReportCopy.objects.filter(case=case).values_list("recipient_id", flat=True))


def _issue(gate: Gate, case: Case, recipient: Staff) -> ReportCopy:
    made = ReportCopy.objects.create(
        case=case, number=len(_holders(case)) + 1, recipient=recipient, issued_at=gate.at, issued_by=colleague(gate),
        mark=secrets.token_hex(8),
    )  # fmt: skip
    gate.fact("copy", made.number)
    gate.fact("recipient", recipient.pk)
    return made
