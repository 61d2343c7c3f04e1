"""An import into the small bank: its mapping, a file taken in, and what the bank then holds."""

import csv
import sys
from pathlib import Path

import pytest

from zhiji.customers.intake.taking import import_customers
from zhiji.customers.models import File, ImportReject, PublicName, Token
from zhiji.vault.models import DataKeyRow

sys.path.insert(0, str(Path(__file__).parents[1] / "bench"))

import people

BERKA = Path(__file__).parents[2] / "examples" / "berka" / "mapping.toml"


@pytest.fixture
def mapping(tmp_path):
    path = tmp_path / "people.toml"
    path.write_text(people.MAPPING, encoding="utf-8")
    return path


@pytest.fixture
def take(bank, mapping, tmp_path):
    """``take(rows)``: the rows (under ``people.COLUMNS``) written and imported; ``take.file`` is the file."""

    def _take(rows, **more):
        _take.file = tmp_path / "people.csv"
        with _take.file.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([people.COLUMNS, *rows])
        return import_customers(_take.file, mapping, rejects_folder=tmp_path / "back", channel="test", **more)

    return _take


def counts(result):
    return tuple(result[name] for name in ("taken", "incomplete", "rejected", "duplicates"))


def state():
    """Everything an import may change but the journal."""
    return [
        list(model.objects.order_by("pk").values_list("pk"))
        for model in (File, Token, PublicName, ImportReject, DataKeyRow)
    ]
