"""What a destroyed customer leaves behind: every table that names customers is emptied of this one, or kept for a reason.

A test walks all tables of the database: a new one with a customer's number must be entered here before anything is released.
"""

from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.db import connection

from zhiji.customers.models import Attachment
from zhiji.customers.scans import path_of
from zhiji.holdings.actions.dossiers import path_of as pack_path
from zhiji.holdings.models import Dossier

EMPTIED: tuple[str, ...] = (
    "customers_token",
    "customers_publicname",
    "customers_version",
    "customers_statemove",
    "customers_attachment",
    "holdings_link",
    "holdings_holding",
    "holdings_dossier",
    "diligence_rating",
    "principles_filescore",
    "insight_alert",
    "insight_trial",
    "customers_file",
)
"""Tables from which a destroyed customer's rows are taken, in this order."""

KEPT: dict[str, str] = {
    "vault_tombstone": "that and by which order the key was shredded",
    "vault_datakey": "emptied by the shredding itself",
    "access_grantedcustomer": "who was granted what: access is accounted for beyond the file",
    "journal_subject": "the journal is never changed; it holds no values",
    "journal_entry": "the journal is never changed; it holds no values",
}
KEPT_ROOMS = ("custody_",)
"""Registers of the institution name customers by number only; what they keep of strangers is sealed under keys of the cases."""


def take_away(customers: Sequence[int]) -> dict[str, int]:
    """Delete every row of these customers from the tables of files and holdings; rows taken, by table. Inside an act."""
    counts = {}
    with connection.cursor() as cursor:
        for table in EMPTIED:
            cursor.execute(f"DELETE FROM {table} WHERE customer_id = ANY(%s)", [list(customers)])  # noqa: S608 (our own constants)
            if cursor.rowcount:
                counts[table] = cursor.rowcount
    return counts


def bytes_of(customer_id: int) -> list[str]:
    """The sealed files of a customer on disk, as paths below ``ZHIJI_HOME``: scans and packs."""
    home = Path(settings.ZHIJI_HOME)
    scans = Attachment.objects.filter(customer_id=customer_id).values_list("pk", flat=True)
    packs = Dossier.objects.filter(customer_id=customer_id).values_list("digest", flat=True)
    found = [path_of(one) for one in scans] + [pack_path(one) for one in packs]
    return [str(path.relative_to(home)) for path in found]
