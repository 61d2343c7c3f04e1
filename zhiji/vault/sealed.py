"""`Sealed`: a value that can be carried about but not read; `SealedField`: the model field that yields it."""

from typing import Any, NoReturn

from django.core.exceptions import FieldError
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from zhiji.vault.errors import SealedError
from zhiji.vault.sealing import COMPARTMENTS

MARK = "●●●"


class Sealed:
    """One sealed compartment of one customer. Only ``vault.open`` with a permit gets at what is in it.

    Every way that leaks values by accident (str, format, bytes, JSON, pickle, comparison) raises SealedError;
    ``repr`` is ``●●●``, so that an error page shows that and nothing else.
    """

    __slots__ = ("_blob", "compartment", "customer_id")

    def __init__(self, blob: bytes, customer_id: int | None, compartment: int) -> None:
        self._blob = blob
        self.customer_id = customer_id
        self.compartment = compartment

    def of(self, customer_id: int) -> "Sealed":
        """The same blob said to be this customer's. A wrong name is harmless: the blob then does not open."""
        return Sealed(self._blob, customer_id, self.compartment)

    def __repr__(self) -> str:
        return MARK

    def _refuse(self, *_args: object) -> NoReturn:
        raise SealedError("this is sealed: ask the access room for a permit and open it with the vault")

    __str__ = __bytes__ = __int__ = __float__ = __index__ = _refuse
    __format__ = _refuse
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __iter__ = __getitem__ = __contains__ = _refuse
    __reduce__ = __reduce_ex__ = __getstate__ = _refuse
    __hash__ = None  # type: ignore[assignment]

    def __copy__(self) -> "Sealed":
        return self

    def __deepcopy__(self, _memo: object) -> "Sealed":
        return self


class SealedAttribute(DeferredAttribute):
    """Names the owner of a sealed value when it is read: the row's ``customer_id``, else its primary key."""

    field: "SealedField"

    def __get__(self, instance: models.Model | None, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)
        if isinstance(value, Sealed) and value.customer_id is None and instance is not None:
            owner = getattr(instance, "customer_id", None) or instance.pk
            if owner is not None:
                value = instance.__dict__[self.field.attname] = value.of(owner)
        return value

    def __set__(self, instance: models.Model, value: Sealed | bytes | None) -> None:
        if isinstance(value, bytes | memoryview):
            value = Sealed(bytes(value), None, self.field.compartment)
        instance.__dict__[self.field.attname] = value


class SealedField(models.Field):
    """A ``bytea`` column of blobs of one compartment. Takes what ``vault.seal`` made, gives `Sealed`.

    Cannot be searched, sorted or compared in the database; only ``isnull`` makes sense.
    """

    descriptor_class = SealedAttribute
    description = "Sealed compartment"
    empty_values = [None]

    def __init__(self, *args: Any, compartment: int, **options: Any) -> None:
        if not 0 <= compartment < COMPARTMENTS:
            raise ValueError(f"there is no compartment {compartment}")
        self.compartment = compartment
        options["editable"] = False
        super().__init__(*args, **options)

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        options.pop("editable", None)
        return name, path, args, {**options, "compartment": self.compartment}

    def db_type(self, connection: Any) -> str:
        return "bytea"

    def from_db_value(self, value: Any, _expression: Any, _connection: Any) -> Sealed | None:
        return None if value is None else Sealed(bytes(value), None, self.compartment)

    def to_python(self, value: Any) -> Any:
        return value

    def get_prep_value(self, value: Any) -> bytes | None:
        if isinstance(value, Sealed):
            return value._blob
        if value is None or isinstance(value, bytes):
            return value
        raise SealedError(f"{self.name} takes what vault.seal made, not {type(value).__name__}")

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is sealed: it cannot be compared in the database")
        return super().get_lookup(lookup_name)

    def get_transform(self, lookup_name: str) -> Any:
        return None

    def value_to_string(self, obj: models.Model) -> str:
        raise SealedError(f"{self.name} is sealed: back the database up, do not serialise it")
