"""Taking over a whole book of files at once, with numbers, states and colleagues given: the demo bank, a merged bank."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import connection
from django.utils import timezone

from zhiji import fields, vault
from zhiji.access.gateway import Gate, act
from zhiji.access.rules import TOP_SECRET
from zhiji.customers import sealing
from zhiji.customers.actions.rewriting import score
from zhiji.customers.apart import settle
from zhiji.customers.models import File, PublicName
from zhiji.customers.problems import Invalid
from zhiji.customers.sealing import Origin
from zhiji.staff.models import Unit
from zhiji.vault.apart import keep_apart


@dataclass(frozen=True, slots=True)
class TakenOver:
    """One file of the book. ``values`` raw, by field id; colleagues by id; ``verified`` when and by whom, if ever."""

    customer_id: int
    kind: str
    values: Mapping[str, Any]
    unit: Unit
    manager_id: int
    deputy_id: int | None
    custodian_id: int
    state: str
    opened: date
    source: str
    verified: tuple[date, int] | None = None
    secrecy: int = 0
    key_customer: bool = False


@act("customers:book:take_over")
def take_over(gate: Gate, book: Sequence[TakenOver], *, pack: str = "bank") -> int:
    """Open a file for each, all or none; incomplete ones are scored and queued. Raises ``Invalid`` with every error."""
    today = timezone.localdate(gate.at)
    register = fields.register(pack)
    files = [_file(one, pack) for one in book]
    gate.permit_many(files)
    cleaned = [fields.clean_file(one.kind, one.values, on=today, register=register) for one in book]
    errors = [problem for each in cleaned for problem in each.problems if problem.severity == "error"]
    if errors:
        raise Invalid(errors)
    keys = vault.make_keys([one.customer_id for one in book])
    tokens: list[tuple[int, int, int]] = []
    public: list[PublicName] = []
    for one, file, each in zip(book, files, cleaned, strict=True):
        origin = Origin(one.source, one.opened, *(one.verified or (None, None)))
        for name, blob in sealing.seal_new(keys[one.customer_id], register, each.values, origin).items():
            setattr(file, name, blob)
        score(file, register, each.values, today)
        found = sealing.tokens(register, one.kind, each.values, one.customer_id)
        tokens += [(index, token, one.customer_id) for index, token in sorted(found)]
        public += [
            PublicName(customer_id=one.customer_id, name=name, grams=sealing.grams(name))
            for name in sealing.public_names(one.kind, one.secrecy, each.values)
        ]
    File.objects.bulk_create(files)
    if secret := [file.customer_id for file in files if file.secrecy >= TOP_SECRET]:
        keep_apart(secret, apart=True)
    PublicName.objects.bulk_create(public)
    with connection.cursor() as cursor:
        with cursor.copy('COPY customers_token ("index", token, customer_id) FROM STDIN') as copy:
            for row in tokens:
                copy.write_row(row)
        _numbers_used_up_to(cursor, max(one.customer_id for one in book))
    settle(secret, apart=True)
    gate.fact("files", len(files))
    gate.fact("incomplete", sum(1 for file in files if file.missing))
    return len(files)


def _file(one: TakenOver, pack: str) -> File:
    at = timezone.make_aware(datetime.combine(one.opened, time(10)))
    return File(
        customer_id=one.customer_id,
        pack=pack,
        kind=one.kind,
        state=one.state,
        secrecy=one.secrecy,
        key_customer=one.key_customer,
        unit=one.unit,
        manager_id=one.manager_id,
        deputy_id=one.deputy_id,
        custodian_id=one.custodian_id,
        opened_at=at,
        changed_at=at,
        changed_by=None,
        change_source=one.source,
    )


def _numbers_used_up_to(cursor: Any, customer_id: int) -> None:
    """Let the next file opened in the ordinary way get a number behind those taken over."""
    cursor.execute(
        "SELECT setval(s, greatest(%s, (SELECT last_value FROM customers_file_customer_id_seq))) "
        "FROM pg_get_serial_sequence('customers_file', 'customer_id') AS s",
        [customer_id],
    )
