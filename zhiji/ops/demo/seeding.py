"""Builds the demo bank in an empty database, through acts; a stopped build goes on where it stopped."""

import json
import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from itertools import islice

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from zhiji.access.actors import Job
from zhiji.access.people import enrol, make_unit, set_password
from zhiji.customers.actions.taking_over import TakenOver, take_over
from zhiji.customers.models import File
from zhiji.desk import undertaking
from zhiji.ops.demo import business, diligence, grading, institution, nights, principles
from zhiji.ops.demo.bank import Bank, Planned
from zhiji.ops.demo.people import COLLEAGUES
from zhiji.ops.demo.units import BRANCHES, DEPARTMENTS, HEAD
from zhiji.ops.home import home
from zhiji.staff.models import Staff, Unit
from zhiji.vault.decoys import mark_decoys

BATCH = 200
PASSWORD_FILE = "demo.password"  # noqa: S105  (a file's name)
HOUSE = Job("demo bank")
DEFAULT_CUSTOMERS = 2000
PHRASES = (
    "staff:unit:make",
    "staff:person:enrol",
    "staff:password:set",
    "customers:book:take_over",
    "holdings:feed:load",
)
AFTER_NIGHTS: Sequence[institution.Scene] = (
    diligence.diligence_scene,
    diligence.strikes_scene,
    grading.grading_scene,
    principles.principles_scene,
)
"""What rests on the business: played once the nights are reckoned."""
Progress = Callable[[str, int, int], None]


class NotDemo(RuntimeError):
    """The database holds another bank, or another demo bank than the one asked for."""


@dataclass(frozen=True, slots=True)
class Seeded:
    """What stands after seeding. ``made`` counts the files added in this run."""

    customers: int
    made: int
    staff: int
    password: str


def seed(
    customers: int | None = None,
    *,
    seed: str = "lanting",
    on: date | None = None,
    progress: Progress = lambda *_: None,
) -> Seeded:
    """Make the bank if the database is empty, finish it if a run was stopped, else keep what is there.

    ``on`` is the day as of which ages and expiries are drawn (today): the same seed on the same day gives the same bank.
    Raises ``NotDemo`` where there is a bank that is not this one.
    """
    if Unit.objects.exists() and not Unit.objects.filter(code=HEAD.code, names__en=HEAD.en).exists():
        raise NotDemo(
            "ZHIJI_DATABASE_URL: the database holds another bank; point ZHIJI_DATABASE_URL or ZHIJI_HOME elsewhere"
        )
    units = _units()
    password, changed = _password()
    staff = _colleagues(units, password, changed, progress)
    if changed:
        _keep_password(password)  # last: a run stopped before this gives everyone a new one
    begun = _begun(customers, seed, on or timezone.localdate())
    if begun.finished:
        return Seeded(File.objects.count(), 0, len(staff), password)
    bank = Bank(begun.customers, seed, begun.on)
    done = File.objects.filter(customer_id__lte=begun.customers).count()
    mark_decoys(bank.first_id + index for index in bank.decoys)
    made = 0
    for batch in _batches(bank.plan(done)):
        progress("customers", done + made, begun.customers)
        take_over([_taken_over(one, bank, units, staff) for one in batch], by=HOUSE, channel="cli")
        made += len(batch)
    progress("customers", done + made, begun.customers)
    institution.found(bank, units, staff)
    progress("business", 0, 1)
    business.take_business_in(bank, home())
    progress("business", 1, 1)
    progress("nights", 0, 1)
    nights.reckon_nights(bank)
    progress("nights", 1, 1)
    for scene in AFTER_NIGHTS:
        scene(bank, staff)
    _keep(replace(begun, finished=True))
    return Seeded(done + made, made, len(staff), password)


def _batches(plan: Iterator[Planned]) -> Iterator[list[Planned]]:
    while batch := list(islice(plan, BATCH)):
        yield batch


@dataclass(frozen=True, slots=True)
class _Begun:
    """What the bank here was begun with, kept under ``ZHIJI_HOME`` so that a later run goes on with the same plan."""

    customers: int
    seed: str
    on: date
    finished: bool = False


