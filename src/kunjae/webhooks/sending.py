"""One POST to an address that somebody else chose: a time limit on the whole, no redirects, no private networks.

The name is resolved once, here; its addresses are checked, and the connection goes to one of those that passed, so
that a name which answers differently the next time leads nowhere else. TLS still proves the name.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import httpcore

from kunjae.webhooks.rules import is_public

TIMEOUT = 20.0
"""Seconds for all of it: connecting, sending, and the head of the answer."""
READING = 2.0
"""Seconds more, at most, for the beginning of the body: the head has said all that counts."""
KEPT_OF_ANSWER = 2048
"""Bytes."""
_PIECE = 4096
_trusted = cache(httpcore.default_ssl_context)
"""Whom TLS trusts; read once, since reading it takes longer than most answers."""

type Resolve = Callable[..., list[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Answered:
    """What the receiver said: a status, the header Retry-After or nothing, and the beginning of the body as text."""

    status: int
    retry_after: str
    beginning: str = ""


class Unanswered(StrEnum):
    """Why there was no answer."""

    NAME_UNKNOWN = "name_unknown"
    ADDRESS_REFUSED = "address_refused"
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    BROKEN_OFF = "broken_off"


class AddressRefused(httpcore.ConnectError):
    """The name leads into a private network."""


class NameUnknown(httpcore.ConnectError):
    """The name could not be resolved."""


def post(
    url: str,
    *,
    headers: Mapping[str, str],
    body: bytes,
    private_allowed: bool = False,
    timeout: float = TIMEOUT,
    reading: float = READING,
    resolve: Resolve = socket.getaddrinfo,
) -> Answered | Unanswered:
    """Send the body and hear the status. What comes of the answer's body afterwards, or does not, changes nothing."""
    deadline = _Deadline(timeout)
    network = _Network(deadline, resolve, private_allowed)
    all_headers = [("Host", urlsplit(url).netloc), *headers.items()]
    try:
        with (
            httpcore.ConnectionPool(ssl_context=_trusted(), network_backend=network) as pool,
            pool.stream("POST", url, headers=all_headers, content=body) as response,
        ):
            asked = {name.lower(): value for name, value in response.headers}.get(b"retry-after", b"")
            deadline.shorten(reading)
            beginning = _beginning(response)
            return Answered(response.status, asked.decode("ascii", "replace"), beginning)
    except AddressRefused:
        return Unanswered.ADDRESS_REFUSED
    except NameUnknown:
        return Unanswered.NAME_UNKNOWN
    except httpcore.TimeoutException:
        return Unanswered.TIMEOUT
    except httpcore.ConnectError:
        return Unanswered.UNREACHABLE
    except (httpcore.NetworkError, httpcore.ProtocolError):
        return Unanswered.BROKEN_OFF


def _beginning(response: httpcore.Response) -> str:
    """The first bytes of the answer's body, as far as they are text."""
    read = b""
    try:
        for piece in response.iter_stream():
            read += piece
            if len(read) >= KEPT_OF_ANSWER:
                break
    except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError):
        pass  # what has come by then
    text = read[:KEPT_OF_ANSWER].decode("utf-8", "replace")
    return "".join(letter for letter in text if letter in "\n\t" or letter.isprintable())


class _Deadline:
    """What is left of the time for the whole."""

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds

    def shorten(self, seconds: float) -> None:
        """From now on no longer than this."""
        self._until = min(self._until, time.monotonic() + seconds)

    def left(self, too_late: type[httpcore.TimeoutException]) -> float:
        """Seconds left; raises `too_late` when there are none."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise too_late
        return left


class _Network(httpcore.NetworkBackend):
    """Connects to checked addresses only. The timeouts that the caller passes give way to the deadline."""

    def __init__(self, deadline: _Deadline, resolve: Resolve, private_allowed: bool) -> None:
        self._deadline = deadline
        self._resolve = resolve
        self._private_allowed = private_allowed
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        unreached: httpcore.NetworkError | httpcore.TimeoutException = AddressRefused()
        for address in self._addresses(host, port):
            try:
                left = self._deadline.left(httpcore.ConnectTimeout)
                return _Stream(self._sockets.connect_tcp(address, port, left), self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                unreached = error
        raise unreached

    def _addresses(self, host: str, port: int) -> list[str]:
        try:
            found = self._resolve(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise NameUnknown from error
        addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
        return [each for each in addresses if self._private_allowed or is_public(each)]


class _Stream(httpcore.NetworkStream):
    """A connection whose every step ends by the deadline: who sends a byte now and then does not prolong it."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: _Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left(httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), _PIECE):
            left = self._deadline.left(httpcore.WriteTimeout)
            self._stream.write(buffer[start : start + _PIECE], left)

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = self._deadline.left(httpcore.ConnectTimeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
