"""The staff list, the policy and one's own grants: looks without a customer, each with its receipt."""

import pytest

from tests.plugins.colleagues import colleague
from zhiji.access import policy
from zhiji.access.looks import list_staff, my_grants, read_policy
from zhiji.journal.models import JournalEntry

pytestmark = pytest.mark.django_db(transaction=True)


def test_every_role_reads_the_list_and_the_policy_and_leaves_a_receipt():
    for role in ("analyst", "admin", "rm"):
        reader = colleague(role)
        assert reader.username in {one.username for one in list_staff(by=reader, channel="test")}
        assert read_policy(by=reader, channel="test").rows == policy.rows()
        assert my_grants(by=reader, channel="test") == []
        assert JournalEntry.objects.filter(actor=reader.pk, outcome="granted").count() == 3


def test_the_list_narrows_by_role_and_unit():
    one, other = colleague("rm"), colleague("auditor")
    assert [line.username for line in list_staff(role="auditor", by=one, channel="test")] == [other.username]
    assert list_staff(unit_path="999/", by=one, channel="test") == []
    assert not hasattr(list_staff(by=one, channel="test")[0], "password")
