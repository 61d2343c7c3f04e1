"""Invented natural persons: raw values of a file by field id, as a clerk would type them."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from zhiji.ops.demo import divisions, names, papers

HOBBIES = (
    "爱喝黄酒，懂品酒",
    "周末打太极",
    "喜欢越剧",
    "常去爬山",
    "收藏砚台",
    "爱好书法，临兰亭序",
    "喜欢自驾游",
    "养兰花",
    "打羽毛球",
    "钓鱼",
)
MANNERS = (
    "喜欢先听收益再听风险",
    "不愿在上午接电话",
    "希望用微信发资料",
    "办事爽快，不喜欢反复填表",
    "重视子女教育话题",
    "偏好到店面谈",
)
DETAILS = {
    "1": "企业负责人",
    "2": "工程师",
    "3": "行政人员",
    "4": "门店店员",
    "5": "茶农",
    "6": "装配工",
    "8": "自由职业",
}
TITLES = ("高级工程师", "中级会计师", "主管护师", "一级教师", "项目经理", "车间主任")


@dataclass(slots=True)
class Person:
    """One invented person before he becomes a file. ``origin`` is cn, foreign, hk, mo or tw."""

    name: str
    sex: str
    born: date
    province: str
    origin: str = "cn"
    country: str = "CN"
    papers: list[dict[str, Any]] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)

    def age(self, on: date) -> int:
        """Whole years lived."""
        return on.year - self.born.year - ((on.month, on.day) < (self.born.month, self.born.day))


def invent(
    draw: Random,
    on: date,
    branch: str,
    city: str,
    *,
    ages: tuple[int, int],
    sex: str = "",
    surname: str = "",
    origin: str = "cn",
) -> Person:
    """A person aged within ``ages`` (years, both included) on the day; ``branch`` is the code of the branch's province."""
    sex = sex or draw.choice(("male", "female"))
    born = on - timedelta(
        days=draw.randrange(ages[0] * 365 + ages[0] // 4 + 1, (ages[1] + 1) * 365 + ages[1] // 4)
    )
    province = branch if draw.random() < 0.7 else draw.choice(divisions.provinces())
    person = Person("", sex, born, province, origin)
    if origin == "foreign":
        person.country, person.name = names.foreign(draw)
        if draw.random() < 0.4:
            person.papers = [papers.foreign_permanent(draw, branch, person.country, born, sex, on)]
        else:
            person.papers = [papers.passport(draw, person.country, on)]
    elif origin in ("hk", "mo", "tw"):
        person.country = origin.upper()
        person.name = names.surname(draw) + names.given(draw, sex, born)
        person.papers = [papers.travel_permit(draw, person.country, born, sex, on)]
    else:
        groups = (
            province in ("65", "54", "51", "63")
            and not surname
            and draw.random() < (0.4 if province != "51" else 0.08)
        )
        person.name = (
            names.ethnic(draw, province, sex)
            if groups
            else (surname or names.surname(draw)) + names.given(draw, sex, born)
        )
        person.papers = [
            {
                "type": "resident_id",
                "number": papers.resident_number(draw, province, born, sex),
                **papers.validity(draw, born, on),
            }
        ]
    person.values = _values(draw, person, on, city)
    return person


def _values(draw: Random, person: Person, on: date, city: str) -> dict[str, Any]:
    age = person.age(on)
    values: dict[str, Any] = {
        "name": person.name, "sex": person.sex, "nationality": "CN" if person.origin in ("cn", "hk", "mo", "tw") else person.country,
        "birth_date": person.born.isoformat(), "papers": person.papers, "domicile": address(draw, city),
        "occupation": _occupation(draw, age), "marital_status": "10" if age < 24 else draw.choice(("20", "20", "20", "40", "10")),
    }  # fmt: skip
    if person.origin == "foreign":
        values["latin_name"] = person.name
    if age >= 14:
        values["phones"] = [{"number": mobile(draw), "use": "mobile"}]
    if age >= 18:
        _adult(draw, values, on, city, age)
    if 7 <= age < 23:
        values["education"] = "80" if age < 12 else "70" if age < 15 else "60" if age < 18 else "20"
    return values


def _adult(draw: Random, values: dict[str, Any], on: date, city: str, age: int) -> None:
    chance = draw.random
    if chance() < 0.35:
        values["emails"] = [
            f"{draw.choice('abcdefghkmnpqrstwxyz')}{draw.randrange(10**6, 10**8)}@mail.example.cn"
        ]
    if chance() < 0.3:
        values["wechat"] = f"lt_{draw.randrange(10**7, 10**9)}"
    if chance() < 0.1:
        values["lives_elsewhere"] = True
        values["habitual_residence"] = address(draw, draw.choice(divisions.provinces()))
    if values["occupation"] in DETAILS:
        values["occupation_detail"] = DETAILS[values["occupation"]]
        values["employer"] = draw.choice(names.EMPLOYERS).format(fancy=names.fancy(draw))
        values["income"] = money(draw.randrange(48, 420) * 1000)
        if chance() < 0.4:
            values["title"] = draw.choice(TITLES)
        if chance() < 0.3:
            values["work_address"] = address(draw, city)
    values["education"] = draw.choice(("14", "20", "20", "30", "40", "60", "70"))
    if chance() < 0.6:
        values["assets"] = money(draw.randrange(5, 900) * 10_000)
        values["wealth_source"] = draw.choice(("工资", "经营所得", "房屋出租", "养老金", "继承"))
        assessed = on - timedelta(days=draw.randrange(1, 600))
        values["risk_tolerance"] = {"level": draw.choice(("C1", "C2", "C2", "C3", "C3", "C4", "C5")), "assessed": assessed.isoformat(),
                                    "valid_until": papers.in_years(assessed, 1).isoformat()}  # fmt: skip
    if chance() < 0.15:
        values["credit_lines"] = [{"kind": draw.choice(("housing", "consumer", "card")), "limit": money(draw.randrange(2, 300) * 10_000),
                                   "security": draw.choice(("unsecured", "mortgage"))}]  # fmt: skip
    if chance() < 0.35:
        learned = on - timedelta(days=draw.randrange(10, 900))
        values["preferences"] = [
            {"topic": "hobby", "text": draw.choice(HOBBIES), "on": learned.isoformat(), "source": "observed"}
        ]
    if chance() < 0.2:
        noted = on - timedelta(days=draw.randrange(5, 150))
        values["observations"] = [{"text": draw.choice(MANNERS), "subjective": True, "on": noted.isoformat(),
                                   "expires": papers.in_years(noted, 1).isoformat()}]  # fmt: skip
    if chance() < 0.5:
        values["money_laundering_risk"] = draw.choice(
            ("low", "low", "lower_medium", "medium", "upper_medium")
        )
        values["diligence_level"] = "normal"
    if age >= 60:
        values["occasions"] = [{"kind": "birthday", "day": values["birth_date"][5:]}]


def _occupation(draw: Random, age: int) -> str:
    if age < 6:
        return "83"
    if age < 19:
        return "81"
    if age >= 62:
        return "82"
    return draw.choices(("1", "2", "3", "4", "5", "6", "8", "80"), (4, 22, 18, 26, 8, 15, 5, 2))[0]


def address(draw: Random, area: str) -> dict[str, Any]:
    """An address in a county of the area (a province's or city's code): a true county, an invented street."""
    found = divisions.living(area) or divisions.living(area[:2])
    place = draw.choice(found)
    line = f"{draw.choice(names.STREETS)}路{draw.randrange(1, 999)}号"
    if draw.random() < 0.8:
        line += f"{draw.randrange(1, 30)}幢{draw.randrange(1, 4)}单元{draw.randrange(1, 28)}0{draw.randrange(1, 5)}室"
    return {
        "country": "CN",
        "province": place.province,
        "city": place.city,
        "district": place.county,
        "division": place.code,
        "line": line,
    }


def mobile(draw: Random) -> str:
    """A valid mobile number from the ranges of data cards and satellite phones, which no customer is called on."""
    prefix = draw.choice(("1450", "1470", "1740"))
    return f"+86{prefix}{draw.randrange(10**7) if prefix != '1740' else draw.randrange(6 * 10**6):07d}"


def money(yuan: int) -> dict[str, str]:
    """An amount in CNY."""
    return {"amount": f"{yuan}.00", "currency": "CNY"}
