"""What can be sold."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import Field

from kunjae.api.schemas.policies import Policy
from kunjae.api.schemas.stays import Night
from kunjae.api.schemas.values import Money, Shape, Text
from kunjae.rates.facts import Meal as MealOf


class Restrictions(Shape):
    min_stay: int = Field(description="Of the arrival night.")
    closed_to_arrival: bool
    closed_to_departure: bool
    closed_nights: list[dt.date]


class Sellable(Shape):
    """One room type under one rate plan."""

    room_type: str
    room_type_name: Text
    max_adults: int
    max_children: int
    rate_plan: str
    rate_plan_name: Text
    meal: MealOf
    rooms_left: Annotated[int, Field(ge=0)]
    nights: list[Night] = Field(description="The nights that have a price.")
    unpriced_nights: list[dt.date]
    total: Money | None = Field(description="null while a night has no price.")
    policy: Policy | None
    restrictions: Restrictions
    bookable: bool
    reasons: list[str]


class Availability(Shape):
    check_in: dt.date
    check_out: dt.date
    adults: int
    children: int
    currency: str
    items: list[Sellable]
