"""Value types, one a file. ``TYPES[name](field)`` gives the cleaner of a field: ``clean(raw, findings) ->
value``.

A cleaner takes what a person, a file or a program gave, returns the JSON-native normal form, or raises
``Wrong``. It is idempotent: cleaning a clean value changes nothing.
"""

from collections.abc import Callable
from typing import Any

from zhiji.fields.field import Field
from zhiji.fields.problems import Findings
from zhiji.fields.types import calendar_day, choice, contact, money, number, party_name, text

Cleaner = Callable[[Any, Findings], Any]

TYPES: dict[str, Callable[[Field], Cleaner]] = {
    "text": text.line,
    "note": text.note,
    "party_name": party_name.party_name,
    "latin_name": party_name.latin_name,
    "choice": choice.choice,
    "country": choice.country,
    "tags": choice.tags,
    "bool": choice.yes_no,
    "integer": number.integer,
    "percent": number.percent,
    "money": money.money,
    "date": calendar_day.day,
    "month_day": calendar_day.month_day,
    "phone_number": contact.phone_number,
    "email": contact.email,
    "handle": contact.handle,
    "postcode": contact.postcode,
    "division": contact.division,
    "identifier": number.identifier,
    "paper_number": number.paper_number,
    "customer_number": number.customer_number,
}
