"""What the demo bank shows: lists that leave, own and relatives' files, a court's enquiry, a loan that came back in part, strikes
of the monitoring rules, grades by decision."""

import pytest

from zhiji.custody.looks.cases import list_cases, read_case, waiting
from zhiji.custody.looks.copies import list_copies
from zhiji.custody.looks.loans import loans_by_age
from zhiji.custody.looks.watch import read_watch_policy
from zhiji.custody.models import Case, LoanReturn
from zhiji.customers.models import File
from zhiji.insight.diligence.looks.strikes import list_strikes
from zhiji.ops.demo import seeding
from zhiji.staff.models import Staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_home")]


@pytest.mark.req("J05", "K07", "J04", "I06", "L06", "E10")
def test_the_scenes_of_what_leaves_and_what_is_watched_play_once_and_show():
    """Each procedure stands at several of its steps, on the desks of those who take the next."""
    seeding.seed(200)
    people = {one.username: one for one in Staff.objects.select_related("unit")}
    exports = dict(Case.objects.filter(kind="export").values_list("raised_by__username", "state"))
    assert exports == {"rm04": "made", "rm01": "approved", "rm02": "asked"}
    assert [one.kind for one in list_copies(by=people["auditor"])].count("export") == 1
    assert sorted(Case.objects.filter(kind="kin").values_list("state", flat=True)) == ["asked", "set"]
    told = read_watch_policy(by=people["rm03"])
    assert (len(told.own), told.relatives) == (1, 1)
    case = Case.objects.get(kind="enquiry")
    keeper = File.objects.get(pk=case.files.get().customer_id).custodian
    assert read_case(case.pk, by=keeper).row.state_label
    assert case.pk in [row.number for row in waiting(by=people["supervisor"]).rows]
    assert not list_cases("enquiry", by=people["compliance"]).rows
    part = LoanReturn.objects.get()
    late = {row.case: row for row in loans_by_age(overdue=True, by=people["officer"]).rows}
    assert late[part.loan.case_id].out == 2 and late[part.loan.case_id].copies == 3
    judged = [(one.hit.rule, one.state) for one in list_strikes("judged", by=people["compliance"]).lines]
    assert ("structured", "taken") in judged and list_strikes(by=people["compliance"]).lines
    graded = Case.objects.filter(kind="grading")
    assert sorted(graded.values_list("state", flat=True)) == ["asked", "in_force", "refused"]
    assert graded.get(state="asked").pk in [row.number for row in waiting(by=people["manager"]).rows]
    before = Case.objects.count()
    seeding.seed()
    assert Case.objects.count() == before
