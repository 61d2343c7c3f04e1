"""A long list of colleagues can be searched; without a script it is chosen from as it is."""

import re

import pytest
from plugins.page_browser import Browser

from zhiji.custody.models import Courier
from zhiji.desk import form_fields
from zhiji.staff.naming import choice_words


def test_every_colleague_of_a_long_list_says_what_finds_it_and_the_list_works_alone(bank):
    browser = Browser(bank.supervisor)
    text = browser.text("/custody/couriers/")
    assert re.search(r'<div class="seeking" data-seek="id_username" hidden>', text), (
        "shown by the script only"
    )
    [option] = re.findall(r'<option value="rm01"[^>]*>[^<]*</option>', text)
    assert all(one in option for one in ("linruoxi", "lrx", bank.rm01.staff_number, "rm01"))
    assert browser.post("/custody/couriers/", {"username": "rm01"}).status_code == 302
    assert Courier.objects.get().staff == bank.rm01


@pytest.mark.parametrize("path", ["/custody/kin/new/", "/custody/standing-in/"])
def test_the_forms_of_cases_have_it_too(bank, path):
    assert 'data-seek="id_' in Browser(bank.supervisor).text(path)


def test_a_short_list_has_none(bank):
    choices = [(str(one.pk), choice_words(one)) for one in (bank.rm01, bank.rm02)]
    short = form_fields.PlainField("whom", "Colleague", type="select", choices=choices)
    assert "seeking" not in str(form_fields.shown(short).input)
    long = form_fields.PlainField("whom", "Colleague", type="select", choices=choices * 6)
    assert "seeking" in str(form_fields.shown(long).input)
