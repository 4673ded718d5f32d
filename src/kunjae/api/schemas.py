"""The shapes of the API's bodies and answers, for its OpenAPI document alone.

Bodies are read by the house's own readers (`requests`, `changes.operations`), answers written by `answers` and
`changes.snapshots`; tests hold real answers against these shapes. An answer has no field that is not here.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import models_json_schema

from kunjae.bookings.facts import Source as SourceOf
from kunjae.bookings.facts import StayStatus
from kunjae.changes.facts import Severity as SeverityOf
from kunjae.changes.models import EntryKind
from kunjae.payments.models import Method as MethodOf
from kunjae.rates.facts import ChargeOn, Clock
from kunjae.rates.facts import Meal as MealOf

DATE = {"type": "string", "format": "date", "examples": ["2026-12-10"]}

Money = Annotated[
    str,
    Field(
        pattern=r"^-?\d+(\.\d+)?$",
        examples=["3000.00"],
        description="A decimal text with the currency's own decimals.",
    ),
]
Price = Annotated[
    str,
    Field(pattern=r"^\d+(\.\d+)?$", examples=["1800.00"], description="An amount that is not negative."),
]
Percent = Annotated[str, Field(pattern=r"^\d+(\.\d+)?$", examples=["50"])]
StayNumber = Annotated[int, Field(ge=1, description="The stay's number in the booking.")]
Adults = Annotated[int, Field(ge=0, le=100)]
Children = Annotated[int, Field(ge=0, le=100)]
Text = dict[Literal["th", "en"], str]
NightlyPrices = Annotated[
    list[Price] | None,
    Field(max_length=365, description="Room prices, one for each night; the extra-person charge is added."),
]


def ref(name: str) -> str:
    """The address of a shape in the document."""
    return f"#/components/schemas/{name}"


class Shape(BaseModel):
    """Nothing but the fields named."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


# Terms


class Tier(Shape):
    """One step of a policy: `days_before` or `always`, and one of `percent`, `nights`, `amount`."""

    days_before: Annotated[int | None, Field(ge=0)] = None
    always: bool = False
    percent: Percent | None = None
    nights: Annotated[int | None, Field(ge=1)] = None
    amount: Money | None = None


class ReachedTier(Tier):
    """The tier in force, and since when; null for an `always` tier."""

    reached_at: dt.datetime | None


class Policy(Shape):
    """What changing and cancelling costs. Left out: as a plan without tiers that lets its guest do everything."""

    name: Text = Field(default_factory=dict)
    guest_can_change: bool = True
    guest_can_cancel: bool = True
    max_changes: Annotated[int | None, Field(ge=0, description="null: no limit.")] = None
    charge_on: ChargeOn = ChargeOn.VALUE_GIVEN_BACK
    clock: Clock = Clock.CURRENT_ARRIVAL
    no_show_percent: Percent = "100"
    tiers: list[Tier] = Field(default_factory=list)


# Stays and bookings


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


class TaxLine(Shape):
    name: Text
    amount: Money


class Taxes(Shape):
    """What the total holds."""

    net: Money
    service_charge: Money
    fees: list[TaxLine]
    vat: Money


class PreviewedStay(BareStay):
    """One room, before or after."""

    taxes: Taxes


class CopiedStay(BareStay):
    """One room in a history's copy."""

    earliest_check_in: dt.date
    recorded_fee: Money


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
    email: Annotated[str | None, Field(max_length=254)] = None
    phone: Annotated[str | None, Field(max_length=40)] = None
    language: Annotated[str | None, Field(description="Left out: the hotel's first.")] = None
    country: Annotated[str | None, Field(max_length=3)] = None


class StayRequest(Shape):
    """A room to book."""

    room_type: str
    rate_plan: str
    check_in: dt.date
    check_out: dt.date
    adults: Adults = 2
    children: Children = 0
    room: Annotated[str | None, Field(description="A room's number; left out or null: assign later.")] = None
    guest_name: Annotated[str | None, Field(max_length=200)] = None
    nightly_prices: NightlyPrices = None


class BookingRequest(Shape):
    booker: PersonRequest
    source: SourceOf = SourceOf.DIRECT
    notes: Annotated[str | None, Field(max_length=5000)] = None
    stays: Annotated[list[StayRequest], Field(min_length=1, max_length=100)]


class PersonEdits(Shape):
    """What to write anew of the booker; null empties."""

    name: Annotated[str, Field(min_length=1, max_length=200)] = ""
    email: Annotated[str | None, Field(max_length=254)] = None
    phone: Annotated[str | None, Field(max_length=40)] = None
    language: str | None = None
    country: Annotated[str | None, Field(max_length=3)] = None


class BookingEdits(Shape):
    booker: PersonEdits | None = None
    notes: Annotated[str | None, Field(max_length=5000)] = None
    source: SourceOf | None = None
    language: str | None = None
    version: Annotated[int | None, Field(ge=1, description="Edit only this version.")] = None


# Availability


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


# Operations


class Repricing(Shape):
    stay: StayNumber
    pricing: Literal["keep", "today", "manual"] | None = None
    nightly_prices: NightlyPrices = None


RoomChoice = Annotated[
    str | None,
    Field(description="A room's number; null: assign later; left out: keep the room if it is free."),
]


class MoveDates(Repricing):
    op: Literal["move_dates"]
    check_in: dt.date
    check_out: dt.date
    room: RoomChoice = None


class ChangeRoomType(Repricing):
    op: Literal["change_room_type"]
    room_type: str
    room: RoomChoice = None


class ChangeGuests(Repricing):
    op: Literal["change_guests"]
    adults: Adults
    children: Children = 0


class ChangeRatePlan(Repricing):
    op: Literal["change_rate_plan"]
    rate_plan: str


