"""Opening a file and amending it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiji import fields, vault
from zhiji.access.gateway import Gate, act
from zhiji.access.reading import open_payloads
from zhiji.customers import sealing
from zhiji.customers.finding import locked_file, same_paper
from zhiji.customers.models import File, PublicName, Token, Version
from zhiji.customers.problems import Conflict, Invalid
from zhiji.customers.sealing import Origin
from zhiji.fields import Problem
from zhiji.staff.models import Staff, Unit


@act("customers:file:create")
def create(
    gate: Gate,
    kind: str,
    values: Mapping[str, Any],
    *,
    unit: Unit,
    manager: Staff,
    custodian: Staff,
    deputy: Staff | None = None,
    source: str,
    learned: date | None = None,
    verified: bool = False,
    state: str = "prospect",
    secrecy: int = 0,
    pack: str = "bank",
    allow_same_paper: bool = False,
) -> File:
    """Open a file at the first contact (F01, F26). An incomplete one is taken in, scored and queued.

    ``values`` are raw, by field id; all problems come back at once in ``Invalid``. A paper number that stands on
    another file is refused without saying whose it is, unless ``allow_same_paper``.
    """
    today = timezone.localdate(gate.at)
    register = fields.register(pack)
    file = File(
        customer_id=_next_id(), pack=pack, kind=kind, state=state, secrecy=secrecy, unit=unit, manager=manager,
        deputy=deputy, custodian=custodian, opened_at=gate.at, changed_at=gate.at, changed_by=gate.by.pk,
        change_source=source,
    )  # fmt: skip
    gate.permit(file)
    cleaned = fields.clean_file(kind, values, on=today, register=register)
    _refuse_errors(cleaned.problems)
    if not allow_same_paper and same_paper(gate, register, kind, cleaned.values):
        raise Invalid([_taken()])
    origin = Origin(source, learned or today, today if verified else None, gate.by.pk if verified else None)
    key = vault.make_keys([file.customer_id])[file.customer_id]
    for name, blob in sealing.seal_new(key, register, cleaned.values, origin).items():
        setattr(file, name, blob)
    _score(file, register, cleaned.values, today)
    file.save(force_insert=True)
    _index(file, register, cleaned.values)
    gate.fact("fields", sorted(cleaned.values))
    gate.fact("missing", file.missing)
    return file


@act("customers:file:amend")
def amend(
    gate: Gate,
    number: str,
    changes: Mapping[str, Any],
    *,
    source: str,
    note: str = "",
    verified: bool = False,
    learned: date | None = None,
    expected_version: int | None = None,
) -> File:
    """Correct or complete some fields; every earlier version is kept.

    A value of None or ``""`` removes the field. Raises ``Invalid`` with every problem, ``Conflict`` when the file has
    moved on since ``expected_version``. A masked echo ("138****6620") never overwrites the true value: it is a problem.
    """
    today = timezone.localdate(gate.at)
    file = locked_file(gate, number)
    permit = gate.permit(file)
    if expected_version is not None and expected_version != file.version:
        raise Conflict(file.version)
    register = fields.register(file.pack)
    contents = open_payloads(file, permit, fields.COMPARTMENTS)
    before = {name: value for part in contents.values() for name, value in part["v"].items()}
    wanted = {name: (None if value in ("", [], {}) else value) for name, value in changes.items()}
    _refuse_echoes(register, wanted, before)
    _refuse_errors([_secret_note(problem) for problem in fields.secrets_in(note)])
    kept = {name: value for name, value in before.items() if name not in wanted}
    given = {name: value for name, value in wanted.items() if value is not None}
    cleaned = fields.clean_file(file.kind, kept | given, on=today, register=register)
    _refuse_errors([problem for problem in cleaned.problems if problem.field.split(".")[0] in wanted])
    after = kept | {name: value for name, value in cleaned.values.items() if name in wanted}
    changed = {name: after.get(name) for name in wanted if after.get(name) != before.get(name)}
    verified_on = today if verified else None
    origin = Origin(source, learned or today, verified_on, gate.by.pk if verified else None)
    if not changed and not verified:
        return file
    touched = changed or {name: after.get(name) for name in wanted}
    _store_version(file, register, contents, touched, origin, gate, note)
    _reindex(file, register, before, after)
    _score(file, register, after, today)
    file.save()
    key = vault.data_key(file.customer_id)
    gate.fact("version", file.version)
    gate.fact("fields", {name: vault.commitment(key, name, repr(after.get(name)).encode()) for name in touched})
    gate.fact("source", source)
    return file


def _store_version(
    file: File, register: fields.Register, contents: Mapping[str, dict[str, Any]], changes: Mapping[str, Any],
    origin: Origin, gate: Gate, note: str,
) -> None:  # fmt: skip
    past = Version(
        customer_id=file.customer_id, version=file.version, at=file.changed_at, by=file.changed_by,
        source=file.change_source, note=file.change_note,
    )  # fmt: skip
    key = vault.data_key(file.customer_id)
    file.version += 1
    for name, part in sealing.split(register, changes).items():
        replaced = getattr(file, name)
        empty = sealing.reseal(key, register, name, past.version, {"v": {}, "d": {}}) if replaced is None else replaced
        setattr(past, name, empty)
        new = sealing.amended(contents.get(name), part, origin)
        setattr(file, name, sealing.reseal(key, register, name, file.version, new))
    past.save(force_insert=True)
    file.changed_at, file.changed_by, file.change_source = gate.at, gate.by.pk, origin.source
    file.change_note = note


def _next_id() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('customers_file', 'customer_id'))")
        return int(cursor.fetchone()[0])


def _index(file: File, register: fields.Register, values: Mapping[str, Any]) -> None:
    found = sealing.tokens(register, file.kind, values, file.customer_id)
    Token.objects.bulk_create(
        Token(index=index, token=token, customer_id=file.customer_id) for index, token in sorted(found)
    )
    PublicName.objects.bulk_create(
        PublicName(customer_id=file.customer_id, name=name, grams=sealing.grams(name))
        for name in sealing.public_names(file.kind, file.secrecy, values)
    )


def _reindex(file: File, register: fields.Register, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    old = sealing.tokens(register, file.kind, before, file.customer_id)
    new = sealing.tokens(register, file.kind, after, file.customer_id)
    names = [list(sealing.public_names(file.kind, file.secrecy, values)) for values in (before, after)]
    if old == new and names[0] == names[1]:
        return
    Token.objects.filter(customer_id=file.customer_id).delete()
    PublicName.objects.filter(customer_id=file.customer_id).delete()
    _index(file, register, after)


def _score(file: File, register: fields.Register, values: Mapping[str, Any], today: date) -> None:
    lacking = fields.missing(file.kind, values, on=today, register=register)
    file.missing = len(lacking)
    file.completeness = fields.completeness(file.kind, values, on=today, register=register)


def _refuse_errors(problems: list[Problem]) -> None:
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        raise Invalid(errors)


def _refuse_echoes(register: fields.Register, changes: Mapping[str, Any], before: Mapping[str, Any]) -> None:
    echoes = []
    for name, value in changes.items():
        if value is not None and name in before and "●" in str(value) + "" or _is_mask(register, name, value, before):
            echoes.append(
                Problem(
                    name, "masked", "error", _("This is the masked form, not a value."),
                    _("Type the whole new value, or leave the field as it was."),
                )
            )  # fmt: skip
    if echoes:
        raise Invalid(echoes)


def _is_mask(register: fields.Register, name: str, value: Any, before: Mapping[str, Any]) -> bool:
    return isinstance(value, str) and "*" in value and name in before and value == fields.mask(register.field(name), before[name])


def _secret_note(problem: Problem) -> Problem:
    return Problem("note", problem.rule, problem.severity, problem.message, problem.mend)


def _taken() -> Problem:
    return Problem(
        "papers", "taken", "error", _("A file with this paper number exists already."),
        _("Search by the full number; if it is another person with the same number, say so and confirm."),
    )  # fmt: skip
