"""The institution to be attacked: requests of several kinds, walked to where an attack begins."""

from datetime import timedelta

from plugins.small_bank import HOUSE, Bank

from zhiji.access.standing_in import name_head
from zhiji.custody.actions import (
    authority,
    reading,
    rights,
)
from zhiji.customers.actions.keeping import classify

SOON = timedelta(days=3)
RIGHT = {"purpose": "rights"}


def built() -> Bank:
    """Each unit with its head: ``rm02`` of the western branch, ``rm03`` of the eastern, ``gm`` of the head office."""
    made = Bank()
    for unit, head in ((made.west, made.rm02), (made.east, made.rm03), (made.head, made.gm)):
        name_head(unit, head, **HOUSE)
    return made


def read_request(bank, file, by=None, **more):
    given = {
        "customers": [file.number], "compartments": ["contact"], "wanted": "service", "reason": "客户委托代办", "days": 2, "uses": 3,
    }  # fmt: skip
    return reading.ask(**(given | more), by=by or bank.rm01)


def granted(bank, file, **more):
    case = read_request(bank, file, **more)
    reading.sign_for_unit(case.pk, by=bank.rm02)
    reading.examine(case.pk, reason_sufficient=True, papers_complete=True, by=bank.officer)
    if file.secrecy:
        reading.approve(case.pk, by=bank.manager)
    return case


def top_secret(bank, **more):
    file = bank.file(**more)
    classify(
        file.number, secrecy=2, custodian=bank.officer, reason="名人", by=bank.supervisor, purpose="review"
    )
    file.refresh_from_db()
    return file


def rights_case(bank, file, right="access", by=None):
    case = rights.ask(
        customers=[file.number],
        right=right,
        asker="self",
        via="counter",
        reason="想知道银行存了什么",
        by=bank.rm01,
    )
    return rights.identify(case.pk, proved=True, paper_seen="original", by=by or bank.officer)


def a_request(bank, file, **more):
    given = {
        "body": "police", "body_name": "某市公安局经侦支队", "level": "city", "power": "query", "letter": "经侦调证字118号",
        "officer_1": "段鹏程", "card_1": "033101", "officer_2": "池映月", "card_2": "033102", "reason": "合同诈骗案调查",
        "customers": [file.number], "fields": ["name", "phones"],
    }  # fmt: skip
    return authority.ask(**(given | more), by=bank.compliance, purpose="inquiry")
