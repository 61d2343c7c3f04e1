"""The first phase: what an import would do, without writing a customer."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import orjson

from zhiji import fields
from zhiji.access.gateway import Gate, look
from zhiji.customers.intake.duplicates import IN_BANK, Bank, Marks, within_file, worth_scanning
from zhiji.customers.intake.mapping import ImportMapping
from zhiji.customers.intake.reasons import DUPLICATE_IN_BANK, DUPLICATE_IN_FILE, reason, sentence
from zhiji.customers.intake.running import make_setting, pressed_chunks
from zhiji.customers.intake.table import Table

SAMPLES = 5
ROWS_NAMED = 10


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """One kind of problem: the sentence, how many rows have it, the first of them. A ``warning`` does not stop a row."""

    severity: str
    text: str
    count: int
    rows: list[int]


@dataclass(slots=True)
class Preview:
    """What would happen. ``samples``: the first rows as masked texts by field name, in the active language."""

    rows: int
    taken: int = 0
    incomplete: int = 0
    rejected: int = 0
    duplicates: int = 0
    problems: list[ProblemKind] = field(default_factory=list)
    samples: list[dict[str, str]] = field(default_factory=list)
    unused_columns: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


@look("customers:import:preview")
def preview(
    gate: Gate, table: Table, mapping: ImportMapping, *, progress: Callable[[int, int], None] | None = None
) -> Preview:
    """Run the whole file through the checks. One receipt; values appear masked only. Raises MappingError, Unreadable."""
    gate.permit_none({"file": table.digest, "rows": table.row_count})
    setting, unused = make_setting(mapping, table, gate.by.pk, "")
    result = Preview(table.row_count, unused_columns=list(unused))
    register = fields.register(mapping.pack)
    marks, bank, kinds = Marks(), Bank(), _Kinds()
    if worth_scanning(table.row_count):
        bank.scan(gate, marks, setting.secret)
    for pressed in pressed_chunks(table, setting, after=1, at=lambda: gate.at, draw=None, samples=SAMPLES):
        in_file = within_file(pressed, marks)
        in_bank = bank.met(gate, pressed, in_file)
        taken = [place for place in range(len(pressed.rows)) if place not in in_file and place not in in_bank]
        result.taken += len(taken)
        result.incomplete += sum(pressed.incomplete[place] for place in taken)
        result.rejected += len(pressed.rejects)
        result.duplicates += len(in_file) + len(in_bank)
        for row, stored in pressed.rejects:
            kinds.add("error", row, stored)
        for place in (*in_file, *in_bank):
            again = DUPLICATE_IN_BANK if in_file.get(place, IN_BANK) == IN_BANK else DUPLICATE_IN_FILE
            kinds.add("duplicate", pressed.rows[place], [reason(again, row="…")])
        for row, warning in pressed.warnings:
            kinds.add("warning", row, [warning])
        for kind, values in pressed.samples[: SAMPLES - len(result.samples)]:
            result.samples.append(masked(register, kind, values))
        if progress is not None:
            progress(pressed.last - 1, table.row_count)
    result.problems = kinds.listed(register)
    return result


def masked(register: fields.Register, kind: str, values: Mapping[str, Any]) -> dict[str, str]:
    """A row as it may be shown before anyone has a permit: every value masked, all of them beside one another."""
    return {
        str(field.label): fields.mask(field, values[field.id], beside=tuple(values))
        for field in register.for_kind(kind)
        if field.id in values
    }


class _Kinds:
    """Problems by kind."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, bytes]] = Counter()
        self._rows: dict[tuple[str, bytes], list[int]] = {}

    def add(self, severity: str, row: int, reasons: list[dict[str, Any]]) -> None:
        for stored in reasons:
            key = severity, orjson.dumps(stored)
            self._counts[key] += 1
            rows = self._rows.setdefault(key, [])
            if len(rows) < ROWS_NAMED:
                rows.append(row)

    def listed(self, register: fields.Register) -> list[ProblemKind]:
        """The commonest first."""
        return [
            ProblemKind(key[0], sentence(orjson.loads(key[1]), register), count, self._rows[key])
            for key, count in self._counts.most_common()
        ]
