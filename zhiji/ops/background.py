"""The background process of an installation: seals the journal every two seconds, watches over decoys, runs
the queue.

``python -m zhiji.ops.background [PARENT]`` ends on SIGTERM or SIGINT, and by itself when the parent process is gone.
"""

import logging
import os
import sys
import threading
import time
from typing import cast

SEAL_SECONDS = 2.0
WATCH_SECONDS = 0.4
CHECKPOINT_SECONDS = 60.0
log = logging.getLogger("zhiji.background")


class Turns(threading.Thread):
    """Does one thing again and again until ``ending``; a lost database is tried again, and said once."""

    what = ""
    seconds = 1.0

    def __init__(self) -> None:
        super().__init__(name=self.what, daemon=True)
        self.ending = threading.Event()

    def run(self) -> None:
        """Turn after turn."""
        from django.db import connection

        well = True
        while not self.ending.wait(self.seconds):
            try:
                self.turn()
                well = True
            except Exception:  # it must go on, whatever happened
                if well:
                    log.exception("%s failed; trying on", self.what)
                well = False
                connection.close()
        connection.close()

    def turn(self) -> None:
        """One turn."""
        raise NotImplementedError


class Sealer(Turns):
    """Seals what was journalled; also signs a checkpoint a minute while nothing happens, as a sign of life."""

    what = "sealing the journal"
    seconds = SEAL_SECONDS
    last = 0.0

    def turn(self) -> None:
        """Seal, and remember when a checkpoint was signed."""
        self.last = self.last or time.monotonic()
        if self.seal(quiet_for=time.monotonic() - self.last):
            self.last = time.monotonic()

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


class Watch(Turns):
    """Follows the journal for decoys touched: the alert is there within a second, and the look took no longer for it."""

    what = "watching over decoys"
    seconds = WATCH_SECONDS

    def turn(self) -> None:
        """One sweep."""
        from zhiji.custody.watch.decoys import sweep

        sweep()


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
    threads: list[Turns] = [Sealer(), Watch()]
    for one in threads:
        one.start()
    try:
        # Returns after SIGTERM or SIGINT, once the jobs in hand are done.
        worker_connector = cast(DjangoConnector, app.connector).get_worker_connector()
        with app.replace_connector(worker_connector) as working:
            working.run_worker(shutdown_graceful_timeout=8)
    finally:
        for one in threads:
            one.ending.set()
        for one in threads:
            one.join(5)
    return 0


if __name__ == "__main__":
    sys.exit(main())
