"""Colleagues by name, for lists that keep only who it was."""

from collections.abc import Iterable
from functools import lru_cache

from zhiji.fields.pinyin import readings
from zhiji.staff.models import Staff


class Sought(str):
    """The words of a choice, with what else finds it in a long list."""

    __slots__ = ("sought",)
    sought: str

    def __new__(cls, words: str, sought: str) -> "Sought":
        made = super().__new__(cls, words)
        made.sought = sought
        return made


def choice_words(staff: Staff) -> Sought:
    """A colleague among others: name, number, post and unit; found by pinyin, its initials and the sign-in name as well."""
    words = f"{staff.display_name} · {staff.staff_number} · {staff.role_label} · {staff.unit.label}"
    return Sought(words, " ".join((staff.name, staff.name_en, staff.username, *_spoken(staff.name))))


@lru_cache(maxsize=10_000)
def _spoken(name: str) -> tuple[str, ...]:
    """Full pinyin in every reading, and the initials."""
    initials = "".join(read[0][0] for one in name if (read := readings(one)))
    return (*readings(name), initials)


def names_of(ids: Iterable[int | None]) -> dict[int, str]:
    """Display names by id, in one query; unknown ids and none at all are left out."""
    wanted = {one for one in ids if one}
    return {one.pk: one.display_name for one in Staff.objects.filter(pk__in=wanted)} if wanted else {}
