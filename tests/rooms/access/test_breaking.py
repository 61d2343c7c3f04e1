"""Break-glass: short, reasoned, always reviewed by another, and blocked while a review is overdue."""

from datetime import timedelta

import pytest
from django.utils import timezone

from zhiji.access.breaking import GlassProblem, review, revoke, to_review
from zhiji.access.refusals import NotHere, PurposeNeeded, Refused
from zhiji.customers.actions.glass import break_glass
from zhiji.customers.actions.keeping import classify
from zhiji.customers.looks.opening import open_file
from zhiji.journal import looks as journal

REASON = "客户在医院，需要立即联系家属"


def glass(bank, **more):
    return break_glass(bank.file.number, reason=REASON, **{"by": bank.rm_west, "purpose": "service"} | more)


def level(bank, at=None, by=None, purpose="service"):
    view = open_file(bank.file.number, by=by or bank.rm_west, purpose=purpose, at=at)
    return view.fields["phones"].level


@pytest.mark.req("H07")
def test_it_opens_at_once_and_ends_by_itself(bank) -> None:
    assert level(bank) == "hidden"
    grant = glass(bank)
    assert level(bank) == "clear"
    receipt = journal.readers(bank.file.customer_id).lines[0]
    assert receipt.grant == grant.pk
    minutes = (grant.ends_at - grant.starts_at).total_seconds() / 60
    assert minutes == 30
    assert level(bank, at=grant.ends_at - timedelta(microseconds=1)) == "clear"
    assert level(bank, at=grant.ends_at) == "hidden"


def test_it_opens_for_that_purpose_and_that_colleague_only(bank) -> None:
    glass(bank)
    assert level(bank, purpose="visit") == "hidden"
    assert level(bank, by=bank.rm2) == "masked"


def test_it_needs_a_purpose_and_a_reason_without_secrets(bank) -> None:
    with pytest.raises(PurposeNeeded):
        glass(bank, purpose="")
    with pytest.raises(GlassProblem) as short:
        break_glass(bank.file.number, reason="急", by=bank.rm_west, purpose="service")
    assert [one.rule for one in short.value.problems] == ["length"]
    with pytest.raises(GlassProblem) as secret:
        break_glass(
            bank.file.number, reason="客户的身份证是11010519491231002X", by=bank.rm_west, purpose="service"
        )
    assert "11010519491231002X" not in str(secret.value) + "".join(str(one) for one in secret.value.problems)


@pytest.mark.parametrize("who", ["gm", "auditor", "analyst", "product", "admin"])
def test_who_may_not(bank, who) -> None:
    with pytest.raises(Refused):
        glass(bank, by=getattr(bank, who), purpose="review")


@pytest.mark.req("J04")
def test_top_secret_cannot_be_broken_into_nor_probed(bank) -> None:
    classify(
        bank.file.number,
        secrecy=2,
        custodian=bank.officer,
        reason="名人",
        by=bank.supervisor,
        purpose="review",
    )
    with pytest.raises(NotHere):
        glass(bank)


def test_the_skipped_approvers_find_it_and_nobody_reviews_their_own(bank) -> None:
    grant = break_glass(bank.file.number, reason=REASON, by=bank.officer, purpose="service")
    waiting = to_review(by=bank.supervisor)
    assert [(one.id, one.customer_id, one.reason) for one in waiting] == [
        (grant.pk, bank.file.customer_id, REASON)
    ]
    with pytest.raises(Refused):
        review(grant.pk, ok=True, note="好", by=bank.officer)
    with pytest.raises(GlassProblem):
        review(grant.pk, ok=True, note=" ", by=bank.supervisor)
    review(grant.pk, ok=True, note="已核实", by=bank.supervisor)
    assert to_review(by=bank.supervisor) == []
    with pytest.raises(GlassProblem):
        review(grant.pk, ok=False, note="再看", by=bank.manager)


def test_a_finding_of_wrong_ends_it_at_once(bank) -> None:
    grant = glass(bank)
    review(grant.pk, ok=False, note="无必要", by=bank.supervisor)
    assert level(bank) == "hidden"


def test_overdue_review_blocks_the_next_one(bank) -> None:
    now = timezone.now()
    grant = glass(bank, at=now - timedelta(hours=24))
    with pytest.raises(GlassProblem) as blocked:
        glass(bank, at=now)
    assert [one.rule for one in blocked.value.problems] == ["unreviewed"]
    review(grant.pk, ok=True, note="已核实", by=bank.supervisor)
    assert glass(bank, at=now)


def test_grants_never_change_each_other(bank) -> None:
    first = glass(bank)
    second = glass(bank, at=timezone.now() + timedelta(minutes=10))
    revoke(first.pk, reason="误", by=bank.supervisor)
    assert level(bank) == "hidden"
    assert level(bank, at=second.ends_at - timedelta(seconds=1)) == "clear"
    second.refresh_from_db()
    assert second.revoked_at is None and (second.ends_at - second.starts_at) == timedelta(minutes=30)
