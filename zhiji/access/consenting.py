"""Purposes that rest on the customer's consent (``consent`` in ``policy/purposes.toml``): asked after policy and grants have
said yes, for these purposes alone. The room that keeps the consents registers here; without it nobody has consented.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from zhiji.access import policy

Asker = Callable[[Collection[int], str, datetime], Mapping[int, str]]
"""Customers, use, moment → how the consent of each stands: ``""`` in force, else ``missing``, ``withdrawn`` or ``lapsed``.
A customer who is not answered has not consented."""

CODES = {"missing": "consent_missing", "withdrawn": "consent_withdrawn", "lapsed": "consent_lapsed"}
_askers: list[Asker] = []


def ask_consents(asker: Asker) -> None:
    """Register who answers; the last one counts."""
    _askers[:] = [asker]


def lacking(customers: Collection[int], purpose: str, at: datetime) -> Mapping[int, str]:
    """Those of the customers who have not consented to what this purpose rests on: customer → code of the refusal. Empty,
    without a question, for every purpose that rests on something else."""
    known = policy.purposes().get(purpose)
    if known is None or not known.consent or not customers:
        return {}
    stands = _askers[0](customers, known.consent, at) if _askers else {}
    found = {one: stands.get(one, "missing") for one in customers}
    return {one: CODES[standing] for one, standing in found.items() if standing}
