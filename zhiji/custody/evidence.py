"""The evidence of a leak (K05, K11): papers sealed with the case, the journal's own extract with its proofs, the chain of
custody, which the journal itself keeps, and the pack in which all of it is handed over."""

import hashlib
import io
import zipfile
from pathlib import Path
from typing import Any

import orjson

import zhiji.journal
from zhiji import vault
from zhiji.access.case_keys import permit_case
from zhiji.access.gateway import Gate
from zhiji.custody.actions.papers import path_of, store_paper
from zhiji.custody.models import Case, Paper
from zhiji.journal.tracing import touches
from zhiji.staff.naming import names_of
from zhiji.vault.attachments import open_path

TOUCHING = ("custody:paper:add", "custody:paper:open", "custody:leak:extract", "custody:leak:handover")
"""The phrases by which evidence is added, opened, extracted and handed over: each entry names case and paper."""


def keep_evidence(gate: Gate, case: Case, kind: str, media_type: str, title: str, content: bytes) -> Paper:
    """Seal bytes the house itself made as a paper of the case; the entry names its number and commitment."""
    key, digest = vault.data_key(case.customer_id, for_sealing=True), hashlib.sha256(content).digest()
    made = store_paper(
        gate, case, key, io.BytesIO(content), digest, kind=kind, media_type=media_type, title=title
    )
    gate.fact("sha256", digest.hex())
    return made


def chain(case: Case) -> list[dict[str, Any]]:
    """Every touch of the case's evidence, oldest first: entry, moment, who, what, which paper, digest. From the journal."""
    found = touches("case", case.pk, TOUCHING)
    names = names_of(one["actor"] for one in found)
    return [
        {
            "entry": one["entry"], "at": one["at"], "who": names.get(one["actor"], ""), "phrase": one["phrase"],
            "paper": one["facts"].get("paper"), "digest": one["facts"].get("sha256") or one["facts"].get("digest", ""),
        }
        for one in found
    ]  # fmt: skip


def pack(gate: Gate, case: Case, papers: list[Paper], about: dict[str, Any]) -> bytes:
    """A ZIP of the case's facts, every paper in the clear, the chain of custody, the verifier of the journal's proofs, and
    a manifest with the SHA-256 of each part."""
    permit = permit_case(gate, case.customer_id).vault
    parts: dict[str, bytes] = {"case.json": _json(about), "chain.json": _json(chain(case))}
    for one in papers:
        if one.kind == "handover":
            continue
        content = b"".join(open_path(one.key, permit, one.pk, path_of(one.pk)))
        ending = one.media_type.rpartition("/")[2]
        parts[f"papers/{one.pk}-{one.kind}.{ending}"] = content
    verifier = Path(zhiji.journal.__file__).with_name("verify_journal.py")
    parts["verify_journal.py"] = verifier.read_bytes()
    parts["manifest.json"] = _json(
        {name: hashlib.sha256(content).hexdigest() for name, content in parts.items()}
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def _json(value: object) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS, default=str)
