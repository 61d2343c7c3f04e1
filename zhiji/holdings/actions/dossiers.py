"""Making a dossier: all that is known of a customer's identity and transactions of a period, as one sealed pack (L06)."""

import hashlib
import io
import secrets
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from zhiji.access.gateway import Gate, act
from zhiji.access.permits import FilePermit
from zhiji.access.problems import Finding
from zhiji.customers.finding import locked_file
from zhiji.customers.models import File
from zhiji.customers.problems import Invalid
from zhiji.customers.scans import written
from zhiji.holdings import dossier as pack
from zhiji.holdings.lake.reading import rows_of
from zhiji.holdings.looks.shown import held_by, lasting_key
from zhiji.holdings.looks.statement import movements
from zhiji.holdings.models import Dossier
from zhiji.vault.attachments import seal_stream
from zhiji.vault.keys import data_key

COMPARTMENT = 3


@act("holdings:dossier:make")
def make_dossier(gate: Gate, number: str, first: date, last: date) -> Dossier:
    """Gather, pack and seal. The pack is sealed with the customer's key: shredding reaches it. Raises ``Invalid``."""
    file = locked_file(gate, number)
    permit = gate.permit(file)
    if last < first:
        raise Invalid(
            [Finding("last", "order", _("The last day is before the first."), _("Exchange the two."))]
        )
    content, count = _content(gate, file, permit, first, last)
    made = Dossier(
        pk=_next_id(), customer_id=file.customer_id, made_at=gate.at, made_by=gate.by.pk, first_day=first, last_day=last,
        transactions=count,
    )  # fmt: skip
    key = data_key(file.customer_id, for_sealing=True)
    draft = path_of(secrets.token_hex(16))
    sealed = written(draft, lambda sink: seal_stream(key, COMPARTMENT, made.pk, io.BytesIO(content), sink))
    made.size, made.key = sealed.size, sealed.key_blob
    made.digest = hashlib.sha256(draft.read_bytes()).hexdigest()
    draft.replace(
        path_of(made.digest)
    )  # named by what it holds: no number is ever used twice, whatever is restored
    made.save(force_insert=True)
    for name, value in (
        ("dossier", made.pk), ("first", first.isoformat()), ("last", last.isoformat()), ("transactions", count),
        ("sha256", made.digest),
    ):  # fmt: skip
        gate.fact(name, value)
    return made


def path_of(digest: str) -> Path:
    """The sealed pack, by the SHA-256 of its bytes."""
    return Path(settings.ZHIJI_HOME) / "dossiers" / f"{digest}.sealed"


def _content(gate: Gate, file: File, permit: FilePermit, first: date, last: date) -> tuple[bytes, int]:
    held = held_by(file.customer_id, permit)
    table = rows_of(lasting_key(file.customer_id).opaque, "transactions", first, last)
    moved = movements(file.customer_id, table, permit, [one for one in held if one.kind == "account"])
    identity = pack.identity_of(file, permit)
    about = {
        "number": file.number, "kind": file.kind, "state": file.state, "first": first, "last": last, "made_at": gate.at,
        "made_by": gate.by.username, "purpose": gate.purpose, "transactions": len(moved),
        "hidden": [name for name in ("identity", "contact", "work", "wealth", "personal", "ties") if permit.level(name) == "hidden"],
    }  # fmt: skip
    parts = {
        "dossier.json": pack.as_json(about),
        "identity.json": pack.as_json(identity),
        "relations.json": pack.as_json(
            {name: identity[name] for name in ("ties", "household") if name in identity}
        ),
        "versions.json": pack.as_json(pack.versions_of(file, permit, last)),
        "holdings.json": pack.as_json(pack.holdings_of(held)),
        "transactions.csv": pack.transactions_csv(moved),
        "readers.json": pack.as_json(pack.readers_of(file.customer_id)),
    }
    return pack.packed(parts), len(moved)


def _next_id() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('holdings_dossier', 'id'))")
        return int(cursor.fetchone()[0])
