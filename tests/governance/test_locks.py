"""Advisory locks of the database are told apart by their numbers alone: two rooms with one number would wait for each other."""

import re
from collections import Counter
from pathlib import Path

import zhiji

NUMBER = re.compile(r"^_?LOCK = (0x[0-9A-Fa-f]+)", re.MULTILINE)


def test_no_two_locks_share_a_number():
    found = [
        int(number, 16)
        for path in Path(zhiji.__file__).parent.rglob("*.py")
        for number in NUMBER.findall(path.read_text(encoding="utf-8"))
    ]
    assert len(found) >= 5
    assert [number for number, times in Counter(found).items() if times > 1] == []
