"""The market sizing sheet of a segment through the API. Money is whole hundredths."""

from datetime import date

from django.http import HttpRequest
from ninja import Query, Router, Schema

from zhiji.access.api import caller
from zhiji.access.web import phrased
from zhiji.insight.api.standing import LEAST, Written, read_segment
from zhiji.insight.looks.sizing import size_segment

router = Router(tags=["insight"])
NAMED: list[Written] = Query(
    ..., min_length=1, max_length=8, description="`aum >= 500000`; with weights `aum >= 500000 : 40`"
)


class SizingOut(Schema):
    """Rounded; null where too few, or all but too few. ``outside``: moved to other banks within a year; ``potential``: what would come if
    each who holds less than ``middle`` held it."""

    night: date | None
    many: int | None
    among: int
    held: int | None
    middle: int | None
    outside: int | None
    potential: int | None


@router.get(
    "/segments/size", response=SizingOut, summary="How large a segment is and what could be won in it"
)
@phrased("insight:segment:size")
def get_size(request: HttpRequest, signs: list[Written] = NAMED, least: int = LEAST) -> SizingOut:
    found = size_segment(read_segment(signs, least), **caller(request))
    return SizingOut(
        night=found.night, many=found.many, among=found.among, held=found.held, middle=found.middle, outside=found.outside,
        potential=found.potential,
    )  # fmt: skip
