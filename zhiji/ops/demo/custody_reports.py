"""The demo bank's reports, a change of its rule, and a colleague who left."""

from collections.abc import Mapping
from datetime import timedelta

from django.utils import timezone

from zhiji.access.actors import Job
from zhiji.access.leaving import leave
from zhiji.access.people import enrol
from zhiji.custody.actions import report, ruling
from zhiji.ops.demo.bank import Bank
from zhiji.staff.models import Staff

HOUSE = Job("demo bank")
WEEKLY = {
    "zh_hans": "库房每周至少查看一次，梅雨季节每天查看，防潮、防霉，温湿度有记录、有界限、有处置。",
    "zh_hant": "庫房每週至少查看一次，梅雨季節每天查看，防潮、防黴，溫濕度有記錄、有界限、有處置。",
    "en": "The store is looked at every week, in the rainy season every day, and kept from damp and mould; temperature and humidity are logged, have limits, and are acted upon.",
}
TAKEN_HOME = {
    "zh_hans": "查阅所得一律不得带离工作场所；在家办公的，另行申请并写明理由。",
    "zh_hant": "查閱所得一律不得帶離工作場所；在家辦公的，另行申請並寫明理由。",
    "en": "Nothing read leaves the place of work; who works at home asks for it apart, with the reason.",
}


def reports_scene(bank: Bank, staff: Mapping[str, Staff]) -> None:
    """A report released with two copies, two on their way; an article changed, a change proposed; a colleague gone."""
    _released(staff)
    waiting = report.ask(report="papers", reason="安排下季度证件更新的人手", by=staff["rm01"])
    report.compile_figures(waiting.pk, by=staff["officer"])
    report.review(waiting.pk, by=staff["supervisor"])
    report.ask(report="looks", reason="年度审计准备", by=staff["auditor"])
    _changed(staff)
    _left(staff)


def _released(staff: Mapping[str, Staff]) -> None:
    case = report.ask(report="branches", reason="编制明年网点规划", by=staff["product"])
    report.compile_figures(case.pk, by=staff["officer"])
    report.review(case.pk, words="与上季度比对无异常", by=staff["supervisor"])
    report.agree(case.pk, by=staff["manager"])
    report.approve(case.pk, by=staff["gm"])
    report.issue(case.pk, recipient=staff["analyst"], by=staff["officer"])


def _changed(staff: Mapping[str, Staff]) -> None:
    today = timezone.localdate()
    case = ruling.propose(
        article="16", effective_from=today, reason="去年梅雨季节发现两处霉点", by=staff["officer"], **WEEKLY
    )
    ruling.review(case.pk, by=staff["manager"])
    ruling.approve(case.pk, by=staff["gm"])
    later = today + timedelta(days=30)
    ruling.propose(
        article="17",
        effective_from=later,
        reason="在家办公增多，须有明文",
        by=staff["compliance"],
        **TAKEN_HOME,
    )


def _left(staff: Mapping[str, Staff]) -> None:
    gone = enrol(
        "rm19", staff_number="100199", name="姚远行", name_en="Yao Yuanxing", role="rm", unit=staff["rm16"].unit, by=HOUSE, channel="cli",
    )  # fmt: skip
    leave(gone, reason="回原籍工作", keys="三号保险柜钥匙\n客户经理室门禁卡", by=staff["manager"])
