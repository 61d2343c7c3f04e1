"""Each vault test has a data folder, keys and shred ledger of its own."""

import pytest
from django.db import connection

from zhiji.vault.permits import Permit


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path):
    settings.ZHIJI_HOME = tmp_path
    return tmp_path


@pytest.fixture
def everything():
    """Permits for all six compartments, minted as the access room would."""

    def permit(*customer_ids: int) -> Permit:
        return Permit(1, dict.fromkeys(customer_ids, frozenset(range(6))))

    return permit


@pytest.fixture(autouse=True)
def within_an_act(request):
    """The tests write as an act of the access room would: vault_datakey refuses everyone else."""
    if not request.node.get_closest_marker("django_db"):
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('zhiji.act', 'vault:tests:write', false)")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('zhiji.act', '', false)")
