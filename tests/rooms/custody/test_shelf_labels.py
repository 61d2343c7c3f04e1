"""The square code on a label (Art. 7; F05): it tells of no customer and no place, and finds its volume wherever that stands."""

import pytest
from plugins.page_browser import Browser
from plugins.shelved_bank import a_cabinet, kept, lent_paper

from zhiji.custody.actions import lending
from zhiji.custody.labelling import square_of
from zhiji.custody.looks.shelf import find_on_shelf
from zhiji.custody.models import Loan
from zhiji.custody.rules.shelf import place_in, volume_in, volume_number
from zhiji.customers.actions.keeping import classify


@pytest.mark.req("F05")
def test_a_label_bears_a_code_of_the_volume_alone_and_is_found_by_it(bank, monkeypatch):
    """Art. 7: what is scanned tells of no customer and no place; the number finds the volume wherever it stands now."""
    file = bank.file()
    volume = kept(bank, file)
    drawn = []
    monkeypatch.setattr(
        "zhiji.custody.templatetags.custody.square_of", lambda text: drawn.append(text) or square_of(text)
    )
    officer = Browser(bank.officer)
    sheet = officer.text("/custody/shelf/labels/?cabinet=A1")
    number = volume_number(volume.pk)
    assert drawn == [number] and f'aria-label="{number}"' in sheet
    assert volume_in(number) == volume.pk and place_in(number) is None
    width, path = square_of(number)
    assert (
        width == 29 and path.startswith("M4 4h7v1h-7z") and square_of(volume_number(volume.pk + 1))[1] != path
    )
    for scanned in (number, f" {number.lower()} "):
        assert [one.id for one in find_on_shelf(scanned, by=bank.officer)] == [volume.pk]
    assert file.number in officer.text(f"/custody/shelf/?q={number}")
    assert find_on_shelf(volume_number(volume.pk + 1), by=bank.officer) == []


@pytest.mark.req("J04")
def test_a_scanned_label_of_a_top_secret_volume_tells_no_more_than_its_number(bank):
    file = bank.file(manager=bank.rm03)
    volume = kept(bank, file)
    classify(
        file.number, secrecy=2, custodian=bank.officer2, reason="名人", by=bank.supervisor, purpose="review"
    )
    assert find_on_shelf(volume_number(volume.pk), by=bank.officer) == []
    assert [one.id for one in find_on_shelf(volume_number(volume.pk), by=bank.officer2)] == [volume.pk]


@pytest.mark.req("I06")
def test_scanned_labels_say_what_came_back(bank):
    """Art. 20: at the counter the labels are scanned instead of typed."""
    a_cabinet(bank)
    file = bank.file(manager=bank.rm03)
    volume = kept(bank, file)
    case = lent_paper(bank, file)
    lending.receive_part(
        case.pk, back="开户申请书 2\n贷款合同 1", volumes=volume_number(volume.pk), by=bank.officer
    )
    assert Loan.objects.get().returned_at is not None
