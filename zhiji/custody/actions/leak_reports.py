"""Reports to the authority, the journal kept as evidence, and the pack handed to the police (Art. 27; K05, K11)."""

from datetime import datetime
from typing import Any

import orjson
from django.utils.translation import gettext_lazy as _

from zhiji import journal
from zhiji.access import policy
from zhiji.access.gateway import Gate, act
from zhiji.custody.cases import colleague, locked_case, private_of, sign
from zhiji.custody.drafting import draft_text
from zhiji.custody.evidence import keep_evidence, pack
from zhiji.custody.handling import keep_record, records
from zhiji.custody.models import Case
from zhiji.custody.problems import Finding, Invalid, refuse_any, text_problems
from zhiji.custody.rules.leak import FLOW, LANGUAGES
from zhiji.journal.tracing import Sought, entries
from zhiji.staff.models import Staff

MOST_PROVED = 500
"""Entries one extract proves; a wider trace is narrowed first."""
TEXT_MOST = 4_000


@act("custody:leak:draft")
def draft(
    gate: Gate,
    number: int,
    *,
    report: str,
    zh_hans: str = "",
    zh_hant: str = "",
    en: str = "",
    words: str = "",
) -> Case:
    """Draft or edit a report in three languages; a language left empty is written from the case's facts."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    given = dict(zip(LANGUAGES, (zh_hans, zh_hant, en), strict=True))
    refuse_any(
        found
        for name, text in (("zh_hans", zh_hans), ("zh_hant", zh_hant), ("en", en))
        for found in text_problems(name, text, required=False, most=TEXT_MOST)
    )
    _refuse_sent(case, report)
    what = private_of(gate, case).get("what", "")
    me = colleague(gate)
    texts = {
        language: text.strip() or draft_text(case, report, language, what=what, contact=_name(me, language))
        for language, text in given.items()
    }
    digest = keep_record(gate, case, f"report_{report}", texts)
    case.content.setdefault("reports", {})[report] = {"digest": digest}
    sign(gate, case, FLOW, "draft", words=words, due_at=case.due_at)
    return case


@act("custody:leak:send")
def send(gate: Gate, number: int, *, report: str, sent_at: datetime, words: str = "") -> Case:
    """A second person records that the report went out, and when (2 hours, 24 hours: norm ``bank-data2024.incident``)."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    _refuse_sent(case, report)
    kept = case.content.get("reports", {}).get(report)
    if kept is None:
        raise Invalid(
            [Finding("report", "draft", _("There is no draft of this report."), _("Draft it first."))]
        )
    if not case.raised_at.replace(second=0, microsecond=0) <= sent_at <= gate.at:  # people write minutes
        raise Invalid(
            [
                Finding(
                    "sent_at",
                    "range",
                    _("It cannot have gone out then."),
                    _("Between the first report and now."),
                )
            ]
        )
    kept |= {"sent_at": sent_at.isoformat(), "by": gate.by.pk}
    gate.fact("report", report)
    gate.fact("digest", kept["digest"])
    sign(gate, case, FLOW, "send", words=words, due_at=case.due_at)
    return case


def _name(staff: Staff | None, language: str) -> str:
    if staff is None:
        return ""
    return staff.name_en if language == "en" and staff.name_en else staff.name


def _refuse_sent(case: Case, report: str) -> None:
    if "sent_at" in case.content.get("reports", {}).get(report, {}):
        raise Invalid(
            [
                Finding(
                    "report",
                    "sent",
                    _("This report is recorded as sent."),
                    _("A correction goes into the next one."),
                )
            ]
        )


@act("custody:leak:extract")
def extract(gate: Gate, number: int, *, words: str = "") -> Case:
    """Keep the journal entries that the last trace rests on as evidence: each with its proof of inclusion, sealed with the
    case. Anybody can check them later without our code. Raises ``Invalid``."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    traces = records(gate, case, "trace")
    if not traces:
        raise Invalid(
            [Finding("words", "trace", _("Nothing was traced yet."), _("Find who is affected first."))]
        )
    proofs = _proofs(_sought(traces[-1][1]))
    content = orjson.dumps({"case": case.pk, "trace": traces[-1][1], "proofs": proofs})
    made = keep_evidence(gate, case, "extract", "application/json", str(_("Extract of the journal")), content)
    gate.fact("entries", len(proofs))
    case.content["extracts"] = [*case.content.get("extracts", []), made.digest]
    sign(gate, case, FLOW, "extract", words=words, due_at=case.due_at)
    return case


def _proofs(sought: Sought) -> list[dict[str, Any]]:
    found = entries(sought, MOST_PROVED + 1)
    if len(found) > MOST_PROVED:
        mend = _("Trace one colleague, some customers or a shorter time: at most %(most)s entries.") % {
            "most": MOST_PROVED
        }
        raise Invalid([Finding("words", "many", _("These are too many entries for one extract."), mend)])
    try:
        return [journal.prove(one) for one in found]
    except journal.NotSealed:
        wait = Finding(
            "words", "sealed", _("The newest entries are not sealed yet."), _("Try again in a minute.")
        )
        raise Invalid([wait]) from None


def _sought(kept: dict[str, Any]) -> Sought:
    from zhiji.custody.actions.leak_tracing import phrases_seen

    since, until = (datetime.fromisoformat(kept[name]) for name in ("since", "until"))
    looks = kept["looks"] or phrases_seen()
    return Sought(since, until, looks, tuple(policy.reserved()), kept["staff"], kept["customers"])


@act("custody:leak:handover")
def handover(gate: Gate, number: int, *, receiver: str, letter: str, words: str = "") -> Case:
    """Make the pack for the police (K11): facts, papers, extract with proofs, chain of custody, hashes. Another hand than
    the one that made the extract; receiver and letter number are sealed with it."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    refuse_any(
        text_problems("receiver", receiver, required=True, most=120)
        + text_problems("letter", letter, required=True, most=80)
    )
    papers = list(case.papers.order_by("pk"))
    about = {
        "number": case.pk, "raised_at": case.raised_at, "content": case.content, "told": private_of(gate, case),
        "decisions": [body for _row, body in records(gate, case, "decision")],
        "signatures": list(case.signatures.values("verb", "state", "role", "at", "digest")),
    }  # fmt: skip
    made = keep_evidence(gate, case, "handover", "application/zip", receiver, pack(gate, case, papers, about))
    keep_record(gate, case, "handover", {"receiver": receiver, "letter": letter, "paper": made.pk})
    gate.fact("paper", made.pk)
    sign(gate, case, FLOW, "handover", words=words, due_at=case.due_at)
    return case
