"""Handlers that look at the PMS's reservations and take them in. The network is asked between transactions, never in one.

Every few minutes what has changed is looked for, where the PMS can say it, else the arrivals of the days around today. Now and
then all arrivals are looked through, so that nothing is missed for long: those that are no longer among them are asked for one
by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import batched

from django.db.models import Q

from kunjae.bookings.facts import StayStatus, pms_source
from kunjae.kernel.moments import local_date
from kunjae.outbox.commands import put
from kunjae.outbox.facts import Answer, Later, Received
from kunjae.outbox.topics import PMS_PAUSED
from kunjae.pms.connections import TWO_WAY, line_from
from kunjae.pms.errors import NotConnected
from kunjae.pms.facts import Line, ReservationThere
from kunjae.pms.models import Connection, Reservation
from kunjae.pms.ports import NotLetIn, Pms, PmsBusy, PmsError
from kunjae.pms.registry import adapter
from kunjae.pms.reservations.asking import look_next, look_through, period_of
from kunjae.pms.reservations.commands import take_in
from kunjae.pms.reservations.facts import GONE, ROOM_TAKEN, SOLD_OUT, Naming
from kunjae.pms.reservations.keeping import fingerprint, mark_gone
from kunjae.properties.models import Property
from kunjae.tenancy.transactions import one_transaction

OVERLAP = timedelta(minutes=10)
"""How far before the last look changes are asked for: clocks differ, and what was being saved there was not told yet."""
LEASE = timedelta(minutes=10)
"""How long a look may take; then another worker begins it anew, and takes in what is left."""
DELAYS = (timedelta(0), timedelta(minutes=1), timedelta(minutes=10))
"""Before each try of a look; the next one comes soon."""
NEAR_BACK, NEAR_AHEAD = timedelta(days=3), timedelta(days=14)
SELDOM, OFTEN = timedelta(hours=6), timedelta(hours=1)
"""How often everything is looked through where the PMS says what has changed, and where it does not."""
LEFT = timedelta(days=7)
"""How long after their departure guests are still asked for who came before the days that are looked through."""
MOST_OPEN = 50
"""How many of those that could not be followed are asked for at each look."""
TOGETHER, MOST_CODE = 100, 60
FEW_GONE = 5
"""Reservations of which the PMS knows nothing any more end here; unless they are more than these and more than half of all:
then it looks like another hotel's PMS, and they are only shown."""
_STANDS = [StayStatus.RESERVED.value, StayStatus.IN_HOUSE.value]


@dataclass(frozen=True, slots=True)
class Look:
    """A connection that works, and whom it reaches. `seen`: the connection's fingerprint."""

    property: Property
    pms: Pms
    line: Line
    naming: Naming
    looked_at: datetime | None
    seen: datetime
    quiet_until: datetime | None
    now: datetime

    def takes_in(self, there: ReservationThere) -> str:
        """The problem of taking it in, or nothing."""
        taken = take_in(property=self.property, pms=self.pms, naming=self.naming, there=there, now=self.now)
        return taken.problem


def look(message: Received) -> Answer:
    """Handler: what has changed since the last look; and the next look, as long as there is a connection."""
    if not message.payload.get("once"):
        _go_on(message)
    at = _opened(message)
    if at is None or (at.quiet_until is not None and at.quiet_until > message.now):
        return None
    return _told(message, at, lambda: _look(message, at), is_regular=True)


def look_given_up(message: Received, code: str) -> None:
    """Whatever became of one look, the next one comes."""
    if not message.payload.get("once"):
        look_next(message.property_id, message.now)


def look_through_days(message: Received) -> Answer:
    """Handler: all that arrive on some days, and those that were known to and no longer do."""
    at = _opened(message)
    if at is None:
        return None
    if at.quiet_until is not None and at.quiet_until > message.now:
        return Later("busy", at.quiet_until - message.now)
    first, last = (date.fromisoformat(message.payload[name]) for name in ("first", "last"))
    longer = bool(message.payload.get("longer"))

    def looked() -> None:
        _look_through(at, first, last, longer=longer)

    return _told(message, at, looked)


def look_at_one(message: Received) -> Answer:
    """Handler: one reservation that has changed, as the PMS says it stands."""
    at = _opened(message)
    if at is None:
        return None
    if at.quiet_until is not None and at.quiet_until > message.now:
        return Later("busy", at.quiet_until - message.now)
    number = str(message.payload["number"])

    def asked() -> None:
        there = at.pms.reservation(number, at.line)
        known = Reservation.objects.of(at.property).filter(number=number, is_theirs=True)
        if there is None and known.exists():
            there = _gone(number)
        if there is not None:
            at.takes_in(there)

    return _told(message, at, asked)


def _look(message: Received, at: Look) -> None:
    changes = at.pms.changed((at.looked_at or at.now) - OVERLAP, at.line)
    today = local_date(at.now, at.property.timezone)
    period = period_of(at.now, SELDOM if changes is not None else OFTEN)
    if message.payload.get("once"):
        _look_through_later(at, today, at.now)
    elif at.looked_at is None or at.looked_at < period:
        _look_through_later(at, today, period)
    if changes is not None:
        seen = _take_in_all(at, changes)
    else:
        seen = _look_through(at, today - NEAR_BACK, today + NEAR_AHEAD)
    for number, is_here in _still_open(at, today):
        if number not in seen:
            there = at.pms.reservation(number, at.line)
            if (
                there is not None or not is_here
            ):  # what is here and gone there, a look through all ends with care
                at.takes_in(there or _gone(number))


