"""A guest begins to pay: kept first, then the provider is asked, outside of any transaction, then the guest can pay."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from kunjae.bookings.commands import CODE_LETTERS
from kunjae.bookings.models import Booking
from kunjae.bookings.queries import booking_row
from kunjae.kernel.errors import invalid
from kunjae.kernel.texts import in_language
from kunjae.outbox.commands import put
from kunjae.payments.commands.closing import (
    END_CHECKOUT,
    EXPIRE_CHECKOUT,
    WITHOUT_SLIP,
    brought,
    checkout_of,
    close_checkouts,
    end_due,
    expire_at_provider,
    run_expire,
)
from kunjae.payments.errors import (
    AmountNotTaken,
    CannotStartPayment,
    CheckoutClosed,
    NoSuchRequest,
    ProviderUnknown,
    RequestClosed,
    SlipWaits,
    TooManyAttempts,
)
from kunjae.payments.facts import CheckoutState, Method, Purpose, RequestState
from kunjae.payments.models import Checkout, PaymentRequest
from kunjae.payments.ports import Keys, Order, Provider, ProviderDown, ProviderRefused, Started
from kunjae.payments.providers.accounts import enabled_providers
from kunjae.properties.models import Property
from kunjae.tenancy.ids import new_id
from kunjae.tenancy.transactions import one_transaction

__all__ = [
    "END_CHECKOUT",
    "EXPIRE_CHECKOUT",
    "begin_checkout",
    "checkout_of",
    "close_checkouts",
    "end_due",
    "run_expire",
]

KEPT_OR_PAID = (CheckoutState.AUTHORISED.value, CheckoutState.PAID.value)
MOST_IN_AN_HOUR = 20
"""Attempts to pay that one booking may begin."""


def begin_checkout(
    *,
    property: Property,
    code: str,
    purpose: Purpose,
    amount: int,
    provider: str,
    method: Method,
    now: datetime,
    expires_at: datetime,
    return_url: str,
    language: str,
    request: UUID | None = None,
    pending: UUID | None = None,
    basket: UUID | None = None,
    id: UUID | None = None,
) -> Checkout:
    """Make ready to be paid an amount (minor units) until `expires_at`, for a change the end of its hold. An older
    attempt for the same purpose is closed.

    What is ordered together (`basket`) is only kept by the provider, where it can, until the hotel has answered.

    `id`: what the checkout is to be called, where the caller needs to know it before (`return_url`); in the text of
    `return_url`, `{checkout}` becomes it too. The same id twice is one attempt.

    Raises, all before anything is charged: NoSuchBooking, InvalidInput (`amount`), ProviderUnknown, AmountNotTaken,
    SlipWaits, TooManyAttempts, NoSuchRequest, RequestClosed, CheckoutClosed (its time is over, or a newer one took its
    place meanwhile), and CannotStartPayment when the provider is down or refuses.
    """
    found, keys = _provider(property, provider, method, amount)
    if expires_at <= now:
        raise CheckoutClosed
    row = _keep(
        property=property,
        code=code,
        purpose=purpose,
        amount=amount,
        provider=provider,
        now=now,
        expires_at=expires_at,
        request=request,
        pending=pending,
        basket=basket,
        id=id or new_id(),
    )
    if row.state != CheckoutState.STARTED.value:
        return row
    holds = found.can.holds and method is Method.CARD and purpose is Purpose.ORDER
    order = _order(property, row, keys, method, return_url, language, hold=holds)
    try:
        started = found.start(order, keys)
    except (ProviderDown, ProviderRefused) as error:
        _fail(property=property, checkout=row.id, error=error.code, now=now)
        raise CannotStartPayment(error.code, found.name, down=isinstance(error, ProviderDown)) from error
    opened = _open(property=property, checkout=row.id, started=started, now=now)
    if CheckoutState(opened.state) in (CheckoutState.CANCELLED, CheckoutState.EXPIRED, CheckoutState.FAILED):
        raise CheckoutClosed
    return opened


def _provider(property: Property, code: str, method: Method, amount: int) -> tuple[Provider, Keys]:
    """The provider and the hotel's keys, if it can be paid this amount in this way."""
    if amount <= 0:
        raise invalid("amount", "amount_not_positive", "must be more than zero", "ต้องมากกว่าศูนย์")
    enabled = {each.code: (each, keys) for each, keys in enabled_providers(property)}
    if code not in enabled:
        raise ProviderUnknown
    found, keys = enabled[code]
    if not found.can.takes(amount, property.currency):
        known = not found.can.currencies or property.currency in found.can.currencies
        step = found.can.step(property.currency) if known else 0
        raise AmountNotTaken(step, property.currency, found.name)
    if method not in found.methods(keys):
        raise ProviderUnknown
    return found, keys


