"""What a signature is bound to: the case as it stood, and the papers that lay with it (Art. 19.5)."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson

from zhiji.custody.models import Case


def papers_of(case: Case) -> list[list[Any]]:
    """The papers that lie with a case: number, and the keyed commitment to its SHA-256 (``Paper.digest``), in order."""
    return [list(one) for one in case.papers.order_by("pk").values_list("pk", "digest")]


def digest_of(
    case: Case, verb: str, hand: int | None, words: str, at: datetime, papers: Sequence[Sequence[Any]]
) -> str:
    """SHA-256 over the case as signed: kind, number, files, content, reason, state, step, hand, papers and time (Art. 19.5)."""
    files: Sequence[int] = sorted(case.files.values_list("customer_id", flat=True))
    what = [
        case.kind,
        case.pk,
        files,
        case.content,
        case.purpose,
        case.reason,
        case.state,
        verb,
        hand,
        words,
        papers,
    ]
    return hashlib.sha256(orjson.dumps([*what, at.isoformat()], option=orjson.OPT_SORT_KEYS)).hexdigest()
