"""A customer who took the consent *profile* back: no personal matters, no derived picture, but for the law (PIPL arts. 15, 24)."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from plugins.page_browser import Browser
from plugins.small_bank import Bank
from plugins.small_feed import DAY, usual, write_feed
from plugins.standing_rows import put_night, row

from zhiji.access.actors import Job
from zhiji.access.explain import explain
from zhiji.access.gateway import Gate, _governed_writes
from zhiji.access.granting import give
from zhiji.access.policy import COMPARTMENTS
from zhiji.custody.actions import consent
from zhiji.customers.actions.filing import amend
from zhiji.customers.looks.opening import open_file
from zhiji.customers.models import File
from zhiji.customers.problems import Invalid
from zhiji.holdings.actions.loading import load
from zhiji.holdings.looks.shown import lasting_key
from zhiji.insight.actions.alerts import raise_alerts
from zhiji.insight.actions.models import _gathered
from zhiji.insight.alerts.raising import Raised
from zhiji.insight.looks.alerts import list_alerts
from zhiji.insight.looks.segments import list_members
from zhiji.insight.looks.standing import open_standing
from zhiji.insight.segments import segment_of

SERVICE = {"purpose": "service", "channel": "test"}


@pytest.fixture
def bank(db, settings, tmp_path):
    settings.ZHIJI_LAKE = tmp_path / "lake"
    settings.LANGUAGE_CODE = "en"
    return Bank()


@pytest.fixture
def files(bank):
    """Two customers alike in everything: the first takes the consent back, the second was never asked."""
    made = [bank.file(values={"name": name, "marital_status": "married"}) for name in ("沈怀瑾", "陆清和")]
    keys = [lasting_key(file.customer_id).opaque for file in made]
    put_night([row(key, bank.west.pk, manager=bank.rm01.pk, tier=1, aum=47_000_00) for key in keys])
    says(bank, made[0], "told", "consented", "withdrawn")
    return [File.objects.get(pk=file.pk) for file in made]


@pytest.mark.req("M04", "R18")
def test_no_model_is_learnt_from_who_took_the_consent_back(bank, tmp_path) -> None:
    """PIPL arts. 15, 24: with the consent the customer leaves the next training."""
    made = [bank.file(), bank.file()]
    load(write_feed(tmp_path / "feed", usual(made[1].number)), by=Job("tests"), channel="test")
    keys = [lasting_key(file.customer_id).opaque for file in made]
    people, given = _gathered(DAY)
    assert set(people["customer"].to_pylist()) == set(keys)
    assert keys[1] in given["holdings"]["customer"].to_pylist()
    says(bank, made[1], "told", "consented", "withdrawn")
    people, given = _gathered(DAY)
    assert people["customer"].to_pylist() == [keys[0]]
    assert keys[1] not in given["holdings"]["customer"].to_pylist(), "next products are learnt from holdings"


def says(bank, file, *what):
    now = timezone.now()
    for place, one in enumerate(what):
        said = now - timedelta(minutes=len(what) - place)
        how = {"use": "profile", "said_at": said, "via": "counter", "evidence": "signature", "by": bank.rm01}
        if one == "withdrawn":
            consent.withdraw(file.number, **how, **SERVICE)
        else:
            consent.record(file.number, what=one, **how, **SERVICE)


@pytest.mark.req("M03", "M04", "M11")
def test_personal_matters_are_hidden_for_every_purpose_but_the_laws_and_the_customers_own(bank, files):
    closed, other = files
    for purpose, level in (
        ("service", "hidden"),
        ("visit", "hidden"),
        ("upkeep", "hidden"),
        ("due_diligence", "clear"),
    ):
        view = open_file(closed.number, by=bank.rm01, purpose=purpose, channel="test")
        assert (purpose, view.permit.level("personal")) == (purpose, level)
        assert view.permit.level("wealth") == "clear"
        beside = open_file(other.number, by=bank.rm01, purpose=purpose, channel="test")
        assert beside.permit.level("personal") == "clear"
    hidden = open_file(closed.number, by=bank.rm01, **SERVICE)
    why = explain(hidden.permit.decision, by=bank.rm01, subject=closed, purpose="service")
    assert "took the consent" in " ".join(why.sentences)
    with pytest.raises(Invalid):
        amend(closed.number, {"marital_status": "single"}, source="customer_stated", by=bank.rm01, **SERVICE)
    says(bank, closed, "told", "consented")
    assert open_file(closed.number, by=bank.rm01, **SERVICE).permit.level("personal") == "clear"


@pytest.mark.req("M03", "M04")
def test_no_grant_opens_what_the_customer_closed(bank, files):
    granted(bank, bank.rm03, [file.customer_id for file in files])
    levels = [open_file(file.number, by=bank.rm03, **SERVICE).permit.level("personal") for file in files]
    assert levels == ["hidden", "clear"]


def granted(bank, staff, customers):
    gate = Gate("custody:reading:examine", "act", bank.officer, "", timezone.now(), "test")
    with transaction.atomic(), _governed_writes(gate.phrase):
        give(
            gate, staff, customers, kind="reading", compartments=COMPARTMENTS, purpose="service", reason="客户委托",
            ends_at=gate.at + timedelta(hours=1), uses=9,
        )  # fmt: skip


@pytest.mark.req("M04", "E12")
def test_no_derived_picture_is_shown(bank, files):
    closed, other = files
    seen = open_standing(closed.number, by=bank.rm01, **SERVICE)
    assert seen.declined and seen.measures is None and seen.tiers == () and seen.foretold is None
    assert open_standing(other.number, by=bank.rm01, **SERVICE).measures["aum"] == 47_000_00
    assert open_standing(closed.number, by=bank.rm01, purpose="due_diligence", channel="test").measures
    rich = segment_of(["aum >= 40000"], 100)
    assert [one.row.customer_id for one in list_members(rich, by=bank.rm01, **SERVICE).lines] == [other.pk]
    browser = Browser(bank.rm01, "service")
    browser.cookies["django_language"] = "en"
    text = browser.text(f"/customers/{closed.number}/standing/")
    assert "No picture is drawn" in text and "47,000" not in text
    body = browser.get(f"/api/v1/customers/{closed.number}/standing?purpose=service").json()
    assert body["declined"] is True and body["measures"] == {} and body["tier"] == ""


@pytest.mark.req("M04")
def test_alerts_tell_what_happened_and_infer_nothing(bank, files):
    raise_(bank, files)
    kinds = {(one.row.customer_id, one.kind) for one in list_alerts(by=bank.rm01, **SERVICE).lines}
    closed, other = files
    assert {kind for customer, kind in kinds if customer == closed.pk} == {"movement"}
    assert {kind for customer, kind in kinds if customer == other.pk} >= {"movement", "tier_down", "silent"}


def raise_(bank, files):
    day = timezone.localdate()
    found = [
        (
            file.customer_id,
            Raised(
                0,
                kind,
                f"{kind}:{day}",
                {"way": "in"} if kind == "movement" else {"from": 2, "to": 1, "days": 95},
            ),
        )
        for file in files
        for kind in ("movement", "tier_down", "silent")
    ]
    raise_alerts(day, found, by=Job("tests"), channel="test")
