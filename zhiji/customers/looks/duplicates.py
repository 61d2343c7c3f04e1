"""Is this customer here already? Asked while a new file is typed (F26), answered with no more than the clerk may see."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from zhiji import fields
from zhiji.access.gateway import Gate, look
from zhiji.customers.candidate import Candidate
from zhiji.customers.finding import by_identifiers
from zhiji.customers.looks.rows import FileRow, rows_of
from zhiji.customers.models import File
from zhiji.vault.questions import question as committed

WEIGHTS = {
    "paper": 100,
    "licence": 100,
    "reference": 100,
    "card": 60,
    "account": 60,
    "phone": 40,
    "email": 40,
    "name": 30,
    "pinyin": 15,
}
"""What one equal identifier tells, of 100. A paper number is proof; a name is not."""
MOST = 10


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A file that may be the same customer. ``row.badge_only``: it exists, and no more may be said.

    ``score`` is 0 to 100; ``reasons`` are the blind indexes in which both agree, the strongest first.
    """

    row: FileRow
    score: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Duplicates:
    """The likeliest first; ``more`` says that others agree in a name only."""

    found: tuple[Duplicate, ...]
    more: bool


@look("customers:file:duplicates")
def possible_duplicates(
    gate: Gate, kind: str, values: Mapping[str, Any], *, pack: str = "bank"
) -> Duplicates:
    """Files that share a full identifier with what is being typed. ``values``: raw, by field id, as many as there are yet.

    What is not valid yet is passed over. Files one may not know of are not found.
    """
    gate.check_question()
    register = fields.register(pack)
    cleaned = fields.clean_file(kind, values, on=timezone.localdate(gate.at), register=register)
    asked = fields.tokens(register, kind, cleaned.values)
    reasons: dict[int, list[str]] = defaultdict(list)
    files: dict[int, Candidate] = {}
    for index, file in by_identifiers(gate, asked):
        files[file.customer_id] = file
        reasons[file.customer_id].append(index)
    score = {number: _score(names) for number, names in reasons.items()}
    known = gate.foresee(files.values(), badges=True)
    known.sort(key=lambda file: (-score[file.customer_id], -file.customer_id))
    shown = known[:MOST]
    facts = {
        "indexes": sorted({index for index, _text in asked}),
        "query": committed("duplicates", "\n".join(f"{index} {text}" for index, text in sorted(asked))),
    }
    permits = gate.permit_many(shown, facts, badges=True)
    selected = {
        file.customer_id: file
        for file in File.objects.select_related("unit", "manager").filter(pk__in=permits)
    }
    rows = rows_of([selected[file.customer_id] for file in shown if file.customer_id in selected], permits)
    found = tuple(
        Duplicate(
            row,
            score[row.customer_id],
            tuple(sorted(reasons[row.customer_id], key=lambda index: -WEIGHTS[index])),
        )
        for row in rows
    )
    return Duplicates(found, len(known) > MOST)


def _score(indexes: list[str]) -> int:
    if "name" in indexes:
        indexes = [index for index in indexes if index != "pinyin"]
    return min(100, sum(WEIGHTS[index] for index in indexes))
