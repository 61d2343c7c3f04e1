"""Serving: granian's workers in front, one background process beside them, and a clean end for all.

Each worker answers one request at a time (WSGI, one blocking thread): for pages made by Django that is the cheapest way.
The background process seals the journal and runs the queue (``zhiji.ops.background``); when it dies it is started again.
"""

import os
import signal
import socket
import subprocess
import sys
import threading
import time

from django.conf import settings

APPLICATION = "zhiji.ops.worker:application"
PATIENCE = 10.0
"""Seconds a child gets to end by itself."""

LOG = {
    "handlers": {
        name: {"formatter": "generic", "class": "logging.StreamHandler", "stream": "ext://sys.stderr"}
        for name in ("console", "access")
    }
}
"""The web server's own words go to standard error: standard output belongs to the command's answer."""


def serve(host: str, port: int, workers: int) -> None:
    """Serve until SIGINT or SIGTERM; every child has ended when this returns."""
    from granian import Granian
    from granian.constants import Interfaces

    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # empty: static files come from where they lie
    background = Background()
    background.start()
    try:
        Granian(
            APPLICATION,
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=1,
            websockets=False,
            log_level="warning",  # type: ignore[arg-type]
            log_dictconfig=LOG,
            respawn_failed_workers=True,
            workers_kill_timeout=int(PATIENCE),
        ).serve()
    finally:
        background.stop()


def is_taken(host: str, port: int) -> bool:
    """Whether something listens there already (granian shares its port, so binding would not tell)."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    target = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  (a comparison, not a binding)
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        return probe.connect_ex((target, port)) == 0


class Background:
    """The background process and the thread that keeps it up."""

    def __init__(self) -> None:
        self._ending = threading.Event()
        self._child: subprocess.Popen[bytes] | None = None
        self._keeper = threading.Thread(target=self._keep, name="background keeper", daemon=True)

    def start(self) -> None:
        """Start the process and keep it up until ``stop``."""
        self._keeper.start()

    def stop(self) -> None:
        """End the process; it has PATIENCE seconds to finish what it has in hand."""
        self._ending.set()
        self._keeper.join(PATIENCE + 5)

    def _keep(self) -> None:
        wait = 1.0
        while not self._ending.is_set():
            began = time.monotonic()
            # A session of its own: Ctrl-C goes to us alone, and we end it in order.
            self._child = subprocess.Popen(  # noqa: S603  (our own module)
                [sys.executable, "-m", "zhiji.ops.background", str(os.getpid())], start_new_session=True
            )
            while self._child.poll() is None and not self._ending.wait(0.2):
                pass
            if self._ending.is_set():
                self._end(self._child)
                return
            wait = 1.0 if time.monotonic() - began > 60 else min(wait * 2, 60)
            print(
                f"The background process ended ({self._child.returncode}); again in {wait:.0f} s",
                file=sys.stderr,
                flush=True,
            )
            self._ending.wait(wait)

    @staticmethod
    def _end(child: subprocess.Popen[bytes]) -> None:
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
            try:
                child.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
