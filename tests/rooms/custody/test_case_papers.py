"""Papers of a case (Art. 18, 19.5): how many it carries, and that every signature covers those that lay there."""

import io
from datetime import date
from types import SimpleNamespace

import pytest
from plugins.page_browser import Browser
from plugins.reading_cases import PNG, ask

from zhiji import norms
from zhiji.custody.actions import papers, reading
from zhiji.custody.digests import digest_of
from zhiji.custody.looks.cases import read_case
from zhiji.custody.models import Paper, Signature
from zhiji.custody.problems import Invalid

pytestmark = pytest.mark.usefixtures("papers_apart")


def added(case, by, content=PNG, kind="letter"):
    return papers.add_paper(case.pk, io.BytesIO(content), kind=kind, title="单位介绍信", by=by)


@pytest.fixture
def few(monkeypatch):
    """At most two papers and one MiB a case."""
    rule = SimpleNamespace(custody=SimpleNamespace(case_papers=2, case_papers_mebibytes=1))
    monkeypatch.setattr(papers, "norms", SimpleNamespace(on=lambda _day: rule))


@pytest.mark.req("H05", "K05")
def test_a_signature_covers_the_papers_that_lay_there_art_19_5(bank, file):
    case = ask(bank, file)
    first = added(case, bank.rm01)
    reading.sign_for_unit(case.pk, by=bank.rm02)
    one, other = Signature.objects.filter(case=case)
    assert one.papers == [] and other.papers == [[first.pk, first.digest]]
    case.refresh_from_db()
    again = digest_of(case, "sign", bank.rm02.pk, other.words, other.at, other.papers)
    assert again == other.digest
    for forged in ([], [[first.pk, "0" * 64]]):
        assert digest_of(case, "sign", bank.rm02.pk, other.words, other.at, forged) != other.digest


@pytest.mark.req("K05")
def test_a_paper_that_came_later_says_so_until_the_next_signature(bank, file):
    case = ask(bank, file)
    added(case, bank.rm01)
    assert [one.signed for one in read_case(case.pk, by=bank.rm01).papers] == [False]
    assert "under no signature yet" in Browser(bank.rm01).text(f"/custody/reading/{case.pk}/")
    reading.sign_for_unit(case.pk, by=bank.rm02)
    late = added(case, bank.rm01)
    view = read_case(case.pk, by=bank.rm01)
    assert {one.id: one.signed for one in view.papers} == {late.pk - 1: True, late.pk: False}
    assert [one.papers for one in view.signatures] == [0, 1]
    assert "with 1 paper" in Browser(bank.rm01).text(f"/custody/reading/{case.pk}/")


@pytest.mark.req("K05")
def test_a_case_takes_no_more_papers_than_the_rule_says_and_says_what_to_do(bank, file, few):
    case = ask(bank, file)
    added(case, bank.rm01)
    added(case, bank.rm01)
    with pytest.raises(Invalid) as invalid:
        added(case, bank.rm01)
    [problem] = invalid.value.problems
    assert (problem.field, problem.rule) == ("scan", "many") and "one PDF" in str(problem.mend)
    sent = Browser(bank.rm01).post(
        f"/custody/reading/{case.pk}/papers/add/",
        {"kind": "letter", "title": "单位介绍信", "scan": io.BytesIO(PNG)},
    )
    assert sent.status_code == 422 and "takes no more" in sent.content.decode()
    assert Paper.objects.filter(case=case).count() == 2
    added(ask(bank, file, reason="另一事由，另行申请"), bank.rm01)


@pytest.mark.req("K05")
def test_a_case_takes_no_more_bytes_than_the_rule_says(bank, file, few):
    case = ask(bank, file)
    half = PNG + b"\0" * (600 << 10)
    added(case, bank.rm01, half)
    with pytest.raises(Invalid) as invalid:
        added(case, bank.rm01, half)
    assert invalid.value.problems[0].rule == "size" and Paper.objects.filter(case=case).count() == 1


def test_the_limits_are_norms():
    rule = norms.on(date(2026, 11, 22)).custody
    assert (rule.case_papers, rule.case_papers_mebibytes) == (60, 200)
