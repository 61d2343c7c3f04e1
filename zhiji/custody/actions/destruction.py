"""Destruction 销毁 (Art. 25): proposed by the clock, appraised file by file, signed twice. Carrying out stands in ``destroying``."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from zhiji import norms
from zhiji.access.gateway import Gate, act
from zhiji.access.rules import TOP_SECRET
from zhiji.custody.cases import locked_case, open_case, sign
from zhiji.custody.finding import known_files, locked_files
from zhiji.custody.keeping import Kept, closed_files, proposed, standings
from zhiji.custody.models import Case, DestructionItem, DestructionRound
from zhiji.custody.problems import Finding, Invalid, refuse_any
from zhiji.custody.rules.destruction import FLOW, JUDGEMENTS
from zhiji.custody.rules.retention import month_of, months_after, newest_end
from zhiji.staff.models import Staff


@act("custody:destruction:propose")
def propose(gate: Gate) -> list[Case]:
    """The month's proposals: every file expired today, batched by custodian; top secret ones apart from the others.

    Once a month whoever calls it and however often. Files under a hold, in an open proposal or kept for review are left out.
    """
    today = timezone.localdate(gate.at)
    gate.permit_none({"month": month_of(today).isoformat()})
    look, made = DestructionRound.objects.get_or_create(
        month=month_of(today), defaults={"at": gate.at, "files": 0, "cases": 0}
    )
    if not made:
        return []
    batches = list(_batches(today))
    keepers = Staff.objects.in_bulk([keeper for keeper, _ids, _kept in batches])
    cases = [_open(gate, today, keepers[keeper], ids, kept) for keeper, ids, kept in batches]
    look.files, look.cases = sum(len(ids) for _keeper, ids, _kept in batches), len(cases)
    look.save(update_fields=["files", "cases"])
    everyone = [one for _keeper, ids, _kept in batches for one in ids]
    if everyone:
        gate.about(*everyone)
    gate.fact("files", look.files)
    gate.fact("cases", [case.pk for case in cases])
    return cases


def _batches(today: date) -> Iterable[tuple[int, list[int], dict[int, Kept]]]:
    """Custodian, at most ``batch_files`` expired files, and how each stands."""
    most = norms.on(today).retention.batch_files
    rows = closed_files(newest_end(today))
    kept = standings([row[0] for row in rows], today)
    busy = proposed(row[0] for row in rows)
    due = [row for row in rows if row[0] not in busy and kept[row[0]].standing.code == "expired"]
    due.sort(key=lambda row: (row[1], row[2] >= TOP_SECRET, row[0]))
    for (keeper, _secret), group in groupby(due, key=lambda row: (row[1], row[2] >= TOP_SECRET)):
        ids = [row[0] for row in group]
        for first in range(0, len(ids), most):
            yield keeper, ids[first : first + most], kept


def _open(gate: Gate, today: date, keeper: Staff, ids: Sequence[int], kept: dict[int, Kept]) -> Case:
    files = locked_files(ids)
    with translation.override(settings.LANGUAGE_CODE):
        reason = gettext("The period of keeping is over (%(month)s).") % {"month": f"{today:%Y-%m}"}
    case = open_case(
        gate, FLOW, files=files, reason=reason, owner=keeper, content={"month": f"{today:%Y-%m}"}
    )
    DestructionItem.objects.bulk_create(_item(case, one, kept[one]) for one in ids)
    return case


def _item(case: Case, customer: int, kept: Kept) -> DestructionItem:
    rule, ended = kept.standing.rule, kept.end.ended
    assert rule is not None and ended is not None and kept.standing.until is not None
    return DestructionItem(
        case=case,
        customer_id=customer,
        kind=kept.end.kept_as,
        ended=ended,
        until=kept.standing.until,
        norm=rule.norm,
    )


@act("custody:destruction:appraise")
def appraise(
    gate: Gate,
    number: int,
    *,
    customers: Sequence[str],
    judgement: str,
    value_lost: bool,
    review_on: date | None,
    words: str,
) -> Case:
    """Judge files of a proposal: without value now, or kept, until looked at again (Art. 25; archives regulation art. 24).

    Both conditions must hold to destroy: the period is over (asked again here), and the value is lost (said here, with a
    reason). May be taken again for the same file until the proposal is handed on. Raises ``Invalid``.
    """
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    today = timezone.localdate(gate.at)
    files = known_files(gate, customers)
    items = _items_of(case, [file.customer_id for file in files])
    refuse_any(_judgement_problems(judgement, value_lost, review_on, today))
    if judgement == "destroy":
        _refuse_unexpired(items, today)
    sign(gate, case, FLOW, "appraise", words=words)
    for item in items:
        item.judgement, item.reason = judgement, words.strip()
        item.value_lost = judgement == "destroy"
        item.review_on = review_on if judgement == "keep" else None
        item.save(update_fields=["judgement", "reason", "value_lost", "review_on"])
    gate.about(*(item.customer_id for item in items))
    gate.fact("judgement", judgement)
    return case


@act("custody:destruction:hand_on")
def hand_on(gate: Gate, number: int, *, words: str = "") -> Case:
    """Every file is judged: on to the two signatures, or to an end where all are kept."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    items = list(DestructionItem.objects.filter(case=case))
    if unjudged := sum(1 for item in items if not item.judgement):
        raise Invalid([
            Finding(
                "customers", "unjudged",
                ngettext("%(count)s file is not judged yet.", "%(count)s files are not judged yet.", unjudged) % {"count": unjudged},
                _("Appraise each of them first."),
            )
        ])  # fmt: skip
    destroys = any(item.judgement == "destroy" for item in items)
    sign(gate, case, FLOW, "hand_on", to="appraised" if destroys else "kept", words=words)
    DestructionItem.objects.filter(case=case).filter(judgement="keep").update(outcome="kept", done_at=gate.at)
    return case


