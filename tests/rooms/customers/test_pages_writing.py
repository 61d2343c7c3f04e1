"""Opening and amending a file by their forms."""

import pytest
from plugins.page_browser import Browser, inputs_of

from zhiji.customers.actions.filing import amend
from zhiji.customers.looks.opening import open_file
from zhiji.customers.models import File

NEW = {
    "kind": "person", "source": "customer_stated", "f.name": "周慕云", "f.sex": "male", "f.nationality": "中国",
    "f.occupation": "2", "f.domicile.province": "浙江省", "f.domicile.city": "杭州市", "f.domicile.line": "文三路9号",
    "f.phones.0.number": "13800000042", "f.phones.0.use": "mobile", "f.papers.0.type": "resident_id",
    "f.papers.0.valid_to": "20360501", "notice": "service-1", "told": "1", "told_via": "counter",
}  # fmt: skip


def new_person(bank, **more):
    """A complete new customer, as typed."""
    duties = {"manager": bank.rm01.pk, "custodian": bank.officer.pk}
    return NEW | {"f.papers.0.number": "330106199003010038"} | duties | more


# -- opening a file -----------------------------------------------------------------------------------------------


def test_the_form_is_not_shown_where_its_act_would_be_refused(bank, journal):
    assert Browser(bank.rm01, "service").get("/customers/register/?kind=person").status_code == 403
    assert journal()[0].outcome == "refused"
    assert Browser(bank.agent01, "service").get("/customers/register/").status_code == 403


@pytest.mark.req("F01", "F26")
def test_a_file_is_opened_with_one_form(bank):
    browser = Browser(bank.rm01, "onboarding")
    answer = browser.post("/customers/register/?kind=person", new_person(bank))
    file = File.objects.latest("customer_id")
    assert answer.status_code == 302 and answer["Location"] == f"/customers/{file.number}/"
    assert (file.manager_id, file.custodian_id, file.unit_id, file.missing) == (
        bank.rm01.pk,
        bank.officer.pk,
        bank.west.pk,
        0,
    )
    view = open_file(file.number, by=bank.rm01, purpose="upkeep", channel="test")
    assert view.fields["nationality"].value == "CN"
    assert view.fields["papers"].value[0]["valid_to"] == "2036-05-01"


def test_a_purpose_that_ended_meanwhile_loses_nothing(bank):
    browser = Browser(bank.rm01, "service")
    given = new_person(bank)
    answer = browser.post("/customers/register/?kind=person", given)
    text = answer.content.decode()
    assert answer.status_code == 403 and 'name="purpose_again" value="onboarding"' in text
    data = inputs_of(text) | {"purpose_again": "onboarding"}
    assert data["f.name"] == given["f.name"]
    assert browser.post("/customers/register/?kind=person", data).status_code == 302
    assert File.objects.latest("customer_id").manager_id == bank.rm01.pk


def test_duties_are_preset_from_the_clerk(bank):
    data = inputs_of(Browser(bank.rm01, "onboarding").text("/customers/register/?kind=person"))
    assert (data["manager"], data["custodian"]) == (str(bank.rm01.pk), str(bank.officer.pk))
    data = inputs_of(Browser(bank.officer2, "onboarding").text("/customers/register/?kind=person"))
    assert (data["manager"], data["custodian"]) == ("", str(bank.officer2.pk))


def test_bad_input_comes_back_whole_with_every_problem_and_nothing_is_written(bank):
    before = File.objects.count()
    given = new_person(
        bank,
        **{"f.papers.0.number": "330106199003010020", "f.phones.0.number": "12", "manager": "", "source": ""},
    )
    answer = Browser(bank.rm01, "onboarding").post("/customers/register/?kind=person", given)
    text = answer.content.decode()
    assert answer.status_code == 422 and File.objects.count() == before
    for place in ("id_f.papers.0.number", "id_f.phones.0.number", "id_manager", "id_source"):
        assert f'href="#{place}"' in text
    data = inputs_of(text)
    for name in ("f.name", "f.papers.0.number", "f.phones.0.number", "f.domicile.line"):
        assert data[name] == given[name]


