"""Adding a scan of a paper or other evidence to a file (F09)."""

from typing import BinaryIO

from django.db import connection
from django.utils.translation import gettext_lazy as _

from zhiji import vault
from zhiji.access.gateway import Gate, act
from zhiji.access.problems import Finding, secrets_as
from zhiji.access.rules import TOP_SECRET
from zhiji.customers.apart import settle
from zhiji.customers.finding import locked_file
from zhiji.customers.models import Attachment
from zhiji.customers.models.attachment import SCAN_KINDS
from zhiji.customers.problems import Invalid
from zhiji.customers.scans import content_problems, looked_over, path_of, written
from zhiji.vault.attachments import seal_stream

TITLE_LENGTH = 120


@act("customers:attachment:add")
def add(gate: Gate, number: str, content: BinaryIO, *, kind: str, title: str) -> Attachment:
    """Seal a scan with the file's own key. Raises ``Invalid``; nothing is kept of what is refused.

    ``content`` is a PDF, PNG or JPEG by its own first bytes, at most 10 MiB, seekable, read from its beginning.
    """
    file = locked_file(gate, number)
    gate.permit(file)
    title = " ".join(title.split())
    size, digest, media = looked_over(content)
    problems = [*_problems(kind, title, size, media)]
    if problems:
        raise Invalid(problems)
    key = vault.data_key(file.customer_id, for_sealing=True)
    commitment = vault.commitment(key, "attachment", digest)
    if Attachment.objects.filter(customer_id=file.customer_id, digest=commitment).exists():
        raise Invalid(
            [Finding("scan", "same", _("This scan is on the file already."), _("Look for it in the list."))]
        )
    place = _next_id()
    content_key = written(path_of(place), lambda sink: seal_stream(key, 0, place, content, sink))
    kept = Attachment(
        pk=place, customer_id=file.customer_id, kind=kind, media_type=media, size=size, digest=commitment,
        added_at=gate.at, added_by=gate.by.pk, title=vault.seal(key, 0, 1, 0, title.encode()), key=content_key.key_blob,
    )  # fmt: skip
    kept.save(force_insert=True)
    if file.secrecy >= TOP_SECRET:
        settle([file.customer_id], apart=True)
    gate.fact("attachment", place)
    gate.fact("kind", kind)
    gate.fact("size", size)
    gate.fact("digest", commitment)
    return kept


def _problems(kind: str, title: str, size: int, media: str) -> list[Finding]:
    found = []
    if kind not in SCAN_KINDS:
        found.append(
            Finding("kind", "choice", _("It is not said what this is."), _("Choose a kind from the list."))
        )
    if not title:
        found.append(
            Finding("title", "required", _("A title is needed."), _("Say what it shows, without any number."))
        )
    elif len(title) > TITLE_LENGTH:
        found.append(Finding("title", "text.long", _("The title is too long."), _("At most 120 characters.")))
    found += secrets_as("title", title)
    return [*found, *content_problems(size, media)]


def _next_id() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('customers_attachment', 'id'))")
        return int(cursor.fetchone()[0])
