"""One line of a list, a search or a watch list: what of a file may stand in a row of an index."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from zhiji.access.permits import FilePermit
from zhiji.access.reading import Shown, read_many
from zhiji.customers.models import File


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file in a list. ``badge_only``: it may be known of but not seen; then only number and ``secrecy`` are filled (J03).

    ``name`` is clear or masked as permitted, None where nothing may be shown. ``fields`` holds what else was asked for.
    """

    number: str
    customer_id: int
    secrecy: int
    badge_only: bool
    name: Shown | None = None
    kind: str = ""
    state: str = ""
    key_customer: bool = False
    completeness: int | None = None
    missing: int | None = None
    manager_id: int | None = None
    manager: str = ""
    unit_id: int | None = None
    unit: str = ""
    changed_at: datetime | None = None
    fields: Mapping[str, Shown] | None = None


def rows_of(
    files: Sequence[File], permits: Mapping[int, FilePermit], also: Collection[str] = ()
) -> list[FileRow]:
    """The rows of permitted files, in their order; files without a permit are left out. ``also``: more field ids to show.

    Files must come with ``manager`` and ``unit`` selected.
    """
    kept = [file for file in files if file.customer_id in permits]
    seen = [file for file in kept if permits[file.customer_id].decision.allowed]
    shown = read_many(seen, permits, {"name", *also})
    rows = []
    for file in kept:
        if file.customer_id not in shown:
            rows.append(FileRow(file.number, file.customer_id, file.secrecy, True))
            continue
        here = dict(shown[file.customer_id])
        name = here.pop("name", None)
        rows.append(
            FileRow(
                file.number, file.customer_id, file.secrecy, False, name if name and name.text else None, file.kind,
                file.state, file.key_customer, file.completeness, file.missing, file.manager_id,
                file.manager.display_name, file.unit_id, file.unit.label, file.changed_at, here,
            )
        )  # fmt: skip
    return rows
