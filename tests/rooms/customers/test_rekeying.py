"""Rotation reaches every blob of the customer file: current, past, and nothing is lost or left behind."""

import pytest
from django.db import connection
from plugins.told_first import TOLD

from zhiji import vault
from zhiji.access.actors import Job
from zhiji.access.house import shred_key
from zhiji.access.people import enrol, make_unit
from zhiji.customers.actions.filing import amend, create
from zhiji.customers.looks.opening import open_file
from zhiji.customers.models import File, Version
from zhiji.vault.resealing import resealers
from zhiji.vault.rotation import rotate

HOUSE = {"by": Job("test"), "channel": "test"}


@pytest.fixture
def bank(transactional_db, settings, tmp_path):
    settings.ZHIJI_HOME = tmp_path
    head = make_unit("HQ", "head", {"zh-hans": "总行", "zh-hant": "總行", "en": "Head office"}, **HOUSE)
    rm = enrol("rm01", staff_number="1", name="林", role="rm", unit=head, **HOUSE)
    officer = enrol("officer", staff_number="2", name="何", role="officer", unit=head, **HOUSE)
    file = create(
        "person", {"name": "沈嘉禾", "phones": ["13812345678"]}, unit=head, manager=rm, custodian=officer,
        source="observed", told=TOLD, by=rm, purpose="onboarding",
    )  # fmt: skip
    amend(file.number, {"phones": ["13912345678"]}, source="observed", by=rm, purpose="upkeep")
    return rm, file.number


def phone(rm, number: str) -> str:
    return open_file(number, by=rm, purpose="upkeep").fields["phones"].value[0]["number"]


def test_every_sealed_column_of_the_room_is_registered() -> None:
    from zhiji.vault import SealedField

    for model in (File, Version):
        sealed = {f.column: f.compartment for f in model._meta.concrete_fields if isinstance(f, SealedField)}
        assert resealers[model._meta.db_table].columns == sealed


@pytest.mark.req("N04")
@pytest.mark.parametrize("kind", ["rewrap", "reseal"])
def test_files_and_their_past_open_after_a_rotation(bank, kind) -> None:
    rm, number = bank
    done = rotate(kind)
    assert done.rotated == 1 and not done.tampered
    assert phone(rm, number) == "+8613912345678"
    from zhiji.customers.models import Version as Past

    past = Past.objects.get(customer_id=File.objects.get().customer_id)
    permit = open_file(number, by=rm, purpose="upkeep").permit
    assert b"13812345678" in vault.open(past.contact, permit.vault)


@pytest.mark.req("L01")
def test_a_shredded_file_stays_shut_and_its_journal_stays_provable(bank) -> None:
    from zhiji import journal

    rm, number = bank
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE backup AS TABLE vault_datakey")
        cursor.execute("SELECT customer_id FROM backup")
        customer_id = cursor.fetchone()[0]
    shred_key(customer_id, order="销毁令 2026-1", **HOUSE)
    with pytest.raises(vault.Shredded):
        phone(rm, number)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('zhiji.act', 'test', false)")
        cursor.execute("DELETE FROM vault_datakey")
        cursor.execute("INSERT INTO vault_datakey TABLE backup")
        cursor.execute("SELECT set_config('zhiji.act', '', false)")
    with pytest.raises(vault.Shredded):
        phone(rm, number)
    journal.checkpoint()
    report = journal.verify()
    assert report.ok, report.problems
