"""A paper of a case opened."""

from collections.abc import Iterator
from dataclasses import dataclass

from zhiji import vault
from zhiji.access.case_keys import permit_case
from zhiji.access.gateway import Gate, look
from zhiji.custody.actions.papers import path_of
from zhiji.custody.cases import keep_as
from zhiji.custody.flows import FLOWS
from zhiji.custody.looks.rows import all_cases, may_open, may_read, sides_of
from zhiji.custody.models import Paper
from zhiji.customers.scans import suffix
from zhiji.vault.attachments import open_path

ENDINGS = {"application/json": "json", "application/zip": "zip"}
"""Of what the house makes itself; scans have their own."""


@dataclass(frozen=True, slots=True)
class OpenPaper:
    """A paper opened: its title, its bytes chunk by chunk, and a file name that tells nothing."""

    title: str
    media_type: str
    size: int
    file_name: str
    chunks: Iterator[bytes]


def _answers(gate: Gate, request: int) -> bool:
    """Whether the reader has an enquiry about a top-secret file in hand that came from this request (Art. 22)."""
    came = all_cases().filter(kind="enquiry", content__request=request)
    return any(may_read(one, gate.by, [gate.by]) for one in came)


@look("custody:paper:open")
def open_paper(gate: Gate, number: int, paper: int) -> OpenPaper:
    """Open one paper of a case the reader may read; refuses like an unknown one."""
    case = all_cases().filter(pk=number).first()
    kept = Paper.objects.filter(pk=paper, case_id=number).first()
    if (
        case is None
        or kept is None
        or not (may_read(case, gate.by, sides_of(gate.by)) or _answers(gate, number))
    ):
        gate.unknown({"case": number, "paper": paper})
    if not may_open(kept.kind, case, gate.by):
        gate.unknown({"case": number, "paper": paper})
    keep_as(gate, FLOWS[case.kind])
    gate.permit_none({"case": number, "paper": paper})
    permit = permit_case(gate, case.customer_id).vault
    title = vault.open(kept.title, permit).decode()
    return OpenPaper(
        title,
        kept.media_type,
        kept.size,
        f"{case.pk}-{kept.pk}.{ENDINGS.get(kept.media_type) or suffix(kept.media_type)}",
        open_path(kept.key, permit, kept.pk, path_of(kept.pk)),
    )