@one_transaction
def _keep(
    *,
    property: Property,
    code: str,
    purpose: Purpose,
    amount: int,
    provider: str,
    now: datetime,
    expires_at: datetime,
    request: UUID | None,
    pending: UUID | None,
    basket: UUID | None,
    id: UUID,
) -> Checkout:
    """The row, before anybody outside is asked; older attempts of the same purpose are closed."""
    booking = booking_row(property, code, lock=True)
    if (known := Checkout.objects.of(property).filter(id=id, booking_id=booking.id).first()) is not None:
        known.booking = booking
        return known
    same = Checkout.objects.of(property).filter(
        booking_id=booking.id, purpose=purpose.value, request_id=request, pending_id=pending, basket=basket
    )
    if same.filter(state=CheckoutState.SLIP.value).exists():
        raise SlipWaits
    if purpose is Purpose.CHANGE and (pending is None or pending != booking.pending_id):
        raise CheckoutClosed  # the change no longer waits
    if basket and same.filter(state__in=KEPT_OR_PAID).exists():
        raise CheckoutClosed  # the orders have their money
    lately = Checkout.objects.of(property).filter(
        booking_id=booking.id, started_at__gt=now - timedelta(hours=1)
    )
    if lately.count() >= MOST_IN_AN_HOUR:
        raise TooManyAttempts
    if request is not None:
        _check_request(property, booking, request, amount, now)
    for older in same.filter(state__in=WITHOUT_SLIP).values_list("id", flat=True):
        close_checkouts(property=property, checkout=older, now=now)
    row = Checkout(
        property=property,
        id=id,
        booking=booking,
        purpose=purpose.value,
        request_id=request,
        pending_id=pending,
        basket=basket,
        provider=provider,
        amount=amount,
        code=_code_for(booking.code),
        state=CheckoutState.STARTED.value,
        started_at=now,
        expires_at=expires_at,
    )
    row.save(force_insert=True)
    payload = {"booking": booking.code, "checkout": str(id)}
    put(property, END_CHECKOUT, f"{END_CHECKOUT}:{id}", payload, now, due_at=expires_at)
    return row


def _check_request(property: Property, booking: Booking, id: UUID, amount: int, now: datetime) -> None:
    request = PaymentRequest.objects.of(property).filter(id=id, booking_id=booking.id).first()
    if request is None:
        raise NoSuchRequest
    if not RequestState(request.state).is_open or request.expires_at <= now:
        raise RequestClosed
    if amount > request.amount - brought(property, id):
        raise invalid(
            "amount",
            "more_than_asked",
            "is more than what is asked for",
            "มากกว่ายอดที่เรียกเก็บ",
        )


def _code_for(booking: str) -> str:
    """What the guest writes on a transfer: the booking, and three letters that tell its transfers apart."""
    return f"{booking}-{''.join(secrets.choice(CODE_LETTERS) for _ in range(3))}"


def _order(
    property: Property,
    row: Checkout,
    keys: Keys,
    method: Method,
    return_url: str,
    language: str,
    *,
    hold: bool,
) -> Order:
    hotel = in_language(property.name, language)
    return Order(
        id=row.id,
        code=row.code,
        booking=row.booking.code,
        amount=row.amount,
        currency=property.currency,
        language=language,
        hotel=hotel,
        description=f"{hotel} · {row.booking.code}",
        method=method,
        return_url=return_url.replace("{checkout}", str(row.id)),
        expires_at=row.expires_at,
        email=row.booking.booker.email,
        hold=hold,
    )


@one_transaction
def _open(*, property: Property, checkout: UUID, started: Started, now: datetime) -> Checkout:
    """The guest can pay, unless the attempt was closed meanwhile: then the provider hears of it now that it has a name
    there. Paid or kept already it stays so: a webhook may be quicker than the provider's answer."""
    row = Checkout.objects.of(property).select_for_update().get(id=checkout)
    state = CheckoutState(row.state)
    if state is CheckoutState.STARTED:
        state = CheckoutState.OPEN
    row.state, row.provider_ref = state.value, started.ref
    row.url, row.data = started.url, {**started.data, **row.data}
    row.save(update_fields=["state", "provider_ref", "url", "data"])
    if not state.is_open and state is not CheckoutState.PAID:
        expire_at_provider(property, row, now)
    return row


@one_transaction
def _fail(*, property: Property, checkout: UUID, error: str, now: datetime) -> None:
    rows = Checkout.objects.of(property).filter(id=checkout, state=CheckoutState.STARTED.value)
    rows.update(state=CheckoutState.FAILED.value, error=error[:100], closed_at=now)
