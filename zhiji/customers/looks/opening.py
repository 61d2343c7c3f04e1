"""Opening one file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from zhiji import fields
from zhiji.access.gateway import Gate, look
from zhiji.access.permits import FilePermit
from zhiji.access.reading import Shown, Weighed, read, read_and_weigh
from zhiji.customers.finding import file_by_number
from zhiji.customers.models import File
from zhiji.customers.quality import Keeping, Quality, rate


@dataclass(frozen=True, slots=True)
class FileView:
    """A file as this reader may see it: clear facts of its keeping, and every field shown, masked or hidden.

    ``quality`` is None when it was not asked for.
    """

    number: str
    customer_id: int
    pack: str
    kind: str
    state: str
    secrecy: int
    store_only: bool
    unprofiled: bool
    key_customer: bool
    unit_id: int
    unit_path: str
    manager_id: int
    deputy_id: int | None
    custodian_id: int
    opened_at: datetime
    version: int
    changed_at: datetime
    completeness: int
    missing: int
    fields: Mapping[str, Shown]
    permit: FilePermit
    quality: Quality | None

    @classmethod
    def of(
        cls, file: File, permit: FilePermit, shown: Mapping[str, Shown], quality: Quality | None
    ) -> "FileView":
        return cls(
            file.number, file.customer_id, file.pack, file.kind, file.state, file.secrecy, file.store_only, file.unprofiled,
            file.key_customer,
            file.unit_id, file.unit_path, file.manager_id, file.deputy_id, file.custodian_id, file.opened_at, file.version,
            file.changed_at, file.completeness, file.missing, shown, permit, quality,
        )  # fmt: skip


@look("customers:file:open")
def open_file(gate: Gate, number: str, *, weigh: bool = True) -> FileView:
    """Open one file for the purpose in force. ``weigh``: rate its quality as well.

    Raises ``NotHere`` for an unknown or unknowable number.
    """
    file = file_by_number(gate, number)
    permit = gate.permit(file)
    if not weigh:
        return FileView.of(file, permit, read(file, permit), None)
    today = timezone.localdate(gate.at)
    permits = {file.customer_id: permit}
    shown, judged = read_and_weigh([file], permits, lambda one, weighed: quality_of(one, weighed, today))
    return FileView.of(file, permit, shown[file.customer_id], judged[file.customer_id])


def quality_of(file: File, weighed: Weighed, today: date) -> Quality:
    """The five principles of what may be seen of a file."""
    keeping = Keeping(
        bool(file.manager_id), bool(file.deputy_id), bool(file.custodian_id), bool(file.unit_id)
    )
    register = fields.register(file.pack)
    return rate(register, file.kind, weighed.values, weighed.provenance, weighed.visible, keeping, today)
