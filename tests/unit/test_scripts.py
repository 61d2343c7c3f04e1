"""The project's own tools: the ledger reads every kind of mark; the house rules catch what they forbid."""

import ast
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

import house  # noqa: E402  (scripts are no package)
import ledger  # noqa: E402

MARKED = """
import pytest
pytestmark = [pytest.mark.django_db, pytest.mark.req("A01")]

@pytest.mark.req("H05", "I05")
def test_loan(): ...

@pytest.mark.parametrize("n", [1])
@pytest.mark.req("I06")
class TestReturn:
    @pytest.mark.req("J01")
    async def test_late(self): ...

def test_unmarked(): ...
"""


def test_marks_are_read_from_functions_classes_and_modules() -> None:
    assert set(ledger.marks(ast.parse(MARKED))) == {
        ("", "A01"),
        ("test_loan", "H05"),
        ("test_loan", "I05"),
        ("TestReturn", "I06"),
        ("test_late", "J01"),
    }


def test_every_mark_of_this_project_names_a_row_and_the_ledger_lists_all_rows() -> None:
    page = ledger.page()
    assert len(re.findall(r"^\| [A-Z]{1,2}\d\d \|", page, re.MULTILINE)) == 556
    assert "| N15 | " in page
    assert "open |" in page


def test_a_mark_with_an_unknown_id_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "proofs", lambda: {"Z99": ["tests/unit/test_x.py::test_x"]})
    with pytest.raises(ValueError, match="Z99"):
        ledger.page()


BROKEN = [
    ("zhiji/room/utils.py", "", "says nothing"),
    ("zhiji/room/rules.py", "x = 1\n" * 401, "split it by meaning"),
    ("requirements/runtime.txt", "django==5.2 \\\n    --extra-index-url x --hash=sha256:1\n", "an address"),
    ("requirements/runtime.txt", "django==5.2\n", "without a hash"),
    (
        "zhiji/room/templates/room/page.html",
        '<script src="//cdn.example/x.js">',
        "another server",
    ),
    ("docs/page.md", "see /" + "home/anna/x", "a path of one machine"),
    ("zhiji/room/rules.py", "# TO" + "DO later", "unfinished"),
]


@pytest.mark.parametrize(
    ("name", "text", "rule"), BROKEN, ids=[f"{name}: {rule}" for name, _, rule in BROKEN]
)
def test_a_broken_house_rule_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str, rule: str
) -> None:
    monkeypatch.setattr(house, "ROOT", tmp_path)
    path = tmp_path / name
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    assert any(rule in problem for problem in house.problems(path))


def test_a_sound_file_has_no_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(house, "ROOT", tmp_path)
    path = tmp_path / "requirements" / "runtime.txt"
    path.parent.mkdir()
    path.write_text("django==5.2 \\\n    --hash=sha256:1\n", encoding="utf-8")
    assert list(house.problems(path)) == []
