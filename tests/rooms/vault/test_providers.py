"""Key providers: file and environment."""

import base64
import os

import pytest

from zhiji import vault
from zhiji.vault import providers, suites
from zhiji.vault.providers import EnvironmentKeys, FileKeys
from zhiji.vault.signing import signer


def key(n):
    return base64.b64encode(bytes([n]) * 32).decode()


@pytest.fixture
def environment(monkeypatch):
    monkeypatch.setenv("ZHIJI_KEK_1", key(1))
    monkeypatch.setenv("ZHIJI_INDEX_KEY", key(2))
    monkeypatch.setenv("ZHIJI_SIGNING_KEY", key(3))
    return EnvironmentKeys(suites.AES256GCM_SHA256)


def test_file_keys_are_made_once_for_their_owner_only(own_home):
    keys = FileKeys(suites.AES256GCM_SHA256, own_home / "keys", may_make=True)
    assert keys.current_epoch() == 1 and keys.new_epoch() == 2 and keys.current_epoch() == 2
    index = keys.index_key()
    again = FileKeys(suites.AES256GCM_SHA256, own_home / "keys", may_make=False)
    assert again.index_key() == index and len(index) == 32
    assert again.unwrap(1, keys.wrap(1, b"secret", b"aad"), b"aad") == b"secret"
    names = sorted(os.listdir(own_home / "keys"))
    assert names == ["index.key", "kek-1.key", "kek-2.key"]
    assert {(own_home / "keys" / name).stat().st_mode & 0o777 for name in names} == {0o600}
    assert keys.is_demo


def test_keys_are_not_made_in_production(own_home):
    keys = FileKeys(suites.AES256GCM_SHA256, own_home / "keys", may_make=False)
    for ask in (keys.current_epoch, keys.index_key, keys.signing_key):
        with pytest.raises(vault.KeyUnavailable, match="demo mode only"):
            ask()


def test_environment_keys(environment, monkeypatch):
    assert not environment.is_demo
    wrapped = environment.wrap(1, b"secret", b"aad")
    assert environment.unwrap(1, wrapped, b"aad") == b"secret"
    assert environment.index_key() == bytes([2]) * 32
    with pytest.raises(vault.Tampered):
        environment.unwrap(1, wrapped, b"other")
    with pytest.raises(vault.KeyUnavailable, match="set ZHIJI_KEK_2"):
        environment.new_epoch()
    monkeypatch.setenv("ZHIJI_KEK_2", key(4))
    assert environment.current_epoch() == 2
    with pytest.raises(vault.KeyUnavailable, match="ZHIJI_KEK_7 is not set"):
        environment.unwrap(7, wrapped, b"aad")
    with pytest.raises(vault.KeyUnavailable, match="not the one that wrapped"):
        environment.unwrap(2, wrapped, b"aad")


@pytest.mark.parametrize(("text", "says"), [("###", "not base64"), ("c2hvcnQ=", "holds 5 bytes")])
def test_a_malformed_key_is_explained_without_showing_it(monkeypatch, text, says):
    monkeypatch.setenv("ZHIJI_KEK_1", text)
    with pytest.raises(vault.KeyUnavailable, match=says) as caught:
        EnvironmentKeys(suites.AES256GCM_SHA256).wrap(1, b"secret", b"")
    assert text not in str(caught.value)


def test_settings_name_the_provider_and_suite(settings, environment):
    settings.ZHIJI_KEYS = "env"
    assert isinstance(providers.provider(), EnvironmentKeys)
    assert providers.provider() is providers.provider()
    settings.ZHIJI_KEYS = "cloud"
    with pytest.raises(ValueError, match="file, env"):
        providers.provider()
    settings.ZHIJI_SUITE = "rot13"
    with pytest.raises(ValueError, match="sm4gcm-sm3"):
        providers.suite()


def test_the_signer_signs_with_the_providers_key(settings, environment):
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    settings.ZHIJI_KEYS = "env"
    one = signer()
    Ed25519PublicKey.from_public_bytes(one.public_key_bytes).verify(one.sign(b"checkpoint"), b"checkpoint")
    assert one.name == "zhiji-journal" and signer().public_key_bytes == one.public_key_bytes
