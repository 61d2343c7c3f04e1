"""Authorities and the customers' own requests in the demo bank: a query answered, a bank supervisor's refused, a freeze to
be carried out, a proposed change of a power; consents, a letter waiting, a deletion refused. Invented, all of it."""

import base64
import io
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone

from zhiji.custody.actions import authority, consent, papers, power, rights
from zhiji.custody.models import Case, Consent
from zhiji.customers.models import File
from zhiji.ops.demo.bank import Bank
from zhiji.staff.models import Staff

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)
"""Stands for a scan: the demo keeps nobody's papers."""

LETTERS: Mapping[str, dict[str, Any]] = {
    "answered": {
        "body": "police", "body_name": "杭州市公安局经侦支队", "level": "city", "power": "query", "letter": "杭公经调〔2026〕0118号",
        "fields": ["name", "papers", "phones"], "reason": "合同诈骗案调查",
    },
    "frozen": {
        "body": "court", "body_name": "绍兴市越城区人民法院", "level": "county", "power": "freeze", "letter": "（2026）浙0602执1204号",
        "fields": [], "reason": "执行借款合同纠纷判决",
    },
    "barred": {
        "body": "bank_supervisor", "body_name": "某监管分局", "level": "city", "power": "query", "letter": "监函〔2026〕27号",
        "fields": ["name"], "reason": "了解存款人情况",
    },
}  # fmt: skip
OFFICERS = {"officer_1": "段鹏程", "card_1": "033101", "officer_2": "池映月", "card_2": "033102"}


def rights_scene(_bank: Bank, staff: Mapping[str, Staff]) -> None:
    """Play it once; what stands already is left alone."""
    files = list(
        File.objects.filter(secrecy=0, kind="person", state="established", manager__role="rm").order_by("pk")[
            :4
        ]
    )
    if len(files) < 4 or Case.objects.filter(kind="authority").exists() or Consent.objects.exists():
        return
    _authorities(files, staff)
    _consents(files, staff)
    _requests(files, staff)


def _authorities(files: list[File], staff: Mapping[str, Staff]) -> None:
    by = {"by": staff["compliance"], "channel": "cli"}
    for (name, given), file in zip(LETTERS.items(), files, strict=False):
        case = authority.ask(**given, **OFFICERS, customers=[file.number], purpose="inquiry", **by)
        if name == "barred":
            continue
        for kind in ("work_card", "work_card", "warrant"):
            papers.add_paper(case.pk, io.BytesIO(PIXEL), kind=kind, title="演示用影印件", **by)
        authority.check(case.pk, genuine=True, confirmer=staff["supervisor"], **by)
        hand = staff["officer"] if name == "frozen" else None
        authority.confirm(case.pk, hand=hand, by=staff["supervisor"], channel="cli")
        if name == "answered":
            authority.reply(case.pk, copies=1, handed="officers", purpose="inquiry", **by)
    power.ask(
        body="supervision", power="freeze", allowed="yes", effective_from=timezone.localdate() + timedelta(days=30),
        source="中华人民共和国监察法", article="23", read_in_source=False, reason="监察机关的冻结权限，原文待核对", **by,
    )  # fmt: skip


def _consents(files: list[File], staff: Mapping[str, Staff]) -> None:
    now = timezone.now()
    for place, file in enumerate(files):
        by = {
            "by": staff[file.manager.username],
            "purpose": "service",
            "channel": "cli",
            "via": "counter",
            "evidence": "signature",
        }
        opened = max(file.opened_at, now - timedelta(days=300))
        for use, what in (("service", "told"), ("diligence", "told"), ("agreement", "told"), ("agreement", "agreed"),
                          ("marketing", "told"), ("marketing", "consented")):  # fmt: skip
            consent.record(file.number, use=use, what=what, said_at=opened, **by)
        if place == 0:
            consent.withdraw(file.number, use="marketing", said_at=now - timedelta(days=2), **by)


def _requests(files: list[File], staff: Mapping[str, Staff]) -> None:
    for file, right, words in zip(files, ("access", "port", "delete", "copy"), (
        "想知道银行存了我哪些资料", "想把自己的资料带走", "希望删除我的全部资料", "需要一份资料副本"), strict=True,
    ):  # fmt: skip
        by = {"by": staff[file.manager.username], "channel": "cli"}
        case = rights.ask(
            customers=[file.number], right=right, asker="self", via="counter", reason=words, **by
        )
        if right == "copy":
            continue
        rights.identify(case.pk, proved=True, paper_seen="original", by=staff["officer"], channel="cli")
        if right == "delete":
            rights.refuse(
                case.pk,
                ground="contract_runs",
                words="您的账户仍在使用，资料为履行合同所必需",
                by=staff["supervisor"],
                channel="cli",
            )
        else:
            rights.accept(case.pk, by=staff["supervisor"], purpose="rights", channel="cli")
