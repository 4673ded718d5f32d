"""The hotel asks a guest for an amount by a link: sent, seen, paid, expired, cancelled (rules.md 6.4)."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from kunjae.accounts.facts import Actor
from kunjae.bookings.models import Booking
from kunjae.bookings.queries import booking_row
from kunjae.kernel.errors import FieldError, InvalidInput, invalid
from kunjae.kernel.money import LARGEST_AMOUNT
from kunjae.outbox.commands import put
from kunjae.outbox.facts import Answer, Received
from kunjae.payments.commands.closing import close_checkouts
from kunjae.payments.commands.paid import locked_booking
from kunjae.payments.errors import NoSuchRequest, RequestClosed
from kunjae.payments.facts import CheckoutState, RequestState
from kunjae.payments.models import PaymentRequest
from kunjae.properties.models import Property
from kunjae.tenancy.transactions import one_transaction

REQUESTED = "payment.requested"
"""The guest is to hear of it: once for each sending."""
EXPIRE_REQUEST = "payments.expire_request"

OPEN_FOR = timedelta(days=3)
"""Unless the hotel says otherwise."""
LONGEST = timedelta(days=365)
MOST_MESSAGE = 1000
MOST_SENDS = 20


@one_transaction
def send_payment_request(
    *,
    property: Property,
    code: str,
    amount: int,
    message: str,
    expires_at: datetime | None,
    actor: Actor,
    now: datetime,
    id: UUID | None = None,
) -> PaymentRequest:
    """Ask the guest for an amount (minor units), open until `expires_at` (None: three days).

    `id`: what it is to be called, so that a form pressed twice sends once. Raises NoSuchBooking, and InvalidInput
    (`amount`, `message`, `expires_at`).
    """
    expires_at = expires_at or now + OPEN_FOR
    _check(amount, message, expires_at, now)
    booking = booking_row(property, code, lock=True)
    if id is not None:
        known = PaymentRequest.objects.of(property).filter(id=id, booking_id=booking.id).first()
        if known is not None:
            return known
    row = PaymentRequest(
        property=property,
        booking=booking,
        amount=amount,
        message=message,
        state=RequestState.SENT.value,
        created_at=now,
        created_by=actor.name,
        sent_at=now,
        expires_at=expires_at,
        **({"id": id} if id else {}),
    )
    row.save(force_insert=True)
    _send(property, booking, row, now)
    payload = {"booking": booking.code, "request": str(row.id)}
    put(property, EXPIRE_REQUEST, f"{EXPIRE_REQUEST}:{row.id}", payload, now, due_at=expires_at)
    return row


@one_transaction
def resend_payment_request(
    *, property: Property, request: UUID, actor: Actor, now: datetime, sends: int | None = None
) -> PaymentRequest:
    """Send an open one again. `sends`: how often it had been sent as whoever asks saw it, so that pressing twice sends
    once. Raises NoSuchRequest, RequestClosed, and InvalidInput when it was sent more often than anybody needs."""
    booking, row = _locked(property, request)
    if sends is not None and row.sends != sends:
        return row
    if not RequestState(row.state).is_open or row.expires_at <= now:
        raise RequestClosed
    if row.sends >= MOST_SENDS:
        raise invalid(
            "request",
            "sent_too_often",
            "was sent {most} times already",
            "ส่งไปแล้ว {most} ครั้ง",
            most=MOST_SENDS,
        )
    row.sends, row.sent_at = row.sends + 1, now
    row.save(update_fields=["sends", "sent_at"])
    _send(property, booking, row, now)
    return row


@one_transaction
def cancel_payment_request(
    *, property: Property, request: UUID, actor: Actor, now: datetime, code: str | None = None
) -> PaymentRequest:
    """Nobody can pay it any more; one that is cancelled already stays so. What a slip was sent for stays to be looked
    at. `code`: the booking that it must belong to. Raises NoSuchRequest and RequestClosed."""
    booking, row = _locked(property, request)
    if code is not None and booking.code != code.upper():
        raise NoSuchRequest
    if row.state == RequestState.CANCELLED:
        return row
    if not RequestState(row.state).is_open or row.expires_at <= now:
        raise RequestClosed
    return _close(property, row, RequestState.CANCELLED, now)


@one_transaction
def see_payment_request(*, property: Property, request: UUID, now: datetime) -> PaymentRequest:
    """The guest has opened it; the request. Raises NoSuchRequest."""
    row = PaymentRequest.objects.of(property).filter(id=request).first()
    if row is None:
        raise NoSuchRequest
    if row.state == RequestState.SENT and row.expires_at > now:
        rows = PaymentRequest.objects.of(property).filter(id=request, state=RequestState.SENT.value)
        if rows.update(state=RequestState.SEEN.value, seen_at=now):
            row.state, row.seen_at = RequestState.SEEN.value, now
        else:
            row.refresh_from_db()
    return row


@one_transaction
def _expire(*, property: Property, request: UUID, now: datetime) -> None:
    _, row = _locked(property, request)
    if RequestState(row.state).is_open and row.expires_at <= now:
        _close(property, row, RequestState.EXPIRED, now)


def expire_due(message: Received) -> Answer:
    """Handler: the time of a request is over. One that is closed already is left as it is."""
    property = Property.objects.get(id=message.property_id)
    _expire(property=property, request=UUID(message.payload["request"]), now=message.now)
    return None


def _check(amount: int, message: str, expires_at: datetime, now: datetime) -> None:
    wrong = []
    if not 0 < amount <= LARGEST_AMOUNT:
        wrong.append(
            FieldError(
                "amount",
                "amount_not_positive" if amount <= 0 else "amount_too_large",
                {"en": "must be more than zero", "th": "ต้องมากกว่าศูนย์"}
                if amount <= 0
                else {"en": "is too large", "th": "มากเกินไป"},
            )
        )
    if len(message) > MOST_MESSAGE:
        wrong.append(
            FieldError(
                "message",
                "too_long",
                {"en": f"at most {MOST_MESSAGE:,} characters", "th": f"ไม่เกิน {MOST_MESSAGE:,} ตัวอักษร"},
            )
        )
    if not now < expires_at <= now + LONGEST:
        wrong.append(
            FieldError(
                "expires_at",
                "expires_outside",
                {"en": "must be in the future, within a year", "th": "ต้องเป็นเวลาในอนาคต ไม่เกินหนึ่งปี"},
            )
        )
    if wrong:
        raise InvalidInput(*wrong)


def _locked(property: Property, request: UUID) -> tuple[Booking, PaymentRequest]:
    """The request as it stands now, its booking held first."""
    found = (
        PaymentRequest.objects.of(property).filter(id=request).values_list("booking_id", flat=True).first()
    )
    if found is None:
        raise NoSuchRequest
    booking = locked_booking(property, found)
    return booking, PaymentRequest.objects.of(property).select_for_update().get(id=request)


def _send(property: Property, booking: Booking, row: PaymentRequest, now: datetime) -> None:
    payload = {"booking": booking.code, "request": str(row.id), "send": row.sends}
    put(property, REQUESTED, f"{REQUESTED}:{row.id}:{row.sends}", payload, now)


def _close(property: Property, row: PaymentRequest, state: RequestState, now: datetime) -> PaymentRequest:
    row.state, row.closed_at = state.value, now
    row.save(update_fields=["state", "closed_at"])
    ended = CheckoutState.EXPIRED if state is RequestState.EXPIRED else CheckoutState.CANCELLED
    close_checkouts(property=property, request=row.id, state=ended, slips=False, now=now)
    return row