@act("custody:destruction:sign")
def sign_as_supervisor(gate: Gate, number: int, *, words: str = "") -> Case:
    """The information supervisor signs: the first of the two signatures."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, "sign", words=words)
    return case


@act("custody:destruction:approve")
def approve(gate: Gate, number: int, *, words: str = "") -> Case:
    """The customer-service manager signs: the second, by another person."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, "approve", words=words)
    return case


@act("custody:destruction:refuse")
def refuse(gate: Gate, number: int, *, words: str) -> Case:
    """Refuse, with the reason. The files come up again when their review is due."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, "refuse", words=words)
    today = timezone.localdate(gate.at)
    again = months_after(today, norms.on(today).retention.review_months)
    DestructionItem.objects.filter(case=case).filter(outcome="").update(
        outcome="refused", review_on=again, done_at=gate.at
    )
    return case


@act("custody:destruction:paper")
def record_paper(gate: Gate, number: int, *, method: str, on: date, vendor: str, words: str = "") -> Case:
    """Record how the paper ended: shredded, pulped under watch, or burnt; two witnesses sign after (Art. 25).

    A vendor's proof must lie with the case where one was called in, and for every method that leaves the house. There is no
    way to say that paper was sold.
    """
    from zhiji.custody.actions.destroying import end_paper

    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    end_paper(gate, case, method=method, on=on, vendor=vendor)
    sign(gate, case, FLOW, "paper", words=words)
    return case


@act("custody:destruction:witness")
def witness(gate: Gate, number: int, *, words: str = "") -> Case:
    """A witness signs that the paper was destroyed before their eyes; the second must be another person."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, "witness", words=words)
    return case


def _items_of(case: Case, ids: Sequence[int]) -> list[DestructionItem]:
    items = list(
        DestructionItem.objects.filter(case=case)
        .select_for_update()
        .filter(customer_id__in=ids)
        .order_by("customer_id")
    )
    if len(items) < len(set(ids)):
        raise Invalid([
            Finding("customers", "not_proposed", _("A file named here is none of this proposal."), _("Name files of its list only."))
        ])  # fmt: skip
    return items


def _judgement_problems(
    judgement: str, value_lost: bool, review_on: date | None, today: date
) -> Iterable[Finding]:
    if judgement not in JUDGEMENTS:
        yield Finding(
            "judgement", "choice", _("This is none of the choices."), _("Choose one from the list.")
        )
    if judgement == "destroy" and not value_lost:
        yield Finding(
            "value_lost", "both", _("Both conditions must hold: the period is over, and the value is lost."),
            _("Say that the value is lost, or keep the files."),
        )  # fmt: skip
    if judgement == "keep":
        most = months_after(today, norms.on(today).retention.review_months_most)
        if review_on is None or not today < review_on <= most:
            yield Finding(
                "review_on", "range", _("A file that is kept is looked at again some day."),
                _("Name a day after today and not after %(day)s.") % {"day": most.isoformat()},
            )  # fmt: skip


def _refuse_unexpired(items: Sequence[Any], today: date) -> None:
    now = standings([item.customer_id for item in items], today)
    wrong = [
        one
        for one in items
        if one.customer_id not in now or now[one.customer_id].standing.code not in ("expired", "review")
    ]
    if wrong:
        raise Invalid([
            Finding(
                "customers", "not_over",
                ngettext(
                    "%(count)s of these files is under a hold or not expired.",
                    "%(count)s of these files are under a hold or not expired.", len(wrong),
                ) % {"count": len(wrong)},
                _("Leave it out; a hold must be released first."),
            )
        ])  # fmt: skip