def _begun(customers: int | None, seed: str, on: date) -> _Begun:
    path = home() / "demo-bank.json"
    if path.exists():
        kept = json.loads(path.read_text(encoding="utf-8"))
        begun = _Begun(kept["customers"], kept["seed"], date.fromisoformat(kept["on"]), kept["finished"])
        if begun.seed != seed or customers not in (None, begun.customers):
            raise NotDemo(
                f"--customers: the demo bank here was made with {begun.customers:,} customers (seed {begun.seed}); "
                "keep that number, or choose another ZHIJI_HOME"
            )
        return begun
    if File.objects.exists():
        raise NotDemo(
            "ZHIJI_HOME: the database holds customers that this folder did not make; choose another ZHIJI_HOME"
        )
    begun = _Begun(DEFAULT_CUSTOMERS if customers is None else customers, seed, on)
    _keep(begun)
    return begun


def _keep(begun: _Begun) -> None:
    text = json.dumps(asdict(begun) | {"on": begun.on.isoformat()})
    (home() / "demo-bank.json").write_text(text, encoding="utf-8")


def _units() -> dict[str, Unit]:
    found = {unit.code: unit for unit in Unit.objects.all()}
    for one in (HEAD, *DEPARTMENTS, *BRANCHES):
        if one.code not in found:
            names = {"zh-hans": one.zh_hans, "zh-hant": one.zh_hant, "en": one.en}
            parent = found[HEAD.code] if one is not HEAD else None
            found[one.code] = make_unit(one.code, one.kind, names, parent=parent, by=HOUSE, channel="cli")
    return found


def _colleagues(units: dict[str, Unit], password: str, changed: bool, progress: Progress) -> dict[str, Staff]:
    found = {one.username: one for one in Staff.objects.select_related("unit")}
    # One hash for all: they share the password, and hashing is slow on purpose.
    hashed = make_password(password) if changed or not found else ""
    now = timezone.now()
    for number, one in enumerate(COLLEAGUES):
        known = found.get(one.username)
        if known is None:
            hashed = hashed or make_password(password)
            found[one.username] = enrol(
                one.username,
                staff_number=f"{100_100 + number}",
                name=one.name,
                name_en=one.name_en,
                role=one.role,
                unit=units[one.unit],
                password_hash=hashed,
                undertaking_version=undertaking.current().version if one.signed else "",
                undertaking_signed_at=now if one.signed else None,
                by=HOUSE,
                channel="cli",
            )
        elif hashed:
            set_password(known, password_hash=hashed, by=HOUSE, channel="cli")
        if known is None or hashed:
            progress("staff", number + 1, len(COLLEAGUES))
    return found


def _password() -> tuple[str, bool]:
    """The one password of the demo's colleagues (``ZHIJI_DEMO_PASSWORD``, or kept, or random); is it new?"""
    path = home() / "keys" / PASSWORD_FILE
    kept = path.read_text(encoding="utf-8").strip() if path.exists() else ""
    password = os.environ.get("ZHIJI_DEMO_PASSWORD", "") or kept or secrets.token_urlsafe(12)
    return password, password != kept


def _keep_password(password: str) -> None:
    path = home() / "keys" / PASSWORD_FILE
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(password + "\n")


def _taken_over(one: Planned, bank: Bank, units: dict[str, Unit], staff: dict[str, Staff]) -> TakenOver:
    return TakenOver(
        customer_id=bank.first_id + one.index,
        kind=one.kind,
        values=one.values,
        unit=units[one.branch],
        manager_id=staff[one.manager].pk,
        deputy_id=staff[one.deputy].pk if one.deputy else None,
        custodian_id=staff[one.custodian].pk,
        state=one.state,
        opened=one.opened,
        source=one.source,
        verified=(one.verified, staff[one.custodian].pk) if one.verified else None,
        secrecy=one.secrecy,
        key_customer=one.key_customer,
    )
