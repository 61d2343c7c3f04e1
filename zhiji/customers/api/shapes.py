"""What the API of customer files takes and answers."""

import re
from datetime import date, datetime
from typing import Any, Literal

from ninja import Field, Path, Query, Schema
from pydantic import BaseModel, field_validator
from pydantic_core import PydanticCustomError

from zhiji.access.reading import Shown
from zhiji.customers.looks.opening import FileView
from zhiji.customers.looks.rows import FileRow

NUMBER = Path(..., max_length=20, description="The customer's number, `0420-1837-5512` or without dashes")
Scope = Literal["portfolio", "unit", "custody"]
CURSOR = Query(None, ge=1, le=2**62, description="`next` of the page before")


class ValueOut(BaseModel):
    """One field as you may see it. ``value`` only when ``level`` is ``clear``; ``text`` is the value or its mask."""

    level: str
    present: bool | None
    value: Any = None
    text: str
    source: str | None = None
    learned: str | None = None
    verified: str | None = None

    @classmethod
    def of(cls, shown: Shown) -> "ValueOut":
        provenance = shown.provenance
        return cls(
            level=shown.level, present=shown.present, value=shown.value, text=shown.text, source=provenance.get("s"),
            learned=provenance.get("l"), verified=provenance.get("w"),
        )  # fmt: skip


class FileOut(BaseModel):
    """One file."""

    number: str
    kind: str
    state: str
    secrecy: int
    key_customer: bool
    unit: int
    manager: int
    deputy: int | None
    custodian: int
    opened_at: datetime
    version: int
    changed_at: datetime
    completeness: int
    missing: int
    fields: dict[str, ValueOut]

    @classmethod
    def of(cls, view: FileView) -> "FileOut":
        return cls(
            number=view.number, kind=view.kind, state=view.state, secrecy=view.secrecy, key_customer=view.key_customer,
            unit=view.unit_id, manager=view.manager_id, deputy=view.deputy_id, custodian=view.custodian_id,
            opened_at=view.opened_at, version=view.version, changed_at=view.changed_at,
            completeness=view.completeness, missing=view.missing,
            fields={name: ValueOut.of(shown) for name, shown in view.fields.items() if shown.present is not False},
        )  # fmt: skip


class RowOut(BaseModel):
    """One line of a list. Of a classified file one may not open, only its number and badge."""

    number: str
    secrecy: int
    name: str | None
    kind: str
    state: str
    key_customer: bool
    completeness: int | None
    missing: int | None
    manager: str
    unit: str
    changed_at: datetime | None

    @classmethod
    def of(cls, row: FileRow) -> "RowOut":
        return cls(
            number=row.number, secrecy=row.secrecy, name=row.name.text if row.name else None, kind=row.kind,
            state=row.state, key_customer=row.key_customer, completeness=row.completeness, missing=row.missing,
            manager=row.manager, unit=row.unit, changed_at=row.changed_at,
        )  # fmt: skip


class PageOut(BaseModel):
    """A page of a list, or what a search found; ``next`` is the cursor of the following page."""

    shows: str
    order: str
    as_of: datetime
    items: list[RowOut]
    next: int | None = None
    too_many: bool = False
    narrow: str = ""


class Sent(Schema):
    """What a caller sends. No text carries a NUL or half a character: PostgreSQL holds none, and nobody types one."""

    @field_validator("*", mode="before")
    @classmethod
    def whole_text(cls, value: Any) -> Any:
        if _unstorable(value):
            raise PydanticCustomError("text.control", "NUL or half a character")
        return value


_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def _unstorable(value: Any) -> bool:
    if isinstance(value, str):
        return _UNSTORABLE.search(value) is not None
    if isinstance(value, dict):
        return any(_unstorable(one) for pair in value.items() for one in pair)
    return isinstance(value, list) and any(map(_unstorable, value))


class NewFile(Sent):
    """A file to be opened. ``manager`` and ``custodian`` are sign-in names; ``unit`` a unit's code.

    ``notice``: the id of the notice in force, in whose words the customer was told what the data are for, and ``told_via``
    how (counter, phone, app, letter, visit); without them no file is opened. A refusal names the notice in force.
    """

    kind: str = Field(..., max_length=12)
    values: dict[str, Any]
    source: str = Field(..., max_length=20)
    unit: str = Field("", max_length=16)
    manager: str = Field("", max_length=40)
    custodian: str = Field(..., max_length=40)
    learned: date | None = None
    verified: bool = False
    allow_same_paper: bool = False
    notice: str = Field("", max_length=20)
    told_via: str = Field("", max_length=12)


class Change(Sent):
    """Fields to change; null removes one."""

    changes: dict[str, Any]
    source: str = Field(..., max_length=20)
    note: str = Field("", max_length=200)
    verified: bool = False
    expected_version: int | None = Field(None, ge=1, le=2**31 - 1)


class Move(Sent):
    """A move through the life cycle."""

    to: str = Field(..., max_length=12)
    reason: str = Field(..., max_length=200)


class Written(Schema):
    """What a write leaves: the number and the version now in force."""

    number: str
    version: int
    state: str
    missing: int
