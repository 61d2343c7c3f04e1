"""Values from a closed list: codes, countries, tags, yes or no."""

from collections.abc import Callable, Iterable

from zhiji.fields.field import Field
from zhiji.fields.problems import Findings, Wrong
from zhiji.fields.types.text import plain

YES = frozenset(["yes", "y", "true", "t", "1", "是", "有", "对", "on"])
NO = frozenset(["no", "n", "false", "f", "0", "否", "无", "無", "off"])


def _chooser(field: Field, rule: str) -> Callable[[object], str | None]:
    choices, also = field.choices, field.also

    def choose(raw: object) -> str | None:
        if type(raw) is str and raw in choices:
            return raw
        text = plain(raw)
        if not text:
            return None
        code = text if text in choices else also.get(text.casefold())
        if code is None:
            code = next((each for each in choices if each.casefold() == text.casefold()), None)
        if code is None:
            raise Wrong(rule)
        return code

    return choose


def choice(field: Field) -> Callable[[object, Findings], str | None]:
    """A code of the field's list; its names in any of the three languages are taken too."""
    choose = _chooser(field, "choice")
    return lambda raw, findings: choose(raw)


def country(field: Field) -> Callable[[object, Findings], str | None]:
    """ISO 3166-1 alpha-2; alpha-3 and usual names are taken too."""
    choose = _chooser(field, "country")
    return lambda raw, findings: choose(raw)


def tags(field: Field) -> Callable[[object, Findings], list[str] | None]:
    """A list of short texts, or of codes when the field has a list; "a, b；c" is taken as three. Each
    stands once.
    """
    choose = _chooser(field, "choice") if field.choices else None

    def clean(raw: object, findings: Findings) -> list[str] | None:
        if isinstance(raw, str):
            for mark in "，、;；":
                raw = raw.replace(mark, ",")
            raw = raw.split(",")
        if not isinstance(raw, Iterable) or isinstance(raw, dict):
            raise Wrong("text.type")
        found = (choose(each) if choose else plain(each) for each in raw)
        kept = list(dict.fromkeys(each for each in found if each))
        if any(len(each) > 40 for each in kept):
            raise Wrong("text.long", max=40)
        return kept or None

    return clean


def yes_no(field: Field) -> Callable[[object, Findings], bool | None]:
    """True or False, from yes/no in the three languages."""

    def clean(raw: object, findings: Findings) -> bool | None:
        if raw is True or raw is False:
            return bool(raw)
        text = plain(raw).casefold()
        if text in YES:
            return True
        if text in NO:
            return False
        if not text:
            return None
        raise Wrong("bool")

    return clean
