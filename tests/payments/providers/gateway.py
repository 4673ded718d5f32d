"""A payment gateway of our own, over real HTTP: it speaks Stripe's language, remembers what it was told, keeps to its
idempotency keys, never refunds more than was paid, and misbehaves as it is asked to."""

from __future__ import annotations

import json
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

from django.test import Client
from stripe import WebhookSignature

from kunjae.properties.models import Property
from tests.hotel import FAR

SECRET_KEY, WEBHOOK_SECRET = "sk_test_of_the_fake", "whsec_of_the_fake"
LOST, SILENT = "lost", "silent"
"""Does what it is asked and hangs up without an answer; hangs up at once."""


class Refused(Exception):
    def __init__(self, status: int, code: str, type: str = "invalid_request_error") -> None:
        self.status, self.code, self.type = status, code, type


class _Handler(BaseHTTPRequestHandler):
    server: Gateway
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer(*self.server.read(self.path, self.headers.get("Authorization")))

    def do_POST(self) -> None:
        asked = dict(parse_qsl(self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()))
        behaviour = self.server.next_behaviour()
        if behaviour == SILENT:
            self._hang_up()
        elif isinstance(behaviour, int):
            self._answer(behaviour, {"error": {"type": "api_error", "message": "no"}})
        else:
            status, answer = self.server.handle(
                self.path, asked, self.headers.get("Idempotency-Key"), self.headers.get("Authorization")
            )
            if behaviour == LOST:
                self._hang_up()
            else:
                self._answer(status, answer)

    def _answer(self, status: int, answer: dict[str, Any]) -> None:
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, format: str, *args: Any) -> None:
        """Silence."""


