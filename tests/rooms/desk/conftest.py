"""Clients of signed-in colleagues."""

from collections.abc import Callable

import pytest
from django.test import Client
from plugins.colleagues import PASSWORD, colleague

from zhiji.staff.models import Staff


@pytest.fixture
def signed_in(db: None) -> Callable[..., tuple[Client, Staff]]:
    """Enrols a colleague and signs them in through the real form: ``client, staff = signed_in("auditor")``."""

    def make(role: str = "rm", **given: object) -> tuple[Client, Staff]:
        staff = colleague(role, **given)  # type: ignore[arg-type]
        client = Client()
        response = client.post("/account/login/", {"login": staff.username, "password": PASSWORD})
        assert response.status_code == 302
        return client, staff

    return make
