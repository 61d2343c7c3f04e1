"""What papers a case may carry. A procedure that needs another kind adds it here."""

from django.utils.translation import gettext_lazy as _

KINDS: dict[str, object] = {
    "letter": _("Letter of introduction"),
    "work_card": _("Work card"),
    "warrant": _("Legal document"),
    "photo": _("Photograph"),
    "statement": _("Written statement"),
    "proof": _("Proof of destruction"),
    "extract": _("Extract of the journal"),
    "handover": _("Pack handed over"),
    "other": _("Other paper"),
}
"""Kind → words."""

EVIDENCE = frozenset({"extract", "handover"})
"""Kinds that the house makes of the journal: they open to the readers of the case's kind only, not to who raised it."""
