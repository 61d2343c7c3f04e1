"""Screen texts: collects them from code and templates; keeps, checks and compiles ``zhiji/locale``.

    python -m zhiji.ops.messages update|check|compile

English is the text in the code. Simplified Chinese is written by people. Traditional Chinese is converted
from it character by character, so the bank's terms stay; such an entry carries the comment CONVERTED and
follows its source. Whoever betters one by hand deletes the comment, and the entry stays as written.
No gettext programs are needed. Catalogs carry no line numbers, so that a diff shows texts only.
"""

import argparse
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from opencc import OpenCC

PACKAGE = Path(__file__).parent.parent
LOCALE = PACKAGE / "locale"
WRITTEN, DERIVED = "zh_Hans", "zh_Hant"
CONVERTED = "converted from zh_Hans"
EPOCH = datetime(
    2026, 1, 1, tzinfo=UTC
)  # catalogs carry no date of their own: a date would change in every diff
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sdif]|\{\w*(?:![rs])?(?::[^{}]*)?\}")


def collected(package: Path = PACKAGE) -> Catalog:
    """Every text of the package's Python files and templates, without translations."""
    catalog = Catalog(charset="utf-8")
    for path in sorted(package.rglob("*.py")):
        if "migrations" not in path.parts:
            add(catalog, path)
    for path in sorted(path for path in package.rglob("templates/**/*") if path.suffix in (".html", ".txt")):
        add(catalog, path)
    return catalog


def as_python(template: Path) -> bytes:
    """A template as Django's extractor sees it: gettext calls between blanked text, as Python."""
    from django.conf import settings
    from django.utils.translation.template import templatize

    if not settings.configured:
        settings.configure()  # the extractor asks for nothing, but reads the settings on the way
    source = templatize(template.read_text(encoding="utf-8"), origin=str(template))
    return "\n".join(line.strip() for line in source.splitlines()).encode()


def add(catalog: Catalog, path: Path) -> None:
    source = path.read_bytes() if path.suffix == ".py" else as_python(path)
    found = extract("python", BytesIO(source), KEYWORDS, ("Translators:",), strip_comment_tags=True)
    for _, message, comments, context in found:
        catalog.add(message, auto_comments=comments, context=context)


def path_of(locale: str, folder: Path = LOCALE) -> Path:
    return folder / locale / "LC_MESSAGES" / "django.po"


def stored(locale: str, folder: Path = LOCALE) -> Catalog:
    """The catalog as it stands on disk; empty when there is none yet."""
    path = path_of(locale, folder)
    if not path.exists():
        return empty(locale)
    with path.open("rb") as file:
        return read_po(file, locale=locale, abort_invalid=True)


def empty(locale: str) -> Catalog:
    return Catalog(
        locale=locale,
        project="Zhiji",
        version="1",
        copyright_holder="",
        header_comment="# Screen texts of Zhiji. `make messages` keeps this file in order.",
        last_translator="",
        language_team="",
        creation_date=EPOCH,
        revision_date=EPOCH,
        charset="utf-8",
        fuzzy=False,
    )


def updated(template: Catalog, old: Catalog, source: Catalog | None) -> Catalog:
    """A catalog with exactly the template's texts and the old translations; ``source`` = convert from it."""
    new = empty(str(old.locale))
    for wanted in texts(template):
        had = old.get(wanted.id, wanted.context)
        strings, by_hand, fuzzy = forms(had), True, had is not None and had.fuzzy
        if source is not None and (not strings or (had and CONVERTED in had.user_comments)):
            strings, by_hand = converted(forms(source.get(wanted.id, wanted.context))), False
        new.add(
            wanted.id,
            (strings if wanted.pluralizable else strings[0]) if strings else None,
            auto_comments=wanted.auto_comments,
            user_comments=[CONVERTED]
            if strings and not by_hand
            else had.user_comments
            if had and by_hand
            else [],
            flags={"fuzzy"} if fuzzy else set(),
            context=wanted.context,
        )
    return new


