"""The background process of an installation: seals the journal every two seconds, runs the queue.

``python -m zhiji.ops.background [PARENT]`` ends on SIGTERM or SIGINT, and by itself when the parent process is gone.
"""

import logging
import os
import sys
import threading
import time
from typing import cast

SEAL_SECONDS = 2.0
CHECKPOINT_SECONDS = 60.0
log = logging.getLogger("zhiji.background")


class Sealer(threading.Thread):
    """Seals what was journalled; also signs a checkpoint a minute while nothing happens, as a sign of life."""

    def __init__(self) -> None:
        super().__init__(name="journal sealer", daemon=True)
        self.ending = threading.Event()

    def run(self) -> None:
        """Work until ``ending``; a lost database is tried again, and said once."""
        from django.db import connection

        last, well = time.monotonic(), True
        while not self.ending.wait(SEAL_SECONDS):
            try:
                if self.seal(quiet_for=time.monotonic() - last):
                    last = time.monotonic()
                well = True
            except Exception:  # the journal must go on being sealed, whatever happened
                if well:
                    log.exception("sealing the journal failed; trying on")
                well = False
                connection.close()
        connection.close()

    @staticmethod
    def seal(quiet_for: float) -> bool:
        """One turn: whether a checkpoint was signed."""
        from zhiji import journal

        if journal.seal_pending():
            return True
        if quiet_for >= CHECKPOINT_SECONDS:
            journal.checkpoint()
            return True
        return False


def main() -> int:
    """Run until told to stop."""
    from zhiji.ops import database
    from zhiji.ops.orphans import end_with_parent

    if len(sys.argv) > 1 and os.getppid() != int(sys.argv[1]):
        return 0  # the parent ended before we could bind ourselves to it
    end_with_parent()
    database.start()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiji.settings")
    import django

    django.setup()
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    from zhiji import vault

    vault.replay_shreds()  # what was shredded stays shredded, whatever stop or restore came before this start
    logging.getLogger("procrastinate").setLevel(logging.WARNING)
    sealer = Sealer()
    sealer.start()
    try:
        # Returns after SIGTERM or SIGINT, once the jobs in hand are done.
        worker_connector = cast(DjangoConnector, app.connector).get_worker_connector()
        with app.replace_connector(worker_connector) as working:
            working.run_worker(shutdown_graceful_timeout=8)
    finally:
        sealer.ending.set()
        sealer.join(5)
    return 0


if __name__ == "__main__":
    sys.exit(main())
