"""API of the house itself: registers, journal, explanation of one's own rights. Customer files have their own."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Path, Query, Router, Schema
from ninja.errors import HttpError

from zhiji import fields, journal
from zhiji.access import registers
from zhiji.access.house import prove_entry
from zhiji.access.web import phrased

router = Router(tags=["house"])
PURPOSE = Query(
    ..., max_length=20, pattern="^[a-z_]*$", description="Why you look; one of your role's purposes"
)
PACK = Query("bank", max_length=20, pattern="^[a-z][a-z0-9_]*$", description="A pack of fields")
ENTRY = Path(..., ge=1, le=2**62, description="The number of a journal entry")
DAY = Query(None, description="The day to ask about; today without it")


def caller(request: HttpRequest, purpose: str = "") -> dict[str, Any]:
    """The keywords of a look or act for an API call."""
    return {"by": request.user, "purpose": purpose, "channel": "api"}


class FieldOut(Schema):
    """One field of the register."""

    id: str
    names: dict[str, str]
    kinds: list[str]
    compartment: str
    klass: str
    sensitive: bool
    type: str
    many: bool
    mask: str
    find: str | None
    required_by: str | None
    stale_days: int | None
    choices: dict[str, dict[str, str]]
    parts: list["FieldOut"]
    requirements: list[str]

    @classmethod
    def of(cls, field: fields.Field) -> "FieldOut":
        return cls(
            id=field.id, names=dict(field.names), kinds=list(field.kinds), compartment=field.compartment, klass=field.klass,
            sensitive=field.sensitive, type=field.type, many=field.many, mask=field.mask, find=field.find,
            required_by=field.required_by, stale_days=field.stale_days,
            choices={code: dict(names) for code, names in field.choices.items()},
            parts=[cls.of(part) for part in field.parts], requirements=list(field.requirements),
        )  # fmt: skip


class FieldsOut(Schema):
    """A pack's register."""

    pack: str
    revision: int
    fields: list[FieldOut]


class NormOut(Schema):
    """One rule in force."""

    id: str
    title: dict[str, str]
    source: str
    article: str
    effective_from: date
    effective_to: date | None
    status: str
    verified: bool
    parameters: dict[str, Any]


class ChapterOut(Schema):
    """The rules of one chapter."""

    group: str
    norms: list[NormOut]


class CheckpointOut(Schema):
    """The newest signed head of the log, as a C2SP checkpoint."""

    size: int
    root: str
    note: str


@router.get("/fields", response=FieldsOut, summary="The field register")
@phrased("fields:register:read")
def get_fields(request: HttpRequest, pack: str = PACK) -> FieldsOut:
    try:
        register = registers.read_fields(pack, **caller(request))
    except (LookupError, fields.RegisterError):
        raise HttpError(404, _("There is no such pack of fields.")) from None
    return FieldsOut(
        pack=register.pack, revision=register.revision, fields=[FieldOut.of(one) for one in register.fields]
    )


@router.get("/norms", response=list[ChapterOut], summary="What applies on a date")
@phrased("norms:register:read")
def get_norms(request: HttpRequest, on: date | None = DAY) -> list[ChapterOut]:
    day = on or timezone.localdate()
    return [
        ChapterOut(
            group=group,
            norms=[
                NormOut(
                    id=norm.id, title=dict(norm.title), source=norm.source, article=norm.article,
                    effective_from=norm.effective_from, effective_to=norm.effective_to, status=norm.status,
                    verified=norm.verified, parameters=dict(norm.parameters),
                )
                for norm in found
            ],
        )
        for group, found in registers.what_applies(day, **caller(request))
    ]  # fmt: skip


@router.get("/journal/checkpoint", response=CheckpointOut, summary="The newest signed head of the log")
@phrased("journal:checkpoint:read")
def get_checkpoint(request: HttpRequest) -> CheckpointOut:
    found = registers.read_checkpoint(**caller(request))
    return CheckpointOut(size=found.size, root=found.root.hex(), note=found.note)


@router.get(
    "/journal/entries/{seq}/proof",
    response=dict[str, Any],
    summary="Proof that an entry stands in the log",
)
@phrased("journal:proof:read")
def get_proof(request: HttpRequest, seq: int = ENTRY) -> dict[str, Any]:
    try:
        return prove_entry(seq, **caller(request))
    except journal.NotSealed as error:
        raise HttpError(404, str(error)) from None
