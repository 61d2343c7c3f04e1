"""A bank with planted values: a colleague of every role, three files and their accounts whose every value is known.

What may be seen is computed from the policy table alone; whatever else turns up is a leak.
"""

from django.utils import timezone
from plugins.small_feed import write_feed
from plugins.told_first import TOLD

from zhiji.access import rules
from zhiji.access.actors import Job
from zhiji.access.people import enrol, make_unit
from zhiji.access.standing_in import name_head
from zhiji.custody.actions import reading
from zhiji.customers.actions.filing import amend, create
from zhiji.customers.actions.keeping import classify
from zhiji.customers.models import File
from zhiji.desk import undertaking
from zhiji.holdings.actions.loading import load
from zhiji.insight.diligence.actions.ratings import make_rating
from zhiji.insight.diligence.actions.reviews import ask_evidence, open_review
from zhiji.insight.diligence.actions.suspicions import raise_suspicion
from zhiji.insight.night.running import run
from zhiji.insight.principles import clock as principles
from zhiji.staff.rules import ROLES

HOUSE = {"by": Job("test"), "channel": "test"}

ID_NUMBERS = ["11010519491231002X", "440524188001010014", "110105194912310038"]


def values(place: int) -> dict:
    return {
        "name": "甲乙丙"[place] + "鸢尾青",
        "papers": [{"type": "resident_id", "number": ID_NUMBERS[place], "long_term": True}],
        "phones": [f"138712300{place}1"],
        "emails": [f"kanarie{place}@example.org"],
        "domicile": {"province": "浙江省", "city": "杭州市", "line": f"琥珀巷{place}号"},
        "employer": "天河石工坊",
        "income": {"amount": f"917{place}31", "currency": "CNY"},
        "relationship_purpose": "为侄子留学",
    }


def betrayals(place: int) -> dict[str, list[str]]:
    """Field -> texts that betray it in an answer."""
    number, phone = ID_NUMBERS[place], f"138712300{place}1"
    return {
        "identity.name": ["甲乙丙"[place] + "鸢尾青"],
        "identity.papers": [number],
        "contact.phones": [phone, f"{phone[:3]} {phone[3:7]} {phone[7:]}"],
        "contact.emails": [f"kanarie{place}@example.org"],
        "contact.domicile": [f"琥珀巷{place}号"],
        "work.employer": ["天河石工坊"],
        "wealth.income": [f"917{place}31", f"91,7{place}31", f"917,{place}31", f"9,17{place}"],
        "ties.relationship_purpose": ["为侄子留学"],
        "wealth.account": [f"62178880000{place}0042"],
        "wealth.balance": [f"8{place}417.29", f"8{place},417.29", f"8{place}41729"],
        "wealth.counterparty": ["甲乙丙"[place] + "竹篾行", f"95588011770{place}"],
    }


def feed(folder, files) -> None:
    """Each planted customer's account with one movement, taken in as the house does."""
    tables: dict = {"accounts": [], "transactions": []}
    for place, file in enumerate(files):
        told = betrayals(place)
        account, balance, (name, number) = (
            told["wealth.account"][0],
            told["wealth.balance"][0],
            told["wealth.counterparty"],
        )
        tables["accounts"].append(
            {
                "account": account,
                "customer": file.number,
                "family": "current",
                "currency": "CNY",
                "opened_on": "2020-01-01",
            }
        )
        tables["transactions"].append(
            {
                "transaction": f"K{place}",
                "account": account,
                "day": "2026-11-20",
                "amount": balance,
                "balance": balance,
                "counter_name": name,
                "counter_account": number,
            }
        )
    assert load(write_feed(folder, tables), **HOUSE).ok


def plant(folder):
    """The bank in ``folder``: colleagues by role, and the three planted files. It stands when the house's folder is set."""
    head = make_unit("HQ", "head", {"zh-hans": "总行", "zh-hant": "總行", "en": "Head office"}, **HOUSE)
    east = make_unit(
        "EAST", "branch", {"zh-hans": "城东", "zh-hant": "城東", "en": "East"}, parent=head, **HOUSE
    )
    west = make_unit(
        "WEST", "branch", {"zh-hans": "城西", "zh-hant": "城西", "en": "West"}, parent=head, **HOUSE
    )
    people = {}
    for place, role in enumerate(ROLES):
        unit = east if role in ("rm", "devofficer", "agent") else head
        people[role] = enrol(
            role, staff_number=f"S{place}", name=f"员工{place}", role=role, unit=unit, **HOUSE
        )
        undertaking.sign(version=undertaking.current().version, by=people[role], channel="test")
    keeper = enrol("rmkeeper", staff_number="S98", name="管户", role="rm", unit=west, **HOUSE)
    files = []
    for place, (manager, unit) in enumerate([(people["rm"], east), (keeper, west), (keeper, west)]):
        files.append(
            create(
                "person", values(place), unit=unit, manager=manager, custodian=people["officer"], source="observed",
                told=TOLD, by=manager, purpose="onboarding", channel="test",
            )
        )  # fmt: skip
        amend(
            files[-1].number,
            {"title": "工程师"},
            source="observed",
            by=manager,
            purpose="upkeep",
            channel="test",
        )
    diligence(people["compliance"], files[0].number)
    # A request to read the ordinary file of the other branch; its pages and registers are crawled as well.
    name_head(east, people["gm"], **HOUSE)
    reading.ask(
        customers=[files[1].number], compartments=["contact"], wanted="service", reason="客户委托代办", days=1, uses=1,
        by=people["rm"], channel="test",
    )  # fmt: skip
    other = enrol("officer2", staff_number="S99", name="保管", role="officer", unit=head, **HOUSE)
    classify(
        files[2].number, secrecy=2, custodian=other, reason="名人", by=people["supervisor"], purpose="review"
    )
    feed(folder / "feed", files)
    run()  # the night: figures of groups and standings of files are there to leak
    principles.catch_up(timezone.now())  # and how well the files are kept
    return people, [File.objects.select_related("unit").get(pk=file.pk) for file in files]


def diligence(compliance, number: str) -> None:
    """A rating, a review, evidence asked for and a suspicion, so that their pages are crawled; the reading stays the newest case."""
    due = {"by": compliance, "purpose": "due_diligence", "channel": "test"}
    make_rating(number, **due)
    open_review(customers=[number], reason="到期复核", **due)
    ask_evidence(customers=[number], reason="请取得收入证明", **due)
    raise_suspicion(customers=[number], patterns=["other"], grounds="与已知情况不符，拟进一步分析", **due)


def allowed_texts(person, purpose: str, files) -> set[str]:
    """Every betraying text this colleague may meet for this purpose, from the policy table alone."""
    seen = set()
    for place, file in enumerate(files):
        decision = rules.decide(person, "customers:file:open", file, purpose)
        for name, texts in betrayals(place).items():
            compartment, field = name.split(".")
            if decision.allowed and decision.level(compartment, field) == "clear":
                seen.update(texts)
    return seen


def all_texts() -> set[str]:
    return {text for place in range(3) for texts in betrayals(place).values() for text in texts}
