"""Money received, sent back and asked for."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from kunjae.api.schemas.values import BookingCode, Money, Price, Shape
from kunjae.payments.facts import DueWhen as DueWhenOf
from kunjae.payments.facts import Method as MethodOf
from kunjae.payments.facts import RefundCause as RefundCauseOf
from kunjae.payments.facts import RefundState as RefundStateOf
from kunjae.payments.facts import RequestState as RequestStateOf

ByHand = Literal[MethodOf.CASH, MethodOf.BANK_TRANSFER, MethodOf.CARD_TERMINAL, MethodOf.PROMPTPAY, MethodOf.AGENCY]  # fmt: skip


class ReceivedPayment(Shape):
    method: ByHand
    amount: Price = Field(description="More than zero.")
    reference: Annotated[str | None, Field(max_length=100)] = None


class Refund(Shape):
    id: UUID
    payment: UUID
    amount: Money
    currency: str
    state: RefundStateOf = Field(
        description="`queued`, `pending`: a provider has it in hand, `error` says that it never answered; `by_hand`: "
        "staff do it; `done`; `failed`: `error` says why."
    )
    cause: RefundCauseOf
    reason: str
    error: str
    requested_at: dt.datetime
    requested_by: str
    done_at: dt.datetime | None


class RefundRequest(Shape):
    amount: Price = Field(description="More than zero, and no more than the payment still holds.")
    reason: Annotated[str | None, Field(max_length=300)] = None


class Payment(Shape):
    id: UUID
    method: MethodOf
    amount: Money
    currency: str
    reference: str
    received_at: dt.datetime
    recorded_by: str
    provider: str = Field(description="The provider that took it; empty where staff recorded it.")
    refunded: Money = Field(description="What was refunded of it and what is on its way back.")
    refunds: list[Refund]


class PaymentPage(Shape):
    items: list[Payment]
    next_cursor: str | None


class Instalment(Shape):
    """A part of what the booking is worth."""

    when: DueWhenOf = Field(description="`booking`: prepayments and fees; `arrival`: the rest, at the hotel.")
    date: dt.date = Field(description="The day on which it is to be paid.")
    amount: Money
    paid: Money = Field(
        description="How much of it has been paid; what was paid covers the earliest part first."
    )


class PaymentSchedule(Shape):
    currency: str
    value: Money
    paid: Money
    parts: list[Instalment] = Field(description="They sum to `value`.")


class NewPaymentRequest(Shape):
    amount: Price = Field(description="More than zero.")
    message: Annotated[str | None, Field(max_length=1000, description="Shown to the guest.")] = None
    expires_at: Annotated[
        dt.datetime | None,
        Field(
            examples=["2026-11-30T12:00:00Z"], description="Within a year. Left out or null: in three days."
        ),
    ] = None


class CancelRequest(Shape):
    """Nothing is needed: the body may be left out."""


class PaymentRequest(Shape):
    id: UUID
    booking: BookingCode
    amount: Money
    currency: str
    message: str
    state: RequestStateOf
    url: str = Field(description="The page on which the guest pays.")
    created_at: dt.datetime
    created_by: str
    sends: int = Field(description="How often it was sent.")
    sent_at: dt.datetime = Field(description="The last time.")
    seen_at: dt.datetime | None
    expires_at: dt.datetime
    closed_at: dt.datetime | None


class PaymentRequestPage(Shape):
    items: list[PaymentRequest]
    next_cursor: str | None
