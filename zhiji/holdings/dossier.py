"""What goes into a dossier: identity, versions as of then, relations, holdings, transactions, who looked; one ZIP with hashes.

Works from what an act has opened already; asks no permit and decides nothing.
"""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from django.utils import timezone

from zhiji import journal
from zhiji.access import policy
from zhiji.access.permits import FilePermit
from zhiji.access.reading import read
from zhiji.customers.looks.history import PastFile
from zhiji.customers.models import File, Version
from zhiji.fields import COMPARTMENTS
from zhiji.holdings.looks.shown import Held
from zhiji.holdings.looks.statement import Movement
from zhiji.holdings.rules import written
from zhiji.staff.models import Staff

READERS_AT_ONCE = 500
_TELLING = ("=", "+", "-", "@", "\t", "\r")


def packed(parts: Mapping[str, bytes]) -> bytes:
    """The parts as a ZIP, with ``SHA256SUMS`` over them as ``sha256sum -c`` reads it."""
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in parts.items())
    pack = io.BytesIO()
    with zipfile.ZipFile(pack, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in [*parts.items(), ("SHA256SUMS", sums.encode())]:
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return pack.getvalue()


def as_json(value: Any) -> bytes:
    """Readable JSON, in the languages it was written in."""
    return json.dumps(value, ensure_ascii=False, indent=1, default=str).encode()


def identity_of(file: Any, permit: FilePermit) -> dict[str, Any]:
    """Every field the permit shows, as text, with where it comes from."""
    return {
        name: {"label": str(shown.field.label), "text": shown.text, "source": dict(shown.provenance)}
        for name, shown in read(file, permit).items()
        if shown.present
    }


def versions_of(file: File, permit: FilePermit, last: date) -> list[dict[str, Any]]:
    """The file as it stood in each version begun by the end of the period: the identity as of then."""
    past = list(Version.objects.filter(customer_id=file.customer_id).order_by("version"))
    found = []
    for number in range(1, file.version + 1):
        line = next((one for one in past if one.version == number), None)
        at = line.at if line is not None else file.changed_at
        if timezone.localdate(at) > last and number > 1:
            break
        sealed = {
            name: next(
                (
                    value
                    for one in past
                    if one.version >= number and (value := getattr(one, name)) is not None
                ),
                getattr(file, name),
            )
            for name in COMPARTMENTS
        }
        values = {
            name: held["text"] for name, held in identity_of(PastFile(file, number, sealed), permit).items()
        }
        found.append(
            {
                "version": number,
                "at": at,
                "source": line.source if line else file.change_source,
                "fields": values,
            }
        )
    return found


def readers_of(customer_id: int) -> list[dict[str, Any]]:
    """Every look and act on the file that the journal holds, newest first; but what even audit is not told of stays out of a
    pack that leaves the house."""
    lines: list[journal.Line] = []
    cursor: int | None = None
    while True:
        page = journal.readers(customer_id, READERS_AT_ONCE, cursor)
        lines += [one for one in page.lines if policy.is_told("auditor", one.purpose)]
        cursor = page.next
        if cursor is None:
            break
    names = {
        one.pk: f"{one.name} {one.staff_number}"
        for one in Staff.objects.filter(pk__in={one.actor for one in lines})
    }
    return [
        {"entry": one.id, "at": one.at, "who": names.get(one.actor or 0, "system"), "phrase": one.phrase, "outcome": one.outcome,
         "purpose": one.purpose, "channel": one.channel}
        for one in lines
    ]  # fmt: skip


def transactions_csv(movements: Sequence[Movement]) -> bytes:
    """One line a transaction; amounts with two decimals; texts that a spreadsheet would run as formulas are quoted."""
    names = [one.name for one in fields(Movement) if one.name not in ("account_key", "ref", "seq")]
    rows = [asdict(one) for one in movements]
    for row in rows:
        row["amount"], row["balance"] = written(row["amount"]), written(row["balance"])
    return _csv(names, rows, numbers=("amount", "balance"))


def holdings_of(held: Iterable[Held]) -> list[dict[str, Any]]:
    """Everything held or once held, amounts with two decimals."""
    return [
        {"kind": one.kind, "product": one.product, "family": one.family, "currency": one.currency, "opened": one.opened_on,
         "closed": one.closed_on, "matures": one.matures_on,
         **{name: written(value) if name in _MONEY and isinstance(value, int) else value for name, value in one.details.items()}}
        for one in held
    ]  # fmt: skip


_MONEY = ("amount", "outstanding", "instalment", "limit", "used", "value")


def _csv(names: Sequence[str], rows: Iterable[Mapping[str, Any]], numbers: Sequence[str]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(names)
    for row in rows:
        texts = ["" if row[name] is None else str(row[name]) for name in names]
        writer.writerow(
            text if name in numbers or not text.startswith(_TELLING) else f"'{text}"
            for name, text in zip(names, texts, strict=True)
        )
    return ("\ufeff" + out.getvalue()).encode()
