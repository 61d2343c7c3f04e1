"""Provision outside, Art. 24: supervisor and manager beforehand, an encrypted pack that ends, return or destruction recorded."""

import importlib.util
import re
from datetime import UTC, datetime, timedelta
from itertools import permutations, product
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from django.utils import timezone
from plugins.page_browser import Browser
from plugins.small_bank import HOUSE

from zhiji.access import people
from zhiji.access.actors import StandingIn
from zhiji.access.refusals import NotHere, Refused
from zhiji.access.standing_in import name_stand_in
from zhiji.custody import secrecy_clock
from zhiji.custody.actions import providing
from zhiji.custody.looks.cases import list_cases, notices
from zhiji.custody.looks.copies import fetch_pack, trace
from zhiji.custody.models import Case, Pack
from zhiji.custody.problems import Invalid
from zhiji.custody.rules.marks import codes_in
from zhiji.customers.rules import number_of
from zhiji.staff.models import Staff

OPENER = Path(__file__).parents[3] / "scripts" / "open_pack.py"
spec = importlib.util.spec_from_file_location("open_pack", OPENER)
opener = importlib.util.module_from_spec(spec)
spec.loader.exec_module(opener)


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    (tmp_path / "keys").symlink_to(Path(settings.ZHIJI_HOME) / "keys")
    settings.ZHIJI_HOME = tmp_path


def asked(bank, *files, by=None, **more):
    given = {
        "customers": [file.number for file in files], "fields": ["name", "phones"], "wanted": "service",
        "recipient_kind": "professional", "recipient": "正衡律师事务所 陆清和", "reason": "委托代理诉讼", "days": 3, "return_days": 10,
    }  # fmt: skip
    return providing.ask(**(given | more), by=by or bank.rm01)


def approved(bank, *files):
    case = asked(bank, *(files or [bank.file()]))
    providing.supervise(case.pk, by=bank.supervisor)
    providing.manage(case.pk, by=bank.manager)
    return case


@pytest.mark.req("J07")
@pytest.mark.parametrize("order", list(permutations(["supervise", "manage"])))
def test_art_24_both_approve_in_either_order_and_only_then_it_is_packed(bank, order):
    case = asked(bank, bank.file())
    hands = {"supervise": bank.supervisor, "manage": bank.manager}
    for verb in order:
        with pytest.raises(Invalid):
            providing.pack(case.pk, by=bank.rm01, purpose="service")
        getattr(providing, verb)(case.pk, by=hands[verb])
    packed = providing.pack(case.pk, by=bank.rm01, purpose="service")
    contents = opener.opened(fetch_pack(case.pk, by=bank.rm01).content, packed.passphrase, datetime.now(UTC))
    [customer] = contents["customers"]
    assert [codes_in(one["text"]) for one in customer["fields"]] == [[Pack.objects.get().code]] * 2
    assert "沈怀瑾" in customer["fields"][0]["text"] and contents["recipient"].startswith("正衡")


@pytest.mark.req("J07", "I03")
def test_art_24_no_person_stands_for_both_by_role_twin_or_standing_in(bank):
    """Every pair of hands over supervisor and manager: only two human beings, neither of them the raiser, get it approved."""
    people.enrol(
        "twin9",
        staff_number="900009",
        name="卫敏",
        role="manager",
        unit=bank.head,
        person=bank.supervisor.staff_number,
        **HOUSE,
    )
    twin = Staff.objects.get(username="twin9")
    name_stand_in(bank.supervisor, ends_at=timezone.now() + timedelta(days=2), by=bank.manager)
    name_stand_in(bank.manager, ends_at=timezone.now() + timedelta(days=2), by=bank.supervisor)
    standing = StandingIn(bank.supervisor, bank.manager), StandingIn(bank.manager, bank.supervisor)
    hands = [bank.supervisor, bank.manager, twin, *standing, bank.gm, bank.rm01]
    through = []
    for first, second in product(hands, hands):
        case = asked(bank, bank.file())
        try:
            providing.supervise(case.pk, by=first)
            providing.manage(case.pk, by=second)
        except Refused:
            continue
        assert Case.objects.get(pk=case.pk).state == "approved"
        through.append((first, second))
    assert through == [(bank.supervisor, bank.manager)]
    own = asked(bank, bank.file(), by=bank.supervisor, wanted="upkeep")
    with pytest.raises(Refused):
        providing.supervise(own.pk, by=bank.supervisor)


@pytest.mark.req("J06", "J07")
def test_art_24_a_pack_opens_with_its_passphrase_only_until_its_day_and_unchanged(bank):
    case = approved(bank)
    packed = providing.pack(case.pk, by=bank.rm01, purpose="service")
    content, now = fetch_pack(case.pk, by=bank.supervisor).content, datetime.now(UTC)
    assert "沈怀瑾".encode() not in content
    with pytest.raises(InvalidTag):
        opener.opened(content, packed.passphrase + "x", now)
    later = content.replace(
        packed.expires_at.isoformat(timespec="seconds").encode(), b"2999-01-01T00:00:00+00:00"
    )
    assert later != content
    with pytest.raises(InvalidTag):
        opener.opened(later, packed.passphrase, now)
    with pytest.raises(opener.Ended):
        opener.opened(content, packed.passphrase, now + timedelta(days=4))
    with pytest.raises(opener.NoPack):
        opener.opened(content[10:], packed.passphrase, now)
    assert (
        trace(
            opener.opened(content, packed.passphrase, now)["customers"][0]["fields"][1]["text"], by=bank.gm
        )[0].case
        == case.pk
    )


