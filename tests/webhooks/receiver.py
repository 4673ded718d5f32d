"""A program that receives webhooks, over real HTTP, and misbehaves as it is told."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Arrived:
    """One request as it came in."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def content(self) -> dict[str, Any]:
        content: dict[str, Any] = json.loads(self.body)
        return content

    def is_signed_with(self, secret: str) -> bool:
        """Standard Webhooks, worked out from the specification alone."""
        key = base64.b64decode(secret.removeprefix("whsec_"))
        signed = f"{self.headers['webhook-id']}.{self.headers['webhook-timestamp']}.".encode() + self.body
        expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        return f"v1,{expected}" in self.headers["webhook-signature"].split(" ")


type Behaviour = int | tuple[int, dict[str, str]] | Callable[[Handler], None]
"""A status, one with headers, or whatever a function does."""


class Handler(BaseHTTPRequestHandler):
    """Keeps what arrives and behaves as its server says."""

    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        behaviour = self.server.next_behaviour(Arrived(self.path, headers, body))
        if callable(behaviour):
            behaviour(self)
            return
        status, more = behaviour if isinstance(behaviour, tuple) else (behaviour, {})
        self.send_response(status)
        for name, value in more.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self) -> None:  # what a redirect that is followed would become
        self.do_POST()

    def log_message(self, format: str, *args: Any) -> None:
        """Silence."""


class Receiver(ThreadingHTTPServer):
    """Answers 204 unless told otherwise."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.arrived: list[Arrived] = []
        self.behaviours: list[Behaviour] = []
        self._lock = threading.Lock()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hooks"

    def then(self, *behaviours: Behaviour) -> None:
        """Behave like this on the next requests."""
        self.behaviours += behaviours

    def next_behaviour(self, arrived: Arrived) -> Behaviour:
        with self._lock:
            self.arrived.append(arrived)
            return self.behaviours.pop(0) if self.behaviours else 204

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up on us is what these tests are about."""


@contextmanager
def receiving(tls: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    with Receiver() as receiver:
        if tls is not None:
            receiver.socket = tls.wrap_socket(receiver.socket, server_side=True)
        thread = threading.Thread(target=receiver.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield receiver
        finally:
            receiver.shutdown()
            thread.join()


# Ways to misbehave


def hang_up(handler: Handler) -> None:
    """Close the connection without a word."""
    handler.connection.shutdown(socket.SHUT_RDWR)


def half_an_answer(handler: Handler) -> None:
    """Begin the head of an answer and close."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-")
    handler.wfile.flush()
    hang_up(handler)


def no_http(handler: Handler) -> None:
    handler.wfile.write(b"220 mail.example.com ESMTP\r\n")


def say_nothing(handler: Handler) -> None:
    """Keep the connection for a few seconds, or until the other side has had enough."""
    handler.connection.settimeout(4)
    handler.connection.recv(1)


def drip(handler: Handler) -> None:
    """A byte of a header now and then, for a few seconds: no single wait is long, the whole is."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    for _ in range(200):
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.02)
    hang_up(handler)


def says(body: bytes) -> Callable[[Handler], None]:
    """422, and these words."""

    def say(handler: Handler) -> None:
        handler.wfile.write(b"HTTP/1.1 422 No\r\nContent-Length: %d\r\n\r\n" % len(body) + body)

    return say


def half_a_body(handler: Handler) -> None:
    """200, and a body that breaks off."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nhalf")
    handler.wfile.flush()
    hang_up(handler)


def body_that_hangs(handler: Handler) -> None:
    """200, and a body of which the second half never comes."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nhalf")
    handler.wfile.flush()
    say_nothing(handler)


def endless_answer(handler: Handler) -> None:
    """200 and a body without end."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        handler.wfile.write(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")


def endless_header(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
    while True:
        handler.wfile.write(b"x" * 0x10000)
