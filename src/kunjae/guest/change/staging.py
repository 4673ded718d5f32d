"""What a guest has chosen so far. It lives in the page alone: nothing is saved until the end."""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Self

from kunjae.bookings.facts import BookingFacts, StayFacts
from kunjae.changes.operations import Cancel, ChangeRoomType, MoveDates, Operation
from kunjae.changes.operations_text import operations_from_json, operations_to_json
from kunjae.kernel.errors import InvalidInput
from kunjae.kernel.stay_dates import StayDates


@dataclass(frozen=True, slots=True)
class Wish:
    """What a guest wants of one stay; None: as it is."""

    dates: StayDates | None = None
    room_type: str | None = None
    cancelled: bool = False

    def of(self, stay: StayFacts) -> Wish:
        """Only what differs from the stay as it stands."""
        if self.cancelled:
            return Wish(cancelled=True)
        return Wish(
            self.dates if self.dates != stay.dates else None,
            self.room_type if self.room_type != stay.room_type else None,
        )

    def dates_as(self, stay: StayFacts, room_type: str) -> StayDates | None:
        """The nights that the stay would take of that room type; None: none."""
        if self.cancelled or (self.room_type or stay.room_type) != room_type:
            return None
        return self.dates or stay.dates

    def operations(self, number: int) -> tuple[Operation, ...]:
        """The same as the engine takes it. The price of what stays is kept (rules.md 3.3)."""
        if self.cancelled:
            return (Cancel(number),)
        found: list[Operation] = []
        if self.dates:
            found.append(MoveDates(number, dates=self.dates))
        if self.room_type:
            found.append(ChangeRoomType(number, room_type=self.room_type))
        return tuple(found)


NOTHING = Wish()


@dataclass(frozen=True, slots=True)
class Staged:
    """The wishes for the stays of one booking, by their numbers."""

    wishes: Mapping[int, Wish] = field(default_factory=dict)

    @classmethod
    def of(cls, operations: Iterable[Operation]) -> Self:
        """What these operations ask, as far as a guest may ask it; any others are left out."""
        wishes: dict[int, Wish] = {}
        for operation in operations:
            wish = wishes.get(operation.stay, NOTHING)
            if isinstance(operation, MoveDates):
                wishes[operation.stay] = replace(wish, dates=operation.dates)
            elif isinstance(operation, ChangeRoomType):
                wishes[operation.stay] = replace(wish, room_type=operation.room_type)
            elif isinstance(operation, Cancel):
                wishes[operation.stay] = Wish(cancelled=True)
        return cls(wishes)

    @classmethod
    def from_text(cls, text: str, currency: str) -> Self:
        """What the page carried; nothing if it cannot be understood."""
        try:
            return cls.of(operations_from_json(json.loads(text or "[]"), currency))
        except (ValueError, RecursionError, InvalidInput):
            return cls()

    def as_text(self, currency: str) -> str:
        return json.dumps(operations_to_json(self.operations, currency))

    @property
    def operations(self) -> tuple[Operation, ...]:
        """All of them, in the order of the stays."""
        return tuple(
            operation
            for number in sorted(self.wishes)
            for operation in self.wishes[number].operations(number)
        )

    def of_stay(self, number: int) -> Wish:
        return self.wishes.get(number, NOTHING)

    def with_wish(self, stay: StayFacts, wish: Wish) -> Self:
        """With this wish for a stay in place of what was chosen for it."""
        wish = wish.of(stay)
        others = {number: each for number, each in self.wishes.items() if number != stay.number}
        return replace(self, wishes=others | ({} if wish == NOTHING else {stay.number: wish}))

    def without(self, number: int) -> Self:
        """With the stay as it is."""
        return replace(self, wishes={each: wish for each, wish in self.wishes.items() if each != number})

    def fitting(self, booking: BookingFacts, room_types: Container[str]) -> Self:
        """Only what can still be asked: of stays that are there and live, in room types that there are, and what still
        differs from them."""
        fitting = replace(self, wishes={})
        for number, wish in sorted(self.wishes.items()):
            stay = booking.stay(number)
            if stay and stay.status.is_live:
                known = wish.room_type is None or wish.room_type in room_types
                fitting = fitting.with_wish(stay, wish if known else replace(wish, room_type=None))
        return fitting
