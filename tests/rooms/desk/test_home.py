"""The first page by role: what each colleague finds on it, and what it leaves in the journal."""

import json
from collections import Counter

import pytest
from plugins.colleagues import HOUSE, branch, colleague

from zhiji.access import policy
from zhiji.customers.actions import filing
from zhiji.journal.models import JournalEntry, JournalSubject
from zhiji.staff.rules import ROLES

pytestmark = pytest.mark.django_db(transaction=True)


def customer(manager, custodian, **given):  # type: ignore[no-untyped-def]
    values = {"name": "沈怀瑾", "sex": "female"} | given.pop("values", {})
    kept = {"unit": branch(), "manager": manager, "custodian": custodian, "source": "customer_stated"}
    return filing.create("person", values, **kept, **given, by=HOUSE, channel="test")


def papers(valid_to: str, number: str = "E12345678") -> dict[str, object]:
    return {
        "papers": [{"type": "passport", "number": number, "valid_from": "2017-01-01", "valid_to": valid_to}]
    }


@pytest.mark.req("H01")
@pytest.mark.parametrize("role", ROLES)
def test_one_view_asks_each_look_once_and_is_refused_nothing(signed_in, role: str) -> None:  # type: ignore[no-untyped-def]
    client, staff = signed_in(role, name="陈一")
    keeper = staff if role == "officer" else colleague("officer", "keeper01")
    manager = staff if role in ("rm", "devofficer") else colleague("rm", "carer01")
    customer(manager, keeper)
    purposes = [one.id for one in policy.purposes().values() if role in one.roles]
    for purpose in ["", *purposes]:
        if purpose:
            client.post("/purpose/", {"purpose": purpose})
        before = JournalEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        assert client.get("/").status_code == 200
        told = JournalEntry.objects.filter(pk__gt=before, actor=staff.pk)
        assert set(told.values_list("outcome", flat=True)) <= {"granted"}
        asked = Counter(told.values_list("phrase", flat=True))
        assert max(asked.values(), default=1) == 1, asked
        if not purpose or not ROLES[role].sees_customers:
            assert not {one for one in asked if one.startswith("customers:file")}


def test_without_a_purpose_the_page_asks_for_it_and_names_no_customer(signed_in) -> None:  # type: ignore[no-untyped-def]
    client, staff = signed_in("rm")
    customer(staff, colleague("officer"))
    said = client.get("/").content.decode()
    assert said.count('name="purpose"') >= 2 * len(
        [one for one in policy.purposes().values() if "rm" in one.roles]
    )
    assert "沈怀瑾" not in said
    client.post("/purpose/", {"purpose": "visit"})
    said = client.get("/").content.decode()
    assert 'class="card figure"' in said
    assert "沈怀瑾" in said


@pytest.mark.parametrize("role", ["rm", "officer", "supervisor", "auditor"])
def test_how_to_begin_stands_first_on_the_first_day_and_makes_room_later(signed_in, role: str) -> None:  # type: ignore[no-untyped-def]
    client, staff = signed_in(role)
    purpose = next(one.id for one in policy.purposes().values() if role in one.roles)
    client.post("/purpose/", {"purpose": purpose})
    first = client.get("/", headers={"accept-language": "en"})
    assert first.context["page"].cards[0].title in ("Begin here", "从这里开始")
    client.logout()
    client.post("/account/login/", {"login": staff.username, "password": "orchid pavilion 353"})
    client.post("/purpose/", {"purpose": purpose})
    titles = {str(card.title) for card in client.get("/").context["page"].cards}
    assert titles
    assert not titles & {"Begin here", "从这里开始"}


@pytest.mark.req("C07")
def test_papers_stand_by_date_five_at_most_and_the_receipt_names_only_them(signed_in) -> None:  # type: ignore[no-untyped-def]
    client, staff = signed_in("rm")
    keeper = colleague("officer")
    made = [
        customer(staff, keeper, values={"name": f"客户{n}"} | papers(f"2026-0{7 - n}-01", f"E1234567{n}"))
        for n in range(7)
    ]
    client.post("/purpose/", {"purpose": "service"})
    page = client.get("/").context["page"]
    card = next(card for card in page.cards if any("2026-0" in line.end for line in card.lines))
    assert [line.end[:10] for line in card.lines] == [f"2026-0{n}-01" for n in range(1, 6)]
    receipt = JournalEntry.objects.filter(phrase="customers:paper:expiring").latest("pk")
    assert json.loads(receipt.facts)["rows"] == 5
    named = set(JournalSubject.objects.filter(entry=receipt.pk).values_list("customer", flat=True))
    assert named == {one.customer_id for one in made[2:]}


def test_cards_stay_short(signed_in) -> None:  # type: ignore[no-untyped-def]
    client, staff = signed_in("rm")
    keeper = colleague("officer")
    for n in range(8):
        customer(staff, keeper, values={"name": f"客户{n}"})
    client.post("/purpose/", {"purpose": "service"})
    page = client.get("/").context["page"]
    assert all(len(card.lines) <= 5 for card in [*page.cards, *page.side])
    assert all(card.lines or card.empty for card in [*page.cards, *page.side])
