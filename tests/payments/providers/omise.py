"""An Omise of our own, over real HTTP: charges with a PromptPay source, payment links, refunds, signed webhooks. It has no
idempotency, as the real one has none."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from django.test import Client

from kunjae.properties.models import Property
from tests.hotel import FAR

SECRET_KEY = "skey_test_of_the_fake"
WEBHOOK_SECRET = base64.b64encode(b"webhook secret of the fake").decode()
PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg"/>'
LOST = -1
"""Does what it is asked and hangs up without an answer."""


class _Handler(BaseHTTPRequestHandler):
    server: OmiseServer

    def do_GET(self) -> None:
        self._do("GET")

    def do_POST(self) -> None:
        self._do("POST")

    def do_DELETE(self) -> None:
        self._do("DELETE")

    def _do(self, method: str) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        asked = json.loads(body) if body else {}
        trouble = self.server.troubles.pop(0) if self.server.troubles else 0
        status: int
        answer: Any
        known = self.headers.get("Authorization") == _basic(SECRET_KEY)
        if trouble > 0:
            status, answer = trouble, {"object": "error", "code": "internal_error"}
        elif not known:
            status, answer = 401, {"object": "error", "code": "authentication_failure"}
        else:
            status, answer = self.server.handle(method, self.path.partition("?")[0], asked)
        if trouble == LOST:
            self.close_connection = True
            return
        content = PICTURE if answer == PICTURE else json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Silence."""


class OmiseServer(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.charges: dict[str, dict[str, Any]] = {}
        self.links: dict[str, dict[str, Any]] = {}
        self.refunds: dict[str, list[dict[str, Any]]] = {}
        self.refund_status = "closed"
        self.troubles: list[int] = []
        self._numbers = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Hanging up is what these tests are about."""

    def handle(self, method: str, path: str, asked: dict[str, Any]) -> tuple[int, Any]:
        parts = path.strip("/").split("/")
        if path == "/qr.svg":
            return 200, PICTURE
        if path == "/links":
            return 200, self._link(asked)
        if path == "/charges":
            return 200, self._charge(asked)
        about = {"charges": self.charges, "links": self.links}[parts[0]].get(parts[1])
        if about is None:
            return 404, {"object": "error", "code": "not_found"}
        if parts[0] == "links":
            return 200, self.links.pop(parts[1]) | {"deleted": True}
        if parts[2:] == ["expire"]:
            if about["status"] != "pending":
                return 400, {"object": "error", "code": "failed_expire"}
            about["status"] = "expired"
            return 200, about
        if parts[2:3] == ["refunds"]:
            return self._refunds(method, about, parts[3:], asked)
        return 200, about

    def _link(self, asked: dict[str, Any]) -> dict[str, Any]:
        id = self._id("link")
        self.links[id] = {"id": id, "payment_uri": f"https://link.example/{id}", **asked}
        return self.links[id]

    def _charge(self, asked: dict[str, Any]) -> dict[str, Any]:
        id = self._id("chrg")
        code = {"image": {"download_uri": f"{self.url}/qr.svg"}}
        self.charges[id] = asked | {
            "object": "charge",
            "id": id,
            "status": "pending",
            "source": {**asked["source"], "scannable_code": code},
        }
        return self.charges[id]

    def _refunds(
        self, method: str, charge: dict[str, Any], rest: list[str], asked: dict[str, Any]
    ) -> tuple[int, Any]:
        there = self.refunds.setdefault(charge["id"], [])
        if rest:
            return 200, next(each for each in there if each["id"] == rest[0])
        if method == "GET":
            return 200, {"object": "list", "data": there}
        if sum(each["amount"] for each in there) + asked["amount"] > charge["amount"]:
            return 400, {"object": "error", "code": "failed_refund"}
        there.append({"id": self._id("rfnd"), "charge": charge["id"], "status": self.refund_status, **asked})
        return 200, there[-1]

    def _id(self, prefix: str) -> str:
        self._numbers += 1
        return f"{prefix}_test_{self._numbers:04}"

    # What people do at it, and what it tells of that

    def pay(self, ref: str, **changed: Any) -> dict[str, Any]:
        """A PromptPay charge is paid, or a new charge comes of a link."""
        if ref in self.links:
            link = self.links[ref]
            id = self._id("chrg")
            self.charges[id] = {
                "object": "charge",
                "id": id,
                "link": ref,
                "amount": link["amount"],
                "currency": link["currency"],
                "metadata": {},
            }
            ref = id
        self.charges[ref] |= {"status": "successful"} | changed
        return self.event("charge.complete", self.charges[ref])

    def event(self, key: str, data: dict[str, Any]) -> dict[str, Any]:
        return {"object": "event", "id": self._id("evnt"), "key": key, "data": dict(data)}

    def tell(
        self,
        hotel: Property,
        event: dict[str, Any],
        *,
        secret: str = WEBHOOK_SECRET,
        sent: datetime = FAR,
        and_older: bool = False,
    ) -> Any:
        """Deliver the webhook; `and_older`: with a second signature, as while a secret is being replaced."""
        body, moment = json.dumps(event), int(sent.timestamp())
        signed = f"{moment}.{body}".encode()
        signature = hmac.new(base64.b64decode(secret), signed, hashlib.sha256).hexdigest()
        headers = {
            "omise-signature": f"{'0' * 64},{signature}" if and_older else signature,
            "omise-signature-timestamp": str(moment),
        }
        return Client().post(
            f"/hooks/payments/{hotel.slug}/omise", body, content_type="application/json", headers=headers
        )


def _basic(key: str) -> str:
    return "Basic " + base64.b64encode(f"{key}:".encode()).decode()


@contextmanager
def open_omise() -> Iterator[OmiseServer]:
    with OmiseServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
