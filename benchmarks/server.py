"""A web server as in production: `kunjae serve` in a process of its own, and a client that keeps its connection."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.asked import Asked, Unexpected, answered

HOST = "127.0.0.1"
READY = Asked("GET", "/readyz")
LONGEST_START = 60.0
"""Seconds."""


class NotServed(Exception):
    """The server did not start, or has ended."""


@dataclass(slots=True)
class Client:
    """One client: a connection that stays open."""

    port: int
    connection: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection(HOST, self.port, timeout=30)

    def send(self, asked: Asked) -> tuple[int, bytes]:
        """Status and body of the answer."""
        self.connection.request(asked.method, asked.path, asked.body or None, dict(asked.headers))
        answer = self.connection.getresponse()
        return answer.status, answer.read()


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs, its address and the process that answers."""

    port: int
    pid: int
    worker: int

    def client(self) -> Client:
        """A client with a connection of its own."""
        return Client(self.port)

    def resident_megabytes(self) -> float:
        """What the process that answers holds in memory (VmRSS)."""
        for line in Path(f"/proc/{self.worker}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        raise NotServed(f"process {self.worker} is gone")


@contextmanager
def serving(database_url: str) -> Iterator[Server]:
    """`kunjae serve` on this database, with one worker and the settings of production; stopped at the end."""
    port = free_port()
    environment = os.environ | {
        "KUNJAE_DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "benchmarks.served_settings",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "kunjae", "serve", "--host", HOST, "--port", str(port)],
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait(process, port)
        yield Server(port, process.pid, _largest_child(process.pid))
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + LONGEST_START
    while True:
        try:
            answered(Client(port), READY)
            return
        except (OSError, http.client.HTTPException, Unexpected) as error:
            if process.poll() is not None or time.monotonic() > deadline:
                raise NotServed("kunjae serve did not start") from error
            time.sleep(0.1)


def _largest_child(pid: int) -> int:
    """The worker: of the server's children the one with the most memory."""
    children = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return max(children, key=lambda child: int(Path(f"/proc/{child}/statm").read_text().split()[1]))
