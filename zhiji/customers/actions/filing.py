"""Opening a file and amending it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiji import fields, vault
from zhiji.access.gateway import Gate, act
from zhiji.access.permits import FilePermit
from zhiji.access.problems import Finding
from zhiji.access.reading import shown_level
from zhiji.access.rules import TOP_SECRET
from zhiji.customers import sealing
from zhiji.customers.actions.checks import duty_problems, note_problems, source_problems
from zhiji.customers.actions.rewriting import Rewriting, index, score
from zhiji.customers.apart import settle
from zhiji.customers.finding import locked_file, same_paper
from zhiji.customers.models import File
from zhiji.customers.problems import Conflict, Invalid
from zhiji.customers.sealing import Origin
from zhiji.customers.telling import NOTHING_TOLD, Told, record, untold
from zhiji.staff.models import Staff, Unit
from zhiji.vault.apart import keep_apart


@act("customers:file:create")
def create(
    gate: Gate,
    kind: str,
    values: Mapping[str, Any],
    *,
    unit: Unit | None = None,
    manager: Staff | None,
    custodian: Staff | None,
    deputy: Staff | None = None,
    source: str,
    learned: date | None = None,
    verified: bool = False,
    state: str = "prospect",
    secrecy: int = 0,
    pack: str = "bank",
    allow_same_paper: bool = False,
    told: Told = NOTHING_TOLD,
) -> File:
    """Open a file at the first contact (F01, F26). An incomplete one is taken in, scored and queued.

    A colleague opens none before the customer was ``told`` what it is for (M05).

    The unit is the manager's where none is given. ``values`` are raw, by field id; all problems come back at once in
    ``Invalid``. A paper number that stands on another file is refused without saying whose it is, unless
    ``allow_same_paper``.
    """
    today = timezone.localdate(gate.at)
    register = fields.register(pack)
    gate.check_question()
    cleaned = fields.clean_file(kind, values, on=today, register=register)
    found = [*duty_problems(manager, deputy, custodian), *source_problems(source), *untold(gate, told)]
    refuse_errors([*found, *cleaned.problems])
    assert manager is not None and custodian is not None
    file = File(
        customer_id=_next_id(), pack=pack, kind=kind, state=state, secrecy=secrecy, unit=unit or manager.unit, manager=manager,
        deputy=deputy, custodian=custodian, opened_at=gate.at, changed_at=gate.at, changed_by=gate.by.pk,
        change_source=source,
    )  # fmt: skip
    gate.permit(file)
    if not allow_same_paper and same_paper(gate, register, kind, cleaned.values):
        raise Invalid([_TAKEN])
    origin = Origin(source, learned or today, today if verified else None, gate.by.pk if verified else None)
    key = vault.make_keys([file.customer_id])[file.customer_id]
    for name, blob in sealing.seal_new(key, register, cleaned.values, origin).items():
        setattr(file, name, blob)
    score(file, register, cleaned.values, today)
    file.save(force_insert=True)
    if secrecy >= TOP_SECRET:
        keep_apart([file.customer_id], apart=True)
    index(file, register, cleaned.values)
    if secrecy >= TOP_SECRET:
        settle([file.customer_id], apart=True)
    record(gate, file.customer_id, told)
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
    opened = Rewriting(gate, file, permit)
    wanted = {name: (None if value in ("", [], {}) else value) for name, value in changes.items()}
    _refuse_unseen(opened, permit, wanted)
    _refuse_echoes(opened, wanted)
    kept = {name: value for name, value in opened.before.items() if name not in wanted}
    given = {name: value for name, value in wanted.items() if value is not None}
    cleaned = fields.clean_file(file.kind, kept | given, on=today, register=opened.register)
    strangers = ("field.",)  # a stranger among the fields is named cut or masked, so by its rule
    found = (one for one in cleaned.problems if one.field in wanted or one.rule.startswith(strangers))
    refuse_errors([*found, *source_problems(source), *note_problems(note)])
    after = {name: cleaned.values.get(name) for name in wanted}
    if not verified:
        # Of what is not clear to the writer even the same value makes a version: an unchanged file would confirm a guess.
        after = {
            name: value for name, value in after.items()
            if value != opened.before.get(name) or _level(opened, permit, name) != "clear"
        }  # fmt: skip
    if not after:
        gate.fact("fields", {})
        return file
    origin = Origin(source, learned or today, today if verified else None, gate.by.pk if verified else None)
    opened.apply(after, origin, note)
    key = vault.data_key(file.customer_id)
    gate.fact("version", file.version)
    gate.fact(
        "fields", {name: vault.commitment(key, name, repr(value).encode()) for name, value in after.items()}
    )
    gate.fact("source", source)
    return file


def refuse_errors(problems: Iterable[Any]) -> None:
    """Raise ``Invalid`` with every error among the problems; warnings pass."""
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        raise Invalid(errors)


def _next_id() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('customers_file', 'customer_id'))")
        return int(cursor.fetchone()[0])


def _level(opened: Rewriting, permit: FilePermit, name: str) -> str:
    return shown_level(permit.decision, opened.register.field(name, opened.file.kind))


def _refuse_unseen(opened: Rewriting, permit: FilePermit, changes: Iterable[str]) -> None:
    """What is hidden from the writer he cannot change either: he would write over what he never saw."""
    known = {one.id for one in opened.register.for_kind(opened.file.kind)}
    refuse_errors(
        Finding(
            name, "hidden", _("This field is hidden from you for the purpose in force."),
            _("Choose a purpose that shows it, or ask the file's manager."),
        )
        for name in changes
        if name in known and _level(opened, permit, name) == "hidden"
    )  # fmt: skip


def _refuse_echoes(opened: Rewriting, changes: Mapping[str, Any]) -> None:
    refuse_errors(
        Finding(
            name, "masked", _("This is the masked form, not a value."),
            _("Type the whole new value, or leave the field as it was."),
        )
        for name, value in changes.items()
        if value is not None and _is_echo(opened, name, value)
    )  # fmt: skip


def _is_echo(opened: Rewriting, name: str, value: Any) -> bool:
    texts = _texts(value)
    if any("●" in text for text in texts):
        return True
    held = opened.before.get(name)
    if held is None or name not in opened.register:
        return False
    masks = set(
        _texts(
            [
                fields.mask(opened.register.field(name), one)
                for one in (held if isinstance(held, list) else [held])
            ]
        )
    )
    return any("*" in text and text in masks for text in texts)


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [text for part in value.values() for text in _texts(part)]
    if isinstance(value, list | tuple):
        return [text for part in value for text in _texts(part)]
    return []


_TAKEN = Finding(
    "papers", "taken", _("A file with this paper number exists already."),
    _("Search by the full number; if it is another person with the same number, say so and confirm."),
)  # fmt: skip
