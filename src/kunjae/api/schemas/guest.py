"""The guest's API: sign-in, the own booking, changes, paying."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from kunjae.api.schemas.operations import Cancel
from kunjae.api.schemas.previews import PlanProblem, Preview, Taxes
from kunjae.api.schemas.problems import Problem
from kunjae.api.schemas.stays import Stay
from kunjae.api.schemas.values import CheckIn, CheckOut, Money, Price, RoomTypeCode, Shape, StayNumber, Text
from kunjae.bookings.facts import StayStatus
from kunjae.changes.models import PendingState
from kunjae.guest.change.days import Why
from kunjae.guest.paying.states import Outcome
from kunjae.payments.facts import Method as MethodOf
from kunjae.payments.facts import Purpose


class GuestSignInRequest(Shape):
    code: Annotated[
        str, Field(min_length=1, max_length=100, description="However it was typed.", examples=["KJ4F2A7M"])
    ]
    pin: Annotated[str, Field(min_length=1, max_length=100, examples=["012345"])]


class GuestSession(Shape):
    """A guest who is signed in. The token is shown here only."""

    token: str = Field(
        description="For `Authorization: Bearer`. It ends by itself, sooner where it is not used."
    )
    booking: str
    language: str = Field(description="The booking's.")
    expires_at: dt.datetime


class SignedOut(Shape):
    signed_out: Literal[True]


class PolicyStretch(Shape):
    """A stretch of time in which cancelling the whole stay costs the same."""

    start: dt.datetime | None = Field(alias="from", description="null: from the booking on.")
    until: dt.datetime | None = Field(description="null: for good.")
    charge: str = Field(description="As the policy words it: `50%`.")
    fee: Money
    now: bool


class GuestStay(Stay):
    """One room, with what its guest may do. `no_change` and `no_cancel` hold the codes of why not; empty: may."""

    room_type_name: Text
    rate_plan_name: Text
    changes_left: int | None = Field(description="null: any number.")
    no_change: list[str]
    no_cancel: list[str]
    policy_course: list[PolicyStretch]
    policy_text: str


class Instalment(Shape):
    """What is to be paid when."""

    amount: Money
    paid: Money
    due: dt.date | None = Field(description="null: now; else when the first guests arrive.")


class MoneyMoved(Shape):
    """A payment (above zero) or a refund (below)."""

    at: dt.datetime
    amount: Money
    method: str
    state: Literal["received", "on_its_way", "done"]


class WaitingChange(Shape):
    """A change that waits for its money. Until it has come the booking is as it was."""

    state: PendingState
    to_pay: Money
    missing: Money = Field(description="What has not come yet.")
    held_until: dt.datetime


class AskedFor(Shape):
    """What the hotel asks for."""

    amount: Money
    message: str
    expires_at: dt.datetime
    url: str = Field(description="Its page, where it is paid.")


class GuestHotel(Shape):
    name: Text
    address: Text
    phone: str
    line_id: str
    timezone: str
    check_in_time: str
    check_out_time: str


class GuestBooking(Shape):
    """The guest's own booking."""

    code: str
    status: StayStatus
    version: int
    booker_name: str
    language: str
    arrival: dt.date
    departure: dt.date
    currency: str
    value: Money
    paid: Money
    due_now: Money
    balance: Money
    fees: Money
    orders: Money = Field(description="Orders that are billed with the booking.")
    collect_now: Money = Field(description="What is to be paid now.")
    to_return: Money
    later: Money
    taxes: Taxes
    schedule: list[Instalment]
    money: list[MoneyMoved]
    stays: list[GuestStay]
    waiting: WaitingChange | None
    asked_for: list[AskedFor]
    hotel: GuestHotel


class GuestMove(Shape):
    op: Literal["move_dates"]
    stay: StayNumber
    check_in: CheckIn
    check_out: CheckOut


class GuestRoomType(Shape):
    op: Literal["change_room_type"]
    stay: StayNumber
    room_type: RoomTypeCode


GuestOperation = Annotated[GuestMove | GuestRoomType | Cancel, Field(discriminator="op")]


class GuestPreviewRequest(Shape):
    """What a guest may ask: other dates, another room type, or to cancel. The rate plan stays."""

    operations: Annotated[list[GuestOperation], Field(max_length=200)]


class GuestChangeRequest(GuestPreviewRequest):
    digest: str = Field(description="That of the preview to be saved.", min_length=1, max_length=200)


class Refusal(Shape):
    """Why the guest may not."""

    stay: int
    code: str = Field(
        description="policy_forbids, no_policy, lives_in_pms, change_limit_reached, past_check_in, balance_mismatch, "
        "booking_cancelled, change_pending."
    )
    message: str = Field(description="In words, ending with the hotel's phone.")


class GuestPreview(Preview):
    """What the change would do. Rooms are found by themselves, and what is in the way has no name."""

    to_pay: Money = Field(description="Before the change counts.")
    to_refund: Money = Field(description="What goes back by itself.")
    refusals: list[Refusal]


class GuestRefused(Problem):
    refusals: list[Refusal]


class GuestPlanOutdated(Problem):
    preview: GuestPreview


class GuestPlanRefused(Problem):
    preview: GuestPreview
    problems: list[PlanProblem]


class GuestChange(Shape):
    """What became of the change: it counts, or it waits for its money."""

    state: Literal["confirmed", "waiting"]
    refunded: Money = Field(description="What goes back by itself.")
    waiting: WaitingChange | None


class Dropped(Shape):
    dropped: Literal[True]


class WayToPay(Shape):
    provider: str
    method: MethodOf
    name: str
    step: Literal["page", "qr", "transfer"] = Field(
        description="What the guest does: goes to `url`, scans a code, or makes a transfer."
    )
    takes_amount: bool


class WaysToPay(Shape):
    """What is to be paid now, and how."""

    amount: Money
    purpose: Purpose
    ways: list[WayToPay]


class PayRequest(Shape):
    provider: Annotated[str, Field(min_length=1, max_length=20, examples=["test"])]
    method: MethodOf
    amount: Annotated[
        Price | None,
        Field(
            description="At most the balance; for a change that waits, just what is missing. Left out: what is due."
        ),
    ] = None
    return_url: Annotated[
        str | None,
        Field(
            max_length=500,
            pattern=r"^https?://\S+$",
            description="Where the browser comes back to, whether paid or not. Left out: a page of the house.",
        ),
    ] = None


class Checkout(Shape):
    """An attempt to pay."""

    id: UUID
    purpose: Purpose
    outcome: Outcome
    provider: str
    amount: Money
    missing: Money = Field(description="What is still to be paid for the same purpose.")
    currency: str
    url: str = Field(description="The provider's page; empty where there is none.")
    page: str = Field(description="The page of the house for it: code, bank account, slip.")
    reference: str = Field(description="What the guest writes on a transfer.")
    data: dict[str, object] = Field(
        description="What a page of one's own needs, such as the text of a QR code."
    )
    expires_at: dt.datetime


class CalendarDay(Shape):
    date: dt.date
    price: Money | None = Field(description="What the night would cost these guests in this rate plan.")
    own_night: bool
    no_arrival: Why | None = Field(description="Why no stay can begin here; null: it can.")
    no_departure: Why | None = Field(
        description="Why a stay from `arrival` cannot end here; null: it can, or no `arrival` was asked."
    )


class GuestCalendar(Shape):
    """Two months for one stay, in its rate plan."""

    stay: int
    room_type: str
    currency: str
    days: list[CalendarDay]
