"""Offers and room upgrades of the Concierge, and orders of them."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from kunjae.api.schemas.values import BookingCode, Email, Money, Percent, Price, Shape, StayNumber, Text
from kunjae.concierge.facts import (
    Category,
    DayChoice,
    NumberOf,
    OfferKind,
    OfferType,
    OrderPayment,
    OrderStatus,
    PayWhen,
    Posting,
    PricePer,
    QuestionKind,
    TaxTreatment,
    WhenStayChanges,
)
from kunjae.concierge.offer_parts import MOST_DAYS, MOST_HOURS, MOST_NUMBER, MOST_SLOTS, Weekday
from kunjae.concierge.offer_text import MOST_QUESTIONS, MOST_STOCK
from kunjae.ordering.commands.placing import MOST_ITEMS

OfferCode = Annotated[str, Field(min_length=1, max_length=40, examples=["spa"])]
Codes = Annotated[list[Annotated[str, Field(min_length=1, max_length=20)]], Field(max_length=200)]
People = Annotated[int, Field(ge=0, le=100)]
Nights = Annotated[int, Field(ge=0, le=365)]
Hour = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", examples=["14:00"])]


class OrderAnswers(Shape):
    """What the guest answered. Nothing stands for a question that was not asked, or left empty."""

    day: dt.date | None
    at: Hour | None = Field(description="The time slot, or the hour of a late check-out or early check-in.")
    number: int | None = Field(description="Of pieces or persons.")
    texts: dict[str, str] = Field(description="Answers in words, by the question's code.")


class Order(Shape):
    """What one guest ordered for one stay, its price frozen."""

    id: UUID
    booking: BookingCode
    stay: StayNumber
    guest_name: str
    offer: OfferCode
    offer_name: Text
    offer_type: OfferType
    kind: OfferKind
    status: OrderStatus
    revenue: Money = Field(description="Gross; it counts while the order is unconfirmed or confirmed.")
    currency: str
    quantity: int
    answers: OrderAnswers
    payment_status: OrderPayment
    posting_status: Posting = Field(
        description="Whether it stands on the guest's account in the hotel's PMS."
    )
    ordered_on: dt.datetime
    had_at: dt.datetime = Field(
        description="From then on it can no longer be served: unanswered, it expires."
    )
    by_guest: bool
    auto_confirmed: bool
    acted_on: dt.datetime | None = Field(description="When it was confirmed, cancelled or expired.")
    acted_by: str
    reason: str


class OrderPage(Shape):
    items: list[Order]
    next_cursor: str | None


class OrderList(Shape):
    items: list[Order]


class CancelOrder(Shape):
    reason: Annotated[str | None, Field(max_length=500, description="The guest reads it.")] = None


class WantedOrder(Shape):
    """One thing to order."""

    stay: StayNumber
    offer: OfferCode
    answers: Annotated[
        dict[str, Any],
        Field(
            description="`day` (date), `slot` (HH:MM), `number`, `hour` (HH:MM, of late check-out and early check-in), and "
            "answers in words by the code of their question."
        ),
    ] = {}
    expected: Price | None = Field(
        None, description="The amount that was shown; if it is another by now, nothing is ordered."
    )


class GuestWantedOrder(WantedOrder):
    pay_now: bool = Field(False, description="Where the offer leaves the choice.")


class OrderRequest(Shape):
    items: Annotated[list[WantedOrder], Field(min_length=1, max_length=MOST_ITEMS)]


class GuestOrderRequest(Shape):
    items: Annotated[list[GuestWantedOrder], Field(min_length=1, max_length=MOST_ITEMS)]


class QuotedOrder(Shape):
    stay: StayNumber
    offer: OfferCode
    offer_name: Text
    unit: Money
    quantity: int
    amount: Money
    had_at: dt.datetime
    free_until: dt.datetime | None = Field(description="Until then the guest may cancel it alone.")


class OrderQuote(Shape):
    """What the things wanted would come to now. Nothing is ordered."""

    currency: str
    items: list[QuotedOrder]
    total: Money


class OfferedDay(Shape):
    day: dt.date
    slots: list[Hour]
    left: int | None = Field(description="Pieces left; null: without limit.")


class OfferStep(Shape):
    """A late check-out until, or an early check-in from, this hour."""

    at: Hour
    amount: Price


class OfferQuestion(Shape):
    code: Annotated[str | None, Field(max_length=40)] = None
    kind: QuestionKind
    label: Text | None = None
    required: bool = True
    days: DayChoice | None = Field(None, description="Of `day`.")
    times: Annotated[list[Hour], Field(max_length=MOST_SLOTS)] | None = Field(None, description="Of `slot`.")
    number_of: NumberOf | None = Field(None, description="Of `number`.")
    least: Annotated[int, Field(ge=1, le=MOST_NUMBER)] | None = None
    most: Annotated[int, Field(ge=1, le=MOST_NUMBER)] | None = None


class OfferSegment(Shape):
    """Who sees it, and when; what is left out does not narrow."""

    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    weekdays: list[Weekday] | None = None
    before_arrival: bool = True
    during_stay: bool = True
    order_from_days: Annotated[int, Field(ge=0, le=MOST_DAYS)] | None = None
    order_until_days: Annotated[int, Field(ge=0, le=MOST_DAYS)] | None = None
    order_until_hours: Annotated[int, Field(ge=0, le=MOST_HOURS)] | None = None
    room_types: Codes | None = None
    rate_plans: Codes | None = None
    sources: Codes | None = None
    languages: Codes | None = None
    least_adults: People | None = None
    most_adults: People | None = None
    least_children: People | None = None
    most_children: People | None = None
    least_nights: Nights | None = None
    most_nights: Nights | None = None


class OfferTerms(Shape):
    """An offer or room upgrade as the hotel writes it, as in its hotel file. Amounts as the hotel enters prices."""

    name: Text
    kind: OfferKind = OfferKind.OFFER
    description: Text | None = None
    mail_text: Text | None = Field(None, description="For the mail that confirms an order.")
    category: Category | None = None
    enabled: bool = True
    stock: Annotated[int, Field(ge=0, le=MOST_STOCK)] | None = Field(None, description="Pieces a day.")
    price: Price | None = None
    price_per: PricePer | None = None
    most_pieces: Annotated[int, Field(ge=1, le=MOST_NUMBER)] | None = None
    old_price: Price | None = None
    taxes: TaxTreatment | None = None
    questions: Annotated[list[OfferQuestion], Field(max_length=MOST_QUESTIONS)] | None = None
    segment: OfferSegment | None = None
    steps: Annotated[list[OfferStep], Field(max_length=24)] | None = Field(
        None, description="Of a late check-out or early check-in."
    )
    auto_confirm: bool = False
    pms_product: Annotated[str, Field(max_length=60)] | None = None
    notify: Annotated[list[Email], Field(max_length=20)] | None = Field(
        None, description="E-mail addresses of its own."
    )
    note: Annotated[str, Field(max_length=2000)] | None = None
    guest_cancels_until: Annotated[int, Field(ge=0, le=MOST_HOURS)] | None = Field(
        None, description="Hours before it is had until which the guest may cancel alone; left out: never."
    )
    when_stay_changes: WhenStayChanges | None = None
    pay: PayWhen | None = None
    to_type: Annotated[str, Field(min_length=1, max_length=20)] | None = Field(
        None, description="Of an upgrade: the room type it leads to."
    )
    from_types: Codes | None = None
    amount: Price | None = Field(None, description="Of an upgrade, for each night.")
    percent: Percent | None = Field(
        None, description="Of an upgrade: of the difference of today's prices, for each night."
    )
    least: Price | None = None


class Offer(OfferTerms):
    code: OfferCode
    retired: bool = False
    picture: str | None = Field(None, description="Its address. It is uploaded in the extranet.")
    version: int = Field(description="Send it back to change the offer as it was read.")


class OfferEdit(OfferTerms):
    version: int | None = Field(
        None, description="The offer as it was read; left out: it is new, and the code is not taken."
    )


class OfferList(Shape):
    """In the order in which guests see them."""

    items: list[Offer]


class OnShelf(Shape):
    """One offer for one stay."""

    stay: StayNumber
    offer: OfferCode
    name: Text
    description: Text
    type: OfferType
    kind: OfferKind
    category: Category
    picture: str = Field(description="Its address; empty without.")
    amount_from: Money
    old_price: Money | None
    price_per: PricePer
    pay: PayWhen
    questions: list[OfferQuestion]
    days: list[OfferedDay]
    steps: list[OfferStep]
    bought: list[UUID] = Field(description="Orders of it that stand.")
    reasons: list[str] = Field(description="Why it cannot be ordered, as codes; empty: it can.")


class Shelf(Shape):
    currency: str
    items: list[OnShelf]
