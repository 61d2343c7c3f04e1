"""Invented customers for benches and tests: N rows with valid identity numbers, phones and addresses, the same every time.

    write_csv(Path("people.csv"), 100_000)      # about 150,000 rows a second
    MAPPING                                     # the mapping that takes them in

Surnames follow their real frequencies (``synthetic_people.SURNAMES``). No row is a real person but by chance.
"""

import csv
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

COLUMNS = (
    "CUST_NO", "NAME", "SEX", "ID_NO", "ID_FROM", "ID_TO", "MOBILE", "EMAIL", "PROVINCE", "CITY", "DISTRICT", "ADDRESS", "JOB",
)  # fmt: skip
MAPPING = """
source = "other_system"
state = "established"
kind = "person"
manager = "rm01"
custodian = "officer"
key = { system = "core", columns = ["CUST_NO"] }

[fields]
name = "NAME"
sex = { column = "SEX", codes = { "1" = "male", "2" = "female" } }
nationality = { constant = "CN" }
occupation = "JOB"
"papers.0.type" = { constant = "resident_id" }
"papers.0.number" = "ID_NO"
"papers.0.valid_from" = "ID_FROM"
"papers.0.valid_to" = { column = "ID_TO", derive = "valid_to" }
"papers.0.long_term" = { column = "ID_TO", derive = "long_term" }
"phones.0.number" = "MOBILE"
"emails.0" = "EMAIL"
"domicile.country" = { constant = "CN" }
"domicile.province" = "PROVINCE"
"domicile.city" = "CITY"
"domicile.district" = "DISTRICT"
"domicile.line" = "ADDRESS"
"""
_PLACES = (
    ("110105", "北京市", "北京市", "朝阳区"), ("310101", "上海市", "上海市", "黄浦区"), ("330106", "浙江省", "杭州市", "西湖区"),
    ("330602", "浙江省", "绍兴市", "越城区"), ("440106", "广东省", "广州市", "天河区"), ("510104", "四川省", "成都市", "锦江区"),
    ("420106", "湖北省", "武汉市", "武昌区"), ("320102", "江苏省", "南京市", "玄武区"), ("610103", "陕西省", "西安市", "碑林区"),
    ("370202", "山东省", "青岛市", "市南区"),
)  # fmt: skip
_STREETS = ["文三路", "建国路", "人民东路", "解放大道", "中山北路", "兰亭路", "延安西路", "天府大道"]
_JOBS = ["1", "2", "3", "4", "5"]
_SURNAMES = [
    "王72",
    "李71",
    "张68",
    "刘54",
    "陈45",
    "杨31",
    "黄22",
    "赵20",
    "吴20",
    "周19",
    "徐15",
    "孙15",
    "马13",
    "朱12",
    "胡12",
    "郭11",
    "何11",
    "林11",
    "高10",
    "罗10",
    "欧阳1",
]
_GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英华玉秀梅珍红建国文志林海波宁欣怡佳雪琳浩宇轩子涵梓晨思"
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_FIRST_DAY = date(1940, 1, 1)


def identity_number(division: str, born: date, sequence: int) -> str:
    """A resident identity number with its check character (GB 11643-1999); an odd ``sequence`` is a man's."""
    body = f"{division}{born:%Y%m%d}{sequence:03d}"
    return body + _CHECK[sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True)) % 11]


def rows(number: int, seed: int = 7) -> Iterator[list[str]]:
    """Rows under ``COLUMNS``; identity numbers, customer numbers and phones differ in every row (up to 9 million rows)."""
    draw = random.Random(seed)
    surnames = [entry.rstrip("0123456789") for entry in _SURNAMES]
    weights = [int("".join(filter(str.isdigit, entry))) for entry in _SURNAMES]
    family = draw.choices(surnames, weights, k=min(number, 100_000))
    days = [(_FIRST_DAY + timedelta(days=day)) for day in range(24_000)]
    for count in range(number):
        man = count // 10 & 1
        # division × day × sequence number a person once: 10 × 24,000 × 499 combinations
        division, province, city, district = _PLACES[count % 10]
        step, born = divmod(count // 20, 24_000)
        given = draw.choice(_GIVEN) + (draw.choice(_GIVEN) if count % 6 else "")
        start = 2008 + count % 15
        day = days[(born * 7919 + step) % 24_000]
        age = start - day.year
        term = 5 if age < 16 else 10 if age < 26 else 20 if age < 46 else 0  # Identity Card Law, article 5
        number_ = identity_number(division, day, 2 * step + man)
        yield [
            f"{count + 1:010d}", family[count % len(family)] + given, "1" if man else "2", number_, f"{start}-03-01",
            f"{start + term}-03-01" if term else "长期", f"13{count * 7 % 10**9:09d}", f"u{count}@example.com",
            province, city, district, f"{_STREETS[count % 8]}{count % 977 + 1}号", _JOBS[count % 5],
        ]  # fmt: skip


def write_csv(path: Path, number: int, *, encoding: str = "utf-8", seed: int = 7) -> Path:
    """The rows as a CSV file."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(rows(number, seed))
    return path
