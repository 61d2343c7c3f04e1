"""Opens files with their newest past versions, to be weighed or compared; no value leaves who asked (``Gate.match``)."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from zhiji.access.gateway import Gate
from zhiji.customers.models import File, Version
from zhiji.customers.quality import Keeping
from zhiji.fields import COMPARTMENTS
from zhiji.insight.principles.weighing import Contents, Weighable

PAST = 10
"""Past versions of a file that are compared with the one in force."""
Opened = dict[tuple[int, str], Contents]
"""Contents by version (0: the one in force) and compartment."""


def opened(gate: Gate, files: Sequence[File]) -> list[tuple[File, Opened]]:
    """Each file with its contents, and with those that its newest versions replaced."""
    held: dict[int, Opened] = {file.pk: {} for file in files}
    wanted: list[tuple[int, int, str, Any]] = [
        (file.pk, 0, name, sealed) for file in files for name in COMPARTMENTS if (sealed := getattr(file, name)) is not None
    ]  # fmt: skip
    least = {file.pk: file.version - PAST for file in files if file.version > 1}
    for one in Version.objects.filter(customer_id__in=list(least)):
        if one.version >= least[one.customer_id]:
            wanted += [
                (one.customer_id, one.version, name, sealed)
                for name in COMPARTMENTS
                if (sealed := getattr(one, name)) is not None
            ]
    places = iter(wanted)

    def note(customer: int, contents: dict[str, Any]) -> bool:
        _customer, version, name, _sealed = next(places)
        held[customer][version, name] = contents
        return False

    gate.match([(customer, sealed) for customer, _version, _name, sealed in wanted], note, whole=True)
    return [(file, held[file.pk]) for file in files]


def weighable(file: File, held: Opened) -> Weighable:
    """A file with its opened contents as it is weighed."""
    versions = sorted({version for version, _name in held if version}, reverse=True)
    parts = {
        version: {name: contents for (at, name), contents in held.items() if at == version}
        for version in (0, *versions)
    }
    keeping = Keeping(
        bool(file.manager_id), bool(file.deputy_id), bool(file.custodian_id), bool(file.unit_id)
    )
    return Weighable(
        file.kind,
        keeping,
        timezone.localdate(file.changed_at),
        parts[0],
        [parts[version] for version in versions],
    )