@pytest.mark.req("J07")
def test_art_24_after_its_day_it_is_fetched_no_longer_and_off_the_disk(bank):
    case = approved(bank)
    providing.pack(case.pk, by=bank.rm01, purpose="service")
    path = providing.pack_path(Pack.objects.get().pk)
    later = timezone.now() + timedelta(days=3, minutes=1)
    with pytest.raises(Refused) as refused:
        fetch_pack(case.pk, by=bank.rm01, at=later)
    assert refused.value.decision.code == "ended" and path.exists()
    secrecy_clock.tick(later)
    secrecy_clock.tick(later)
    assert not path.exists() and Pack.objects.get().removed_at == later
    with pytest.raises(NotHere):
        fetch_pack(case.pk, by=bank.rm02)


@pytest.mark.req("J07")
def test_art_24_return_or_destruction_is_recorded_by_its_day_or_shows_as_overdue(bank):
    case = approved(bank)
    providing.pack(case.pk, by=bank.rm01, purpose="service")
    late = timezone.now() + timedelta(days=11)
    assert [
        row.number for row in list_cases("provision", overdue=True, by=bank.supervisor, at=late).rows
    ] == [case.pk]
    secrecy_clock.tick(late)
    secrecy_clock.tick(late + timedelta(minutes=1))
    assert [one.what for one in notices(by=bank.supervisor) if one.what == "overdue"] == ["overdue"]
    with pytest.raises(Refused):
        providing.settle(case.pk, how="destroyed", words="收到销毁证明", by=bank.rm01)
    with pytest.raises(Invalid):
        providing.settle(case.pk, how="lost", words="收到销毁证明", by=bank.officer)
    providing.settle(case.pk, how="destroyed", words="收到销毁证明", by=bank.officer)
    row = list_cases("provision", by=bank.supervisor, at=late).rows[0]
    assert (row.state, row.overdue) == ("settled", False)


def test_longer_than_the_norm_is_told_at_once(bank):
    with pytest.raises(Invalid) as invalid:
        asked(bank, bank.file(), days=8, return_days=31)
    assert [one.field for one in invalid.value.problems] == ["days", "return_days"]
    with pytest.raises(NotHere):
        asked(bank, bank.file(manager=bank.rm03, secrecy=2))


def test_refused_and_withdrawn(bank):
    one, two = asked(bank, bank.file()), asked(bank, bank.file())
    providing.refuse(one.pk, words="没有必要", by=bank.manager)
    providing.withdraw(two.pk, by=bank.rm01)
    with pytest.raises(Refused):
        providing.expire(by=bank.supervisor)


def test_the_pages_tell_the_passphrase_once_and_hand_out_the_file(bank):
    file = bank.file()
    case = approved(bank, file)
    browser = Browser(bank.rm01, "service")
    page = browser.post(f"/custody/provision/{case.pk}/pack/")
    text = page.content.decode()
    assert page.status_code == 200 and "no-store" in page["Cache-Control"]
    assert "nobody can show it again" in text and 'data-copies="passphrase"' in text
    shown = re.search(r'<code class="passphrase" id="passphrase">(.*?)</code>', text)
    passphrase = re.sub(r"</?span>", "", shown[1])
    assert [len(group) for group in passphrase.split("-")] == [5] * 5
    answer = browser.get(f"/custody/provision/{case.pk}/fetch/")
    contents = opener.opened(answer.content, passphrase, datetime.now(UTC))
    assert contents["customers"][0]["number"] == number_of(file.customer_id)
    assert passphrase not in browser.text(f"/custody/provision/{case.pk}/")
    assert "Fetch the encrypted pack" in browser.text(f"/custody/provision/{case.pk}/")


def test_a_pack_offers_its_purpose_where_none_is_in_force(bank):
    """Art. 24: what was approved for one purpose is made for that one; the page offers it instead of refusing."""
    case = approved(bank, bank.file())
    browser = Browser(bank.rm01)
    page = browser.text(f"/custody/provision/{case.pk}/pack/")
    assert (
        re.search(r'name="purpose_again" value="service" checked', page) and "No purpose is in force" in page
    )
    answer = browser.post(f"/custody/provision/{case.pk}/pack/", {"purpose_again": "service"})
    assert answer.status_code == 200 and 'id="passphrase"' in answer.content.decode()
    other = approved(bank, bank.file())
    browser.post("/purpose/", {"purpose": "visit"})
    assert "“Customer visit” is in force" in browser.text(f"/custody/provision/{other.pk}/pack/")
    refused = browser.post(f"/custody/provision/{other.pk}/pack/")
    assert refused.status_code == 422 and "another purpose" in refused.content.decode()
