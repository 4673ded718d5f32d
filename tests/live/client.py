"""Programs and people that call a live server: plain HTTP, one connection each, released all at once."""

from __future__ import annotations

import http.client
import json
import select
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

from tests.live.hotel import booking
from tests.live.server import CLERK, PASSWORD, PATIENCE, Server


@dataclass(frozen=True)
class Answer:
    """What a server answered, and after how many seconds."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes
    seconds: float

    @cached_property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def code(self) -> str:
        """The code of an API's refusal; empty where it is none."""
        return str(self.json.get("code", "")) if self.status >= 400 else ""


class Connection:
    """One kept-alive connection to the server, opened anew when the server has closed it."""

    def __init__(self, server: Server) -> None:
        self._http = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)

    def open(self) -> None:
        """Connect now, so that a race is not one of handshakes."""
        if self._http.sock is None:
            self._http.connect()

    def _was_closed(self) -> bool:
        """Whether the server has ended the connection, as it does with those that say nothing for a while."""
        sock = self._http.sock
        return sock is not None and bool(select.select([sock], [], [], 0)[0])

    def ask(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        """One request. Raises OSError or HTTPException when the server is killed meanwhile."""
        if self._was_closed():
            self._http.close()
        started = time.monotonic()
        try:
            self._http.request(method, path, body, dict(headers))
            response = self._http.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException):
            self._http.close()
            raise
        took = time.monotonic() - started
        return Answer(response.status, response.headers, content, took)


class Caller:
    """A program with the token of the hotel's API."""

    def __init__(self, server: Server, *, language: str = "en") -> None:
        self.connection = Connection(server)
        self.headers = {"Authorization": f"Bearer {server.token}", "Accept-Language": language}

    def get(self, path: str) -> Answer:
        return self.connection.ask("GET", f"/api/v1{path}", None, self.headers)

    def post(self, path: str, body: Any, *, key: str | None = None) -> Answer:
        headers = self.headers | {"Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        return self.connection.ask("POST", f"/api/v1{path}", json.dumps(body).encode(), headers)

    def book(self, *stays: dict[str, Any], key: str | None = None) -> Answer:
        return self.post("/bookings", booking(*stays), key=key)

    def booked(self, *stays: dict[str, Any]) -> str:
        """The code of a booking that must succeed."""
        answer = self.book(*stays)
        assert answer.status == 201, answer.text
        return str(answer.json["code"])

    def read(self, code: str) -> Any:
        answer = self.get(f"/bookings/{code}")
        assert answer.status == 200, answer.text
        return answer.json

    def preview(self, code: str, *operations: dict[str, Any]) -> Any:
        answer = self.post(f"/bookings/{code}/changes/preview", {"operations": operations})
        assert answer.status == 200, answer.text
        return answer.json

    def confirm(self, code: str, *operations: dict[str, Any], digest: str, key: str | None = None) -> Answer:
        body = {"operations": operations, "digest": digest, "record": True}
        return self.post(f"/bookings/{code}/changes", body, key=key)

    def change(self, code: str, *operations: dict[str, Any]) -> Answer:
        """Preview, and confirm what it showed."""
        return self.confirm(code, *operations, digest=self.preview(code, *operations)["digest"])

    def previewed(self, code: str, *operations: dict[str, Any]) -> Callable[[], Answer]:
        """A confirmation of what is seen now, to be pressed later."""
        seen = self.preview(code, *operations)
        return lambda: self.confirm(code, *operations, digest=seen["digest"])


class Visitor:
    """Somebody with a browser: cookies, forms, no JavaScript."""

    def __init__(self, server: Server, *, language: str = "en") -> None:
        self.connection = Connection(server)
        self.cookies = {"django_language": language}

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None)

    def post(self, path: str, values: Mapping[str, str]) -> Answer:
        """Send a form; the token against forgery is that of the cookie."""
        token = {"csrfmiddlewaretoken": self.cookies.get("csrftoken", "")}
        return self._ask("POST", path, urlencode(token | dict(values)).encode())

    def sign_in(self) -> Answer:
        """As the member of the front desk."""
        self.get("/accounts/login/")
        return self.post("/accounts/login/", {"login": CLERK, "password": PASSWORD})

    def another_tab(self, server: Server) -> Visitor:
        """The same person on a connection of its own."""
        tab = Visitor(server)
        tab.cookies = dict(self.cookies)
        return tab

    def _ask(self, method: str, path: str, body: bytes | None) -> Answer:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        answer = self.connection.ask(method, path, body, headers)
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: cookie.value for name, cookie in SimpleCookie(line).items()}
        return answer


def crowd(server: Server, number: int, *, language: str = "en") -> list[Caller]:
    """So many programs, connected already."""
    callers = [Caller(server, language=language) for _ in range(number)]
    for caller in callers:
        caller.connection.open()
    return callers


def at_once[T](works: Sequence[Callable[[], T]]) -> list[T]:
    """Do all the works side by side, released together; what each returned. Raises what one of them raised."""
    barrier = threading.Barrier(len(works), timeout=PATIENCE)
    returned: dict[int, T] = {}
    raised: list[BaseException] = []

    def run(index: int, work: Callable[[], T]) -> None:
        try:
            barrier.wait()
            returned[index] = work()
        except BaseException as error:
            raised.append(error)

    threads = [threading.Thread(target=run, args=each) for each in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if raised:
        raise raised[0]
    return [returned[index] for index in range(len(works))]
