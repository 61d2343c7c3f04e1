"""Data keys and opening, on a real PostgreSQL."""

import pytest

from zhiji import vault
from zhiji.vault.permits import Permit

pytestmark = pytest.mark.django_db


def test_one_customers_six_compartments_open_with_a_permit():
    key = vault.make_keys([7])[7]
    sealed = [vault.Sealed(vault.seal(key, n, 1, 3, b"payload %d" % n), 7, n) for n in range(6)]
    permit = Permit(1, {7: frozenset(range(6))})
    assert vault.open_many(sealed, permit) == [b"payload %d" % n for n in range(6)]
