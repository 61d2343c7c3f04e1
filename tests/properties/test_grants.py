"""Grants against a simple model: whatever the order of granting, using, revoking and waiting, both say the same."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhiji.access import grants
from zhiji.access.actors import Job
from zhiji.access.gateway import _governed_writes
from zhiji.access.models import Grant, GrantedCustomer
from zhiji.access.people import enrol, make_unit
from zhiji.access.refusals import Refused

START = datetime(2026, 1, 1, tzinfo=UTC)
PURPOSES = ("service", "visit")


@dataclass
class Model:
    """A grant is judged alone: one list and nothing else."""

    held: list[dict] = field(default_factory=list)

    def live(self, staff: int, customer: int, purpose: str, minute: int) -> list[int]:
        return [
            one["id"] for one in self.held
            if one["staff"] == staff and customer in one["customers"] and one["purpose"] == purpose
            and one["from"] <= minute < one["to"] and not one["revoked"]
            and (one["most"] is None or one["used"] < one["most"])
        ]  # fmt: skip


steps = st.lists(
    st.one_of(
        st.tuples(
            st.just("grant"), st.integers(0, 1), st.sets(st.integers(1, 3), min_size=1), st.sampled_from(PURPOSES),
            st.integers(0, 20), st.integers(1, 20), st.none() | st.integers(1, 2),
        ),
        st.tuples(st.just("use"), st.integers(0, 30)),
        st.tuples(st.just("revoke"), st.integers(0, 30)),
    ),
    max_size=12,
)  # fmt: skip


@pytest.mark.req("H07")
@pytest.mark.django_db
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_grants_agree_with_the_model(people, steps) -> None:
    model, rows = Model(), []
    with _governed_writes("access:glass:break"):
        GrantedCustomer.objects.all().delete()
        Grant.objects.all().delete()
        for step in steps:
            if step[0] == "grant":
                _, who, customers, purpose, begin, length, most = step
                row = Grant.objects.create(
                    staff=people[who], kind="reading", compartments=["contact"], purpose=purpose, reason="r",
                    starts_at=START + timedelta(minutes=begin), ends_at=START + timedelta(minutes=begin + length),
                    uses_allowed=most,
                )  # fmt: skip
                GrantedCustomer.objects.bulk_create(
                    GrantedCustomer(grant=row, staff_id=people[who].pk, customer_id=one) for one in customers
                )
                rows.append(row)
                model.held.append({
                    "id": row.pk, "staff": people[who].pk, "customers": customers, "purpose": purpose, "from": begin,
                    "to": begin + length, "most": most, "used": 0, "revoked": False,
                })  # fmt: skip
            elif rows:
                place = step[1] % len(rows)
                held = model.held[place]
                if step[0] == "revoke":
                    Grant.objects.filter(pk=rows[place].pk, revoked_at=None).update(revoked_at=START)
                    held["revoked"] = True
                elif held["revoked"] or (held["most"] is not None and held["used"] >= held["most"]):
                    with pytest.raises(Refused):
                        grants.use(rows[place].pk)
                else:
                    grants.use(rows[place].pk)
                    held["used"] += 1
        # Answers change only where a grant begins or ends: those minutes and the ones before them tell all.
        edges = {minute for held in model.held for minute in (held["from"], held["to"])} | {0}
        for minute in sorted(edges | {minute - 1 for minute in edges}):
            for person in people:
                for purpose in PURPOSES:
                    found = grants.live(person, [1, 2, 3], purpose, START + timedelta(minutes=minute))
                    for customer in (1, 2, 3):
                        told = [one.pk for one in found.get(customer, ())]
                        assert told == model.live(person.pk, customer, purpose, minute)


@pytest.fixture
def people(db) -> list:
    house = {"by": Job("test"), "channel": "test"}
    head = make_unit("HQ", "head", {"zh-hans": "总行", "zh-hant": "總行", "en": "Head office"}, **house)
    return [
        enrol(name, staff_number=name, name=name, role="rm", unit=head, **house) for name in ("one", "two")
    ]


def test_the_model_itself_can_fail() -> None:
    model = Model(
        [
            {
                "id": 1,
                "staff": 1,
                "customers": {1},
                "purpose": "service",
                "from": 0,
                "to": 5,
                "most": 1,
                "used": 1,
                "revoked": False,
            }
        ]
    )
    assert model.live(1, 1, "service", 1) == []
