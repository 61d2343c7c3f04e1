"""The notice of daily service as the customers' room asks for it: which is in force, and writing down that it was said (M05)."""

from datetime import date
from typing import Any

from zhiji.custody.models import Consent
from zhiji.custody.rules.consents import CHANNELS, uses
from zhiji.customers.telling import Notice, Told
from zhiji.staff.models import Staff

USE = "service"
"""What a file is opened for; every other use is told, and where it rests on consent agreed to, on its own."""


class Notices:
    """See ``zhiji.customers.telling.Keeper``."""

    channels = CHANNELS

    def current(self, day: date) -> Notice | None:
        text = uses()[USE].text_on(day)
        return Notice(f"{USE}-{text.version}", text.words) if text else None

    def record(self, gate: Any, customer_id: int, told: Told) -> None:
        version = int(told.notice.rpartition("-")[2])
        by = Staff.objects.filter(pk=gate.by.pk).first()
        Consent.objects.create(
            customer_id=customer_id, use=USE, what="told", version=version, at=gate.at, recorded_at=gate.at,
            channel=told.via, evidence="witness", scan=None, by=by,
        )  # fmt: skip