TERMS = {"登錄": "登入", "打印": "列印"}


@cache
def converter() -> OpenCC:
    return OpenCC("s2tw")


def converted(strings: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_in_terms(converter().convert(form)) for form in strings)


def _in_terms(text: str) -> str:
    """The words readers of traditional characters use, where not only the characters differ."""
    for mainland, own in TERMS.items():
        text = text.replace(mainland, own)
    return text


def texts(catalog: Catalog) -> Iterator[Message]:
    """A catalog's entries without its header, in a fixed order."""
    yield from sorted(
        (message for message in catalog if message.id), key=lambda m: (m.context or "", key_of(m))
    )


def key_of(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def forms(entry: Message | None) -> tuple[str, ...]:
    """An entry's translation: one text, or one per plural form; () when it is missing or incomplete."""
    string = entry.string if entry else ""
    strings = (string,) if isinstance(string, str) else tuple(string or ())
    return strings if all(strings) else ()


def problems(template: Catalog, catalog: Catalog, source: Catalog | None) -> Iterator[str]:
    """What keeps a catalog from being complete, one sentence each."""
    name = str(catalog.locale)
    for wanted in texts(template):
        text, entry = key_of(wanted), catalog.get(wanted.id, wanted.context)
        if entry is None or not forms(entry):
            yield f"{name}: no translation of “{text}”"
            continue
        if entry.fuzzy:
            yield f"{name}: the translation of “{text}” is marked fuzzy"
        expected = placeholders(wanted.id if isinstance(wanted.id, str) else wanted.id[-1])
        if any(placeholders(form) != expected for form in forms(entry)):
            yield f"{name}: “{text}” has the placeholders {expected or 'none'}; its translation has others"
        if source is None or CONVERTED not in entry.user_comments:
            continue
        if converted(forms(source.get(wanted.id, wanted.context))) != forms(entry):
            yield f"{name}: “{text}” is no longer what {WRITTEN} says: run `make messages`"
    for entry in [*texts(catalog), *catalog.obsolete.values()]:
        if template.get(entry.id, entry.context) is None:
            yield f"{name}: “{key_of(entry)}” is no longer used: run `make messages`"


def placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


def update(folder: Path = LOCALE, package: Path = PACKAGE) -> int:
    """Writes both catalogs; answers how many texts lack a translation."""
    template = collected(package)
    written = updated(template, stored(WRITTEN, folder), None)
    derived = updated(template, stored(DERIVED, folder), written)
    for locale, catalog in ((WRITTEN, written), (DERIVED, derived)):
        path = path_of(locale, folder)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, catalog, width=0, no_location=True, sort_output=True, ignore_obsolete=True)
    lacking = sum(not forms(message) for message in texts(written))
    print(f"{len(written)} texts, {lacking} without a translation")
    return lacking


def check(folder: Path = LOCALE, package: Path = PACKAGE) -> list[str]:
    """Everything that is wrong with the catalogs."""
    template, written = collected(package), stored(WRITTEN, folder)
    found = list(problems(template, written, None))
    return found + list(problems(template, stored(DERIVED, folder), written))


def compile_all(folder: Path = LOCALE) -> None:
    """Writes the ``.mo`` file beside every catalog, whole or not at all."""
    for path in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        with path.open("rb") as file:
            catalog = read_po(file, locale=path.parts[-3])
        target = path.with_suffix(".mo")
        unfinished = target.with_suffix(".mo.new")
        with unfinished.open("wb") as file:
            write_mo(file, catalog)
        unfinished.replace(target)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m zhiji.ops.messages", description=__doc__.splitlines()[0])
    parser.add_argument("work", choices=("update", "check", "compile"))
    work = parser.parse_args().work
    if work == "update":
        update()
    elif work == "compile":
        compile_all()
    elif found := check():
        print("\n".join(found), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
