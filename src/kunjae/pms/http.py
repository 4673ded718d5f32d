"""One question to a PMS and its answer, with a limit on every step, on the whole and on how much is read.
What is asked and what is answered is written nowhere: both hold guests' names, and headers hold the hotel's
keys."""

from __future__ import annotations

import json as json_text
import logging
import re
import ssl
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any
from urllib.parse import urlencode

import httpx

from kunjae.pms.facts import Line, RequestShown
from kunjae.pms.ports import NotLetIn, PmsBusy, PmsDown

STEP, WHOLE = 10.0, 20.0
"""Seconds: for connecting, sending and each piece of the answer; for the whole answer."""
LARGEST_ANSWER = 5_000_000
"""Bytes."""
PATIENCE, LONGEST_PATIENCE = timedelta(minutes=1), timedelta(days=1)
"""How long to wait where the PMS asks for patience without saying how much, and at most."""

Pairs = Mapping[str, str] | Sequence[tuple[str, str]]

for _loud in ("httpx", "httpcore"):  # they would write down addresses and headers
    logging.getLogger(_loud).setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: 2xx, or a no that the adapter has to understand. Header names are in small letters.
    `wrote`: the question may have changed something there."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    wrote: bool = False

    @property
    def good(self) -> bool:
        return 200 <= self.status < 300

    def json(self) -> dict[str, Any]:
        """The JSON object, numbers with a point as Decimal. Anything else is no answer: raises PmsDown, so
        that "nothing was found" is never read out of a broken page."""
        try:
            found = json_text.loads(self.body, parse_float=Decimal, parse_constant=_no_number)
        except (ValueError, RecursionError):
            raise PmsDown("unreadable_answer", sent=self.wrote) from None
        if not isinstance(found, dict):
            raise PmsDown("unreadable_answer", sent=self.wrote)
        return found


def ask(
    line: Line,
    method: str,
    path: str,
    *,
    headers: Mapping[str, str] | None = None,
    params: Pairs | None = None,
    form: Pairs | None = None,
    json: object = None,
    reads: bool | None = None,
    no_entry: Sequence[int] = (401, 403),
) -> Reply:
    """Ask the PMS at `line.address` + `path`, with a form or a JSON body (Decimals become numbers). No
    redirect is followed.

    `reads`: it changes nothing there, so that no answer means that nothing happened; by itself only a GET.
    `no_entry`: the statuses by which this PMS says that the keys are not accepted; another 4xx comes back as
    a Reply. Raises PmsDown (`unreachable`, `timeout`, `broken_off`, `answer_too_large`, `unreadable_answer`,
    `server_error`, `redirected`), PmsBusy (429, 503 with Retry-After) and NotLetIn (`no_entry`).
    """
    wrote = not (method == "GET" if reads is None else reads)
    url, content, kind = _request(line, path, params, form, json)
    sent = {
        "Accept": "application/json",
        "Accept-Encoding": "identity",
        "User-Agent": "Kunjae",
        **(headers or {}),
    }
    if kind:
        sent["Content-Type"] = kind
    try:
        # Nothing from the environment: a proxy or a .netrc is not the hotel's.
        with (
            httpx.Client(verify=_trusted(), trust_env=False, timeout=STEP, follow_redirects=False) as client,
            client.stream(method, url, headers=sent, content=content) as response,
        ):
            reply = Reply(response.status_code, _small(response.headers), _read(response, wrote), wrote)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol):
        raise PmsDown("unreachable", sent=False) from None
    except httpx.TimeoutException:
        raise PmsDown("timeout", sent=wrote) from None
    except httpx.HTTPError:
        raise PmsDown("broken_off", sent=wrote) from None
    return _judged(reply, no_entry)


def shown(
    line: Line,
    method: str,
    path: str,
    *,
    params: Pairs | None = None,
    form: Pairs | None = None,
    json: object = None,
) -> RequestShown:
    """The same question as people read it: a form one field a line, JSON with indents. No headers, so no
    keys."""
    url, content, _ = _request(line, path, params, form, json)
    body = content.decode()
    if json is not None:
        body = json_text.dumps(json, ensure_ascii=False, indent=2, default=_number)
    elif form is not None:
        body = "\n".join(f"{name}={value}" for name, value in _pairs(form))
    return RequestShown(method=method, url=url, body=body)


def _request(
    line: Line, path: str, params: Pairs | None, form: Pairs | None, json: object
) -> tuple[str, bytes, str]:
    """Address, body, content type."""
    url = line.address.rstrip("/") + path + (f"?{urlencode(_pairs(params))}" if params else "")
    if json is not None:
        return url, json_text.dumps(json, default=_number).encode(), "application/json"
    if form is not None:
        return url, urlencode(_pairs(form)).encode(), "application/x-www-form-urlencoded"
    return url, b"", ""


def _pairs(pairs: Pairs) -> list[tuple[str, str]]:
    return list(pairs.items()) if isinstance(pairs, Mapping) else list(pairs)


def _number(value: object) -> int | float:
    """A Decimal as a JSON number; amounts have fifteen digits at most, which a float writes as they are."""
    if not isinstance(value, Decimal):
        raise TypeError(f"{type(value).__name__} is not for JSON")
    return int(value) if value == value.to_integral_value() else float(value)


def _no_number(name: str) -> None:
    raise ValueError(name)


def _small(headers: httpx.Headers) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _read(response: httpx.Response, wrote: bool) -> bytes:
    if response.headers.get("content-encoding", "identity") != "identity":
        raise PmsDown("unreadable_answer", sent=wrote)
    found, until = bytearray(), time.monotonic() + WHOLE
    for piece in response.iter_raw():
        found += piece
        if len(found) > LARGEST_ANSWER:
            raise PmsDown("answer_too_large", sent=wrote)
        if time.monotonic() > until:
            raise PmsDown("timeout", sent=wrote)
    return bytes(found)


def _judged(reply: Reply, no_entry: Sequence[int]) -> Reply:
    if reply.status in no_entry:
        raise NotLetIn
    if reply.status == 429 or (reply.status == 503 and "retry-after" in reply.headers):
        raise PmsBusy(patience(reply.headers))
    if reply.status >= 500 or reply.status == 408:
        raise PmsDown("server_error", sent=reply.wrote)
    if reply.status < 200 or 300 <= reply.status < 400:
        raise PmsDown("redirected", sent=reply.wrote)
    return reply


def patience(headers: Mapping[str, str]) -> timedelta:
    """What Retry-After asks for: seconds, or a date, which is held against the answer's own Date."""
    asked = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,9}", asked, re.ASCII):
        return min(max(timedelta(seconds=int(asked)), timedelta(seconds=1)), LONGEST_PATIENCE)
    try:
        wait = parsedate_to_datetime(asked) - parsedate_to_datetime(headers.get("date", ""))
    except (ValueError, TypeError):
        return PATIENCE
    return min(max(wait, timedelta(seconds=1)), LONGEST_PATIENCE)


@cache
def _trusted() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)
