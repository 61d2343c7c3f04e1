"""Seeding in an empty database of its own: finished after a stop, refused where another bank stands."""

import pytest

from zhiji.access.actors import Job
from zhiji.customers.models import File
from zhiji.ops.demo import seeding
from zhiji.staff.models import Staff

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_stopped_run_is_finished_by_the_next(own_home, monkeypatch):
    monkeypatch.setattr(seeding, "BATCH", 25)

    def stop(what, done, total):
        if (what, done) == ("customers", 25):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        seeding.seed(60, progress=stop)
    assert File.objects.count() == 25
    assert seeding.seed().made == 35
    assert set(File.objects.values_list("customer_id", flat=True)) == set(range(1, 61))


def test_a_bank_that_is_not_the_demo_is_left_alone(own_home):
    from zhiji.access.people import make_unit

    names = {"zh-hans": "真银行", "zh-hant": "真銀行", "en": "A real bank"}
    make_unit("HQ", "head", names, by=Job("tests"), channel="test")
    with pytest.raises(seeding.NotDemo, match="another bank"):
        seeding.seed(5)
    assert not Staff.objects.exists()
