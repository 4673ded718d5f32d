"""Attempts to pay that a guest has under way, as the pages show them: to go on with, or not to pay a second time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kunjae.guest.access import GuestDesk
from kunjae.guest.paying.admission import address_of
from kunjae.kernel.texts import in_language
from kunjae.payments.facts import CheckoutState
from kunjae.payments.models import Checkout
from kunjae.payments.ports import Provider
from kunjae.payments.providers.errors import NoSuchProvider
from kunjae.payments.providers.registry import provider


@dataclass(frozen=True, slots=True)
class ShownAttempt:
    """One of them. `amount` in minor units; `has_slip`: the hotel looks at its bank."""

    address: str
    name: str
    amount: int
    has_slip: bool


def shown_attempts(rows: Iterable[Checkout], desk: GuestDesk, link: str = "") -> list[ShownAttempt]:
    """All with a slip, and of the others the newest alone: it took their place."""
    shown = [
        ShownAttempt(
            address_of("checkout", desk.property.slug, row.id, link),
            provider_name(row.provider, desk.language),
            row.amount,
            row.state == CheckoutState.SLIP.value,
        )
        for row in rows
    ]
    open_ones = [each for each in shown if not each.has_slip][:1]
    return [each for each in shown if each.has_slip] + open_ones


def known_provider(code: str) -> Provider | None:
    """The provider, or None where the house does not know it any more."""
    try:
        return provider(code)
    except NoSuchProvider:
        return None


def provider_name(code: str, language: str) -> str:
    """What guests call it."""
    known = known_provider(code)
    return in_language(known.name, language) if known else code
