"""One room of a booking: as it is, and as it is asked for."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import Field

from kunjae.api.schemas.policies import Policy
from kunjae.api.schemas.values import (
    Adults,
    CheckIn,
    CheckOut,
    Children,
    Money,
    NightlyPrices,
    Percent,
    RatePlanCode,
    RoomNumber,
    RoomTypeCode,
    Shape,
    StayNumber,
    Text,
)
from kunjae.bookings.facts import StayStatus
from kunjae.rates.facts import Meal as MealOf


class Night(Shape):
    """One night of a stay at its agreed price, gross."""

    date: dt.date
    room_price: Money
    extra_price: Money


class BareStay(Shape):
    """What stays have in common wherever they are shown."""

    number: StayNumber
    status: StayStatus
    room_type: str
    sold_as: str | None = Field(
        default=None,
        description="Upgraded: the room type that it was sold and is priced as; null: not upgraded.",
    )
    room: str | None = Field(description="The room's number; null: not assigned yet.")
    rate_plan: str
    meal: MealOf
    conditions: Text
    policy: Policy | None = Field(description="The copy that the stay was sold with; null: no policy.")
    prepay_percent: Percent
    check_in: dt.date
    check_out: dt.date
    adults: Adults
    children: Children
    guest_name: str
    nights: list[Night]
    total: Money = Field(description="The sum of its nights while it is live; nothing once it is cancelled.")


class Stay(BareStay):
    """One room of a booking."""


class StayRequest(Shape):
    """A room to book."""

    room_type: RoomTypeCode
    rate_plan: RatePlanCode
    check_in: CheckIn
    check_out: CheckOut
    adults: Adults = 2
    children: Children = 0
    room: Annotated[
        RoomNumber | None, Field(description="A room's number; left out or null: assign later.")
    ] = None
    guest_name: Annotated[str | None, Field(max_length=200)] = None
    nightly_prices: NightlyPrices = None
