"""Screen texts are collected from code and templates, and an incomplete catalog is refused."""

import gettext
from pathlib import Path

import pytest

from zhiji.ops import messages

CODE = """
from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext_lazy
A = gettext_lazy("Customer %(number)s")
B = ngettext("One file", "%(count)s files", 2)
C = pgettext_lazy("state", "closed")
# Translators: on the button
D = _("Save")
"""
PAGE = """
{% load i18n %}
    <p title="it's">{% translate "Sign in" %}</p>
  {% blocktranslate trimmed with name=x %}
    Hello
    {{ name }}, that's all
  {% endblocktranslate %}
{% translate "closed" context "door" %}
"""
CHINESE = {
    "Customer %(number)s": "客户 %(number)s",
    "One file": "%(count)s 份档案",
    "Save": "保存",
    "Sign in": "登录",
    "Hello %(name)s, that's all": "%(name)s，您好",
}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package of one module and one template, and a folder for its catalogs."""
    (tmp_path / "room" / "templates" / "room").mkdir(parents=True)
    (tmp_path / "room" / "pages.py").write_text(CODE, encoding="utf-8")
    (tmp_path / "room" / "templates" / "room" / "page.html").write_text(PAGE, encoding="utf-8")
    return tmp_path


def write(package: Path, locale: str, key: str, string: str, context: str | None = None) -> None:
    """What a translator does: fill one entry of a catalog."""
    catalog = messages.stored(locale, package / "locale")
    entry = catalog.get(key, context)
    assert entry is not None, key
    entry.string = string if isinstance(entry.id, str) else (string,)
    entry.user_comments = []
    with messages.path_of(locale, package / "locale").open("wb") as file:
        messages.write_po(file, catalog, width=0, no_location=True, sort_output=True)


def translate(package: Path) -> None:
    messages.update(package / "locale", package)
    for key, string in CHINESE.items():
        write(package, "zh_Hans", key, string)
    write(package, "zh_Hans", "closed", "已销户", "state")
    write(package, "zh_Hans", "closed", "已关闭", "door")
    messages.update(package / "locale", package)


def check(package: Path) -> list[str]:
    return messages.check(package / "locale", package)


def test_texts_are_collected_with_context_plural_and_placeholders(package: Path) -> None:
    found = {(entry.context, messages.key_of(entry)) for entry in messages.texts(messages.collected(package))}
    assert found == {(None, key) for key in CHINESE} | {("state", "closed"), ("door", "closed")}


def test_an_untranslated_catalog_names_each_text(package: Path) -> None:
    assert messages.update(package / "locale", package) == 7
    assert len(check(package)) == 14
    assert "zh_Hans: no translation of “Save”" in check(package)


def test_traditional_chinese_is_converted_and_both_are_complete(package: Path) -> None:
    translate(package)
    assert check(package) == []
    assert messages.stored("zh_Hant", package / "locale").get("One file").string == ("%(count)s 份檔案",)
    before = messages.path_of("zh_Hant", package / "locale").read_bytes()
    messages.update(package / "locale", package)
    assert messages.path_of("zh_Hant", package / "locale").read_bytes() == before


def test_a_converted_entry_follows_its_source_and_one_written_by_hand_stays(package: Path) -> None:
    translate(package)
    write(package, "zh_Hant", "Sign in", "簽到")
    write(package, "zh_Hans", "Save", "存档")
    assert check(package) == ["zh_Hant: “Save” is no longer what zh_Hans says: run `make messages`"]
    messages.update(package / "locale", package)
    derived = messages.stored("zh_Hant", package / "locale")
    assert (derived.get("Save").string, derived.get("Sign in").string) == ("存檔", "簽到")
    assert check(package) == []


def test_differing_placeholders_a_fuzzy_mark_and_an_unused_text_are_named(package: Path) -> None:
    translate(package)
    write(package, "zh_Hans", "Customer %(number)s", "客户 %(nummer)s")
    messages.update(package / "locale", package)
    assert any("“Customer %(number)s” has the placeholders" in problem for problem in check(package))
    translate(package)
    path = messages.path_of("zh_Hans", package / "locale")
    path.write_text(
        path.read_text(encoding="utf-8").replace('msgid "Save"', '#, fuzzy\nmsgid "Save"'), "utf-8"
    )
    assert check(package) == ["zh_Hans: the translation of “Save” is marked fuzzy"]
    translate(package)
    code = package / "room" / "pages.py"
    code.write_text(code.read_text(encoding="utf-8").replace('"Save"', '"Keep"'), encoding="utf-8")
    assert "zh_Hans: “Save” is no longer used: run `make messages`" in check(package)
    assert "zh_Hans: no translation of “Keep”" in check(package)


def test_compiled_catalogs_are_read_by_the_standard_library(package: Path) -> None:
    translate(package)
    messages.compile_all(package / "locale")
    chinese = gettext.translation("django", package / "locale", languages=["zh_Hans"])
    assert chinese.gettext("Sign in") == "登录"
    assert chinese.ngettext("One file", "%(count)s files", 1) == "%(count)s 份档案"
    assert chinese.pgettext("state", "closed") == "已销户"
    assert not list((package / "locale").rglob("*.new"))
