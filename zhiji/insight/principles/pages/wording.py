"""What the principle board's codes are called, and its address parts."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from zhiji import fields
from zhiji.access.explain import in_language
from zhiji.access.policy import purposes
from zhiji.customers.models.attachment import SCAN_KINDS
from zhiji.customers.pages.addresses import whole
from zhiji.customers.quality import PRINCIPLES
from zhiji.insight.explorer.counting import units_seen
from zhiji.staff.models import Unit

ABOUT: Mapping[str, Any] = {
    "collect": _("files opened and taken in, ratings, consents"),
    "keep": _("levels of secrecy, scans, inspections, backups"),
    "update": _("corrections, reviews, papers and files that fall short"),
    "use": _("openings for a purpose, alerts, readings, the journal"),
    "share": _("copies, reports, packs, replies to authorities"),
    "end": _("holds, appraisals, destructions, handovers"),
}


def category_name(category: str) -> str:
    """A compartment, or a kind of scan."""
    if category.startswith("scan_"):
        return str(SCAN_KINDS[category.removeprefix("scan_")])
    return str(fields.register().compartments[category])


def short_title(principle: str) -> str:
    """Of the list of files that fall short of a principle."""
    return _("Files short of: %(principle)s") % {"principle": PRINCIPLES[principle]}


def without_title(category: str) -> str:
    """Of the list of files without a category."""
    return _("Files without: %(category)s") % {"category": category_name(category)}


def purpose_name(code: str) -> str:
    """A purpose in the reader's language; one that is no longer known stays as it is."""
    known = purposes().get(code)
    return in_language(known.names) if known else code


def unit_of(request: HttpRequest) -> int:
    """``?unit=``: the unit asked for; 0 for all."""
    return whole(request.GET.get("unit", "")) or 0


def unit_choices(request: HttpRequest) -> list[tuple[int, str]]:
    """The units this colleague sees, in the order of the house."""
    seen = Unit.objects.filter(pk__in=units_seen(request.user)).order_by("path")  # type: ignore[arg-type]
    return [(one.pk, one.label) for one in seen]


def short_of(principle: str, unit: int) -> str:
    """The address of the files that fall short of a principle."""
    return _asked(reverse("principle_failing", args=[principle]), {"unit": unit} if unit else {})


def lacking(category: str, unit: int, kind: str) -> str:
    """The address of the files that lack a category."""
    return _asked(reverse("category_lacking", args=[category]), {"unit": unit or "", "kind": kind})


def _asked(address: str, asked: Mapping[str, Any]) -> str:
    given = {name: value for name, value in asked.items() if value}
    return f"{address}?{urlencode(given)}" if given else address
