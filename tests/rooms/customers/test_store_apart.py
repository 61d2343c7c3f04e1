"""Top-secret files lie in a store of their own with keys of their own (Art. 22): moved in and out in one transaction, found
by every governed read, absent from the ordinary tables."""

import io
import time

import pytest
from django.db import DatabaseError, connection, transaction

from zhiji.access.gateway import _governed_writes
from zhiji.access.refusals import NotHere
from zhiji.customers.actions import evidence
from zhiji.customers.actions.filing import amend
from zhiji.customers.actions.keeping import classify
from zhiji.customers.actions.setting_apart import set_apart
from zhiji.customers.apart import TABLES, misplaced, settle
from zhiji.customers.looks.history import versions
from zhiji.customers.looks.opening import open_file
from zhiji.customers.looks.searching import search
from zhiji.customers.models import File
from zhiji.vault.apart import is_apart, keep_apart

PNG = b"\x89PNG\r\n\x1a\n" + b"a picture of a paper"


def rows(store, file):
    """How many rows a customer has in each table of a store: ``ordinary`` or ``apart``."""
    found = []
    with connection.cursor() as cursor:
        for table in TABLES:
            name = f"ONLY {table}" if store == "ordinary" else f"apart.{table}"
            cursor.execute(f"SELECT count(*) FROM {name} WHERE customer_id = %s", [file.customer_id])
            found.append(cursor.fetchone()[0])
    return found


def mark(bank, file, level, **more):
    return classify(
        file.number, secrecy=level, custodian=bank.officer, reason="重要人士", by=bank.supervisor, purpose="review", **more
    )  # fmt: skip


@pytest.fixture
def file(bank, settings, tmp_path):
    """A file with a past version, a scan and its tokens."""
    settings.ZHIJI_HOME = tmp_path
    made = bank.file()
    amend(made.number, {"title": "工程师"}, source="observed", by=bank.rm01, purpose="upkeep")
    evidence.add(made.number, io.BytesIO(PNG), kind="paper", title="身份证", by=bank.rm01, purpose="upkeep")
    return made


@pytest.mark.req("J04")
def test_art_22_a_level_that_changes_moves_every_row_and_the_key(bank, file):
    before = rows("ordinary", file)
    assert all(before) and rows("apart", file) == [0, 0, 0, 0]
    mark(bank, file, 2)
    assert rows("ordinary", file) == [0, 0, 0, 0] and rows("apart", file) == before and is_apart(file.pk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ONLY customers_file WHERE secrecy = 2")
        assert cursor.fetchone() == (0,)
    mark(bank, file, 1)
    assert rows("ordinary", file) == before and rows("apart", file) == [0, 0, 0, 0] and not is_apart(file.pk)


@pytest.mark.req("J04")
def test_art_22_looks_find_the_file_and_writes_stay_apart(bank, file):
    mark(bank, file, 2)
    assert open_file(file.number, by=bank.rm01, purpose="service").permit.level("contact") == "clear"
    assert search(file.number, by=bank.rm01, purpose="service").hits
    amend(file.number, {"title": "总工程师"}, source="observed", by=bank.rm01, purpose="upkeep")
    assert rows("ordinary", file) == [0, 0, 0, 0]
    evidence.add(
        file.number, io.BytesIO(PNG + b"2"), kind="other", title="名片一张", by=bank.rm01, purpose="upkeep"
    )
    assert rows("ordinary", file) == [0, 0, 0, 0] and rows("apart", file)[1:3] == [2, 2]
    assert versions(file.number, by=bank.rm01, purpose="upkeep").number == file.number
    with pytest.raises(NotHere):
        open_file(file.number, by=bank.rm02, purpose="service")


@pytest.mark.req("J04")
def test_a_file_opened_as_top_secret_never_lay_among_the_others(bank):
    file = bank.file(secrecy=2)
    assert rows("ordinary", file) == [0, 0, 0, 0] and rows("apart", file)[0] == 1 and is_apart(file.pk)


@pytest.mark.req("J04")
def test_what_cannot_be_moved_whole_stays_where_it_was(bank, file, monkeypatch):
    """One transaction: when the last step fails neither level, key nor row has changed."""
    before = rows("ordinary", file)

    def broken(customers, *, apart):
        settle(customers, apart=apart)
        raise RuntimeError("the disk of the store apart is gone")

    monkeypatch.setattr("zhiji.customers.actions.keeping.settle", broken)
    with pytest.raises(RuntimeError):
        mark(bank, file, 2)
    assert File.objects.get(pk=file.pk).secrecy == 0 and rows("ordinary", file) == before
    assert not is_apart(file.pk)


@pytest.mark.req("J04")
def test_files_marked_before_there_was_a_store_are_moved_by_the_command(bank, file, journal):
    mark(bank, file, 2)
    with transaction.atomic(), _governed_writes("test"):  # as an older version left it
        settle([file.pk], apart=False)
        keep_apart([file.pk], apart=False)
    assert misplaced() == ([file.pk], [])
    assert set_apart(by=_job(), channel="cli") == 1
    assert misplaced() == ([], []) and is_apart(file.pk) and rows("ordinary", file) == [0, 0, 0, 0]
    assert set_apart(by=_job(), channel="cli") == 0
    assert journal("customers:book:set_apart")[0].outcome == "done"


@pytest.mark.req("N09")
def test_the_store_apart_is_guarded_like_the_ordinary_one(bank, file):
    mark(bank, file, 2)
    for table in TABLES:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM apart.{table}")


def test_a_role_without_the_schema_has_no_way_to_the_store_itself(bank, file):
    """A reporting role may be given the ordinary tables; it reads them with ONLY, and the schema apart stays shut."""
    mark(bank, file, 2)
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_schema_privilege('pg_monitor', 'apart', 'USAGE')")
        assert cursor.fetchone() == (False,)


def test_opening_a_file_costs_no_more_than_a_little(bank, file):
    """The second, nearly empty table adds a look into one more index: not a multiple."""

    def spent(sql):
        with connection.cursor() as cursor:
            began = time.perf_counter()
            for _ in range(300):
                cursor.execute(sql, [file.pk])
                cursor.fetchone()
            return time.perf_counter() - began

    both, only = (
        "SELECT * FROM customers_file WHERE customer_id = %s",
        "SELECT * FROM ONLY customers_file WHERE customer_id = %s",
    )
    spent(both), spent(only)
    a, b = min(spent(both) for _ in range(3)), min(spent(only) for _ in range(3))
    print(f"\n{a / 300 * 1e6:.0f} µs with the store apart, {b / 300 * 1e6:.0f} µs without")
    assert a < b * 2.5


def _job():
    from zhiji.access.actors import Job

    return Job("keys apart")
