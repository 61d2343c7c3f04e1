"""A report asked for, examined, agreed and released, over a bank with a few files of each kind."""

import pytest

from zhiji.custody.actions import report as acts
from zhiji.custody.looks import reports as looks


@pytest.fixture
def files(bank):
    """Twelve persons in the west, six in the east, six organisations in the east; one top secret file in the west."""
    for _ in range(12):
        bank.file()
    for _ in range(6):
        bank.file(manager=bank.rm03)
        bank.file("organisation", manager=bank.rm03)
    bank.file(secrecy=2)
    return bank


def asked(bank, report="branches", by=None, **more):
    return acts.ask(report=report, reason="季度经营分析会", by=by or bank.product, **more)


def agreed(bank, case):
    acts.compile_figures(case.pk, by=bank.officer)
    acts.review(case.pk, by=bank.supervisor)
    return acts.agree(case.pk, by=bank.manager)


def released(bank, **more):
    case = asked(bank, **more)
    agreed(bank, case)
    return acts.approve(case.pk, by=bank.gm)


def cells_of(bank, name):
    case = asked(bank, name)
    acts.compile_figures(case.pk, by=bank.officer)
    view = looks.read_figures(case.pk, by=bank.supervisor)
    return [line.cells for line in (*view.lines, view.totals)]
