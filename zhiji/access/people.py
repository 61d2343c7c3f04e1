"""Acts on colleagues and units, and the bearer tokens of the API.

branch = make_unit("HZ", "branch", {"zh-hans": "杭州分行", ...}, parent=head, by=Job("enrolment"), channel="cli")
enrol("rm19", staff_number="100419", name="周明", role="rm", unit=branch, by=Job("enrolment"), channel="cli")
"""

import hashlib
import re
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext as _

from zhiji.access.gateway import Gate, act
from zhiji.access.models import ApiToken
from zhiji.staff.models import Staff, Unit
from zhiji.staff.rules import ROLES, UNIT_KINDS

LANGUAGES = ("zh-hans", "zh-hant", "en")
TOKEN_PREFIX = "zj_"  # noqa: S105  (lets secret scanners find a leaked one)
LONGEST_TOKEN_DAYS = 366


class Unfit(ValueError):
    """An argument that cannot be taken. One sentence that names the argument, the rule and the mend."""


@act("staff:unit:make")
def make_unit(
    gate: Gate, code: str, kind: str, names: Mapping[str, str], *, parent: Unit | None = None
) -> Unit:
    """Set up a unit below ``parent``; only a head office has none. Raises ``Unfit``."""
    gate.permit_none()
    if not re.fullmatch(r"[A-Z0-9-]{1,16}", code):
        raise Unfit(_("code: a unit's code is 1 to 16 capital letters, digits or dashes."))
    if kind not in UNIT_KINDS:
        raise Unfit(_("kind: choose one of %(kinds)s.") % {"kinds": ", ".join(UNIT_KINDS)})
    if (kind == "head") != (parent is None):
        raise Unfit(_("parent: a head office stands alone; every other unit names the unit above it."))
    if not all(str(names.get(language, "")).strip() for language in LANGUAGES):
        raise Unfit(_("names: a unit has a name in %(languages)s.") % {"languages": ", ".join(LANGUAGES)})
    if Unit.objects.filter(code=code).exists():
        raise Unfit(_("code: %(code)s is taken; choose another.") % {"code": code})
    unit = Unit(
        code=code, kind=kind, parent=parent, names={language: names[language] for language in LANGUAGES}
    )
    unit.save()
    unit.path = f"{parent.path if parent else ''}{unit.pk}/"
    unit.save(update_fields=["path"])
    gate.fact("unit", unit.pk)
    return unit


@act("staff:person:enrol")
def enrol(
    gate: Gate,
    username: str,
    *,
    staff_number: str,
    name: str,
    role: str,
    unit: Unit,
    name_en: str = "",
    email: str = "",
    language: str = "zh-hans",
    password: str | None = None,
    password_hash: str = "",
    undertaking_version: str = "",
    undertaking_signed_at: datetime | None = None,
    person: str = "",
) -> Staff:
    """Enrol a colleague under one sign-in name and one role. Raises ``Unfit``.

    ``person`` is the personnel number of the human being, where it is not the staff number: who has two accounts for a
    time is still one pair of eyes.

    Without ``password`` nobody can sign in under the name until one is set. ``password_hash`` is one hashed already by
    Django's own hasher. ``undertaking_*`` carry over an undertaking signed on paper.
    """
    gate.permit_none()
    if not re.fullmatch(r"[a-z][a-z0-9._-]{1,39}", username):
        raise Unfit(_("username: 2 to 40 small letters, digits, dots or dashes, beginning with a letter."))
    if role not in ROLES:
        raise Unfit(_("role: choose one of %(roles)s.") % {"roles": ", ".join(ROLES)})
    if not name.strip() or len(name) > 80:
        raise Unfit(_("name: give the colleague's name, at most 80 characters."))
    if language not in LANGUAGES:
        raise Unfit(_("language: choose one of %(languages)s.") % {"languages": ", ".join(LANGUAGES)})
    if not re.fullmatch(r"[A-Za-z0-9-]{1,20}", staff_number):
        raise Unfit(_("staff_number: 1 to 20 letters, digits or dashes."))
    if Staff.objects.filter(username=username).exists():
        raise Unfit(_("username: %(name)s is taken; one person has one sign-in name.") % {"name": username})
    if Staff.objects.filter(staff_number=staff_number).exists():
        raise Unfit(_("staff_number: %(number)s is taken; check the number.") % {"number": staff_number})
    staff = Staff(
        username=username, staff_number=staff_number, name=name, name_en=name_en, email=email, role=role, unit=unit,
        language=language, undertaking_version=undertaking_version, undertaking_signed_at=undertaking_signed_at,
        person=_person(person),
    )  # fmt: skip
    staff.password = password_hash or _hashed(password, staff)
    staff.save(force_insert=True)
    gate.fact("staff", staff.pk)
    gate.fact("role", role)
    gate.fact("unit", unit.pk)
    return staff


