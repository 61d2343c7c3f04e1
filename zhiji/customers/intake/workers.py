"""Processes that press chunks, each at the end of a pipe of its own.

When one is killed its pipe closes, also in the middle of an answer. A pool that shares one pipe between its processes,
as ``ProcessPoolExecutor`` does, would wait for the rest of that answer for ever: the others hold the pipe open.
"""

import gc
import multiprocessing
import signal
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import Connection
from queue import SimpleQueue

from django.utils.translation import gettext as _

from zhiji.customers.intake.pressing import Chunk, Press, Pressed, Setting


class WorkerLost(RuntimeError):
    """A worker process died (killed, or out of memory). What was committed stays; the same command goes on from there."""


class Workers:
    """``count`` processes and a thread of this one for each, which hands it a chunk and waits for the answer."""

    def __init__(self, pipes: list[Connection]) -> None:
        self._free: SimpleQueue[Connection] = SimpleQueue()
        for pipe in pipes:
            self._free.put(pipe)
        self._threads = ThreadPoolExecutor(len(pipes))

    def press(self, chunk: Chunk) -> Future[Pressed]:
        """The chunk, pressed by whichever process is free; the future raises what pressing raised, or ``WorkerLost``."""
        return self._threads.submit(self._ask, chunk)

    def _ask(self, chunk: Chunk) -> Pressed:
        pipe = self._free.get()
        try:
            pipe.send(chunk)
            answer: Pressed | Exception = pipe.recv()
        except (EOFError, OSError) as error:
            message = _(
                "a worker process was lost; start the same import again and it goes on where it stopped."
            )
            raise WorkerLost(message) from error
        finally:
            self._free.put(pipe)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def stop(self) -> None:
        """Wait for the chunks at work and give up those that wait."""
        self._threads.shutdown(wait=True, cancel_futures=True)


@contextmanager
def workers(count: int, setting: Setting) -> Iterator[Workers]:
    """The processes, started; on leaving they end. Spawned: a forked child would share the database connection."""
    spawn = multiprocessing.get_context("spawn")
    processes, pipes = [], []
    for _number in range(count):
        pipe, theirs = spawn.Pipe()
        process = spawn.Process(target=_work, args=(theirs, setting), daemon=True)
        process.start()
        theirs.close()
        processes.append(process)
        pipes.append(pipe)
    started = Workers(pipes)
    try:
        yield started
    finally:
        started.stop()
        for pipe in pipes:
            pipe.close()
        for process in processes:
            process.join()


def _work(pipe: Connection, setting: Setting) -> None:
    """One process: chunk in, answer out, until no one asks any more."""
    import django

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one who started this stops the work, between chunks
    django.setup()
    press = Press(setting)
    # Rows make no cycles; looking for them among a chunk's objects cost a third of the time. Collected after each chunk.
    gc.disable()
    gc.freeze()
    try:
        while True:
            chunk = pipe.recv()
            try:
                answer: Pressed | Exception = press.press(chunk)
            except Exception as error:
                answer = error
            pipe.send(answer)
            del answer
            gc.collect()
    except (EOFError, OSError):
        return


__all__ = ["WorkerLost", "Workers", "workers"]