def test_a_second_file_with_the_same_paper_needs_a_word(bank):
    browser = Browser(bank.rm01, "onboarding")
    browser.post("/customers/register/?kind=person", new_person(bank))
    answer = browser.post("/customers/register/?kind=person", new_person(bank))
    assert answer.status_code == 422 and 'name="same_paper"' in answer.content.decode()
    assert (
        browser.post("/customers/register/?kind=person", new_person(bank, same_paper="1")).status_code == 302
    )


def test_duplicates_show_no_more_than_the_clerk_may_see(bank):
    mine, theirs = (
        bank.file(values={"name": "周慕云"}),
        bank.file(values={"name": "周慕云"}, manager=bank.rm03),
    )
    browser = Browser(bank.rm01, "onboarding")
    text = browser.post(
        "/customers/register/duplicates/", {"kind": "person", "f.name": "周慕云"}
    ).content.decode()
    assert mine.number in text and theirs.number in text
    assert text.count("周慕云") == 1 and "周**" in text
    assert (
        browser.post("/customers/register/duplicates/", {"kind": "person", "f.name": ""})
        .content.decode()
        .strip()
        == ""
    )


# -- amending -----------------------------------------------------------------------------------------------------


def form(browser, file, part):
    return inputs_of(browser.text(f"/customers/{file.number}/amend/{part}/"))


def test_only_what_was_touched_changes(bank):
    file = bank.file()
    browser = Browser(bank.rm01, "upkeep")
    data = form(browser, file, "contact") | {
        "f.phones.0.number": "13911112222",
        "source": "customer_stated",
        "note": "换号",
    }
    assert browser.post(f"/customers/{file.number}/amend/contact/", data).status_code == 302
    file.refresh_from_db()
    view = open_file(file.number, by=bank.rm01, purpose="upkeep", channel="test")
    assert file.version == 2 and view.fields["phones"].value[0]["number"] == "+8613911112222"
    assert view.fields["domicile"].provenance["l"] == view.fields["phones"].provenance["l"]
    assert "13911112222"[-4:] in browser.text(f"/customers/{file.number}/versions/compare/?a=1&b=2")


def test_nothing_touched_makes_no_version(bank):
    file = bank.file()
    browser = Browser(bank.rm01, "upkeep")
    browser.post(
        f"/customers/{file.number}/amend/contact/", form(browser, file, "contact") | {"source": "observed"}
    )
    file.refresh_from_db()
    assert file.version == 1


def test_a_masked_value_is_kept_when_its_input_stays_empty(bank):
    file = bank.file()
    browser = Browser(bank.rm01, "service")
    data = form(browser, file, "identity")
    assert not any("330" in value for name, value in data.items() if name.startswith("f.papers"))
    browser.post(
        f"/customers/{file.number}/amend/identity/",
        data | {"f.latin_name": "Shen Huaijin", "source": "customer_stated"},
    )
    view = open_file(file.number, by=bank.rm01, purpose="upkeep", channel="test")
    assert view.fields["papers"].value and view.fields["latin_name"].value == "Shen Huaijin"


def test_a_conflict_keeps_what_was_typed_beside_what_stands_now(bank):
    file = bank.file()
    browser = Browser(bank.rm01, "upkeep")
    data = form(browser, file, "contact") | {"f.wechat": "mine_1234", "source": "customer_stated"}
    amend(
        file.number,
        {"wechat": "theirs_99"},
        source="observed",
        by=bank.officer,
        purpose="upkeep",
        channel="test",
    )
    answer = browser.post(f"/customers/{file.number}/amend/contact/", data)
    text = answer.content.decode()
    assert answer.status_code == 409 and "theirs_99" in text
    again = inputs_of(text)
    assert (again["f.wechat"], again["version"]) == ("mine_1234", "2")
    assert browser.post(f"/customers/{file.number}/amend/contact/", again).status_code == 302
    assert (
        open_file(file.number, by=bank.rm01, purpose="upkeep", channel="test").fields["wechat"].value
        == "mine_1234"
    )
