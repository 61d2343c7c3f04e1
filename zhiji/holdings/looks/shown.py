"""What every look at holdings needs: leave to see amounts, the rows of one customer, opened where the permit allows."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import orjson

from zhiji import vault
from zhiji.access.gateway import Gate
from zhiji.access.permits import FilePermit
from zhiji.customers.models import File
from zhiji.holdings.lake.manifest import lake_suite
from zhiji.holdings.models import Feed, Holding
from zhiji.vault.lasting import LastingKey, lasting_keys


@dataclass(frozen=True, slots=True)
class Held:
    """One holding. ``details``: numbers and amounts as fed, empty where the wealth compartment is masked."""

    id: int
    kind: str
    account_key: int | None
    product: str
    family: str
    currency: str
    opened_on: date | None
    closed_on: date | None
    matures_on: date | None
    as_of: date
    details: Mapping[str, Any]

    @property
    def open(self) -> bool:
        return self.closed_on is None or self.closed_on > self.as_of

    @property
    def number(self) -> str:
        """The printed number; ``""`` where it may not be seen."""
        key = {"credit_line": "line", "standing_order": "order", "authority": "account"}.get(
            self.kind, self.kind
        )
        return str(self.details.get("number") or self.details.get(key) or "")


def permit_wealth(
    gate: Gate, file: File, facts: Mapping[str, Any] | None = None, *, clear: bool = True
) -> FilePermit:
    """A permit of which the wealth compartment shows something (``clear``: is clear); a journalled refusal otherwise."""
    decision = gate.decide(file)
    level = decision.level("wealth") if decision.allowed else ""
    if level == "hidden" or (clear and level == "masked"):
        gate.settle(replace(decision, allowed=False, code="level"), file)
    return gate.permit(file, facts)


def held_by(customer_id: int, permit: FilePermit) -> list[Held]:
    """Everything the customer holds or held, by kind and age; opened in one go where the permit is clear."""
    rows = list(Holding.objects.filter(customer_id=customer_id).order_by("kind", "opened_on", "pk"))
    if permit.level("wealth") == "clear":
        opened = [orjson.loads(blob) for blob in vault.open_many([row.details for row in rows], permit.vault)]
    else:
        opened = [{} for _ in rows]
    return [
        Held(
            row.pk, row.kind, row.account_key, row.product, row.family, row.currency, row.opened_on, row.closed_on,
            row.matures_on, row.as_of, details,
        )
        for row, details in zip(rows, opened, strict=True)
    ]  # fmt: skip


def lasting_key(customer_id: int) -> LastingKey:
    """The customer's key to the lake."""
    return lasting_keys([customer_id], lake_suite())[customer_id]


def as_of() -> date | None:
    """The last day any feed covers."""
    return Feed.objects.order_by("-last_day").values_list("last_day", flat=True).first()
