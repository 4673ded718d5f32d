"""Somebody else's program that hears of bookings by webhook, over real HTTP."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True, slots=True)
class Delivery:
    """One POST as it arrived."""

    id: str
    event: Any

    @property
    def of(self) -> tuple[str, int]:
        """Booking code and version that it tells of."""
        return self.event["data"]["code"], self.event["data"]["version"]


class Receiver:
    """Listens, keeps what arrives in order, and says yes to all of it."""

    def __init__(self) -> None:
        self.deliveries: list[Delivery] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.deliveries.append(Delivery(self.headers["webhook-id"], json.loads(body)))
                self.send_response(204)
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/bookings"

    def ids(self) -> dict[tuple[str, int], set[str]]:
        """Booking code and version -> the ids under which it was told."""
        found: dict[tuple[str, int], set[str]] = {}
        for delivery in list(self.deliveries):
            found.setdefault(delivery.of, set()).add(delivery.id)
        return found


@contextmanager
def listening() -> Iterator[Receiver]:
    """A receiver that listens for the time of a `with` block."""
    receiver = Receiver()
    thread = threading.Thread(
        target=receiver.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
    )
    thread.start()
    try:
        yield receiver
    finally:
        receiver.server.shutdown()
        receiver.server.server_close()
        thread.join()
