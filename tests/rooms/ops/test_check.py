"""Each unsafe setting is found, said and refused; a sound installation passes."""

import base64
import os

import pytest
from django.conf import settings as live

from zhiji.ops import check, database

SOUND = {
    "ZHIJI_SECRET_KEY": "yH3kq9Zt0LrWm5uBfX7cVn2sPd8gJa4e1T6oQiRx",
    "ZHIJI_HOSTS": "zhiji.bank.example",
    "ZHIJI_DATABASE_URL": "postgresql://zhiji@db.bank.example/zhiji",
}
SERVER = {
    "role": "zhiji", "superuser": False, "bypassrls": False, "createrole": False, "replication": False,
    "version": 16, "utf8": True, "owns": False, "demo": False,
}  # fmt: skip


@pytest.fixture
def sound(monkeypatch, settings):
    """An installation fit for production; a test then spoils one thing."""
    for name, value in SOUND.items():
        monkeypatch.setenv(name, value)
    for number, name in enumerate(
        ("ZHIJI_KEK_1", "ZHIJI_APART_KEK_1", "ZHIJI_INDEX_KEY", "ZHIJI_SIGNING_KEY")
    ):
        monkeypatch.setenv(name, base64.b64encode(bytes([number]) * 32).decode())
    monkeypatch.setattr(check, "_server_facts", lambda: dict(SERVER))
    settings.MODE, settings.PRODUCTION, settings.DEBUG = "production", True, False
    settings.PROXY_TLS, settings.ZHIJI_KEYS, settings.ZHIJI_REQUIRE_MFA = True, "env", "everyone"
    settings.ALLOWED_HOSTS = ["zhiji.bank.example"]
    return monkeypatch


def refused():
    return {finding.code for finding in check.findings() if finding.refuses}


def test_a_sound_installation_passes(sound):
    assert check.findings() == []


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("DEBUG", True, "debug"),
        ("ZHIJI_KEYS", "file", "demo-keys"),
        ("PROXY_TLS", False, "tls"),
        ("ALLOWED_HOSTS", ["*"], "hosts"),
        ("ZHIJI_REQUIRE_MFA", "power", "second-factor"),
        ("ZHIJI_REQUIRE_MFA", "off", "second-factor"),
    ],
)
def test_an_unsafe_setting_is_refused(sound, settings, name, value, code):
    setattr(settings, name, value)
    assert refused() == {code}


@pytest.mark.parametrize("secret", [None, "short", "a" * 60, "abababababababababababababababababababababab"])
def test_an_absent_or_weak_secret_is_refused(sound, secret):
    sound.setenv("ZHIJI_SECRET_KEY", secret) if secret else sound.delenv("ZHIJI_SECRET_KEY")
    assert refused() == {"secret"}


def test_hosts_must_be_named(sound):
    sound.delenv("ZHIJI_HOSTS")
    assert refused() == {"hosts"}


@pytest.mark.parametrize("missing", ["ZHIJI_KEK_1", "ZHIJI_INDEX_KEY", "ZHIJI_SIGNING_KEY"])
def test_incomplete_keys_are_refused_without_showing_any(sound, missing):
    held = os.environ["ZHIJI_KEK_1"]
    sound.delenv(missing)
    assert refused() == {"keys"}
    assert all(held not in str(finding) for finding in check.findings())


@pytest.mark.parametrize("power", ["superuser", "bypassrls", "createrole", "replication"])
def test_a_mighty_database_role_is_refused(sound, power):
    sound.setattr(check, "_server_facts", lambda: SERVER | {power: True})
    assert refused() == {"database-role"}


def test_the_demo_bank_and_its_private_database_are_refused(sound):
    sound.setattr(check, "_server_facts", lambda: SERVER | {"demo": True})
    assert refused() == {"demo-bank"}
    sound.setenv("ZHIJI_DATABASE_URL", database.private_url())
    assert refused() == {"demo-bank", "private-database"}


def test_an_old_server_and_an_owning_role_are_warned_of_only(sound):
    sound.setattr(check, "_server_facts", lambda: SERVER | {"version": 14, "owns": True})
    assert refused() == set()
    assert {finding.code for finding in check.findings()} == {"version", "table-owner"}


def test_a_database_that_does_not_answer_is_said(sound):
    def fail():
        raise OSError("no route")

    sound.setattr(check, "_server_facts", fail)
    assert refused() == {"database"}


def test_every_finding_says_how_to_mend_it(sound, settings):
    settings.DEBUG, settings.PROXY_TLS, settings.ZHIJI_KEYS = True, False, "file"
    for finding in check.findings():
        assert finding.mend and finding.code in str(finding) and "\n" not in str(finding)


@pytest.mark.django_db
def test_the_facts_come_from_the_server_in_use():
    facts = check._server_facts()
    assert facts["version"] >= 15 and facts["utf8"] and not facts["superuser"]
    assert facts["role"] == live.DATABASES["default"]["USER"]


def test_the_demo_starts_without_judgement():
    assert check.findings() == []
    assert {finding.code for finding in check.findings(always=True)} >= {"mode"}
