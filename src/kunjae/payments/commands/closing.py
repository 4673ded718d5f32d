"""Attempts to pay come to an end: paid, given up, or out of time. The provider hears of it through the outbox."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Sum

from kunjae.outbox.commands import put
from kunjae.outbox.facts import Answer, Later, Received
from kunjae.payments.errors import NoSuchCheckout
from kunjae.payments.facts import CheckoutState, Purpose, RequestState
from kunjae.payments.models import Checkout, Payment, PaymentRequest
from kunjae.payments.ports import ProviderDown, ProviderRefused
from kunjae.payments.providers.accounts import keys_of
from kunjae.payments.providers.errors import NoKeys, NoSuchProvider
from kunjae.payments.providers.registry import provider
from kunjae.properties.models import Property
from kunjae.tenancy.transactions import one_transaction

END_CHECKOUT = "payments.end_checkout"
"""At its time, an attempt to pay that nobody paid is over."""
EXPIRE_CHECKOUT = "payments.expire_checkout"
"""The provider lets nobody pay the attempt any more."""

WITHOUT_SLIP = (CheckoutState.STARTED, CheckoutState.OPEN)
OPEN = (*WITHOUT_SLIP, CheckoutState.SLIP)


def checkout_of(property: Property, id: UUID) -> Checkout:
    """The attempt to pay, with its booking: one query. Raises NoSuchCheckout."""
    row = Checkout.objects.of(property).filter(id=id).select_related("booking").first()
    if row is None:
        raise NoSuchCheckout
    row.property = property
    row.booking.property = property
    return row


@one_transaction
def close_checkouts(
    *,
    property: Property,
    now: datetime,
    booking_id: UUID | None = None,
    pending: UUID | None = None,
    request: UUID | None = None,
    purpose: Purpose | None = None,
    checkout: UUID | None = None,
    basket: UUID | None = None,
    state: CheckoutState = CheckoutState.CANCELLED,
    slips: bool = True,
) -> list[UUID]:
    """Close the attempts to pay that are still open, of a change that waits (`pending`), of a payment request, of a
    basket, of a booking (and purpose), or one alone; their ids. `slips` False: those with a slip to be looked at stay.

    What is paid through one of them afterwards is money that came late: it is taken all the same (`capture`).
    """
    rows = Checkout.objects.of(property).filter(state__in=OPEN if slips else WITHOUT_SLIP)
    given = {"booking_id": booking_id, "pending_id": pending, "request_id": request, "purpose": purpose}
    given |= {"id": checkout, "basket": basket}
    narrowed = {name: value for name, value in given.items() if value is not None}
    if not narrowed:
        raise ValueError("which checkouts are to be closed must be said")
    found = list(rows.filter(**narrowed).select_for_update().order_by("id"))
    return _close(property, found, state, now)


def close_paid(property: Property, checkout: Checkout, now: datetime) -> None:
    """The checkout has brought money. A payment request of which all has come is paid with it, and nobody pays it a
    second time."""
    Checkout.objects.of(property).filter(id=checkout.id).update(state=CheckoutState.PAID.value, closed_at=now)
    checkout.state, checkout.closed_at = CheckoutState.PAID.value, now
    if checkout.request_id is None:
        return
    request = PaymentRequest.objects.of(property).select_for_update().get(id=checkout.request_id)
    if request.state != RequestState.PAID.value and brought(property, request.id) >= request.amount:
        PaymentRequest.objects.of(property).filter(id=request.id).update(
            state=RequestState.PAID.value, closed_at=now
        )
        close_checkouts(property=property, request=request.id, now=now, slips=False)


def brought(property: Property, request: UUID) -> int:
    """What the checkouts of a payment request have brought, minor units; refunds are not taken off."""
    rows = Payment.objects.of(property).filter(checkout__request_id=request)
    return rows.aggregate(total=Sum("amount"))["total"] or 0


def end_due(message: Received) -> Answer:
    """Handler: the time of an attempt to pay is over. One that is paid, closed, or has a slip is left as it is."""
    property = Property.objects.get(id=message.property_id)
    close_checkouts(
        property=property,
        checkout=UUID(message.payload["checkout"]),
        state=CheckoutState.EXPIRED,
        slips=False,
        now=message.now,
    )
    return None


def run_expire(message: Received) -> Answer:
    """Handler: tell the provider that nobody may pay any more. No transaction is open."""
    property = Property.objects.get(id=message.property_id)
    row = Checkout.objects.of(property).filter(id=UUID(message.payload["checkout"])).first()
    if row is None or row.state in (CheckoutState.PAID.value, CheckoutState.AUTHORISED.value):
        return None
    try:
        provider(row.provider).expire(row.provider_ref, keys_of(property, row.provider))
    except ProviderDown as error:
        return Later(error.code)
    except (ProviderRefused, NoKeys, NoSuchProvider):
        return None  # it is over there already, or the hotel has no account there any more
    return None


def expire_at_provider(property: Property, checkout: Checkout, now: datetime) -> None:
    """Put the message that lets the provider close its page, if it has one."""
    if checkout.provider_ref:
        payload = {"booking": checkout.booking.code, "checkout": str(checkout.id)}
        put(property, EXPIRE_CHECKOUT, f"{EXPIRE_CHECKOUT}:{checkout.id}", payload, now)


def _close(property: Property, rows: Iterable[Checkout], state: CheckoutState, now: datetime) -> list[UUID]:
    closed = []
    for row in rows:
        Checkout.objects.of(property).filter(id=row.id).update(state=state.value, closed_at=now)
        if row.provider_ref:
            expire_at_provider(property, row, now)
        closed.append(row.id)
    return closed
