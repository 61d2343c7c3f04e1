"""A register that is incomplete or contradicts itself is refused; the words name the place and the mend."""

from pathlib import Path

import pytest

from zhiji.norms.reference import PAGE, page
from zhiji.norms.register_reading import RegisterError, read

GOOD = """
[[norm]]
id = "house.loan-period"
group = "custody"
title.zh-hans = "外借期限"
title.zh-hant = "外借期限"
title.en = "How long a file may be borrowed"
source = "rules"
article = "19.5"
effective_from = 2000-01-01
status = "house_rule"
verified = true
parameters.loan_days = 3
requirements = ["I05"]
test = ""
"""
OLD = (
    GOOD.replace("house.loan-period", "house.loan-period-old")
    .replace("2000-01-01", "1990-01-01\neffective_to = 1999-12-31")
    .replace('"house_rule"', '"repealed"')
)

FAULTS = [
    ('id = "house.loan-period"\n', "", r"lacks id"),
    ('test = ""', 'test = ""\nowner = "x"', r"register\.toml, norm house\.loan-period: unknown key owner"),
    ('"custody"', '"custdy"', r"unknown group custdy"),
    ('title.en = "How long a file may be borrowed"', "", r"title must be given in zh-hans, zh-hant, en"),
    ("2000-01-01", '"2000-01-01"', r"write a day as 2025-01-01"),
    ("2000-01-01", "2000-01-01T00:00:00", r"write a day as 2025-01-01"),
    ("2000-01-01", "2000-01-01\neffective_to = 1999-01-01", r"ends before it begins"),
    ('"house_rule"', '"valid"', r"status is one of in_force, repealed, house_rule"),
    ('"house_rule"', '"repealed"', r"needs effective_to"),
    ('"house_rule"', '"in_force"\neffective_to = 2001-01-01', r"is repealed, not in_force"),
    ("verified = true", 'verified = "yes"', r"verified is true or false"),
    ("verified = true", "verified = false", r"needs a note"),
    ('["I05"]', '["I5"]', r"requirements is a list of row ids"),
    ("loan_days = 3", '"Loan days" = 3', r"parameters is a table of lower_case names"),
    ('id = "house.loan-period"', 'id = "Loan"', r"an id looks like"),
    ('test = ""', 'test = ""\nreplaced_by = "house.gone"', r"house\.gone, which is not in the register"),
    ("[[norm]]", "[other]\n[[norm]]", r"only \[\[norm\]\] tables"),
    ("article = ", "article = 19 #", r"article must be text"),
]


def register(folder: Path, *texts: str) -> Path:
    (folder / "register.toml").write_text("".join(texts), encoding="utf-8")
    return folder


def test_a_good_register_is_read_in_reading_order(tmp_path: Path) -> None:
    old, new = read(register(tmp_path, GOOD, OLD))
    assert (old.id, new.id) == ("house.loan-period-old", "house.loan-period")
    assert new.parameters == {"loan_days": 3}


@pytest.mark.parametrize(("text", "instead", "complaint"), FAULTS, ids=[fault[2][:32] for fault in FAULTS])
def test_a_fault_is_named(tmp_path: Path, text: str, instead: str, complaint: str) -> None:
    assert text in GOOD
    with pytest.raises(RegisterError, match=complaint):
        read(register(tmp_path, GOOD.replace(text, instead, 1)))


def test_two_values_of_one_parameter_on_one_day_are_refused(tmp_path: Path) -> None:
    with pytest.raises(
        RegisterError, match=r"custody\.loan_days has two values on 2000-01-01: .* end .*-old the day"
    ):
        read(register(tmp_path, GOOD, OLD.replace("1999-12-31", "2000-01-01")))


def test_an_id_declared_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="declared twice"):
        read(register(tmp_path, GOOD, GOOD))


def test_the_reference_page_is_the_register() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `make docs`"
