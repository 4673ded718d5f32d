"""One question to a provider and its answer, with a time limit on every step and on how much is read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpcore

from kunjae.payments.ports import ProviderDown

TIMEOUT = 20.0
"""Seconds for each step: connecting, sending, and each piece of the answer."""
LARGEST_ANSWER = 1_000_000
"""Bytes."""
_trusted = cache(httpcore.default_ssl_context)


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back. `json()` is {} for what is no JSON object."""

    status: int
    body: bytes

    def json(self) -> dict[str, Any]:
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


def ask(
    method: str, url: str, *, headers: Mapping[str, str], body: bytes = b"", timeout: float = TIMEOUT
) -> Reply:
    """Send it and hear the answer, whatever its status. Raises ProviderDown (`timeout`, `unreachable`, `broken_off`)."""
    limits = dict.fromkeys(("connect", "read", "write", "pool"), timeout)
    try:
        with (
            httpcore.ConnectionPool(ssl_context=_trusted()) as pool,
            pool.stream(
                method, url, headers=list(headers.items()), content=body, extensions={"timeout": limits}
            ) as response,
        ):
            return Reply(response.status, _read(response))
    except httpcore.TimeoutException:
        raise ProviderDown("timeout") from None
    except httpcore.ConnectError:
        raise ProviderDown("unreachable") from None
    except (httpcore.NetworkError, httpcore.ProtocolError):
        raise ProviderDown("broken_off") from None


def _read(response: httpcore.Response) -> bytes:
    found = b""
    for piece in response.iter_stream():
        found += piece
        if len(found) > LARGEST_ANSWER:
            raise ProviderDown("answer_too_large")
    return found
