"""Which fields a copy or a pack usually needs, by its purpose: what the form begins with. Whoever asks adds or takes away, and
who approves sees the list; the policy table decides what may be read at all."""

from collections.abc import Mapping

USUAL: Mapping[str, tuple[str, ...]] = {
    "service": ("name", "phones"),
    "visit": ("name", "phones", "domicile", "business_address"),
    "onboarding": ("name", "papers", "licences", "usc_code"),
    "upkeep": ("name", "papers", "licences", "phones"),
    "due_diligence": ("name", "papers", "licences", "usc_code", "relationship_purpose", "wealth_source"),
    "complaint": ("name", "phones", "emails"),
    "review": ("name",),
    "inquiry": ("name", "papers", "usc_code"),
    "rights": ("name", "phones", "emails"),
    "audit": ("name",),
}
"""Purpose → field ids of the register, as few as the work commonly needs (PIPL art. 6: no more than the purpose needs)."""


def usual_for(purpose: str) -> tuple[str, ...]:
    """The fields a form begins with; none for a purpose that is not listed.

    >>> usual_for("service")
    ('name', 'phones')
    """
    return USUAL.get(purpose, ())
