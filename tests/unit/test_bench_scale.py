"""The scale bench goes on where it was stopped, and its page says what was missed and what differed."""

import importlib
import json
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).resolve().parents[1] / "bench"


@pytest.fixture
def scale(monkeypatch):
    monkeypatch.setattr(sys, "path", [str(BENCH), *sys.path])
    yield importlib.import_module("scale.__main__")
    for name in [one for one in sys.modules if one == "scale" or one.startswith("scale.")]:
        del sys.modules[name]


def told(name, **more):
    return {"seconds": 2.0, "cpu": 1.0, "peak_mib": 512.0, **more}


def test_a_run_that_was_stopped_goes_on_with_the_next_step(scale, tmp_path, monkeypatch):
    asked, broken = [], {"replay"}

    def step(name, home, customers):
        asked.append(name)
        if name in broken:
            raise KeyboardInterrupt
        (home / name).mkdir(exist_ok=True)
        return told(name)

    monkeypatch.setattr(scale, "_step", step)
    monkeypatch.setattr(scale, "_differing", lambda *_: [])
    with pytest.raises(KeyboardInterrupt):
        scale._measured(tmp_path, 1, 2, with_feed=False)
    before, broken = list(asked), set()
    asked.clear()
    found = scale._measured(tmp_path, 1, 2, with_feed=False)
    assert before[:4] == ["bank", "write", "by_hand", "product"] and before[-1] == "replay"
    assert asked == ["replay", "pages", "explorer"] and before.count("struck") == 2
    assert found["steps"]["product"]["runs"] == 2 and (tmp_path / "write").exists()
    with pytest.raises(SystemExit, match="--anew"):
        scale._measured(tmp_path, 1, 3, with_feed=False)


def test_a_lake_half_written_is_written_again_beside_the_bank_that_stands(scale, tmp_path):
    for name in ("bank", "lake"):
        (tmp_path / name).mkdir()
    (tmp_path / "keys.json").write_text("[]")
    (tmp_path / "done.json").write_text(json.dumps([{"step": "bank"}]))
    assert len(scale._done(tmp_path)) == 1
    assert {one.name for one in tmp_path.iterdir()} == {"bank", "keys.json", "done.json"}
    (tmp_path / "done.json").unlink()
    assert scale._done(tmp_path) == [] and not list(tmp_path.iterdir())


def measured(size, *, slow=1.0, same=True):
    question = {"same": same, "ours": [[40.0 * slow, 30.0 * slow]], "hand": [[40.0, 30.0]]}
    steps = {name: told(name) for name in ("bank", "by_hand", "placing", "placing_by_hand")}
    steps |= {
        "write": told("write", transactions=9, balances=8, files=2, bytes=7), "product": told("product", measures=25, runs=1),
        "replay": told("replay", times={"first": [9.0], "after": [20.0 * slow] * 9}, rows=5.0, most=9, load=0.5),
        "pages": told("pages", load=0.5, times={"the file": [9.0], "its standing": [8.0], "its statement of a year": [7.0]},
                      busy={"the file": 5.0, "its standing": 4.0, "its statement of a year": 3.0}),
        "explorer": told("explorer", questions={"slice": question}),
    }  # fmt: skip
    machine = {
        "processor": "one",
        "cores": 2,
        "memory_gib": 8,
        "system": "Linux",
        "python": "3",
        "at": "now",
        "load_before": 0.1,
    }
    return {
        "size": size, "customers": size * 10_000, "machine": machine, "load_after": 0.2, "steps": steps, "differing": {},
    }  # fmt: skip


def test_what_only_the_first_time_costs_is_told_apart(scale, monkeypatch):
    step = importlib.import_module("scale.step")
    busy = iter([0.0, 5.0, 5.0, 7.0, 0.0, 5.0])
    monkeypatch.setattr(step, "_busy", lambda: next(busy))
    town = type("Town", (), {"customers": step.TWICE})
    found, took = step.twice(town, lambda: "rows")
    assert (found, took["cpu"], took["start_cpu"]) == ("rows", 2.0, 3.0)
    town.customers += 1
    assert step.twice(town, lambda: "rows")[1]["cpu"] == 5.0, "a hundred million are reckoned once"


def test_the_page_says_what_was_missed_and_what_grew(scale):
    text = scale.page([measured(1), measured(10, slow=9.0, same=False)])
    assert "replay of a customer, median | 20.0 ms | ≤ 100 | met" in text
    assert "replay of a customer, median | 180 ms | ≤ 100 | **missed**" in text
    assert "360 page: the file and its standing, median | 17.0 ms" in text
    assert "explorer, slice, processor for processor | 9.00 × | ≤ 1.25 | **missed**" in text
    assert text.count("**the figures differ**") == 1
    assert "| 360 page, processor | 9.00 | 9.00 |" in text and "Not measured yet: 100 million" in text
    assert "| explorer, all questions, for a million customers | 3,000 | 2,700 |" in text
    assert "Not measured" not in scale.page([measured(100)])
