"""What colleagues are told at once: the code kept in the row, the words shown. A procedure adds its own lines here."""

from django.utils.translation import gettext_lazy as _

WORDS: dict[str, object] = {
    "your_step": _("A step waits for you"),
    "granted": _("A reading you asked for is granted"),
    "grade_stands": _("A grade you asked for is in force"),
    "done": _("A request of yours is settled"),
    "refused": _("A request of yours is refused"),
    "overdue": _("A step is overdue"),
    "leak": _("A leak is reported: take it up now"),
    "leak_late": _("A leak is not acknowledged in time"),
    "leak_concern": _("Somebody is named as concerned in a leak"),
    "leak_task": _("A task for a customer affected by a leak is yours"),
    "leak_task_late": _("A task for a customer affected by a leak is overdue"),
    "report_soon": _("A report to the authority is due soon"),
    "report_late": _("A report to the authority is overdue"),
    "drill": _("A leak drill has begun: act as in earnest"),
    "assess_planned": _("A risk assessment is planned for this half-year"),
    "drill_planned": _("A leak drill is planned for this half-year"),
    "alert": _("The watch raised an alert"),
    "alert_late": _("An alert of the watch is not reviewed in time"),
    "kin": _("What is registered as your own and your relatives' files has changed"),
    "glass": _("A break-glass waits for review"),
    "glass_late": _("A break-glass was not reviewed in time"),
    "seal_broken": _("A parcel arrived with a broken seal"),
    "quiz_soon": _("The yearly quiz on the three don'ts is due soon"),
    "quiz_due": _("The yearly quiz on the three don'ts is overdue"),
    "quiz_team": _("A colleague's yearly quiz is overdue"),
    "loan_due": _("A loan is due soon: bring it back in time"),
    "loan_overdue": _("A loan is overdue"),
    "bytes_changed": _("Sealed files on disk are missing or changed"),
    "report_copy": _("A report was issued to you"),
    "report_change": _("A figure of a report you hold was changed"),
    "rule_changed": _("The rule has changed: read the new text"),
}
"""Notice codes in words; every ``Notice.what`` is one of them."""
