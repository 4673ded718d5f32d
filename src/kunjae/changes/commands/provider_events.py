"""What payment providers tell by their webhooks, once each: money that came, attempts that failed, refunds.

An event may come twice, late, and in any order. It is kept in the transaction of what it does, so that one that was
answered was also done.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from kunjae.changes.commands.confirm import QUICKER_RIVAL
from kunjae.changes.commands.money_in import take_kept_amount, take_provider_payment
from kunjae.payments.commands.closing import close_checkouts
from kunjae.payments.commands.refunds import take_refund_event
from kunjae.payments.facts import CheckoutState
from kunjae.payments.models import Checkout, ProviderEvent
from kunjae.payments.ports import Event, EventKind
from kunjae.properties.models import Property
from kunjae.tenancy.transactions import run_in_transaction

CLOSED_BY = {EventKind.FAILED: CheckoutState.FAILED, EventKind.EXPIRED: CheckoutState.EXPIRED}
REFUND_EVENTS = (EventKind.REFUND_DONE, EventKind.REFUND_FAILED)


class Heard(StrEnum):
    """What became of an event."""

    DONE = "done"
    KNOWN = "known"
    """It came before."""
    NOT_OURS = "not_ours"
    """Of money that the house did not ask for, or of nothing that concerns it."""
    WRONG_CURRENCY = "wrong_currency"
    """Money in a currency that is not the hotel's: nothing was booked, and somebody has to look at the provider."""


def hear_provider_event(*, property: Property, provider: str, event: Event, now: datetime) -> Heard:
    """Do what a proven event tells. Money is booked as it came, whatever the amount that was asked for."""
    return run_in_transaction(
        lambda: _hear(property, provider, event, now),
        again_after=QUICKER_RIVAL,  # also the same event at the same time: the second one then finds it known
    )


def _hear(property: Property, provider: str, event: Event, now: datetime) -> Heard:
    if ProviderEvent.objects.of(property).filter(provider=provider, event_id=event.id).exists():
        return Heard.KNOWN
    if event.kind in REFUND_EVENTS:
        _keep(property, provider, event, now)
        changed = take_refund_event(
            property=property,
            refund=event.refund,
            refund_ref=event.refund_ref,
            done=event.kind is EventKind.REFUND_DONE,
            now=now,
            error=event.error,
        )
        return Heard.DONE if changed else Heard.NOT_OURS
    checkout = None if event.kind is EventKind.OTHER else _checkout(property, provider, event)
    if checkout is None or (event.kind is EventKind.PAID and event.amount <= 0):
        return Heard.NOT_OURS
    _keep(property, provider, event, now)
    if event.kind in (EventKind.AUTHORISED, EventKind.RELEASED):
        take_kept_amount(property=property, checkout=checkout, event=event, now=now)
        return Heard.DONE
    if event.kind is not EventKind.PAID:
        _close(property, checkout, event, now)
        return Heard.DONE
    if event.currency != property.currency:
        return Heard.WRONG_CURRENCY
    taken = take_provider_payment(
        property=property,
        checkout=checkout,
        amount=event.amount,
        method=event.method,
        provider=provider,
        provider_ref=event.payment_ref,
        now=now,
    )
    return Heard.DONE if taken else Heard.KNOWN


def _checkout(property: Property, provider: str, event: Event) -> UUID | None:
    """The attempt that it tells of, if it is the property's own and this provider's."""
    rows = Checkout.objects.of(property).filter(provider=provider)
    if event.checkout is not None:
        rows = rows.filter(id=event.checkout)
    else:
        rows = rows.filter(provider_ref=event.checkout_ref).exclude(provider_ref="")
    return rows.values_list("id", flat=True).first()


def _close(property: Property, checkout: UUID, event: Event, now: datetime) -> None:
    closed = close_checkouts(property=property, checkout=checkout, state=CLOSED_BY[event.kind], now=now)
    if closed and event.error:
        Checkout.objects.of(property).filter(id=checkout).update(error=event.error[:100])


def _keep(property: Property, provider: str, event: Event, now: datetime) -> None:
    ProviderEvent(
        property=property, provider=provider, event_id=event.id, kind=event.kind.value, received_at=now
    ).save(force_insert=True)
