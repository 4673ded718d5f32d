"""Amounts as Stripe writes them. It counts some currencies in other units than the house does."""

from __future__ import annotations

from kunjae.kernel.money import decimals_of

_NO_DECIMALS = frozenset(
    [
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "JPY",
        "KMF",
        "KRW",
        "MGA",
        "PYG",
        "RWF",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    ]  # without ISK and UGX: those have two
)
THREE_DECIMALS = ("BHD", "JOD", "KWD", "OMR", "TND")
STEP_OF_THREE = 10
"""Of three decimals the last one must be zero."""


def to_stripe(amount: int, currency: str) -> int:
    """Our minor units in Stripe's."""
    return amount * _scale(currency)


def from_stripe(amount: int, currency: str) -> int:
    """Stripe's minor units in ours."""
    return amount // _scale(currency)


def _scale(currency: str) -> int:
    theirs = 3 if currency in THREE_DECIMALS else 0 if currency in _NO_DECIMALS else 2
    scale: int = 10 ** max(0, theirs - decimals_of(currency))
    return scale
