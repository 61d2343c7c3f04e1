"""The small bank of ``plugins.small_bank``, each unit with its head."""

import json

import pytest
from django.test import Client
from plugins.destroyed_bank import own_home
from plugins.reading_cases import file, papers_apart
from plugins.small_bank import HOUSE, Bank, break_journal, journal, valid_number

from zhiji.access.people import make_token
from zhiji.access.standing_in import name_head

__all__ = ["break_journal", "file", "journal", "own_home", "papers_apart", "valid_number"]


@pytest.fixture(autouse=True)
def english_pages(settings):
    """Pages are compared in English; a test of another language sets the cookie ``django_language``."""
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def bank(db):
    """Heads: ``rm02`` of the western branch, ``rm03`` of the eastern, ``gm`` of the head office."""
    made = Bank()
    for unit, head in ((made.west, made.rm02), (made.east, made.rm03), (made.head, made.gm)):
        name_head(unit, head, **HOUSE)
    return made


@pytest.fixture
def call(bank):
    """``call(bank.rm01, "POST", "/copies/1/make?purpose=service")``: status and body."""

    def ask(staff, verb, path, body=None, key=""):
        headers = {"authorization": f"Bearer {make_token(staff, **HOUSE)}", "accept-language": "en"}
        if key:
            headers["idempotency-key"] = key
        sent = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        answer = Client().generic(verb, "/api/v1" + path, headers=headers, **sent)
        return answer.status_code, answer

    return ask
