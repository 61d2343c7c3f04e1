"""A journal with a known signer and a witness file of its own, whose entries are really committed."""

import pytest
from plugins.sealing import seal_all

from zhiji import journal


@pytest.fixture
def log(transactional_db, settings, tmp_path):
    """Functions to fill and seal a log: ``log.write(n)``, ``log.seal()``; ``log.witness`` is the witness file."""
    settings.ZHIJI_JOURNAL_SIGNER = "plugins.journal_signing.signer"
    settings.ZHIJI_JOURNAL_WITNESS = tmp_path / "checkpoints"
    return Log(settings.ZHIJI_JOURNAL_WITNESS)


class Log:
    def __init__(self, witness):
        self.witness = witness

    def write(self, count=1, **values):
        """Commit entries, every fifth a look over many; returns their ids."""
        values = {
            "actor": 7,
            "phrase": "customers:file:open",
            "outcome": "granted",
            "channel": "test",
        } | values
        entries = [
            journal.Entry(
                **values,
                customer=None if n % 5 == 0 else n,
                subjects=[n, n + 1] if n % 5 == 0 else (),
                facts={"n": n},
            )
            for n in range(count)
        ]
        return [journal.write(entries[0])] if count == 1 else journal.write_many(entries)

    def seal(self):
        """Seal all that is committed."""
        return seal_all()