class Gateway(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self._lock = threading.Lock()
        self.forget()

    def forget(self) -> None:
        """As on its first day."""
        self.now = FAR
        self.sessions: dict[str, dict[str, Any]] = {}
        self.refunds: dict[str, dict[str, Any]] = {}
        self.paid: dict[str, int] = {}
        self.intents: dict[str, dict[str, Any]] = {}
        """Amounts that are kept, and what became of them."""
        self.refund_status = "succeeded"
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.behaviours: list[int | str] = []
        self._answers: dict[str, tuple[str, dict[str, str], int, dict[str, Any]]] = {}
        self._numbers = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def then(self, *behaviours: int | str) -> None:
        """A status instead of an answer, LOST or SILENT, for the next requests."""
        self.behaviours += behaviours

    def next_behaviour(self) -> int | str | None:
        with self._lock:
            return self.behaviours.pop(0) if self.behaviours else None

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Hanging up is what these tests are about."""

    # What it does

    def handle(
        self, path: str, asked: dict[str, str], key: str | None, authorization: str | None
    ) -> tuple[int, dict[str, Any]]:
        with self._lock:
            self.requests.append((path, asked))
            if authorization != f"Bearer {SECRET_KEY}":
                return 401, {"error": {"type": "invalid_request_error", "message": "no such key"}}
            if key is not None and (known := self._answers.get(key)):
                if known[:2] != (path, asked):
                    return 400, {"error": {"type": "idempotency_error", "message": "another request"}}
                return known[2], known[3]
            try:
                status, answer = 200, self._do(path, asked)
            except Refused as error:
                status = error.status
                answer = {"error": {"type": error.type, "code": error.code, "message": error.code}}
            if key is not None:
                self._answers[key] = (path, asked, status, answer)
            return status, answer

    def read(self, address: str, authorization: str | None) -> tuple[int, dict[str, Any]]:
        """The refunds of a payment, or an amount that is kept."""
        path, _, query = address.partition("?")
        with self._lock:
            if authorization != f"Bearer {SECRET_KEY}":
                return 401, {"error": {"type": "invalid_request_error", "message": "no such key"}}
            if named := re.fullmatch(r"/v1/payment_intents/(\w+)", path):
                return 200, self.intents[named[1]]
            if path != "/v1/refunds":
                return 404, {"error": {"type": "invalid_request_error", "message": "unknown"}}
            intent = dict(parse_qsl(query))["payment_intent"]
            found = [each for each in self.refunds.values() if each["payment_intent"] == intent]
            return 200, {"object": "list", "url": path, "has_more": False, "data": found}

    def forget_keys(self) -> None:
        """A day has passed."""
        with self._lock:
            self._answers.clear()

    def _do(self, path: str, asked: dict[str, str]) -> dict[str, Any]:
        if path == "/v1/checkout/sessions":
            return self._session(asked)
        if found := re.fullmatch(r"/v1/checkout/sessions/(\w+)/expire", path):
            session = self.sessions[found[1]]
            if session["status"] != "open":
                raise Refused(400, "")
            session["status"] = "expired"
            return session
        if path == "/v1/refunds":
            return self._refund(asked)
        if found := re.fullmatch(r"/v1/payment_intents/(\w+)/(capture|cancel)", path):
            return self._answer_kept(self.intents[found[1]], found[2], asked)
        raise Refused(404, "unknown")

    def _session(self, asked: dict[str, str]) -> dict[str, Any]:
        if "expires_at" in asked and not 1800 <= int(asked["expires_at"]) - self.now.timestamp() <= 86400:
            raise Refused(400, "expires_at_outside")
        id = self._id("cs_test")
        self.sessions[id] = {
            "id": id,
            "object": "checkout.session",
            "status": "open",
            "payment_status": "unpaid",
            "payment_intent": None,
            "url": f"https://pay.example/{id}",
            "currency": asked["line_items[0][price_data][currency]"],
            "amount_total": int(asked["line_items[0][price_data][unit_amount]"]),
            "metadata": _metadata(asked),
            "keeps": asked.get("payment_intent_data[capture_method]") == "manual",
        }
        return self.sessions[id]

    def _answer_kept(self, intent: dict[str, Any], what: str, asked: dict[str, str]) -> dict[str, Any]:
        if intent["status"] != "requires_capture":
            raise Refused(400, "payment_intent_unexpected_state")
        if what == "cancel":
            intent["status"] = "canceled"
            return intent
        amount = int(asked["amount_to_capture"])
        if amount > intent["amount"]:
            raise Refused(400, "amount_too_large")
        intent |= {"status": "succeeded", "amount_received": amount, "amount_capturable": 0}
        self.paid[intent["id"]] = amount
        return intent

    def _refund(self, asked: dict[str, str]) -> dict[str, Any]:
        intent, amount = asked["payment_intent"], int(asked["amount"])
        gone = sum(
            each["amount"]
            for each in self.refunds.values()
            if each["payment_intent"] == intent and each["status"] != "failed"
        )
        if gone + amount > self.paid[intent]:
            raise Refused(400, "charge_already_refunded")
        id = self._id("re")
        self.refunds[id] = {
            "id": id,
            "object": "refund",
            "status": self.refund_status,
            "amount": amount,
            "payment_intent": intent,
            "metadata": _metadata(asked),
        }
        return self.refunds[id]

    def _id(self, prefix: str) -> str:
        self._numbers += 1
        return f"{prefix}_{self._numbers:04}"

    # What people do at it, and what it tells of that

    def pay(self, session: str, amount: int | None = None, currency: str = "") -> dict[str, Any]:
        """The guest pays on the page: the event that tells of it."""
        about = self.sessions[session]
        intent = self._id("pi")
        about |= {"status": "complete", "payment_status": "paid", "payment_intent": intent}
        about["amount_total"] = about["amount_total"] if amount is None else amount
        about["currency"] = currency or about["currency"]
        self.paid[intent] = about["amount_total"]
        return self.event("checkout.session.completed", about)

    def keep(self, session: str) -> dict[str, Any]:
        """The guest's bank keeps the amount for the hotel: the event that tells of it."""
        about = self.sessions[session]
        assert about["keeps"]
        id = self._id("pi")
        about |= {"status": "complete", "payment_intent": id}
        self.intents[id] = {
            "id": id,
            "object": "payment_intent",
            "status": "requires_capture",
            "amount": about["amount_total"],
            "amount_capturable": about["amount_total"],
            "currency": about["currency"],
            "metadata": about["metadata"],
        }
        return self.event("payment_intent.amount_capturable_updated", self.intents[id])

    def event(self, type: str, about: dict[str, Any]) -> dict[str, Any]:
        return {"id": self._id("evt"), "object": "event", "type": type, "data": {"object": dict(about)}}

    def fail_refund(self, refund: str, reason: str = "lost_or_stolen_card") -> dict[str, Any]:
        """A refund comes back after all."""
        self.refunds[refund] |= {"status": "failed", "failure_reason": reason}
        return self.event("refund.failed", self.refunds[refund])

    def tell(
        self,
        hotel: Property,
        event: dict[str, Any],
        *,
        secret: str = WEBHOOK_SECRET,
        sent: datetime | None = None,
    ) -> Any:
        """Deliver the webhook."""
        body = json.dumps(event)
        signature = WebhookSignature.generate_signature_header(
            body, secret, int((sent or self.now).timestamp())
        )
        return Client().post(
            f"/hooks/payments/{hotel.slug}/stripe",
            body,
            content_type="application/json",
            headers={"stripe-signature": signature},
        )


def _metadata(asked: dict[str, str]) -> dict[str, str]:
    return {name[9:-1]: value for name, value in asked.items() if name.startswith("metadata[")}


@contextmanager
def open_gateway() -> Iterator[Gateway]:
    with Gateway() as gateway:
        thread = threading.Thread(target=gateway.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield gateway
        finally:
            gateway.shutdown()
            thread.join()
