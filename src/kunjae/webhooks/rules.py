"""What addresses webhooks may go to, what receivers ask for, and how large a body gets."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

from kunjae.kernel.errors import InvalidInput, invalid

LONGEST_URL = 500
LARGEST_BODY = 20_000
"""Bytes."""
OLD_SECRET_SIGNS = timedelta(hours=24)
"""How long the secret before a new one signs beside it."""
LONGEST_WAIT = timedelta(hours=24)
"""How far a receiver may put us off."""

EVENTS = (
    "booking.created",
    "booking.changed",
    "booking.cancelled",
    "order.created",
    "order.confirmed",
    "order.changed",
    "order.cancelled",
    "order.expired",
    "payment.received",
    "refund.done",
    "refund.failed",
)
"""What receivers may hear of."""
TEST_EVENT = "webhook.test"
"""Sent by a button, to any endpoint."""

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")


def chosen_events(wanted: Collection[str]) -> list[str]:
    """The events that an endpoint is to hear of, in the order of EVENTS; none where it is all of them, those that are yet to
    come too. Raises InvalidInput naming `events`."""
    for each in wanted:
        if each not in EVENTS:
            raise invalid(
                "events",
                "event_unknown",
                "“{event}” is no event: there are {events}",
                "ไม่มีเหตุการณ์ “{event}” ใช้ได้เฉพาะ {events}",
                event=each[:60],
                events=", ".join(EVENTS),
            )
    found = [each for each in EVENTS if each in wanted]
    return [] if len(found) == len(EVENTS) else found


def hears_of(chosen: Collection[str], event: str) -> bool:
    """Whether an endpoint with this choice gets the event."""
    return not chosen or event in chosen


def events_told(topic: str, payload: Mapping[str, Any]) -> tuple[str, ...]:
    """The events that a message of the outbox is told as. A new order that its own offer has confirmed is both created and
    confirmed: whoever only hears of confirmed orders hears of it too."""
    if topic != "order.placed":
        return (topic,)
    confirmed = payload.get("then", {}).get("auto_confirmed")
    return ("order.created", "order.confirmed") if confirmed else ("order.created",)


def endpoint_url(url: str, *, private_allowed: bool) -> str:
    """The address as it is kept: its host in ASCII. `private_allowed`: http and the house's own network are fine.

    Raises InvalidInput naming `url`.
    """
    parts = _split(url)
    if parts.scheme != "https" and not (private_allowed and parts.scheme == "http"):
        raise invalid("url", "url_not_https", "must begin with https://", "ต้องขึ้นต้นด้วย https://")
    host = _ascii_host(parts)
    if not private_allowed and (_is_private_literal(host) or host == "localhost"):
        raise invalid(
            "url", "url_private", "must not be an address of a private network", "ต้องไม่ใช่ที่อยู่ในเครือข่ายภายใน"
        )
    shown = f"[{host}]" if ":" in host else host
    port = f":{parts.port}" if parts.port else ""
    path, query = (
        quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._"),
        quote(parts.query, safe="/?%:@!$&'()*+,;=~-._"),
    )
    kept = urlunsplit((parts.scheme, shown + port, path, query, ""))
    if len(kept) > LONGEST_URL:
        raise _not_an_address()
    return kept


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url.strip())
        _ = parts.port
    except ValueError as error:
        raise _not_an_address() from error
    if not parts.hostname or parts.username is not None or parts.password is not None or parts.fragment:
        raise _not_an_address()
    return parts


def _ascii_host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    try:
        return host if ":" in host else host.encode("idna").decode().lower()
    except UnicodeError as error:
        raise _not_an_address() from error


def _not_an_address() -> InvalidInput:
    return invalid(
        "url",
        "url_invalid",
        "is not a web address of a program: a host and a path, without user, password or #",
        "ไม่ใช่ที่อยู่เว็บของโปรแกรม: ต้องมีชื่อโฮสต์และพาธ ไม่มีชื่อผู้ใช้ รหัสผ่าน หรือ #",
    )


def _is_private_literal(host: str) -> bool:
    try:
        return not is_public(host)
    except ValueError:
        return False  # a name: looked at when it is resolved


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet, also by what it holds inside (an IPv6 address may carry an
    IPv4 one). ValueError if it is no address."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv4Address):
        return _is_public_v4(found)
    if found.ipv4_mapped:
        return _is_public_v4(found.ipv4_mapped)
    if found in _NAT64:
        return _is_public_v4(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF))
    carried = found.sixtofour or (found.teredo and found.teredo[1])
    if carried and not _is_public_v4(carried):
        return False
    return found in _GLOBAL_UNICAST and found.is_global


def _is_public_v4(address: ipaddress.IPv4Address) -> bool:
    return address.is_global and not address.is_multicast


def wait_asked_for(retry_after: str, now: datetime) -> timedelta:
    """What a Retry-After header asks for, in seconds or as a date; nothing when it makes no sense."""
    text = retry_after.strip()
    try:
        wait = timedelta(seconds=int(text[:10])) if text.isdecimal() else parsedate_to_datetime(text) - now
    except (ValueError, TypeError, OverflowError):
        return timedelta(0)
    return min(max(wait, timedelta(0)), LONGEST_WAIT)


_OF_A_BOOKING: tuple[tuple[str, ...], ...] = (
    (),
    ("nights",),
    ("nights", "policy", "conditions"),
    ("stays",),
    ("stays", "notes"),
)
_OF_AN_ORDER: tuple[tuple[str, ...], ...] = ((), ("answers",))


def body_of(type: str, timestamp: str, data: Mapping[str, Any]) -> bytes:
    """The body as JSON, at most LARGEST_BODY. What is too large for it says in `left_out` what is to be asked for through
    the API: of a booking the nights of its stays, then also their policies and conditions, the stays, at last the notes; of
    an order its answers."""
    for left_out in _OF_A_BOOKING if "stays" in data else _OF_AN_ORDER:
        body = json.dumps(
            {"type": type, "timestamp": timestamp, "data": _without(data, left_out)},
            ensure_ascii=False,
            separators=(",", ":"),
        ).encode()
        if len(body) <= LARGEST_BODY:
            break
    return body


def _without(data: Mapping[str, Any], left_out: tuple[str, ...]) -> dict[str, Any]:
    shown = {name: value for name, value in data.items() if name not in left_out}
    if "stays" in shown:
        shown["stays"] = [
            {name: value for name, value in stay.items() if name not in left_out} for stay in shown["stays"]
        ]
    return shown | {"left_out": list(left_out)}
