"""Every column of every table is classified; what holds customer data is sealed; what is governed is guarded."""

import pytest
from django.apps import apps
from django.db import connection

from zhiji.vault import SealedField

# What may stand unsealed in the customer tables, and why it tells an outsider nothing about a person.
CLEAR = {
    "customers_file": {
        "customer_id": "a number", "pack": "which register", "kind": "one of three", "state": "one of five",
        "secrecy": "a level", "key_customer": "a mark", "store_only": "a mark", "unprofiled": "a mark", "unit": "the branch", "manager": "a colleague",
        "deputy": "a colleague", "custodian": "a colleague", "opened_at": "when", "version": "a count",
        "changed_at": "when", "changed_by": "a colleague", "change_source": "a code", "change_note": "free of secrets",
        "completeness": "a score", "missing": "a count",
    },
    "customers_version": {
        "id": "a number", "customer_id": "a number", "version": "a count", "at": "when", "by": "a colleague",
        "source": "a code", "note": "free of secrets",
    },
    "customers_token": {"id": "a number", "index": "a code", "token": "keyed and truncated", "customer_id": "a number"},
    "customers_publicname": {
        "id": "a number", "customer_id": "a number", "name": "public: a registered organisation",
        "grams": "public: a registered organisation",
    },
    "customers_statemove": {
        "id": "a number", "customer_id": "a number", "state_from": "a code", "state_to": "a code", "at": "when",
        "by": "a colleague", "reason": "free of secrets",
    },
    "customers_attachment": {
        "id": "a number", "customer_id": "a number", "kind": "a code", "media_type": "a code",
        "size": "a count", "digest": "of the sealed bytes", "added_at": "when", "added_by": "a colleague",
    },
    "holdings_holding": {
        "id": "a number", "customer_id": "a number", "kind": "a code", "key": "keyed by the customer's key",
        "account_key": "keyed by the customer's key", "token": "keyed and truncated", "digest": "keyed by the customer's key",
        "product": "a code", "family": "a code", "currency": "a code", "opened_on": "when", "closed_on": "when",
        "matures_on": "when", "as_of": "when",
    },
    "holdings_link": {"id": "a number", "customer_id": "a number", "token": "keyed by the bank's key"},
    "holdings_dossier": {
        "id": "a number", "customer_id": "a number", "made_at": "when", "made_by": "a colleague", "first_day": "when",
        "last_day": "when", "transactions": "a count", "size": "a count", "digest": "of the sealed bytes",
    },
    "diligence_rating": {
        "id": "a number", "customer_id": "a number", "at": "when", "by": "a colleague", "case_id": "a number",
        "review_due": "when: the clock must find it without opening anything", "current": "a mark",
    },
    "principles_filescore": {
        "customer_id": "a number", "version": "a count", "weighed_on": "when", "truthfulness_good": "a count",
        "truthfulness_of": "a count", "completeness_good": "a count", "completeness_of": "a count", "timeliness_good": "a count",
        "timeliness_of": "a count", "standardisation_good": "a count", "standardisation_of": "a count",
        "institutionalisation_good": "a count", "institutionalisation_of": "a count", "checked": "a mark", "lag": "a count of days",
        "conflicts": "a count",
    },
    "principles_weighing": None,
    "principles_unitfigures": None,
    "diligence_strike": {
        "id": "a number", "raised_on": "when", "key_id": "a night's own key", "mark": "keyed by the customer's key", "upto": "when",
        "state": "a code", "settled_at": "when", "settled_by": "a colleague",
    },
    "holdings_product": None,
    "holdings_feed": None,
    "holdings_lakestate": None,
    "holdings_rate": None,
    "insight_alert": {
        "id": "a number", "customer_id": "a number", "kind": "a code", "key": "a day of the bank's books, a year, a code or keyed",
        "state": "a code", "raised_on": "when", "facts": "codes", "until": "when", "outcome": "a code", "settled_at": "when",
        "settled_by": "a colleague",
    },
    "insight_trial": {
        "id": "a number", "customer_id": "a number", "manager_id": "a colleague", "model_id": "a number", "arm": "a code",
        "began_on": "when", "ends_on": "when", "outcome": "a code",
    },
    "insight_nightrun": None,
    "insight_learntmodel": None,
    "insight_ratefigure": None,
    "insight_savedview": None,
    "customers_importjob": None,
    "customers_importreject": None,
}  # fmt: skip


ROOMS = ("customers", "holdings", "insight", "diligence", "principles")
"""The rooms whose tables hold customers' data."""


def customer_models():
    return [model for room in ROOMS for model in apps.get_app_config(room).get_models()]


@pytest.mark.req("A20", "A22", "N04")
def test_every_column_of_the_customer_tables_is_sealed_or_classified() -> None:
    for model in customer_models():
        table = model._meta.db_table
        assert table in CLEAR, f"{table}: classify the new table"
        if CLEAR[table] is None:
            continue
        clear = {field.name for field in model._meta.concrete_fields if not isinstance(field, SealedField)}
        assert clear == set(CLEAR[table]), f"{table}: classify {clear ^ set(CLEAR[table])}"


GUARDED = {
    "customers_file", "customers_version", "customers_token", "customers_publicname", "customers_statemove",
    "customers_attachment", "customers_importjob", "customers_importreject", "access_grant", "access_grantedcustomer",
    "access_apitoken", "holdings_dossier", "holdings_feed", "holdings_holding", "holdings_lakestate", "holdings_link",
    "holdings_product", "holdings_rate", "insight_alert", "insight_nightrun", "insight_learntmodel", "insight_ratefigure", "insight_savedview", "insight_trial",
    "diligence_rating", "diligence_strike", "principles_filescore", "principles_weighing", "principles_unitfigures", "vault_datakey", "vault_tombstone", "staff_unit",
}  # fmt: skip


@pytest.mark.req("N09")
@pytest.mark.django_db
def test_the_database_guards_what_is_governed() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgname IN ('zhiji_acts_only', 'zhiji_insert_only') "
            "AND tgenabled = 'A'"
        )
        found = dict(cursor.fetchall())
    assert {table for table, trigger in found.items() if trigger == "zhiji_acts_only"} >= GUARDED
    assert {table for table, trigger in found.items() if trigger == "zhiji_insert_only"} >= {
        "journal_entry",
        "journal_subject",
    }
    customer_tables = {model._meta.db_table for model in customer_models()}
    assert customer_tables <= GUARDED
