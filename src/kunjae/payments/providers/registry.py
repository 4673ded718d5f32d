"""Which providers there are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from kunjae.payments.ports import Provider
from kunjae.payments.providers.bank_transfer import BankTransfer
from kunjae.payments.providers.errors import NoSuchProvider
from kunjae.payments.providers.omise.provider import Omise
from kunjae.payments.providers.promptpay import PromptPay
from kunjae.payments.providers.stripe.provider import Stripe
from kunjae.payments.providers.test_payments.provider import TestPayments

_known: dict[str, Provider] = {
    each.code: each for each in (PromptPay(), BankTransfer(), Stripe(), Omise(), TestPayments())
}


def provider(code: str) -> Provider:
    """The provider with this code. Raises NoSuchProvider."""
    try:
        return _known[code]
    except KeyError:
        raise NoSuchProvider(code) from None


def providers() -> tuple[Provider, ...]:
    """All of them, in the order in which settings list those that a hotel has not set up."""
    return tuple(_known.values())


@contextmanager
def registered(provider: Provider) -> Iterator[None]:
    """For the length of the block this provider is known, too, or instead of the one that has its code."""
    global _known
    before = _known
    _known = {**before, provider.code: provider}
    try:
        yield
    finally:
        _known = before
