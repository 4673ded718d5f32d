"""A visitor who speaks to the WSGI entry byte by byte: no test client tidies up what is sent."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import unquote_to_bytes, urlencode

from django.conf import settings

from kunjae.accounts.models import User
from kunjae.config.wsgi import application

FORM = "application/x-www-form-urlencoded"
SIGN_IN = "/accounts/login/"
ONCE_MORE = "/accounts/reauthenticate/"
PASSWORD = "a long walk on the beach"


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    cookies: tuple[str, ...]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def is_page(self) -> bool:
        return self.headers.get("content-type", "").startswith("text/html")

    @property
    def language(self) -> str:
        """What the page says of itself."""
        found = re.search(r'<html lang="([a-z]+)"', self.text)
        return found[1] if found else ""


@dataclass
class Visitor:
    """Somebody with a browser, or a program; cookies are kept."""

    cookies: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def signed_in(cls, user: User, language: str = "en") -> Visitor:
        """Through the front door, with the password, so that what asks for it again is open too."""
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
        visitor = cls({settings.LANGUAGE_COOKIE_NAME: language})
        for address, fields in (
            (SIGN_IN, {"login": user.email, "password": PASSWORD}),
            (ONCE_MORE, {"password": PASSWORD}),
        ):
            token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', visitor.get(address).text)
            assert token
            assert visitor.post(address, fields | {"csrfmiddlewaretoken": token[1]}).status == 302
        return visitor

    @classmethod
    def program(cls, token: str, language: str = "en") -> Visitor:
        return cls(headers={"Authorization": f"Bearer {token}", "Accept-Language": language})

    @contextmanager
    def as_it_was(self) -> Iterator[None]:
        """Afterwards the cookies are those of before."""
        cookies = dict(self.cookies)
        try:
            yield
        finally:
            self.cookies = cookies

    def get(self, address: str, **headers: str) -> Answer:
        return self.ask("GET", address, headers=headers)

    def post(self, address: str, fields: Any, **headers: str) -> Answer:
        """`fields`: (name, value) pairs as a browser sends them; values may be bytes."""
        return self.ask("POST", address, urlencode(fields).encode(), FORM, headers=headers)

    def ask(
        self,
        method: str,
        address: str,
        body: bytes = b"",
        content_type: str = "",
        *,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """`address`: path and query as they stand in the request line. Headers are Latin-1, as they arrive."""
        path, _mark, query = address.partition("?")
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "localhost",
            "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }
        if body or content_type:
            environ |= {"CONTENT_LENGTH": str(len(body)), "CONTENT_TYPE": content_type}
        for name, value in (self.headers | (headers or {})).items():
            key = name.upper().replace("-", "_")
            environ[key if key in ("CONTENT_LENGTH", "CONTENT_TYPE") else f"HTTP_{key}"] = value
        answer = _answer(environ)
        for cookie in answer.cookies:
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(cookie).items()}
        return answer


def _answer(environ: dict[str, Any]) -> Answer:
    started: list[Any] = []

    def start(status: str, headers: list[tuple[str, str]], _error: Any = None) -> None:
        started[:] = [int(status.split()[0]), headers]

    parts = application(environ, start)
    body = b"".join(parts)
    if close := getattr(parts, "close", None):
        close()
    status, headers = started
    cookies = tuple(value for name, value in headers if name.lower() == "set-cookie")
    return Answer(status, {name.lower(): value for name, value in headers}, cookies, body)
