"""An import must not betray a top-secret file by calling its customer “known already” (Art. 22, J04)."""

import csv

import pytest
from test_intake import mapping, people  # noqa: F401

from zhiji.customers.actions.keeping import classify
from zhiji.customers.intake.taking import import_customers
from zhiji.customers.models import File


@pytest.fixture
def written(tmp_path):
    def write(name, rows):
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([people.COLUMNS, *rows])
        return path

    return write


@pytest.mark.req("J04")
@pytest.mark.parametrize("scans", [False, True], ids=["candidates", "scan"])
def test_art_22_an_import_does_not_tell_that_a_top_secret_customer_is_known(
    bank,
    written,
    mapping,  # noqa: F811  (the fixture of that name)
    monkeypatch,
    scans,
):
    monkeypatch.setattr("zhiji.customers.intake.taking.worth_scanning", lambda rows: scans)
    monkeypatch.setattr("zhiji.customers.intake.previewing.worth_scanning", lambda rows: scans)
    rows = list(people.rows(4))
    import_customers(written("first.csv", rows[:2]), mapping, by=bank.officer, channel="test")
    secret = File.objects.order_by("customer_id").first()
    classify(
        secret.number, secrecy=2, custodian=bank.officer, reason="名人", by=bank.supervisor, purpose="review"
    )
    again = written("again.csv", [*rows[:2], rows[2]])
    stranger = import_customers(again, mapping, preview=True, by=bank.officer2, channel="test")
    assert (stranger["taken"], stranger["duplicates"]) == (2, 1)
    keeper = import_customers(again, mapping, preview=True, by=bank.officer, channel="test")
    assert (keeper["taken"], keeper["duplicates"]) == (1, 2)
    result = import_customers(again, mapping, by=bank.officer2, channel="test")
    assert (result["taken"], result["duplicates"]) == (2, 1)
