"""What brings a booking to the state in which its reservation stands in the PMS: always the full state. Pure.

- A room that has ended there ends here; that of which nothing was ever here is left out while it has ended.
- Ended is ended: a cancelled stay does not become a no-show, or the other way round.
- A room number is followed where the PMS names a room of the house, of the stay's type; else the stay keeps its own.
- The type of a stay is left alone while an upgrade of it is on its way into the PMS, or out of it (`upgrading`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from kunjae.bookings.facts import BookingFacts, Night, StayFacts, StayStatus
from kunjae.changes.operations import MOST_PEOPLE, UNSET, Cancel, FollowPms, NoShow, Operation, RoomChoice
from kunjae.kernel.errors import InvalidInput
from kunjae.kernel.stay_dates import StayDates
from kunjae.pms.facts import ReservationThere, RoomThere
from kunjae.pms.reservations.facts import (
    CURRENCY,
    DATES,
    MOVED_AWAY,
    PLAN_UNKNOWN,
    TYPE_UNKNOWN,
    Following,
    Naming,
    Step,
    Trouble,
)
from kunjae.properties.facts import Rooms, RoomTypeFacts
from kunjae.rates.facts import RatePlanFacts

MOST_NAME = 200
_COURSE = (StayStatus.RESERVED, StayStatus.IN_HOUSE, StayStatus.CHECKED_OUT)
_ON = (Step.ARRIVE, Step.LEAVE)
_BACK = (Step.NOT_ARRIVE, Step.NOT_LEAVE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ours:
    """What following depends on here. `rooms`: the PMS's name of each room -> number of its stay. `upgrading`: numbers of
    stays whose type is not followed. `numberless`: of those that get no room, as theirs is taken."""

    currency: str
    room_types: Mapping[str, RoomTypeFacts]
    house_rooms: Rooms
    plans: Mapping[str, RatePlanFacts]
    naming: Naming
    rooms: Mapping[str, int] = field(default_factory=dict)
    upgrading: Collection[int] = ()
    numberless: Collection[int] = ()


class _CannotFollow(Exception):
    def __init__(self, code: str, **values: str) -> None:
        self.trouble = Trouble(code, values)
        super().__init__(code)


def follow(booking: BookingFacts | None, there: ReservationThere, ours: Ours) -> Following:
    """How the booking comes to stand as the reservation does; `booking` None: it is to be made of `operations`, unless
    there are none."""
    if there.currency and there.currency != ours.currency:
        return Following(rooms=ours.rooms, trouble=Trouble(CURRENCY, {"currency": there.currency}))
    walk = _Walk(booking, ours)
    try:
        for room in there.rooms:
            walk.follow(room, there)
    except _CannotFollow as error:
        return Following(rooms=ours.rooms, trouble=error.trouble)
    walk.end_all_but({room.id for room in there.rooms})
    return Following(
        back=tuple(walk.back),
        operations=tuple(walk.operations),
        on=tuple(walk.on),
        rooms=walk.rooms,
        left=walk.left,
    )


def same_rooms(stays: Iterable[StayFacts], rooms: Iterable[RoomThere]) -> dict[str, int]:
    """Which rooms of a reservation are which stays of a booking that was made here: those of the same room number, then of
    the same dates, then in their order."""
    left = [stay for stay in stays if stay.status.is_live]
    open_rooms = [room for room in rooms if room.status.is_live]
    found: dict[str, int] = {}
    alike: tuple[Callable[[StayFacts, RoomThere], bool], ...] = (
        lambda stay, room: bool(room.room) and stay.room == room.room,
        lambda stay, room: (stay.check_in, stay.check_out) == (room.check_in, room.check_out),
        lambda _stay, _room: True,
    )
    for are_alike in alike:
        for room in [each for each in open_rooms if each.id not in found]:
            stay = next((each for each in left if are_alike(each, room)), None)
            if stay is not None:
                left.remove(stay)
                found[room.id] = stay.number
    return found


class _Walk:
    """One pass over the rooms of a reservation."""

    def __init__(self, booking: BookingFacts | None, ours: Ours) -> None:
        self._booking = booking
        self._ours = ours
        self._last = booking.last_number if booking else 0
        self.rooms = dict(ours.rooms)
        self.back: list[tuple[int, Step]] = []
        self.operations: list[Operation] = []
        self.on: list[tuple[int, Step]] = []
        self.left: Trouble | None = None

    def follow(self, room: RoomThere, there: ReservationThere) -> None:
        number = self.rooms.get(room.id)
        if number is None:
            if room.status in (StayStatus.RESERVED, StayStatus.IN_HOUSE):
                self._add(room, there)
            return
        stay = self._booking.stay(number) if self._booking else None
        if stay is None:
            self.left = Trouble(MOVED_AWAY, {"stay": str(number)})
        elif room.status.is_live:
            self._bring(stay, room, there)
        else:
            self._end(stay, room.status)

    def end_all_but(self, there: Collection[str]) -> None:
        """Rooms that the reservation had, and has no more."""
        for id, number in self.rooms.items():
            stay = self._booking.stay(number) if self._booking else None
            if id not in there and stay is not None:
                self._end(stay, StayStatus.CANCELLED)

    def _add(self, room: RoomThere, there: ReservationThere) -> None:
        self._last += 1
        self.rooms[room.id] = self._last
        self.operations.append(self._state(self._last, None, room, there))
        self._go(self._last, StayStatus.RESERVED, room.status)

    def _bring(self, stay: StayFacts, room: RoomThere, there: ReservationThere) -> None:
        was = stay.status if stay.status.is_live else StayStatus.RESERVED
        self._go(stay.number, was, room.status)
        state = self._state(stay.number, stay, room, there)
        if not stay.status.is_live or _differs(stay, state):
            self.operations.append(state)

    def _end(self, stay: StayFacts, status: StayStatus) -> None:
        if not stay.status.is_live:
            return
        if status is StayStatus.NO_SHOW:
            self._go(stay.number, stay.status, StayStatus.RESERVED)
            self.operations.append(NoShow(stay.number))
        else:
            self.operations.append(Cancel(stay.number))

    def _go(self, number: int, was: StayStatus, becomes: StayStatus) -> None:
        """Steps from one live status to another."""
        at, to = _COURSE.index(was), _COURSE.index(becomes)
        self.back += [(number, _BACK[place]) for place in reversed(range(to, at))]
        self.on += [(number, _ON[place]) for place in range(at, to)]

    def _state(
        self, number: int, stay: StayFacts | None, room: RoomThere, there: ReservationThere
    ) -> FollowPms:
        dates = _dates(room)
        room_type = self._room_type(stay, room)
        guest = (room.guest or there.name).strip()[:MOST_NAME]
        adults = min(max(room.adults, 0), MOST_PEOPLE)
        children = min(max(room.children, 0), MOST_PEOPLE)
        return FollowPms(
            stay=number,
            room_type=room_type,
            rate_plan=self._plan(stay, room),
            dates=dates,
            nights=_nights(room, dates),
            adults=adults if adults + children else 1,
            children=children,
            room=self._room(number, room_type, room.room.strip()),
            guest_name=guest,
        )

    def _room_type(self, stay: StayFacts | None, room: RoomThere) -> str:
        if stay is not None and stay.number in self._ours.upgrading:
            return stay.room_type
        code = self._ours.naming.room_type(room.room_type)
        known = self._ours.room_types.get(code)
        if known is None or (known.retired and (stay is None or stay.room_type != code)):
            raise _CannotFollow(TYPE_UNKNOWN, type=room.room_type)
        return code

    def _plan(self, stay: StayFacts | None, room: RoomThere) -> str:
        code = self._ours.naming.plan(room.rate)
        known = self._ours.plans.get(code)
        if known is None or (known.retired and (stay is None or stay.rate_plan != code)):
            raise _CannotFollow(PLAN_UNKNOWN, rate=room.rate)
        return code

    def _room(self, number: int, room_type: str, wanted: str) -> RoomChoice:
        if number in self._ours.numberless:
            return None
        known = self._ours.house_rooms.by_number.get(wanted)
        if known is None or known.retired or known.room_type != room_type:
            return UNSET
        return wanted


def _dates(room: RoomThere) -> StayDates:
    """Its dates; who leaves on the day of arrival has had the room for that night."""
    last = room.check_out
    if last == room.check_in and last < date.max:
        last += timedelta(days=1)
    try:
        return StayDates.of(room.check_in, last)
    except InvalidInput:
        raise _CannotFollow(
            DATES, check_in=room.check_in.isoformat(), check_out=room.check_out.isoformat()
        ) from None


def _nights(room: RoomThere, dates: StayDates) -> tuple[Night, ...]:
    """What each night costs: as the PMS says, or the total spread over the nights, the first ones taking what is over."""
    if len(room.nightly) == len(dates):
        prices = room.nightly
    else:
        each, over = divmod(max(room.total or sum(room.nightly), 0), len(dates))
        prices = tuple(each + (index < over) for index in range(len(dates)))
    return tuple(Night(day, max(price, 0)) for day, price in zip(dates.nights, prices, strict=True))


def _differs(stay: StayFacts, state: FollowPms) -> bool:
    """Whether the stay stands otherwise than the PMS has it."""
    return (
        (stay.room_type, stay.rate_plan, stay.dates, stay.people, stay.nights)
        != (state.room_type, state.rate_plan, state.dates, (state.adults, state.children), state.nights)
        or (state.room is not UNSET and stay.room != state.room)
        or (bool(state.guest_name) and stay.guest_name != state.guest_name)
        or stay.policy is not None
        or stay.prepay_percent != 0
    )
