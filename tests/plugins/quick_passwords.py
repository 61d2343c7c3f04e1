"""Passwords hashed by one round instead of a million, for the whole session: what is proven is who may sign in, not how long it takes."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test import override_settings


class Quick(PBKDF2PasswordHasher):
    """The house's own hasher, with one round."""

    iterations = 1


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Processes that tests start hash as the house does."""
    with override_settings(PASSWORD_HASHERS=["plugins.quick_passwords.Quick"]):
        yield