class SetPrices(Shape):
    op: Literal["set_prices"]
    stay: StayNumber
    nightly_prices: Annotated[list[Price], Field(max_length=365)]


class AssignRoom(Shape):
    op: Literal["assign_room"]
    stay: StayNumber
    room: str | None


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
    booking: str


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
    digest: str = Field(description="That of the preview to be saved.", min_length=1)
    reason: Annotated[str | None, Field(max_length=1000, description="Needed if nights have passed.")] = None


# Previews


class Figures(Shape):
    """The four figures: change = new - current + fee."""

    current: Money
    new: Money
    fee: Money
    change: Money
    waived_fee: Money = Field(description="What the policy asks and `record: false` leaves out.")
    fees_waived: Money = Field(description="What a reinstatement takes back of fees recorded earlier.")


class PlanProblem(Shape):
    """Something in the way, or to know. Further fields depend on the code."""

    model_config = ConfigDict(extra="allow")

    code: str = Field(
        examples=["room_taken"],
        description="room_taken, sold_out, no_price, no_single_room, beds_differ, min_stay, closed, "
        "closed_to_arrival, closed_to_departure, occupancy, past_nights.",
    )
    severity: SeverityOf = Field(
        description="refused: cannot be confirmed; choose: choose first; warning: may be passed."
    )
    message: str
    nights: list[dt.date]
    room: Annotated[str, Field(description="The room in question.")] = ""
    taken_by: Annotated[str | None, Field(description="The booking that has the room; null: a block.")] = None
    taken_by_stay: int | None = None
    blocked: bool = False


class Moved(Shape):
    booking: str
    stay: StayNumber


class StayPreview(Figures):
    """One live stay of the booking, touched or not."""

    stay: StayNumber
    given_back: Money = Field(description="The value given back, the base of most fees.")
    touched: bool
    before: PreviewedStay | None = Field(description="null: a room that is added.")
    after: PreviewedStay | None = Field(description="null: cancelled, or moved to another booking.")
    moved_to: Moved | None
    tier: ReachedTier | None
    problems: list[PlanProblem]
    rooms_free: list[str] = Field(description="Rooms to choose from, the ones with the same beds first.")


class OrdersPreview(Shape):
    before: Money
    after: Money


class MoneyPreview(Shape):
    """What to do about money after the change."""

    collect_now: Money
    to_return: Money = Field(alias="return")
    later: Money
    text: str


class Preview(Shape):
    currency: str
    record: bool
    digest: str
    stays: list[StayPreview]
    total: Figures
    orders: OrdersPreview
    money: MoneyPreview
    can_confirm: bool
    needs_reason: bool


# History


class Actor(Shape):
    kind: Literal["staff", "token", "guest", "system"]
    name: str


class BookingCopy(BookingMoney):
    """A booking as it was. People are named as they are known today; an erased guest has no name."""

    code: str
    version: int
    status: StayStatus
    booker: Person | None
    notes: str
    source: str
    language: str
    currency: str
    changes_recorded: int
    stays: list[CopiedStay]


class KeptOperation(BaseModel):
    """An operation as it was confirmed; `receive_stay` where a stay came from another booking."""

    model_config = ConfigDict(extra="allow")

    op: str
    stay: int = 0


class Entry(Shape):
    """One entry of a history, never edited."""

    number: Annotated[int, Field(ge=1)]
    kind: EntryKind
    at: dt.datetime
    by: Actor
    reason: str
    recorded: bool
    currency: str
    current: Money | None
    new: Money | None
    fee: Money | None
    change: Money | None
    waived_fee: Money
    fees_waived: Money
    operations: list[KeptOperation]
    before: BookingCopy
    after: BookingCopy


class EntryPage(Shape):
    items: list[Entry]
    next_cursor: str | None


# Payments


class PaymentRequest(Shape):
    method: MethodOf
    amount: Price = Field(description="More than zero.")
    reference: Annotated[str | None, Field(max_length=100)] = None


class Payment(Shape):
    id: UUID
    method: MethodOf
    amount: Money
    currency: str
    reference: str
    received_at: dt.datetime
    recorded_by: str


class PaymentPage(Shape):
    items: list[Payment]
    next_cursor: str | None


# Problems


class WrongField(Shape):
    path: str = Field(examples=["operations.0.check_in"])
    code: str
    message: str


class Problem(BaseModel):
    """RFC 9457. `code` is stable; `title`, `detail` and messages are in the caller's language."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[WrongField] = Field(default_factory=list)


class PlanOutdated(Problem):
    preview: Preview


class PlanRefused(Problem):
    preview: Preview
    problems: list[PlanProblem]


SHAPES: tuple[type[BaseModel], ...] = (
    Availability,
    Booking,
    BookingEdits,
    BookingPage,
    BookingRequest,
    ChangeRequest,
    Entry,
    EntryPage,
    NewBookingAnswer,
    Payment,
    PaymentPage,
    PaymentRequest,
    PlanOutdated,
    PlanRefused,
    Preview,
    PreviewRequest,
    Problem,
)


def components() -> dict[str, Any]:
    """Every shape by its name, as JSON Schema."""
    _, document = models_json_schema(
        [(shape, "validation") for shape in SHAPES], ref_template="#/components/schemas/{model}"
    )
    return {name: _plain(schema) for name, schema in document["$defs"].items()}


def _plain(schema: Any) -> Any:
    """Without pydantic's titles, and without defaults that only say that a field may be left out."""
    if isinstance(schema, list):
        return [_plain(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    plain = {}
    for name, value in schema.items():
        if name == "properties":
            plain[name] = {field: _plain(details) for field, details in value.items()}
        elif not (name == "title" and isinstance(value, str)) and not (
            name == "default" and value in ("", None)
        ):
            plain[name] = _plain(value)
    return plain
