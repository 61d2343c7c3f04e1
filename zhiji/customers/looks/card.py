"""The customer card: one page to print or carry, watermarked (F25)."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from zhiji.access import policy, rules
from zhiji.access.explain import in_language
from zhiji.access.gateway import Gate, look
from zhiji.access.reading import Shown, read_many
from zhiji.customers.finding import file_by_number
from zhiji.staff.models import Staff

FIELDS = {
    "person": (
        "name", "sex", "birth_date", "nationality", "papers", "phones", "emails", "wechat", "domicile", "habitual_residence",
        "work_address", "occupation", "employer", "post", "risk_tolerance", "preferences", "occasions", "contact_wishes",
    ),
    "organisation": (
        "name", "usc_code", "licences", "founded_on", "registered_address", "business_address", "phones", "contact_people",
        "business_scope", "industry", "size", "registered_capital", "ties", "contact_wishes",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Card:
    """What stands on the card, in order; hidden and empty fields are left out.

    ``watermark`` names who printed it and the minute; ``receipt`` is the journal entry, printed so that a copy found
    somewhere leads back to its print.
    """

    number: str
    customer_id: int
    kind: str
    state: str
    secrecy: int
    key_customer: bool
    opened_at: datetime
    changed_at: datetime
    version: int
    completeness: int
    manager: str
    deputy: str
    custodian: str
    unit: str
    lines: tuple[Shown, ...]
    purpose_label: str
    watermark: str
    receipt: int
    at: datetime


@look("customers:file:card")
def card(gate: Gate, number: str) -> Card:
    """The card of one file, for printing. Of a classified file only an approved copy is printed (Art. 23.1)."""
    file = file_by_number(gate, number)
    if file.secrecy and rules.may_know(gate.by, file):
        gate.refuse("copy_needed")
    permit = gate.permit(file)
    wanted = FIELDS.get(file.kind, FIELDS["organisation"])
    shown = read_many([file], {file.customer_id: permit}, wanted)[file.customer_id]
    people = {
        one.pk: one.display_name
        for one in Staff.objects.filter(pk__in=[file.manager_id, file.deputy_id, file.custodian_id])
    }
    by = Staff.objects.filter(pk=gate.by.pk or 0).first()
    minute = timezone.localtime(gate.at).strftime("%Y-%m-%d %H:%M")
    purpose = policy.purposes()[gate.purpose]
    return Card(
        file.number, file.customer_id, file.kind, file.state, file.secrecy, file.key_customer, file.opened_at,
        file.changed_at, file.version, file.completeness, people.get(file.manager_id, ""),
        people.get(file.deputy_id or 0, ""), people.get(file.custodian_id, ""), file.unit.label,
        tuple(shown[name] for name in wanted if name in shown and shown[name].present and shown[name].text),
        in_language(purpose.names), f"{by.display_name} {by.staff_number} {minute}" if by else minute,
        permit.vault.receipt, gate.at,
    )  # fmt: skip
