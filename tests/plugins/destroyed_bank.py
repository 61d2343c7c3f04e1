"""A destruction from hand to hand, for tests: proposed, appraised, signed twice."""

from datetime import UTC, date, datetime

import pytest

from zhiji.custody.actions import destruction, keeping
from zhiji.custody.actions.destruction import propose
from zhiji.customers.actions.keeping import move

PNG = b"\x89PNG\r\n\x1a\n" + b"a picture of a card"
MONTH = datetime(2026, 12, 1, 2, tzinfo=UTC)
CLOCK = keeping.BY_CLOCK


@pytest.fixture
def own_home(settings, tmp_path):
    settings.ZHIJI_HOME = tmp_path
    settings.ZHIJI_JOURNAL_WITNESS = tmp_path / "checkpoints"


def closed(bank, *, year=2012, **more):
    file = bank.file(state="established", **more)
    move(
        file.number,
        "closed",
        reason="客户销户离行",
        by=bank.rm01,
        purpose="upkeep",
        at=datetime(year, 6, 1, tzinfo=UTC),
    )
    return file


def appraised(bank, files, *, kept=(), at=MONTH):
    """The month's proposal of these files, judged and handed on."""
    (case,) = propose(at=at, **CLOCK)
    given = {
        "value_lost": True,
        "review_on": None,
        "words": "已无利用、凭证和史料价值",
        "by": bank.officer,
        "at": at,
    }
    gone = [file.number for file in files if file not in kept]
    if gone:
        destruction.appraise(case.pk, customers=gone, judgement="destroy", **given)
    if kept:
        again = {
            "judgement": "keep",
            "value_lost": False,
            "review_on": date(2028, 1, 1),
            "words": "行史资料，继续保存",
        }
        destruction.appraise(case.pk, customers=[one.number for one in kept], **(given | again))
    return destruction.hand_on(case.pk, by=bank.officer, at=at)


def approved(bank, files, **more):
    case = appraised(bank, files, **more)
    destruction.sign_as_supervisor(case.pk, by=bank.supervisor, at=MONTH)
    return destruction.approve(case.pk, by=bank.manager, at=MONTH)
