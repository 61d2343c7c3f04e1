"""Children end with their parent, even when that is killed outright: no worker is left holding the port."""

import ctypes
import os
import signal
import sys
import threading
import time

_PR_SET_PDEATHSIG = 1


def end_with_parent() -> None:
    """From now on this process is killed when its parent ends: by the kernel on Linux, else by looking now and then.

    Killed and not asked: a worker that is still loading takes note of SIGTERM and then goes on for ever. Nothing is lost by
    it: what was not committed never was, and a job in hand is taken up again.
    """
    parent = os.getppid()
    if (
        sys.platform == "linux"
        and ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL) == 0
    ):
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)
        return
    threading.Thread(target=_watch, args=(parent,), name="parent watch", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGKILL)
