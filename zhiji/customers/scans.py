"""Where sealed scans lie, and what may be one. Pure but for the paths."""

from pathlib import Path

from django.conf import settings

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
