"""The field register: every customer field declared once, in ``register/<pack>/<compartment>.toml``.

    from zhiji import fields
    bank = fields.register()                                      # immutable, cached
    cleaned = fields.clean_file("person", raw, on=today, register=bank)
    fields.missing("person", cleaned.values, on=today, register=bank)
    fields.mask(bank.field("papers"), value, beside={"birth_date"})
    fields.display(bank.field("birth_date"), "1985-03-27", "en")
    fields.tokens(bank, "person", cleaned.values)                 # for the blind index

Where to look: the entries (``register/``), shapes of composite values (``register/shapes.toml``), types of
simple values (``types/``), identifying numbers (``numbers/``), sentences of every rule (``rules.py``). No
database; reads only norms.
"""

from zhiji.fields.cleaning import Cleaned, clean_file, clean_value
from zhiji.fields.display import display
from zhiji.fields.field import COMPARTMENTS, KINDS, LANGUAGES, Field, Names, Register
from zhiji.fields.forbidden import is_secret_field, redact, secrets_in
from zhiji.fields.index import INDEXES, normalise
from zhiji.fields.loading import RegisterError, register
from zhiji.fields.masks import HIDDEN, mask
from zhiji.fields.problems import Problem
from zhiji.fields.required import missing
from zhiji.fields.tokens import tokens

__all__ = [
    "COMPARTMENTS",
    "HIDDEN",
    "INDEXES",
    "KINDS",
    "LANGUAGES",
    "Cleaned",
    "Field",
    "Names",
    "Problem",
    "Register",
    "RegisterError",
    "clean_file",
    "clean_value",
    "display",
    "is_secret_field",
    "mask",
    "missing",
    "normalise",
    "redact",
    "register",
    "secrets_in",
    "tokens",
]
