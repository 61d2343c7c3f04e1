"""What may be a scan, how it is written down sealed, and where sealed scans lie."""

import contextlib
import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from zhiji.access.problems import Finding

MOST_BYTES = 10 * 1024 * 1024
SIGNATURES = (
    (b"%PDF-", "application/pdf", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png", "png"),
    (b"\xff\xd8\xff", "image/jpeg", "jpg"),
)


def media_type(head: bytes) -> str:
    """What the first bytes of a file say it is; ``""`` for anything that is not taken. Names and headers are not believed.

    >>> media_type(b"%PDF-1.7"), media_type(b"MZ")
    ('application/pdf', '')
    """
    return next((kind for signature, kind, _ in SIGNATURES if head.startswith(signature)), "")


def suffix(kind: str) -> str:
    """The file name ending of a media type."""
    return next(ending for _, name, ending in SIGNATURES if name == kind)


def path_of(attachment_id: int) -> Path:
    """The sealed file of an attachment. Folders of 1,000, so that none grows without end."""
    return (
        Path(settings.ZHIJI_HOME) / "attachments" / f"{attachment_id // 1000:06d}" / f"{attachment_id}.sealed"
    )


def looked_over(content: BinaryIO) -> tuple[int, bytes, str]:
    """Size (reading stops above the limit), digest and media type; leaves ``content`` at its beginning."""
    digest, size, head = hashlib.sha256(), 0, b""
    while size <= MOST_BYTES and (chunk := content.read(1 << 20)):
        head = head or chunk[:16]
        size += len(chunk)
        digest.update(chunk)
    content.seek(0)
    return size, digest.digest(), media_type(head)


def content_problems(size: int, media: str) -> list[Finding]:
    """What is wrong with the content of a scan: nothing sent, too large, or no picture of a paper."""
    found: list[Finding] = []
    if not size:
        found.append(
            Finding("scan", "required", _("No file was sent, or an empty one."), _("Choose a file."))
        )
    elif size > MOST_BYTES:
        found.append(
            Finding(
                "scan",
                "size",
                _("The file is larger than 10 MiB."),
                _("Scan it with a lower resolution, or in parts."),
            )
        )
    elif not media:
        found.append(
            Finding(
                "scan",
                "type",
                _("This is no PDF, PNG or JPEG file, whatever its name says."),
                _("Scan the paper anew as one of them."),
            )
        )
    return found


def written(path: Path, seal: Callable[[BinaryIO], Any]) -> Any:
    """The sealed file, whole and on disk before the row commits; taken away again when the act does not go through."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as sink:
            sealed = seal(sink)
            sink.flush()
            os.fsync(sink.fileno())
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            path.unlink()
        raise
    return sealed
