"""Colleagues by name, for lists that keep only who it was."""

from collections.abc import Iterable

from zhiji.staff.models import Staff


def names_of(ids: Iterable[int | None]) -> dict[int, str]:
    """Display names by id, in one query; unknown ids and none at all are left out."""
    wanted = {one for one in ids if one}
    return {one.pk: one.display_name for one in Staff.objects.filter(pk__in=wanted)} if wanted else {}
