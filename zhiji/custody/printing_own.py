"""“What we hold about you and why” as PDF."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from zhiji.custody.looks.rights import HoldLetter
from zhiji.custody.printing import set_paper
from zhiji.letters import Facts, Signatures, Table, Text


def letter_pdf(letter: HoldLetter) -> bytes:
    """“What we hold about you and why”."""
    parts: list[Text | Facts | Table | Signatures] = [
        Facts([(_("Customer"), f"{letter.name} {letter.customer}")])
    ]
    head = [_("What"), _("Value"), _("Where from, since"), _("Why")]
    for label, lines in letter.parts:
        rows = [[str(one.label), one.text, f"{one.source} {one.since}".strip(), one.why] for one in lines]
        parts.append(Table(head, rows, str(label)))
    uses = [(str(one.use.names), _("used") if one.allowed else _("not used")) for one in letter.uses]
    parts.append(Facts(uses, _("What it is used for")))
    seen = [
        [str(one.role), one.purpose, str(one.times), date_format(timezone.localtime(one.last), "Y-m-d")] for one in letter.readers
    ]  # fmt: skip
    parts.append(
        Table(
            [_("Role"), _("Purpose"), _("Times"), _("Last")], seen, _("Who has looked, by role"), numbers=(2,)
        )
    )
    parts.append(Text(_("What a law forbids to tell is not told here, whether or not there is any.")))
    kept = (
        _("Until %(day)s; then it is appraised and destroyed.") % {"day": letter.kept_until.isoformat()}
        if letter.kept_until
        else _(
            "While the relationship runs, and %(years)s years after it ends; then it is appraised and destroyed."
        )
        % {"years": letter.years}
    )
    parts.append(Text(kept, _("How long it is kept")))
    parts.append(
        Text(_("You may have it corrected or deleted, take it along, and take any consent back at any time."))
    )
    return set_paper(
        _("What we hold about you and why"), letter.printed, parts, letter.watermark, letter.receipt
    )
