"""Questions to Apaleo with one hotel's token."""

from __future__ import annotations

import base64
import hashlib
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from kunjae.pms.adapters.values import needed, rows
from kunjae.pms.facts import Line
from kunjae.pms.http import Pairs, Reply, ask
from kunjae.pms.ports import NotLetIn, PmsDown, PmsRefused

PAGE, MOST_PAGES = 100, 1000
EARLY = 60.0
"""Seconds before its end that a token is no longer used."""


class Tokens:
    """The tokens of all hotels, in this process's memory alone. `clock`: seconds, ever rising."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: dict[tuple[str, str, str], tuple[str, float]] = {}

    def of(self, line: Line, *, instead_of: str = "") -> str:
        """A token that is good, as far as we know; never the one that was refused, `instead_of`. Raises NotLetIn when the
        client id and secret are not accepted."""
        kind = _kind(line)
        with self._lock:
            token, until = self._kept.get(kind, ("", 0.0))
        if token and token != instead_of and self._clock() < until:
            return token
        token, seconds = _fetched(line)
        with self._lock:
            self._kept[kind] = token, self._clock() + seconds - EARLY
        return token


@dataclass(frozen=True, slots=True)
class Client:
    """`line`: the hotel's. A call's `else_`: the code of the no where the app lacks this one permission (403); without it, that
    means keys that are good for nothing."""

    line: Line
    tokens: Tokens

    @property
    def house(self) -> str:
        """The property's id there."""
        return self.line.details.get("property_id", "")

    def get(self, *path: str, params: Pairs | None = None, else_: str = "") -> Mapping[str, Any] | None:
        """An object, or None: there is none (404)."""
        reply = self._ask("GET", path, params=params, else_=else_)
        return None if reply.status == 404 else _object(reply)

    def pages(
        self, *path: str, params: Mapping[str, str], under: str, else_: str = ""
    ) -> Iterator[Mapping[str, Any]]:
        """All objects of a list, page by page; nothing on a page is a 204, and anything else that holds no list is no answer."""
        for number in range(1, MOST_PAGES + 1):
            asked = {**params, "pageNumber": str(number), "pageSize": str(PAGE)}
            reply = self._ask("GET", path, params=asked, else_=else_)
            if reply.status == 204:
                return
            if reply.status == 404:
                raise PmsDown("unreadable_answer", sent=False)
            found = rows(_object(reply), under)
            yield from found
            if len(found) < PAGE:
                return
        raise PmsDown("answer_too_large", sent=False)

    def post(self, *path: str, json: Mapping[str, Any], key: str, else_: str = "") -> Mapping[str, Any]:
        """Do it, once under one key."""
        return _object(self._ask("POST", path, json=json, headers={"Idempotency-Key": key}, else_=else_))

    def put(self, *path: str, json: Mapping[str, Any], else_: str = "") -> None:
        """Set it."""
        _object(self._ask("PUT", path, json=json, else_=else_))

    def _ask(
        self,
        method: str,
        path: tuple[str, ...],
        *,
        params: Pairs | None = None,
        json: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        else_: str = "",
    ) -> Reply:
        """With a new token once more where the old one has ended. 401 means that nothing was carried out."""
        token = self.tokens.of(self.line)
        for again in (False, True):
            if again:
                token = self.tokens.of(self.line, instead_of=token)
            reply = ask(
                self.line,
                method,
                address(*path),
                params=params,
                json=json,
                headers={**(headers or {}), "Authorization": f"Bearer {token}"},
                no_entry=() if else_ else (403,),
            )
            if reply.status == 403:
                raise PmsRefused(else_)
            if reply.status != 401:
                return reply
        raise NotLetIn


def address(*path: str) -> str:
    """`address("finance", "v1", "folios", id)`."""
    return "".join(f"/{quote(each, safe='')}" for each in path)


def _kind(line: Line) -> tuple[str, str, str]:
    secret = hashlib.sha256(line.secrets.get("client_secret", "").encode()).hexdigest()
    return line.address, line.details.get("client_id", ""), secret


def _fetched(line: Line) -> tuple[str, float]:
    """A new token, and for how many seconds it is good."""
    pair = f"{line.details.get('client_id', '')}:{line.secrets.get('client_secret', '')}"
    reply = ask(
        replace(line, address=_identity(line.address)),
        "POST",
        "/connect/token",
        form={"grant_type": "client_credentials"},
        headers={"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"},
        reads=True,
        no_entry=(400, 401, 403),  # an identity server answers 400 to a client that it does not know
    )
    if not reply.good:
        raise PmsDown("unreadable_answer", sent=False)
    found = reply.json()
    seconds = found.get("expires_in")
    return needed(found, "access_token"), float(seconds) if isinstance(seconds, int) else 0.0


def _identity(base: str) -> str:
    """Who gives out tokens: `identity.` beside `api.`; at any other address the same server."""
    split = urlsplit(base)
    host = split.netloc
    if host.startswith("api."):
        host = "identity." + host.removeprefix("api.")
    return urlunsplit((split.scheme, host, "", "", ""))


def _object(reply: Reply) -> Mapping[str, Any]:
    """What was asked for, {} where the answer is empty, or the no as the port's. 409: somebody is at it. 422 may be the folio's
    state or a wrong value: nothing in it says which, so that it is tried again."""
    if reply.status == 204:
        return {}
    if reply.good:
        return reply.json()
    if reply.status == 409:
        raise PmsRefused("folio_locked", passing=True)
    raise PmsRefused("refused", passing=reply.status == 422)
