"""Numbers and days of an address: whatever is typed there is a number, a day, or nothing."""

from datetime import date

import pytest
from django.test import RequestFactory

from zhiji.customers.pages.addresses import LARGEST, cursor, day_of, whole


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("007", 7), ("12", 12), (str(LARGEST), LARGEST)])
def test_a_whole_number_is_read(text, number) -> None:
    assert whole(text) == number


@pytest.mark.parametrize(
    "text", ["", "-1", "1.5", "1e3", " 1", "²", "١٢", "一", "x", str(LARGEST + 1), "9" * 5_000]
)
def test_anything_else_is_no_number(text) -> None:
    assert whole(text) is None


def test_a_day_is_read_and_nothing_beyond_the_years_of_a_file() -> None:
    assert day_of("2026-11-22") == date(2026, 11, 22)
    for text in ("", "2026-02-30", "22.11.2026", "0001-01-01", "1899-12-31", "2201-01-01", "9999-12-31", "x"):
        assert day_of(text) is None, text


def test_the_first_page_of_a_list_has_no_cursor() -> None:
    asked = RequestFactory()
    assert cursor(asked.get("/")) is None and cursor(asked.get("/?before=²")) is None
    assert cursor(asked.get("/?before=41")) == 41
