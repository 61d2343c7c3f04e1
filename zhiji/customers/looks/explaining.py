"""Why one sees of a file what one sees: answered by the decision that was enforced."""

from collections.abc import Mapping
from dataclasses import dataclass

from zhiji import norms
from zhiji.access import policy, rules
from zhiji.access.explain import Explanation, explain, in_language
from zhiji.access.gateway import Gate, look
from zhiji.access.rules import Decision
from zhiji.customers.finding import file_by_number


@dataclass(frozen=True, slots=True)
class Reason:
    """One policy row that opened something: its words, and the norm behind it with its title and where it stands."""

    rule: str
    words: str
    norm: str
    norm_title: str
    article: str


@dataclass(frozen=True, slots=True)
class CompartmentAnswer:
    """One compartment: ``level`` as decided, single fields that differ (by id), and the rows that gave it."""

    id: str
    level: str
    fields: Mapping[str, str]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole answer. ``explanation.remedies`` are the ways to see more; ``grant`` a live grant that was used."""

    number: str
    explanation: Explanation
    compartments: tuple[CompartmentAnswer, ...]
    grant: int | None


@look("access:explain:ask")
def why(gate: Gate, number: str, phrase: str = "") -> Answer:
    """Explain one file's decision, compartment by compartment. Shows nothing of the file itself.

    ``phrase``: of which look or act; opening the file when it is empty. Raises LookupError for none of the policy's.
    Where nothing at all may be seen the look is refused like any other, and the refusal carries the same explanation.
    """
    file = file_by_number(gate, number)
    decision = gate.permit(file, {"phrase": phrase} if phrase else None).decision
    if phrase and phrase != "customers:file:open":
        if policy.phrases()[phrase].subject != "file":
            raise LookupError(phrase)
        decision = rules.decide(gate.by, phrase, file, gate.purpose)
    explanation = explain(decision, by=gate.by, subject=file, purpose=gate.purpose)
    return Answer(
        file.number,
        explanation,
        tuple(_compartment(decision, name) for name in policy.COMPARTMENTS),
        decision.grant,
    )


def _compartment(decision: Decision, name: str) -> CompartmentAnswer:
    level = decision.level(name)
    single = {
        field.partition(".")[2]: shown
        for field, shown in decision.fields.items()
        if field.startswith(f"{name}.") and shown != level
    }
    named = {name: level} | {f"{name}.{field}": shown for field, shown in single.items()}
    rows = [
        row
        for row in policy.rows()
        if row.id in decision.rules and any(item in _listed(row, shown) for item, shown in named.items())
    ]
    return CompartmentAnswer(name, level, single, tuple(_reason(row) for row in rows))


def _listed(row: policy.Row, level: str) -> frozenset[str]:
    return {"clear": row.clear, "masked": row.masked}.get(level, frozenset())


def _reason(row: policy.Row) -> Reason:
    norm = norms.get(row.norm)
    return Reason(row.id, in_language(row.why), norm.id, in_language(norm.title), norm.article)
