"""The front office as a server of this machine: Cloudbeds' interface for Kunjae, pages for people."""

from __future__ import annotations

import json
import queue
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, unquote

from kunjae import pages
from kunjae.config.demo.front_office.house import House
from kunjae.config.demo.front_office.page import ACTIONS, folio, frame, overview
from kunjae.config.demo.front_office.wire import Wire
from kunjae.config.demo.front_office.words import words_for

HOST = "127.0.0.1"
MACHINES = ("/api/", "/folio/", "/rates/")
HERE = Path(__file__).parent
LETTERS = Path(pages.__file__).parent / "static" / "kunjae" / "fonts"
FILES = {
    "/front-office.css": (HERE, "text/css; charset=utf-8"),
    "/front-office.js": (HERE, "text/javascript; charset=utf-8"),
    "/sarabun-regular.woff2": (LETTERS, "font/woff2"),
    "/sarabun-bold.woff2": (LETTERS, "font/woff2"),
}
STATUS_AFTER = {"check_in": "checked_in", "check_out": "checked_out", "cancel": "canceled"}
LONGEST_BODY = 1_000_000
GUARDS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


class FrontOffice(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, house: House, port: int = 0) -> None:
        self.house = house
        self.wire = Wire(house)
        super().__init__((HOST, port), _Handler)

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: FrontOffice
    protocol_version = "HTTP/1.1"

    def _do(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > LONGEST_BODY:
            self.close_connection = True
            return self._send(413, b"")
        body = self.rfile.read(length)
        path, _, query = self.path.partition("?")
        if not self._is_for_us():
            return self._send(403, b"")
        if path.startswith(MACHINES):
            return self._machine(path, dict(parse_qsl(query, keep_blank_values=True)), body)
        if path in FILES:
            folder, kind = FILES[path]
            return self._send(200, (folder / path[1:]).read_bytes(), kind)
        return self._people(unquote(path))

    do_GET = do_POST = do_PUT = do_DELETE = _do  # noqa: N815

    def _is_for_us(self) -> bool:
        """No page of the open web asks us under a name of its own, and none sends our forms."""
        host = self.headers.get("Host", "").partition(":")[0]
        origin = self.headers.get("Origin")
        return host in (HOST, "localhost") and origin in (None, f"http://{self.headers.get('Host')}")

    def _machine(self, path: str, query: dict[str, str], body: bytes) -> None:
        if self.server.house.data.get("away"):
            return self._send(503, b"", "text/plain")
        headers = {name.lower(): value for name, value in self.headers.items()}
        status, found = self.server.wire.answer(self.command, path, query, headers, body)
        return self._send(status, b"" if found is None else json.dumps(found).encode(), "application/json")

    def _people(self, path: str) -> None:
        house = self.server.house
        language, words = words_for(self.headers.get("Accept-Language", ""))
        parts = path.strip("/").split("/")
        row = house.reservation(parts[1]) if parts[0] == "guests" and len(parts) > 1 else None
        if self.command == "POST":
            return self._send(303, b"", to=self._act(parts))
        if self.headers.get("X-Version") == str(house.version):
            return self._send(204, b"")
        if path == "/":
            content = overview(house, words)
        elif row is not None and len(parts) == 2:
            content = folio(house, row, words)
        else:
            return self._send(404, b"", "text/plain")
        return self._send(200, frame(house, words, language, content).encode())

    def _act(self, parts: list[str]) -> str:
        """What a clerk pressed; the page to go on with. What is not possible any more does nothing."""
        house = self.server.house
        if parts == ["away"]:
            with house.lock:
                house.data["away"] = not house.data.get("away")
                house.save()
            return "/"
        row = house.reservation(parts[1]) if len(parts) == 3 and parts[0] == "guests" else None
        if row is None:
            return "/"
        number, what = row["number"], parts[2]
        if what in ("lock", "unlock"):
            with house.lock:
                row["locked"] = what == "lock"
                house.save()
        elif what in ACTIONS.get(row["status"], ()):
            if what == "later":
                house.move(number, 1)
            else:
                house.set_status(number, STATUS_AFTER[what])
        return f"/guests/{number}"

    def _send(
        self, status: int, content: bytes, kind: str = "text/html; charset=utf-8", to: str = ""
    ) -> None:
        self.send_response(status)
        if status != 204:
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
        for name, value in (GUARDS | ({"Location": to} if to else {})).items():
            self.send_header(name, value)
        self.end_headers()
        if status != 204:
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Silence: the demo's terminal tells other things."""


class Caller:
    """Calls those who want to know of changes, one after the other, away from whoever made the change. Nobody
    there is nobody there: they look every few minutes anyway."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._waiting: queue.SimpleQueue[tuple[str, str]] = queue.SimpleQueue()
        house.changed.append(lambda event, number: self._waiting.put((event, number)))
        threading.Thread(target=self._call, daemon=True).start()

    def _call(self) -> None:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        while True:
            event, number = self._waiting.get()
            told = {"event": event, "propertyID": self._house.hotel["id"], "reservationID": number}
            for each in list(self._house.data["webhooks"]):
                address = each["subscriptionData"]["endpointUrl"]
                request = urllib.request.Request(  # noqa: S310 - an address that the demo has put there
                    address, json.dumps(told).encode(), {"Content-Type": "application/json"}
                )
                try:
                    opener.open(request, timeout=5).close()
                except (OSError, HTTPException):
                    continue


@contextmanager
def open_front_office(house: House, port: int = 0) -> Iterator[FrontOffice]:
    """It answers until the end of the block."""
    with FrontOffice(house, port) as office:
        Caller(house)
        thread = threading.Thread(target=office.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
        thread.start()
        try:
            yield office
        finally:
            office.shutdown()
            thread.join()
