"""The worker beside the web server: a process of its own, started again when it dies, ended with the server."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from types import TracebackType

import structlog

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
"""Seconds until a worker that died is started again; doubled each time."""
ENOUGH_TIME = 60.0
"""Seconds after which a worker that dies is no longer one that cannot start."""
TIME_TO_END = 8.0
"""Seconds that a worker has to end; it needs a little more than its own GRACE."""

log = structlog.get_logger("kunjae.worker")


class WorkerBeside:
    """A `kunjae worker` for the time of a `with` block.

    It is told our process id and ends by itself as soon as that is no longer its parent's: also when we are killed
    and can do nothing more.
    """

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._keeper = threading.Thread(target=self._keep, daemon=True)

    def __enter__(self) -> WorkerBeside:
        self._keeper.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:  # from here on none is started
            self._stopping.set()
            process = self._process
        if process is None:
            return
        process.terminate()
        try:
            process.wait(TIME_TO_END)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _keep(self) -> None:
        pause = FIRST_PAUSE
        while (process := self._start()) is not None:
            started = time.monotonic()
            code = process.wait()
            if self._stopping.is_set():
                return
            if time.monotonic() - started > ENOUGH_TIME:
                pause = FIRST_PAUSE
            log.error("worker_died", code=code, again_in=pause)
            self._stopping.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    def _start(self) -> subprocess.Popen[bytes] | None:
        """A worker; None when none is wanted any more."""
        with self._lock:
            if self._stopping.is_set():
                return None
            # A group of its own: Ctrl-C is for us, and we end it.
            self._process = subprocess.Popen(
                [sys.executable, "-m", "kunjae", "worker", "--parent", str(os.getpid())],
                stdin=subprocess.DEVNULL,
                process_group=0,
            )
            return self._process
