"""The operations of a change, and the two requests that carry them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from kunjae.api.schemas.policies import Policy
from kunjae.api.schemas.stays import StayRequest
from kunjae.api.schemas.values import (
    Adults,
    BookingCode,
    CheckIn,
    CheckOut,
    Children,
    NightlyPrices,
    Price,
    RatePlanCode,
    RoomNumber,
    RoomTypeCode,
    Shape,
    StayNumber,
    Text,
)
from kunjae.rates.facts import Meal as MealOf


class Repricing(Shape):
    stay: StayNumber
    pricing: Literal["keep", "today", "manual"] | None = None
    nightly_prices: NightlyPrices = None


RoomChoice = Annotated[
    RoomNumber | None,
    Field(description="A room's number; null: assign later; left out: keep the room if it is free."),
]


class MoveDates(Repricing):
    op: Literal["move_dates"]
    check_in: CheckIn
    check_out: CheckOut
    room: RoomChoice = None


class ChangeRoomType(Repricing):
    op: Literal["change_room_type"]
    room_type: RoomTypeCode
    room: RoomChoice = None


class ChangeGuests(Repricing):
    op: Literal["change_guests"]
    adults: Adults
    children: Children = 0


class ChangeRatePlan(Repricing):
    op: Literal["change_rate_plan"]
    rate_plan: RatePlanCode


class SetPrices(Shape):
    op: Literal["set_prices"]
    stay: StayNumber
    nightly_prices: Annotated[list[Price], Field(max_length=365)]


class AssignRoom(Shape):
    op: Literal["assign_room"]
    stay: StayNumber
    room: RoomNumber | None


class SetTerms(Shape):
    """A fee in the same change follows the old policy."""

    op: Literal["set_terms"]
    stay: StayNumber
    meal: Annotated[str, Field(json_schema_extra={"enum": [meal.value for meal in MealOf]})] = ""
    conditions: str | Text = ""
    policy: Policy | None = None


class SetGuest(Shape):
    op: Literal["set_guest"]
    stay: StayNumber
    guest_name: Annotated[str, Field(max_length=200)]


class Cancel(Shape):
    op: Literal["cancel"]
    stay: StayNumber


class NoShow(Shape):
    op: Literal["no_show"]
    stay: StayNumber


class Reinstate(Shape):
    op: Literal["reinstate"]
    stay: StayNumber
    waive_fees: bool = False


class AddStay(StayRequest):
    op: Literal["add_stay"]


class MoveToBooking(Shape):
    op: Literal["move_to_booking"]
    stay: StayNumber
    booking: BookingCode


Operation = Annotated[
    MoveDates
    | ChangeRoomType
    | ChangeGuests
    | ChangeRatePlan
    | SetPrices
    | AssignRoom
    | SetTerms
    | SetGuest
    | Cancel
    | NoShow
    | Reinstate
    | AddStay
    | MoveToBooking,
    Field(discriminator="op"),
]
Operations = Annotated[
    list[Operation],
    Field(max_length=200, description="Several may touch one stay; they count as one new state of it."),
]


class PreviewRequest(Shape):
    operations: Operations
    record: Annotated[bool, Field(description="Whether it counts as a change and its fees are recorded.")] = (
        True
    )


class ChangeRequest(PreviewRequest):
    digest: str = Field(description="That of the preview to be saved.", min_length=1, max_length=200)
    reason: Annotated[str | None, Field(max_length=1000, description="Needed if nights have passed.")] = None
