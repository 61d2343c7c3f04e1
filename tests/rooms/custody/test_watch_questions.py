"""The watch: a colleague who asks unusually many questions about groups, or many that differ by one sign."""

import pytest
from django.utils import timezone

from zhiji import norms
from zhiji.access.actors import Job
from zhiji.custody import leak_clock
from zhiji.custody.looks.watch import read_alert
from zhiji.custody.models import Case
from zhiji.custody.watch.days import alike, days
from zhiji.journal import Entry, write_many
from zhiji.journal.questions import digest_of

RULE = norms.on(timezone.localdate()).incident


def asks(colleague, told):
    write_many(
        Entry(actor=colleague.pk, phrase="insight:segment:count", outcome="granted", channel="test",
              facts=one | {"asked": digest_of(one)})
        for one in told
    )  # fmt: skip


@pytest.mark.req("K07", "N13")
def test_many_questions_that_differ_by_one_sign_raise_an_alert_for_the_information_officer(bank):
    narrowing = [
        {"night": "", "signs": ["tier = 1", f"aum >= {n}"], "least": 100} for n in range(RULE.questions_alike)
    ]
    usual = [
        {"night": "", "signs": [f"tier = {n}", f"aum >= {n}", f"products = {n}"], "least": 100}
        for n in range(60)
    ]
    asks(bank.analyst, narrowing)
    asks(bank.analyst, narrowing[:5])
    asks(bank.rm01, usual)
    today = timezone.localdate()
    found = {one.staff: one for one in days(today, RULE)}
    assert (found[bank.analyst.pk].questions, found[bank.analyst.pk].alike) == (
        RULE.questions_alike,
        RULE.questions_alike,
    )
    assert found[bank.rm01.pk].questions == 60 and found[bank.rm01.pk].alike < RULE.questions_alike
    leak_clock.weigh(today, by=Job("tests"), channel="test")
    case = Case.objects.get(kind="alert")
    assert case.content["staff"] == bank.analyst.pk
    assert [one.name for one in read_alert(case.pk, by=bank.supervisor).reasons] == [
        "Questions that differ by one sign"
    ]


@pytest.mark.req("K07")
def test_questions_are_alike_that_differ_by_one_part_or_have_one_more():
    one = [frozenset({"a", "b", f"c{n}"}) for n in range(4)]
    assert alike([*one, frozenset({"a", "b"})]) == 5
    assert alike([frozenset({"a", "b"}), frozenset({"c", "d"})]) == 0
    assert alike([]) == 0
