"""What all fake PMSs are: a small HTTP server on loopback that answers one question at a time, remembers what
it was asked, checks it, and misbehaves on demand."""

from __future__ import annotations

import json
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl


@dataclass(frozen=True)
class Asked:
    """One question. Header names are in small letters; of a query or form field that comes twice the last
    counts."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    address: str
    """Path and query as they came."""

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Answer:
    """`body`: JSON, bytes as they are, or None."""

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


class Wrong(Exception):
    """The question is not as the PMS's description wants it: no adapter of ours may ever send it."""


LOST, SILENT = "lost", "silent"
"""Does what it is asked and hangs up without an answer; hangs up at once."""
Behaviour = Answer | str


def busy(seconds: int = 30) -> Answer:
    """Too many questions."""
    return Answer(429, {"message": "slow down"}, {"Retry-After": str(seconds)})


class FakePms(ThreadingHTTPServer):
    """Subclasses answer (`answer`), check (`check`, raises Wrong) and say what a day's beginning is
    (`forget`)."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self._lock = threading.Lock()
        self.start_afresh()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def start_afresh(self) -> None:
        """As on its first day."""
        self.asked: list[Asked] = []
        self.complaints: list[str] = []
        """What was wrong with what it was asked. A test that ends with any has failed."""
        self._behaviours: list[tuple[str, Behaviour]] = []
        self.forget()

    def then(self, *behaviours: Behaviour, on: str = "") -> None:
        """How it behaves at the next questions whose "METHOD path" has `on` in it, one after the other: an
        Answer instead of its own (nothing is done), LOST or SILENT."""
        with self._lock:
            self._behaviours += [(on, each) for each in behaviours]

    def behave(self) -> None:
        """No more of that."""
        with self._lock:
            self._behaviours.clear()

    @property
    def misbehaves(self) -> bool:
        """Some of what `then` asked for has not happened yet."""
        return bool(self._behaviours)

    def questions(self, on: str = "") -> list[Asked]:
        """What it was asked."""
        return [each for each in self.asked if on in f"{each.method} {each.path}"]

    # For subclasses

    def forget(self) -> None:
        raise NotImplementedError

    def check(self, asked: Asked) -> None:
        """Raises Wrong."""

    def answer(self, asked: Asked) -> Answer:
        raise NotImplementedError

    # How it works

    def meet(self, asked: Asked) -> Answer | None:
        """The answer, or None: hang up."""
        with self._lock:
            self.asked.append(asked)
            try:
                self.check(asked)
            except Wrong as wrong:
                self.complaints.append(f"{asked.method} {asked.path}: {wrong}")
                return Answer(400, {"success": False, "message": str(wrong)})
            behaviour = self._next(f"{asked.method} {asked.path}")
            if isinstance(behaviour, Answer):
                return behaviour
            if behaviour == SILENT:
                return None
            answer = self.answer(asked)
            return None if behaviour == LOST else answer

    def _next(self, question: str) -> Behaviour | None:
        for index, (on, behaviour) in enumerate(self._behaviours):
            if on in question:
                del self._behaviours[index]
                return behaviour
        return None

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Hanging up is what these tests are about; a mistake of the fake is not to look like it."""
        error = sys.exc_info()[1]
        if not isinstance(error, OSError):
            self.complaints.append(f"the fake broke: {error!r}"[:1000])


class _Handler(BaseHTTPRequestHandler):
    server: FakePms
    protocol_version = "HTTP/1.1"

    def _do(self) -> None:
        path, _, query = self.path.partition("?")
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        found = dict(parse_qsl(query, keep_blank_values=True))
        answer = self.server.meet(Asked(self.command, path, found, headers, body, self.path))
        if answer is None:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        content = _bytes(answer.body)
        self.send_response(answer.status)
        for name, value in {"Content-Type": "application/json", **answer.headers}.items():
            self.send_header(name, value)
        if answer.status != 204:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if answer.status != 204:
            self.wfile.write(content)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = _do  # noqa: N815

    def log_message(self, format: str, *args: Any) -> None:
        """Silence."""


def _bytes(body: Any) -> bytes:
    if isinstance(body, bytes):
        return body
    return b"" if body is None else json.dumps(body).encode()


@contextmanager
def running[F: FakePms](make: Callable[[], F]) -> Iterator[F]:
    """The fake, answering until the end of the block."""
    with make() as fake:
        thread = threading.Thread(target=fake.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield fake
        finally:
            fake.shutdown()
            thread.join()
