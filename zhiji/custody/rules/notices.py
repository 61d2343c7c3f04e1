"""What colleagues are told at once: the code kept in the row, the words shown. A procedure adds its own lines here."""

from django.utils.translation import gettext_lazy as _

WORDS: dict[str, object] = {
    "your_step": _("A step waits for you"),
    "granted": _("A reading you asked for is granted"),
    "done": _("A request of yours is settled"),
    "refused": _("A request of yours is refused"),
    "overdue": _("A step is overdue"),
    "seal_broken": _("A parcel arrived with a broken seal"),
    "quiz_soon": _("The yearly quiz on the three don'ts is due soon"),
    "quiz_due": _("The yearly quiz on the three don'ts is overdue"),
    "quiz_team": _("A colleague's yearly quiz is overdue"),
    "loan_due": _("A loan is due soon: bring it back in time"),
    "loan_overdue": _("A loan is overdue"),
}
"""Notice codes in words; every ``Notice.what`` is one of them."""