def _still_open(at: Look, today: date) -> list[tuple[str, bool]]:
    """What could not be followed to the end and may be by now, those that were looked at longest ago first: its number, and
    whether it has a booking."""
    rows = Reservation.objects.of(at.property).filter(is_theirs=True, seen="", departure__gte=today - LEFT)
    found = rows.exclude(problem=GONE).order_by("looked_at", "id").values_list("number", "booking_id")
    return [(number, booking is not None) for number, booking in found[:MOST_OPEN]]


def _look_through(at: Look, first: date, last: date, *, longer: bool = False) -> set[str]:
    """Take in all that arrive on these days, and ask for those that were to arrive and are not among them; the numbers of
    both. `longer`: ask for those too who came before these days and have not left."""
    seen = _take_in_all(at, at.pms.arrivals(first, last, at.line))
    rows = Reservation.objects.of(at.property).filter(
        is_theirs=True,
        booking__status__in=_STANDS,
        booking__source=pms_source(at.pms.code),
        arrival__lte=last,
    )
    left_lately = local_date(at.now, at.property.timezone) - LEFT
    rows = rows.filter(
        Q(arrival__gte=first) | Q(departure__gte=left_lately) if longer else Q(arrival__gte=first)
    )
    known = list(rows.order_by("arrival", "id").values_list("number", flat=True))
    gone = []
    for number in known:
        if number not in seen:
            there = at.pms.reservation(number, at.line)
            if there is None:
                gone.append(number)
            else:
                at.takes_in(there)
    if len(gone) > FEW_GONE and len(gone) * 2 > len(known):
        mark_gone(at.property, gone, at.now)
    else:
        for number in gone:
            at.takes_in(_gone(number))
    return {*seen, *known}


def _gone(number: str) -> ReservationThere:
    """A reservation of which the PMS knows nothing any more: all its rooms have ended."""
    return ReservationThere(number=number, rooms=())


def _take_in_all(at: Look, found: Iterable[ReservationThere]) -> set[str]:
    """Take in what differs from what was taken in last; all numbers that there were. Whoever found no room is tried once
    more at the end, as the others may have left theirs."""
    numbers = set()
    again = []
    for page in batched(found, TOGETHER, strict=False):
        known = _known(at.property, [each.number for each in page])
        for there in page:
            numbers.add(there.number)
            seen, version = known.get(there.number, ("", 0))
            if seen and seen == fingerprint(there, at.naming, version):
                continue
            if at.takes_in(there) in (SOLD_OUT, ROOM_TAKEN):
                again.append(there)
    for there in again:
        at.takes_in(there)
    return numbers


def _known(property: Property, numbers: list[str]) -> dict[str, tuple[str, int]]:
    """Number -> fingerprint of what was taken in last, and its booking's version."""
    rows = Reservation.objects.of(property).filter(number__in=numbers, booking_id__isnull=False)
    return {
        number: (seen, version)
        for number, seen, version in rows.values_list("number", "seen", "booking__version")
    }


# Before and after


def _told(message: Received, at: Look, work: Callable[[], None], *, is_regular: bool = False) -> Answer:
    """Do the work, and remember what came of it. What is `is_regular` comes again by itself."""
    try:
        work()
    except PmsBusy as error:
        _remember(at, quiet_until=at.now + error.after)
        return None if is_regular else Later(error.code, error.after)
    except NotLetIn as error:
        _pause(message, at, error.code)
        return None
    except PmsError as error:
        _remember(at, look_error=error.code[:MOST_CODE])
        return None if is_regular else Later(error.code)
    if is_regular:
        _remember(at, looked_at=at.now, look_error="")
    return None


@one_transaction
def _remember(at: Look, **values: object) -> None:
    """On the connection that was asked; nothing, if another was entered meanwhile."""
    Connection.objects.of(at.property).filter(changed_at=at.seen).update(**values)


@one_transaction
def _pause(message: Received, at: Look, reason: str) -> None:
    """Nothing goes through until somebody enters other credentials, and is told so once."""
    rows = Connection.objects.of(at.property).filter(changed_at=at.seen, paused_at__isnull=True)
    if rows.update(paused_at=at.now, paused_reason=reason[:MOST_CODE]):
        put(at.property, PMS_PAUSED, f"{PMS_PAUSED}:{message.id.hex}", {"reason": reason}, at.now)


@one_transaction
def _go_on(message: Received) -> None:
    if Connection.objects.of(message.property_id).filter(enabled=True).exists():
        look_next(message.property_id, message.now)


@one_transaction
def _look_through_later(at: Look, today: date, because: datetime) -> None:
    look_through(at.property, today, because, at.now)


def _opened(message: Received) -> Look | None:
    """The connection, if it works."""
    property = Property.objects.get(id=message.property_id)
    row = Connection.objects.of(property).filter(enabled=True, paused_at__isnull=True).first()
    if row is None or property.details.get("pms") != TWO_WAY:
        return None
    try:
        line = line_from(property, row)
    except NotConnected:
        return None
    naming = Naming.from_json(row.mapping)
    return Look(
        property, adapter(row.pms), line, naming, row.looked_at, row.changed_at, row.quiet_until, message.now
    )
