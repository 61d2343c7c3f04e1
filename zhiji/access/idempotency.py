"""A write repeated with the same ``Idempotency-Key`` answers as the first time and changes nothing."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest
from django.utils import timezone
from ninja import Status

from zhiji.access.models import ApiAnswer
from zhiji.access.refusals import Refused

KEPT = timedelta(days=1)
Write = Callable[[], tuple[int, dict[str, Any]]]


class KeyReused(ValueError):
    """The same key came with another request; the caller must use a fresh one."""


def once(request: HttpRequest, write: Write) -> Status[dict[str, Any]]:
    """Run ``write`` (it answers status and body), or give the kept answer of the same key.

    The same request is the same method, address with its query (the purpose stands there) and body; the key with another one is
    ``KeyReused``. The answer is stored in the write's own transaction: either both stand or neither. Without a key, just runs it.
    """
    key = request.headers.get("Idempotency-Key", "")
    if not key:
        return Status(*write())
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode() + request.body).digest()
    try:
        with transaction.atomic():
            return Status(*_once(request.user, key[:80], digest, write))
    except Refused as refusal:
        if refusal.record is not None:
            refusal.record()
        raise


def _once(staff: Any, key: str, digest: bytes, write: Write) -> tuple[int, dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7))", [f"{staff.pk}:{key}"])
    now = timezone.now()
    kept = ApiAnswer.objects.filter(staff=staff, key=key).first()
    if kept is not None and kept.at > now - KEPT:
        if bytes(kept.request_digest) != digest:
            raise KeyReused
        return kept.status, kept.answer
    status, answer = write()
    ApiAnswer.objects.update_or_create(
        staff=staff, key=key,
        defaults={"request_digest": digest, "status": status, "answer": answer, "at": now},
    )  # fmt: skip
    return status, answer