def _person(number: str) -> str:
    """The human being a personnel number leads to: where it is another account's, that account's person."""
    account = Staff.objects.filter(staff_number=number).first() if number else None
    return account.person_key if account else number


@act("staff:password:set")
def set_password(gate: Gate, staff: Staff, password: str | None = None, *, password_hash: str = "") -> None:
    """Give a colleague another password, or none (``None``: sign-in by password ends). Raises ``Unfit``."""
    gate.permit_none()
    staff.password = password_hash or _hashed(password, staff)
    staff.save(update_fields=["password"])
    gate.fact("staff", staff.pk)


def _hashed(password: str | None, staff: Staff) -> str:
    if password is not None:
        try:
            validate_password(password, staff)
        except ValidationError as error:
            raise Unfit("password: " + " ".join(error.messages)) from None
    return make_password(password)


@act("access:token:make")
def make_token(gate: Gate, staff: Staff, *, days: int = 30, label: str = "") -> str:
    """A bearer token by which a program acts as ``staff``; shown this once, only its digest is kept. Raises ``Unfit``."""
    gate.permit_none()
    if not 1 <= days <= LONGEST_TOKEN_DAYS:
        raise Unfit(_("days: a token lives 1 to %(most)s days.") % {"most": LONGEST_TOKEN_DAYS})
    if not staff.is_active:
        raise Unfit(_("staff: %(name)s has left; choose an active colleague.") % {"name": staff.username})
    text = TOKEN_PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        staff=staff,
        digest=digest(text),
        label=label[:60],
        made_at=gate.at,
        ends_at=gate.at + timedelta(days=days),
    )
    gate.fact("token", token.pk)
    gate.fact("staff", staff.pk)
    gate.fact("days", days)
    return text


@act("access:token:revoke")
def revoke_tokens(gate: Gate, staff: Staff) -> int:
    """End every token of a colleague at once; answers how many were alive."""
    gate.permit_none()
    ended = ApiToken.objects.filter(staff=staff, revoked_at=None, ends_at__gt=gate.at).update(
        revoked_at=gate.at
    )
    gate.fact("staff", staff.pk)
    gate.fact("tokens", ended)
    return ended


def digest(token: str) -> bytes:
    """What is kept of a token. It carries 256 random bits, so a plain hash cannot be guessed back."""
    return hashlib.sha256(token.encode()).digest()


def bearer(token: str, at: datetime) -> Staff | None:
    """The active colleague a bearer token speaks for at ``at``; None when it is unknown, ended or revoked."""
    with connection.cursor() as cursor:
        cursor.execute(_BEARER, [digest(token), at])
        row = cursor.fetchone()
    if row is None:
        return None
    staff = Staff.from_db(connection.alias, _STAFF, row[: len(_STAFF)])
    # The unit's place in the tree is what the gateway asks; the rest of it is fetched if ever asked for.
    staff.unit = Unit.from_db(connection.alias, ("id", "path"), row[len(_STAFF) :])
    return staff


# Every call of the API asks this first: Django would compose the same statement anew each time, at many times the cost of asking.
_STAFF = tuple(field.attname for field in Staff._meta.concrete_fields)
_BEARER = (
    f"SELECT {', '.join(f's.{name}' for name in _STAFF)}, u.id, u.path FROM access_apitoken t "  # noqa: S608 (names of our columns)
    "JOIN staff_staff s ON s.id = t.staff_id JOIN staff_unit u ON u.id = s.unit_id "
    "WHERE t.digest = %s AND t.revoked_at IS NULL AND t.ends_at > %s AND s.is_active"
)
