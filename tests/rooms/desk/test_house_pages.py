"""The house's own pages: every role reads what it may, in three languages; what it may not is refused and on record."""

import pytest
from django.test import Client

from zhiji.access.actors import Job
from zhiji.access.people import enrol, make_unit
from zhiji.journal import looks as journal
from zhiji.staff.rules import ROLES

HOUSE = {"by": Job("test"), "channel": "test"}
PAGES = {
    "/house/norms/": set(ROLES),
    "/house/norms/?on=2024-06-01&since=2026-01-01": set(ROLES),
    "/house/fields/?kind=organisation": set(ROLES),
    "/house/policy/?role=rm": set(ROLES),
    "/house/policy/?role=admin": set(ROLES),
    "/house/staff/?role=rm": set(ROLES),
    "/grants/": set(ROLES),
    "/break-glass/?all=1": {"supervisor", "manager", "gm", "auditor"},
    "/journal/?outcome=done&who=rm&since=2026-01-01": {"auditor", "supervisor", "compliance"},
}


@pytest.fixture
def clients(db, settings):
    from zhiji.desk import undertaking

    head = make_unit("HQ", "head", {"zh-hans": "总行", "zh-hant": "總行", "en": "Head office"}, **HOUSE)
    result = {}
    for place, role in enumerate(ROLES):
        staff = enrol(
            role,
            staff_number=f"S{place}",
            name=f"员工{place}",
            name_en=f"Staff {place}",
            role=role,
            unit=head,
            **HOUSE,
        )
        undertaking.sign(version=undertaking.current().version, by=staff, channel="test")
        client = Client()
        client.force_login(staff)
        result[role] = client
    return result


@pytest.mark.req("N10", "M01")
@pytest.mark.parametrize("address", PAGES)
def test_who_reads_which_page(clients, address) -> None:
    for role, client in clients.items():
        wanted = 200 if role in PAGES[address] else 403
        assert client.get(address).status_code == wanted, (role, address)


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_every_page_in_every_language(clients, language) -> None:
    client = clients["auditor"]
    client.post("/language/", {"language": language})
    for address in PAGES:
        assert client.get(address).status_code == 200, address


def test_a_refused_page_is_on_record_with_its_phrase(clients) -> None:
    clients["rm"].get("/journal/")
    newest = journal.page(journal.Filters(phrase="journal:entry:list")).lines[0]
    assert newest.outcome == "refused"


def test_odd_input_in_the_address_is_no_error(clients) -> None:
    for address in (
        "/journal/?before=x&since=2026-13-99&customer=abc&who=nobody&outcome=zzz",
        "/house/norms/?on=never&since=1",
        "/house/policy/?role=king",
        "/house/fields/?kind=dog",
    ):
        assert clients["auditor"].get(address).status_code == 200, address
