"""Every shape as JSON Schema, for the OpenAPI document."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from kunjae.api.schemas.availability import Availability
from kunjae.api.schemas.bookings import Booking, BookingEdits, BookingPage, BookingRequest, NewBookingAnswer
from kunjae.api.schemas.course import CheckInRequest, CheckOutRequest, NoShowRequest
from kunjae.api.schemas.guest import (
    Checkout,
    Dropped,
    GuestBooking,
    GuestCalendar,
    GuestChange,
    GuestChangeRequest,
    GuestPlanOutdated,
    GuestPlanRefused,
    GuestPreview,
    GuestPreviewRequest,
    GuestRefused,
    GuestSession,
    GuestSignInRequest,
    PayRequest,
    SignedOut,
    WaysToPay,
)
from kunjae.api.schemas.history import Entry, EntryPage
from kunjae.api.schemas.operations import ChangeRequest, PreviewRequest
from kunjae.api.schemas.orders import (
    CancelOrder,
    GuestOrderRequest,
    Offer,
    OfferEdit,
    OfferList,
    Order,
    OrderList,
    OrderPage,
    OrderQuote,
    OrderRequest,
    Shelf,
)
from kunjae.api.schemas.payments import (
    CancelRequest,
    NewPaymentRequest,
    Payment,
    PaymentPage,
    PaymentRequest,
    PaymentRequestPage,
    PaymentSchedule,
    ReceivedPayment,
    Refund,
    RefundRequest,
)
from kunjae.api.schemas.postings import OrderPosting
from kunjae.api.schemas.previews import Preview
from kunjae.api.schemas.problems import EarlyDeparture, PlanOutdated, PlanRefused, Problem

SHAPES: tuple[type[BaseModel], ...] = (
    CancelOrder,
    GuestOrderRequest,
    Offer,
    OfferEdit,
    OfferList,
    Order,
    OrderList,
    OrderPage,
    OrderPosting,
    OrderQuote,
    OrderRequest,
    Shelf,
    Availability,
    Booking,
    BookingEdits,
    BookingPage,
    BookingRequest,
    CancelRequest,
    ChangeRequest,
    CheckInRequest,
    CheckOutRequest,
    Checkout,
    Dropped,
    Entry,
    EarlyDeparture,
    EntryPage,
    GuestBooking,
    GuestCalendar,
    GuestChange,
    GuestChangeRequest,
    GuestPlanOutdated,
    GuestPlanRefused,
    GuestPreview,
    GuestPreviewRequest,
    GuestRefused,
    GuestSession,
    GuestSignInRequest,
    NewBookingAnswer,
    NewPaymentRequest,
    NoShowRequest,
    Payment,
    PaymentPage,
    PaymentRequest,
    PaymentRequestPage,
    PaymentSchedule,
    PayRequest,
    PlanOutdated,
    PlanRefused,
    Preview,
    PreviewRequest,
    Problem,
    ReceivedPayment,
    Refund,
    RefundRequest,
    SignedOut,
    WaysToPay,
)


def ref(name: str) -> str:
    """The address of a shape in the document."""
    return f"#/components/schemas/{name}"


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
