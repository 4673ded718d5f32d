"""The requests that are measured, as a browser or a program sends them, and who can be asked: a server, or Django here.

The bodies of the change page are made as a browser makes them: its pages are opened and its buttons pressed
(`tests.extranet.change.pressing.Form` reads what a browser would post).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlencode

from django.test import Client as DjangoClient
from tests.extranet.change.pressing import Form

from benchmarks.hotel import SLUG, Access
from benchmarks.wanted_changes import WantedChange

CSRF_SECRET = "kunjaeBenchmarks0123456789abcdef"
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request. `expects`: the status of its answer."""

    method: str
    path: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    expects: int = 200


class Unexpected(Exception):
    """An answer with another status than the request was to have."""


class Asking(Protocol):
    """Who sends a request and gives back status and body of the answer."""

    def send(self, asked: Asked) -> tuple[int, bytes]: ...


class InProcess:
    """Django here, through all its middleware, without a server: to write down what a request asks the database."""

    def __init__(self) -> None:
        self.client = DjangoClient(enforce_csrf_checks=True)

    def send(self, asked: Asked) -> tuple[int, bytes]:
        headers = {**asked.headers, "Host": "127.0.0.1"}
        answer = self.client.generic(
            asked.method,
            asked.path,
            asked.body,
            content_type=headers.pop("Content-Type", JSON),
            headers=headers,
        )
        return int(answer.status_code), bytes(answer.content)


def answered(asking: Asking, asked: Asked) -> bytes:
    """The body of the answer. Raises Unexpected."""
    status, body = asking.send(asked)
    if status != asked.expects:
        raise Unexpected(f"{asked.method} {asked.path}: {status} instead of {asked.expects}: {body[:600]!r}")
    return body


DESK = {
    "the day": "",
    "calendar": "calendar/",
    "new booking with offers": "bookings/new/",
    "guests": "guests/",
}
"""Pages of a day at the desk, with today's dates: what each shows, and its address below the hotel's."""


@dataclass(frozen=True, slots=True)
class Staff:
    """Requests of a browser whose user is signed in, in Thai."""

    access: Access

    def list(self, **query: str) -> Asked:
        return self._get(f"/extranet/{SLUG}/bookings/{'?' * bool(query)}{urlencode(query)}")

    def open(self, code: str) -> Asked:
        return self._get(f"/extranet/{SLUG}/bookings/{code}/")

    def page(self, below: str) -> Asked:
        """Another page of the hotel's, by its address below the hotel's own."""
        return self._get(f"/extranet/{SLUG}/{below}")

    def change(self, code: str) -> Asked:
        return self._get(_change_page(code))

    def previewed(self, asking: Asking, change: WantedChange) -> Asked:
        """The button *Preview* of the first stay's editor, the second stay being cancelled already: what comes is the
        page with the preview of both."""
        page = self._pressed(asking, change.code, answered(asking, self.change(change.code)), "cancel:2")
        page = self._pressed(asking, change.code, page, "edit:1")
        return self._press(change.code, page, "stage", **change.dates)

    def saved(self, asking: Asking, change: WantedChange) -> Asked:
        """The button *Yes, save the change* after all the others; saving it sends the browser to the booking."""
        page = answered(asking, self.previewed(asking, change))
        page = self._pressed(asking, change.code, page, "confirm")
        return self._press(change.code, page, "save")

    def _get(self, path: str) -> Asked:
        return Asked("GET", path, headers=self._headers())

    def _pressed(self, asking: Asking, code: str, page: bytes, button: str) -> bytes:
        return answered(asking, self._press(code, page, button))

    def _press(self, code: str, page: bytes, button: str, **typed: str) -> Asked:
        form = Form(page.decode())
        if not form.buttons.get(button):
            raise Unexpected(f"no button {button} on the change page of {code}: {sorted(form.buttons)}")
        body = urlencode(form.values | {"do": button} | typed).encode()
        return Asked(
            "POST", _change_page(code), body, {**self._headers(), "Content-Type": FORM, "HX-Request": "true"}
        )

    def _headers(self) -> dict[str, str]:
        cookies = {
            "sessionid": self.access.session,
            "csrftoken": CSRF_SECRET,
            "django_language": "th",
        }
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}


@dataclass(frozen=True, slots=True)
class Program:
    """Requests of a program with a token."""

    access: Access

    def list(self, **query: str) -> Asked:
        return self._asked("GET", f"bookings{'?' * bool(query)}{urlencode(query)}")

    def open(self, code: str) -> Asked:
        return self._asked("GET", f"bookings/{code}")

    def previewed(self, change: WantedChange) -> Asked:
        return self._asked("POST", f"bookings/{change.code}/changes/preview", {"operations": change.as_json})

    def confirmed(self, asking: Asking, change: WantedChange) -> Asked:
        """With the digest of a preview, and an Idempotency-Key as a program that may try again sends it."""
        digest = json.loads(answered(asking, self.previewed(change)))["digest"]
        body = {"operations": change.as_json, "digest": digest, "reason": "asked by phone"}
        headers = {"Idempotency-Key": f"once-{change.code}"}
        return self._asked("POST", f"bookings/{change.code}/changes", body, headers, expects=201)

    def _asked(
        self,
        method: str,
        path: str,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        expects: int = 200,
    ) -> Asked:
        sent = {"Authorization": f"Bearer {self.access.token}", **(headers or {})}
        if body is not None:
            sent["Content-Type"] = JSON
        data = json.dumps(body).encode() if body is not None else b""
        return Asked(method, f"/api/v1/{path}", data, sent, expects)


def _change_page(code: str) -> str:
    return f"/extranet/{SLUG}/bookings/{code}/change/"
