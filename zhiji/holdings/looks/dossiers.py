"""The dossiers of a customer: their list, and one of them opened. Compliance only, for an inquiry or due diligence."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from zhiji.access.gateway import Gate, look
from zhiji.customers.finding import file_by_number
from zhiji.holdings.actions.dossiers import path_of
from zhiji.holdings.models import Dossier
from zhiji.staff.naming import names_of
from zhiji.vault.attachments import open_path


@dataclass(frozen=True, slots=True)
class DossierLine:
    """One dossier in the list."""

    id: int
    made_at: datetime
    made_by: str
    first: date
    last: date
    transactions: int
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class OpenDossier:
    """A pack opened: a ZIP, chunk by chunk, each verified."""

    file_name: str
    size: int
    chunks: Iterator[bytes]


class NoSuchDossier(LookupError):
    """The customer has no dossier of this number."""


@look("holdings:dossier:list")
def list_dossiers(gate: Gate, number: str) -> list[DossierLine]:
    """Newest first."""
    file = file_by_number(gate, number)
    gate.permit(file)
    found = list(Dossier.objects.filter(customer_id=file.customer_id).order_by("-pk"))
    names = names_of(one.made_by for one in found)
    return [
        DossierLine(
            one.pk, one.made_at, names.get(one.made_by or 0, ""), one.first_day, one.last_day, one.transactions, one.size,
            one.digest,
        )
        for one in found
    ]  # fmt: skip


@look("holdings:dossier:open")
def open_dossier(gate: Gate, number: str, dossier: int) -> OpenDossier:
    """One pack, in the clear, to be handed to whoever asked for it lawfully. Raises ``NoSuchDossier``."""
    file = file_by_number(gate, number)
    permit = gate.permit(file, {"dossier": dossier})
    kept = Dossier.objects.filter(pk=dossier, customer_id=file.customer_id).first()
    if kept is None:
        raise NoSuchDossier(dossier)
    chunks = open_path(kept.key, permit.vault, kept.pk, path_of(kept.digest))
    return OpenDossier(f"dossier-{file.number}-{kept.pk}.zip", kept.size, chunks)
