"""Lists that leave: asked for, approved, made; the number in one that nobody has; the alerts they set off."""

import csv
import io

import pytest

from zhiji.custody.actions import export
from zhiji.custody.models import Case
from zhiji.custody.watch.decoys import sweep
from zhiji.customers.models import File
from zhiji.customers.rules import customer_id_of

FIELDS = ("name", "phones", "income")


@pytest.fixture(autouse=True)
def home(db, settings, tmp_path):
    settings.ZHIJI_HOME = tmp_path
    sweep()  # from here on the journal is followed


def approved(bank, by=None, form="csv", fields=FIELDS):
    case = export.ask(
        scope="portfolio", fields=list(fields), wanted="service", form=form, for_whom="零售业务部", reason="节日走访安排",
        by=by or bank.rm01,
    )  # fmt: skip
    return export.approve(case.pk, by=bank.supervisor)


def made(bank, **more):
    case = approved(bank, **more)
    return case, export.make(case.pk, by=bank.rm01, purpose="service")


def lines_of(content):
    return list(csv.reader(io.StringIO(content.decode().lstrip("\ufeff"))))


def canary_of(bank, content):
    """The number in an export that no file has."""
    [number] = [
        line[0]
        for line in lines_of(content)[1:]
        if not File.objects.filter(pk=customer_id_of(line[0])).exists()
    ]
    return number


def alerts():
    """What the watch has raised, the journal being followed to its end."""
    sweep()
    return list(Case.objects.filter(kind="alert").order_by("pk"))
