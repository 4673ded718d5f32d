"""Bookings: as they are, and what callers send to make or edit one."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import Field

from kunjae.api.schemas.stays import Stay, StayRequest
from kunjae.api.schemas.values import Country, Email, LanguageCode, Money, Phone, Shape
from kunjae.bookings.facts import Source as SourceOf
from kunjae.bookings.facts import StayStatus


class Person(Shape):
    name: str
    email: str
    phone: str = Field(description="In international form where it could be understood.")
    language: str
    country: str


class BookingMoney(Shape):
    """A booking's money."""

    value: Money = Field(description="Totals of live stays, recorded fees, billed orders.")
    paid: Money = Field(description="Captured payments less refunds.")
    due_now: Money = Field(description="Prepayments of live stays and all recorded fees.")
    balance: Money = Field(description="value - paid.")
    fees: Money = Field(description="All recorded fees.")
    orders: Money = Field(default="0.00", description="Billed orders; copies older than orders have none.")


class Booking(BookingMoney):
    """What one booker ordered."""

    code: str
    status: StayStatus
    version: Annotated[int, Field(ge=1, description="Grows with every write.")]
    booker: Person
    source: str
    language: str
    notes: str
    booked_at: dt.datetime
    booked_by: str
    arrival: dt.date
    departure: dt.date
    currency: str
    changes_recorded: int
    stays: list[Stay]


class NewBookingAnswer(Booking):
    """The booking just made, with its PIN, which is shown here only."""

    pin: Annotated[str, Field(pattern=r"^\d{6}$")]


class BookingPage(Shape):
    items: list[Booking]
    next_cursor: str | None


class PersonRequest(Shape):
    """Who books."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    email: Email | None = None
    phone: Phone | None = None
    language: Annotated[LanguageCode | None, Field(description="Left out: the hotel's first.")] = None
    country: Country | None = None


class BookingRequest(Shape):
    booker: PersonRequest
    source: SourceOf = SourceOf.DIRECT
    notes: Annotated[str | None, Field(max_length=5000)] = None
    stays: Annotated[list[StayRequest], Field(min_length=1, max_length=100)]


class PersonEdits(Shape):
    """What to write anew of the booker; null empties."""

    name: Annotated[str, Field(min_length=1, max_length=200)] = ""
    email: Email | None = None
    phone: Phone | None = None
    language: LanguageCode | None = None
    country: Country | None = None


class BookingEdits(Shape):
    booker: PersonEdits | None = None
    notes: Annotated[str | None, Field(max_length=5000)] = None
    source: SourceOf | None = None
    language: LanguageCode | None = None
    version: Annotated[int | None, Field(ge=1, le=2**31 - 1, description="Edit only this version.")] = None
