"""Check-in, check-out and no-show, as they are asked for."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import Field

from kunjae.api.schemas.values import RoomNumber, Shape
from kunjae.bookings.facts import Document as DocumentOf
from kunjae.bookings.facts import Sex as SexOf

Line = Annotated[str | None, Field(max_length=100)]
Reason = Annotated[str | None, Field(max_length=1000)]
Digest = Annotated[str | None, Field(max_length=200, description="That of the preview to be confirmed.")]
Record = Annotated[
    bool, Field(description="Whether it counts as a change and its fee joins the booking's value.")
]


class GuestRegistration(Shape):
    """One person who sleeps in the stay, as the law wants guests registered. What is left out is not known yet."""

    first_name: Annotated[str | None, Field(max_length=100, examples=["Somchai"])] = None
    middle_name: Line = None
    last_name: Line = None
    sex: SexOf | None = None
    birth_date: Annotated[dt.date | None, Field(examples=["1990-02-03"])] = None
    nationality: Annotated[
        str | None,
        Field(pattern=r"^[A-Za-z]{3}$", examples=["THA"], description="ISO 3166-1, three letters."),
    ] = None
    document: Annotated[
        DocumentOf | None,
        Field(description="Left out: the ID card of a Thai, the passport of everybody else."),
    ] = None
    document_number: Annotated[str | None, Field(max_length=40, examples=["1101700230708"])] = None
    occupation: Line = None
    address: Annotated[str | None, Field(max_length=300)] = None
    phone: Annotated[str | None, Field(max_length=40)] = None
    coming_from: Line = None
    going_to: Line = None


class CheckInRequest(Shape):
    room: Annotated[
        RoomNumber | None, Field(description="A room's number; left out or null: the stay's own.")
    ] = None
    room_ready: Annotated[bool, Field(description="The room is cleaned.")] = False
    registrations: Annotated[list[GuestRegistration] | None, Field(max_length=100)] = None
    reason: Reason = None


class CheckOutRequest(Shape):
    reason: Reason = None
    digest: Digest = None
    record: Record = True


class NoShowRequest(Shape):
    reason: Reason = None
    digest: Digest = None
    record: Record = True
