"""Amounts that a provider keeps for the hotel: authorised, then taken in whole or in part, or let go.

What is taken comes in as money by the provider's webhook, like any other (`receiving.capture`). Asked for through the
outbox, so that no transaction waits for the network.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from kunjae.outbox.commands import put
from kunjae.outbox.facts import Answer, Later, Received
from kunjae.payments.facts import CheckoutState
from kunjae.payments.models import Checkout
from kunjae.payments.ports import ProviderDown, ProviderRefused
from kunjae.payments.providers.accounts import keys_of
from kunjae.payments.providers.errors import NoKeys, NoSuchProvider
from kunjae.payments.providers.registry import provider
from kunjae.properties.models import Property
from kunjae.tenancy.transactions import one_transaction

TAKE, LET_GO = "payments.take_held", "payments.let_go_held"
"""Topics of the outbox: take an amount of what is kept for a checkout; let all of it go."""
GONE = "payments.held_gone"
"""What was kept is not to be had any more; `ordering` bills it otherwise."""
REFERENCE = "payment_ref"
"""Under this name a checkout keeps what the provider calls the kept payment."""
UNWANTED = "unwanted"
"""Under this one, that nothing is wanted of what it keeps: another attempt has it, or the amount fits nothing."""


def mark_authorised(property: Property, checkout: Checkout, payment_ref: str, now: datetime) -> bool:
    """The provider keeps the amount; whether that is news. Money that came through it already, or that it let go, is the
    later word. Inside a transaction that holds the booking."""
    if checkout.state == CheckoutState.PAID.value or checkout.authorised_at is not None:
        return False
    checkout.state, checkout.closed_at, checkout.authorised_at = CheckoutState.AUTHORISED.value, None, now
    checkout.data = {**checkout.data, REFERENCE: payment_ref}
    checkout.save(update_fields=["state", "closed_at", "authorised_at", "data"])
    return True


def mark_let_go(property: Property, checkout: Checkout, now: datetime) -> bool:
    """The provider keeps it no longer; whether it did until now."""
    if checkout.state != CheckoutState.AUTHORISED.value:
        return False
    checkout.state, checkout.closed_at = CheckoutState.CANCELLED.value, now
    checkout.save(update_fields=["state", "closed_at"])
    return True


def mark_unwanted(property: Property, checkout: Checkout) -> None:
    """Nothing is wanted of what it keeps; it stays so. Inside a transaction that holds the booking."""
    checkout.data = {**checkout.data, UNWANTED: True}
    checkout.save(update_fields=["data"])


def is_wanted(checkout: Checkout) -> bool:
    """Whether an amount was ever kept for it, and something is wanted of that."""
    return checkout.authorised_at is not None and not checkout.data.get(UNWANTED)


def take(property: Property, booking: str, checkout: UUID, amount: int, now: datetime) -> None:
    """Have this much (minor units) taken, once, and the rest let go."""
    payload = {"booking": booking, "checkout": checkout.hex, "amount": amount}
    put(property, TAKE, f"{TAKE}:{checkout.hex}", payload, now)


def let_go(property: Property, booking: str, checkout: UUID, now: datetime) -> None:
    """Have all of it let go."""
    put(property, LET_GO, f"{LET_GO}:{checkout.hex}", {"booking": booking, "checkout": checkout.hex}, now)


def run_take(message: Received) -> Answer:
    """Handler: ask the provider for it. Refused, nothing is kept any more, and `GONE` tells the house. No transaction is
    open."""
    property, row = _kept(message)
    if row is None:
        return None
    try:
        keys = keys_of(property, row.provider)
        provider(row.provider).capture(row.data[REFERENCE], message.payload["amount"], row.id, keys)
    except ProviderDown as error:
        return Later(error.code)
    except (ProviderRefused, NoKeys, NoSuchProvider):
        tell_gone(message)
    return None


def run_let_go(message: Received) -> Answer:
    """Handler: tell the provider that nothing of it is wanted. What it let go before stays so."""
    property, row = _kept(message)
    if row is None:
        return None
    try:
        provider(row.provider).release(row.data[REFERENCE], keys_of(property, row.provider))
    except ProviderDown as error:
        return Later(error.code)
    except (ProviderRefused, NoKeys, NoSuchProvider):
        pass
    _close(property=property, checkout=row.id, now=message.now)
    return None


def take_given_up(message: Received, code: str) -> None:
    """What follows when the provider never answered. Inside the transaction that gives the message up."""
    tell_gone(message)


@one_transaction
def tell_gone(message: Received) -> None:
    """Put the message that the kept amount was not to be had."""
    checkout = message.payload["checkout"]
    payload = {"booking": message.payload["booking"], "checkout": checkout}
    put(message.property_id, GONE, f"{GONE}:{checkout}", payload, message.now)


def _kept(message: Received) -> tuple[Property, Checkout | None]:
    property = Property.objects.get(id=message.property_id)
    rows = Checkout.objects.of(property).filter(
        id=UUID(message.payload["checkout"]), state=CheckoutState.AUTHORISED.value
    )
    return property, rows.first()


@one_transaction
def _close(*, property: Property, checkout: UUID, now: datetime) -> None:
    rows = Checkout.objects.of(property).filter(id=checkout, state=CheckoutState.AUTHORISED.value)
    rows.update(state=CheckoutState.CANCELLED.value, closed_at=now)
