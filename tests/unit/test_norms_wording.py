"""Every parameter and code of the register has words in Chinese; values are written as a reader reads them."""

import tomllib
from collections.abc import Iterator

import pytest

from zhiji import norms
from zhiji.norms.wording import SOURCE, name_of, value_of

pytestmark = pytest.mark.req("N15")


def codes(value: object) -> Iterator[str]:
    if isinstance(value, tuple):
        for one in value:
            yield from codes(one)
    elif isinstance(value, str) and not value[:1].isupper():  # C1 to C3 are called so in every language
        yield value


def test_every_parameter_and_every_code_has_words() -> None:
    words = tomllib.loads(SOURCE.read_text(encoding="utf-8"))
    parameters = {name for norm in norms.all() for name in norm.parameters}
    named = {
        (name, code)
        for norm in norms.all()
        for name, value in norm.parameters.items()
        for code in codes(value)
    }
    assert parameters == set(words["parameters"])
    assert {norm.note for norm in norms.all() if norm.note} == set(words["notes"])
    assert not [
        pair for pair in named if pair[1] not in words["codes"] and ".".join(pair) not in words["codes"]
    ]
    assert all(len(pair) == 2 and all(pair) for table in words.values() for pair in table.values())


def test_values_are_written_in_the_readers_language() -> None:
    assert name_of("loan_days", "zh-hans") == "外借期限（天）"
    assert name_of("loan_days", "en") == "loan days"
    assert value_of("carriers_fit", ("paper", "film"), "zh-hans") == "纸质、胶片"
    assert value_of("tie_items", ("name", "paper"), "zh-hant") == "名稱或姓名、證件"
    assert (
        value_of("person", (("name",), ("domicile", "work_address")), "en") == "name; domicile / work address"
    )
    assert value_of("quiz_blocks", False, "zh-hans") == "否"
    assert value_of("quiz_blocks", True, "en") == "yes"
    assert value_of("days", (15, 30), "zh-hans") == "15、30"
