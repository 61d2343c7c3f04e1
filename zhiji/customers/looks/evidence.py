"""The scans of a file: their list, and one of them opened."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from zhiji import vault
from zhiji.access.gateway import Gate, look
from zhiji.customers.finding import file_by_number
from zhiji.customers.models import Attachment
from zhiji.customers.models.attachment import SCAN_KINDS
from zhiji.customers.scans import path_of, suffix
from zhiji.vault.attachments import open_path


@dataclass(frozen=True, slots=True)
class Scan:
    """One scan in the list; ``title`` is ``""`` where the identity compartment is hidden. ``opens``: its bytes may be seen."""

    id: int
    kind: str
    kind_label: str
    title: str
    media_type: str
    size: int
    added_at: datetime
    added_by: int | None
    opens: bool


@dataclass(frozen=True, slots=True)
class OpenScan:
    """One scan opened: its bytes, chunk by chunk, each verified; a name for the browser that tells nothing."""

    media_type: str
    size: int
    file_name: str
    chunks: Iterator[bytes]


@look("customers:attachment:list")
def list_scans(gate: Gate, number: str) -> list[Scan]:
    """The scans of one file, newest first."""
    file = file_by_number(gate, number)
    found = list(Attachment.objects.filter(customer_id=file.customer_id).order_by("-pk"))
    permit = gate.permit(file, {"scans": len(found)})
    named = permit.level("identity") != "hidden"
    titles = vault.open_many([one.title for one in found], permit.vault) if named else [b""] * len(found)
    return [
        Scan(
            one.pk, one.kind, str(SCAN_KINDS.get(one.kind, one.kind)), title.decode(), one.media_type, one.size, one.added_at,
            one.added_by, permit.level("identity") == "clear",
        )
        for one, title in zip(found, titles, strict=True)
    ]  # fmt: skip


@look("customers:attachment:open")
def open_scan(gate: Gate, number: str, scan: int) -> OpenScan:
    """Open one scan. A scan shows everything on the paper, so the identity compartment must be clear to the reader."""
    file = file_by_number(gate, number)
    decision = gate.decide(file)
    if decision.allowed and decision.level("identity") != "clear":
        gate.settle(replace(decision, allowed=False, code="clear_only"), file)
    permit = gate.permit(file, {"attachment": scan})
    kept = Attachment.objects.filter(pk=scan, customer_id=file.customer_id).first()
    if kept is None:
        raise NoSuchScan(scan)
    name = f"{file.number}-{kept.pk}.{suffix(kept.media_type)}"
    return OpenScan(
        kept.media_type,
        kept.size,
        name,
        open_path(kept.key, permit.vault, kept.pk, path_of(kept.pk)),
    )


class NoSuchScan(LookupError):
    """The file has no scan with this number (any more)."""
