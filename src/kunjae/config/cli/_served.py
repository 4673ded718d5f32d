"""What `kunjae serve` serves: the house, in a process that ends with the one that started it.

Somebody may kill the server in a way that it cannot tell its processes (kill -9). One that lived on would keep the
port, and the next start would find it taken.

Ctrl-C reaches every process of the terminal. It is for the server, which then tells this one by SIGTERM. A process that
heard both at once would more often than not wait for ever.
"""

from __future__ import annotations

import os
import signal
import threading
import time

# First of all, since what follows takes its time. Blocked, not ignored: the web server sets a handler of its own later.
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])

from kunjae.config.wsgi import application  # noqa: E402

__all__ = ["application"]

LOOK_EVERY = 0.5
"""Seconds."""


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_EVERY)
    os._exit(1)


threading.Thread(target=_end_with, args=[os.getppid()], daemon=True).start()
