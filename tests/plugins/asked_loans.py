"""A loan asked for, signed and lent, of a file that stands on the shelf."""

import pytest
from django.db import connection, transaction
from plugins.shelved_bank import a_cabinet, kept

from zhiji.custody.actions import loan as acts

ASKED = {"wanted": "service", "reason": "客户委托核对合同", "items": "开户申请书 2\n贷款合同 1"}


def ask(file, by, *, days=3, medium="paper", **more):
    compartments = ["contact"] if medium == "electronic" else []
    return acts.ask_loan(
        customers=[file.number], medium=medium, compartments=compartments, days=days, by=by, **ASKED | more
    )


def lent(bank, file, *, medium="paper", days=3):
    case = ask(file, bank.rm01, medium=medium, days=days)
    acts.sign_loan(case.pk, by=bank.rm02)
    return acts.approve_loan(case.pk, by=bank.officer)


@pytest.fixture
def shelved(bank):
    """(bank, a file of the east, its volume in cabinet A1)."""
    a_cabinet(bank)
    file = bank.file(manager=bank.rm03)
    return bank, file, kept(bank, file)


def in_an_act():
    """A cursor inside what the database takes for an act."""

    class Inside:
        def __enter__(self):
            self.atomic = transaction.atomic()
            self.atomic.__enter__()
            self.cursor = connection.cursor()
            self.cursor.execute("SELECT set_config('zhiji.act', 'custody:loan:approve', true)")
            return self.cursor

        def __exit__(self, *why):
            self.cursor.close()
            return self.atomic.__exit__(*why)

    return Inside()
