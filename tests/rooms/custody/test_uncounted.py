"""What no figure tells of (Art. 22, N02): top-secret files, and decoys, which are no customers."""

import pytest
from django.utils import timezone

from zhiji.custody.actions import hold, report
from zhiji.custody.looks.evidence import gathered
from zhiji.custody.looks.handover import _counts
from zhiji.custody.looks.reports import read_figures
from zhiji.custody.reports.catalogue import catalogue
from zhiji.custody.rules.retention import quarter_of
from zhiji.vault.decoys import mark_decoys

OF_FILES = ("customers", "branches", "completeness", "papers", "usage")


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.ZHIJI_HOME = tmp_path


def cells(bank, name):
    case = report.ask(report=name, reason="季度经营分析会", by=bank.product)
    report.compile_figures(case.pk, by=bank.officer)
    view = read_figures(case.pk, by=bank.supervisor)
    return [list(line.cells) for line in (*view.lines, view.totals)]


@pytest.mark.req("N02", "G08")
@pytest.mark.parametrize("name", OF_FILES)
def test_no_report_counts_a_decoy_as_a_customer_and_it_still_reconciles(bank, name):
    for _ in range(7):
        bank.file()
    before = cells(bank, name)
    decoys = [bank.file() for _ in range(6)]
    assert cells(bank, name) != before
    mark_decoys(one.pk for one in decoys)
    assert cells(bank, name) == before


def test_every_report_of_files_is_among_them():
    of_files = {
        name
        for name, one in catalogue().items()
        if one.opens or "FROM customers_file" in one.check.split("JOIN")[0]
    }
    assert of_files <= set(OF_FILES), of_files


@pytest.mark.req("J04", "L08")
def test_the_quarters_evidence_is_the_same_with_a_top_secret_file_and_its_hold(bank):
    now = timezone.now()
    plain = bank.file()
    hold.place(
        customers=[plain.number],
        ground="dispute",
        reference="2026民初1",
        reason="诉讼进行中",
        by=bank.compliance,
    )

    def lines():
        return {
            one["what"]: (one["value"], one.get("of"))
            for one in gathered(quarter_of(timezone.localdate(now)), timezone.now())
        }

    before = lines()
    secret = bank.file(secrecy=2, values={"phones": None, "occupation": None})
    hold.place(
        customers=[secret.number],
        ground="dispute",
        reference="2026民初1",
        reason="诉讼进行中",
        by=bank.supervisor,
    )
    after = lines()
    assert {name: after[name] for name in ("completeness", "holds")} == {
        name: before[name] for name in ("completeness", "holds")
    }
    assert before["holds"][0] == 1


@pytest.mark.req("J04")
def test_how_much_a_colleague_has_in_hand_tells_of_no_top_secret_file(bank):
    bank.file(manager=bank.rm02)
    before = _counts("manager")
    bank.file(manager=bank.rm02, secrecy=2)
    assert _counts("manager") == before
