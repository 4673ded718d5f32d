"""Questions to Omise's API with one hotel's key."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from kunjae.payments.ports import ProviderDown, ProviderRefused
from kunjae.payments.providers.fields import code_word
from kunjae.payments.providers.http import Reply, ask

API = "https://api.omise.co"
VERSION = "2019-05-29"

KEYS_REFUSED = "keys_refused"
"""The keys that the hotel entered are not, or no longer, right."""


@dataclass(frozen=True, slots=True)
class Client:
    """`base`: the API's address."""

    secret_key: str
    base: str = API

    def get(self, *path: str, **query: str | int) -> dict[str, Any]:
        """An object. Raises ProviderDown and ProviderRefused, as the others do."""
        asked = "&".join(f"{name}={quote(str(value))}" for name, value in query.items())
        return _object(self._ask("GET", f"{_path(path)}?{asked}" if asked else _path(path)))

    def post(self, *path: str, **values: Any) -> dict[str, Any]:
        """Make an object, or do something with one."""
        return _object(self._ask("POST", _path(path), json.dumps(values).encode()))

    def delete(self, *path: str) -> None:
        """Take an object away."""
        _object(self._ask("DELETE", _path(path)))

    def picture(self, url: str) -> bytes:
        """A file that the API offers for download, from its own address only: the key goes along."""
        if urlsplit(url).netloc != urlsplit(self.base).netloc:
            raise ProviderRefused("picture_elsewhere")
        reply = self._ask("GET", urlsplit(url).path)
        if reply.status != 200:
            raise ProviderDown(f"http_{reply.status}")
        return reply.body

    def _ask(self, method: str, path: str, body: bytes = b"") -> Reply:
        credentials = base64.b64encode(f"{self.secret_key}:".encode()).decode()
        headers: Mapping[str, str] = {
            "Host": urlsplit(self.base).netloc,
            "Authorization": f"Basic {credentials}",
            "Content-Type": "application/json",
            "Omise-Version": VERSION,
            "User-Agent": "Kunjae",
        }
        return ask(method, self.base + path, headers=headers, body=body)


def _path(parts: tuple[str, ...]) -> str:
    return "".join(f"/{quote(part, safe='')}" for part in parts)


def _object(reply: Reply) -> dict[str, Any]:
    """What was asked for, or the error as the port's."""
    if 200 <= reply.status < 300:
        found = reply.json()
        if not found:
            raise ProviderDown("answer_unreadable")
        return found
    if reply.status >= 500 or reply.status in (408, 409, 429):
        raise ProviderDown("rate_limited" if reply.status == 429 else f"http_{reply.status}")
    if reply.status in (401, 403):
        raise ProviderRefused(KEYS_REFUSED)
    raise ProviderRefused(code_word(reply.json().get("code")) or f"http_{reply.status}")
