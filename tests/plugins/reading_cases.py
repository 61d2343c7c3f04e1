"""A reading from hand to hand, for tests: asked, signed, examined."""

import pytest

from zhiji.custody.actions import papers, reading
from zhiji.customers.looks.opening import open_file

PNG = b"\x89PNG\r\n\x1a\n" + b"a picture of a work card"
OUTSIDER = {
    "reader": "outsider",
    "reader_name": "顾南乔",
    "reader_organisation": "城东税务所",
    "reader_paper": "work_card",
}


def ask(bank, file, by=None, **more):
    usual = {
        "customers": [file.number], "compartments": ["contact", "work"], "wanted": "service", "reason": "客户委托代办",
        "days": 2, "uses": 3, "reader": "colleague",
    }  # fmt: skip
    return reading.ask(**usual | more, by=by or bank.rm01)


def granted(bank, file, **more):
    case = ask(bank, file, **more)
    reading.sign_for_unit(case.pk, by=bank.rm02)
    return reading.examine(case.pk, reason_sufficient=True, papers_complete=True, by=bank.officer)


def levels(bank, file, *, at=None, purpose="service", by=None):
    permit = open_file(file.number, by=by or bank.rm01, purpose=purpose, at=at).permit
    return {name for name in ("contact", "work", "wealth") if permit.level(name) == "clear"}


@pytest.fixture
def papers_apart(monkeypatch, tmp_path):
    """Papers of a test lie in its own folder; the numbers of a rolled back test come again."""
    monkeypatch.setattr(papers, "path_of", lambda number: tmp_path / f"{number}.sealed")


@pytest.fixture
def file(bank):
    return bank.file(manager=bank.rm03)
