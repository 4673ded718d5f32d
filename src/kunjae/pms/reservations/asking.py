"""When the reservations of a hotel's PMS are looked at: messages to `looking`. Inside the transaction of what makes it
necessary."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from kunjae.kernel.moments import moment_text
from kunjae.outbox.commands import put
from kunjae.properties.models import Property
from kunjae.tenancy.transactions import one_transaction

LOOK = "pms.look"
"""What has changed is to be looked for. Payload: `once`, where it was asked for by hand."""
LOOK_THROUGH = "pms.look_through"
"""All that arrive on some days are to be looked at. Payload: first, last; `longer`: those too who came before and stay."""
LOOK_AT = "pms.look_at"
"""One reservation is to be looked at. Payload: number."""
EVERY = timedelta(minutes=5)
TOGETHER = timedelta(seconds=5)
"""What the PMS tells of one reservation within this time leads to one look."""
MOST_TOUCHED, MOST_NUMBER = 100, 80
"""Of what the PMS tells in one call, and characters of a number."""
BACK, AHEAD, WINDOW = timedelta(days=30), timedelta(days=540), timedelta(days=60)
"""Which arrivals are looked through, and how many days of them in one message."""


def start_looking(property: Property | UUID, now: datetime) -> None:
    """Look through everything now, and from now on every few minutes for what has changed."""
    look_next(property, now)
    look_now(property, now)


def look_now(property: Property | UUID, now: datetime) -> None:
    """Look through everything now."""
    put(property, LOOK, f"{LOOK}:now:{now.isoformat()}", {"once": True}, now)


def look_next(property: Property | UUID, now: datetime) -> None:
    """The next regular look, once however often it is asked for."""
    slot = slot_after(now, EVERY)
    put(property, LOOK, f"{LOOK}:{moment_text(slot)}", {}, now, due_at=slot)


def look_through(property: Property, today: date, because: datetime, now: datetime) -> None:
    """Look at all arrivals there are, some days at a time; once for each `because`."""
    first = today - BACK
    while first <= today + AHEAD:
        last = first + WINDOW - timedelta(days=1)
        payload = {"first": first.isoformat(), "last": last.isoformat(), "longer": first == today - BACK}
        put(property, LOOK_THROUGH, f"{LOOK_THROUGH}:{first.isoformat()}:{because.isoformat()}", payload, now)
        first = last + timedelta(days=1)


def look_at(property: Property, number: str, now: datetime) -> None:
    """Look at one reservation, of which the PMS says that it has changed."""
    slot = slot_after(now, TOGETHER)
    key = f"{LOOK_AT}:{number}:{moment_text(slot)}"
    put(property, LOOK_AT, key, {"number": number}, now, due_at=slot)


@one_transaction
def look_at_all(*, property: Property, numbers: Iterable[str], now: datetime) -> None:
    """Look at these, as far as they can be numbers of reservations; the many are found by the next look anyway."""
    for number in list(dict.fromkeys(numbers))[:MOST_TOUCHED]:
        if 0 < len(number) <= MOST_NUMBER and "\0" not in number:
            look_at(property, number, now)


def slot_after(now: datetime, every: timedelta) -> datetime:
    """The next moment after now that is a multiple of `every`, in UTC."""
    return period_of(now, every) + every


def period_of(now: datetime, every: timedelta) -> datetime:
    """The last moment until now that is a multiple of `every`, in UTC."""
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + (now - midnight) // every * every
