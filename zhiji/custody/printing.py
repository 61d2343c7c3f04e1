"""The reply to an authority as PDF, and what every such paper has around it. Whoever calls has the permit for every value."""

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhiji.custody.looks.authority import Reply
from zhiji.letters import Facts, Letter, Signatures, Table, Text, typeset
from zhiji.staff.models import Unit


def reply_pdf(reply: Reply) -> bytes:
    """The reply to an authority."""
    facts = [
        (_("To"), reply.body_name), (_("Letter number"), reply.letter), (_("What was asked"), str(reply.power)),
        (_("Officers"), ", ".join(reply.officers)), (_("Carried out"), reply.done),
    ]  # fmt: skip
    parts: list[Text | Facts | Table | Signatures] = [Facts([line for line in facts if line[1]])]
    for file in reply.files:
        heading = _("Customer %(number)s") % {"number": file.number}
        if file.gone:
            parts.append(Text(_("This copy was destroyed with the file."), heading))
        else:
            parts.append(Facts([(str(label), text) for label, text in file.lines], heading))
    if not reply.files and not reply.done:
        parts.append(Text(_("Under the particulars given, no customer file open to this inquiry was found.")))
    if reply.not_given:
        parts.append(
            Text(_("Asked for, and not held or not open to an inquiry:") + " " + _(", ").join(map(str, reply.not_given)))
        )  # fmt: skip
    parts.append(
        Text(
            _("Only the fields named in the letter are given. Copies only; the originals stay with the bank.")
        )
    )
    parts.append(Signatures([(one, "") for one in reply.officers]))
    return set_paper(_("Reply of the bank"), reply.printed, parts, reply.watermark, reply.receipt)


def set_paper(
    title: str, number: str, parts: list[Text | Facts | Table | Signatures], watermark: str, receipt: int
) -> bytes:
    """The paper with the house's name above, who made it across the page, and its journal entry below."""
    head = Unit.objects.filter(parent=None).order_by("pk").first()
    foot = _("journal entry %(receipt)s") % {"receipt": receipt} if receipt else ""
    return typeset(
        Letter(
            title, head.label if head else "", number, timezone.localdate().isoformat(), get_language() or "zh-hans", parts,
            watermark, foot,
        )
    )  # fmt: skip
