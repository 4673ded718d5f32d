"""The ways to pay that a hotel has switched on, as one guest can use them for one amount. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kunjae.kernel.errors import FieldError, InvalidInput
from kunjae.kernel.formats import format_money
from kunjae.kernel.texts import LocalText, in_language
from kunjae.payments.facts import Capabilities, Method
from kunjae.payments.ports import Keys, Provider


@dataclass(frozen=True, slots=True)
class Way:
    """One button: a provider and how it is paid. `refusal`: why it cannot take this amount, None when it can."""

    provider: str
    method: Method
    name: str
    """The provider's own, in the guest's language."""
    can: Capabilities
    refusal: LocalText | None = None

    @property
    def value(self) -> str:
        """What the button sends."""
        return f"{self.provider}:{self.method.value}"

    @property
    def leaves(self) -> bool:
        """Whether the guest pays on a page of the provider's."""
        return self.can.hosted_page

    @property
    def keeps(self) -> bool:
        """Whether an order's amount is only reserved until the hotel has answered."""
        return self.can.holds and self.method is Method.CARD

    @property
    def step(self) -> str:
        """What the guest will do: `page` (on the provider's own), `qr`, `transfer`."""
        if self.leaves:
            return "page"
        return "qr" if self.method is Method.PROMPTPAY else "transfer"


def ways_to_pay(
    found: Iterable[tuple[Provider, Keys]], amount: int, currency: str, language: str
) -> tuple[Way, ...]:
    """Every way in the hotel's own order. One that cannot be used in this currency is left out; one that cannot take
    just this amount says why."""
    return tuple(
        Way(
            provider.code,
            method,
            in_language(provider.name, language),
            provider.can,
            _refusal(provider, amount, currency),
        )
        for provider, keys in found
        if not provider.can.currencies or currency in provider.can.currencies
        for method in provider.methods(keys)
    )


def _refusal(provider: Provider, amount: int, currency: str) -> LocalText | None:
    if provider.can.takes(amount, currency):
        return None
    step = provider.can.step(currency)
    return {
        "en": f"takes only multiples of {format_money(step, currency, 'en', unit=True)}",
        "th": f"รับได้เฉพาะยอดที่หารด้วย {format_money(step, currency, 'th', unit=True)} ลงตัว",
    }


def chosen_way(ways: Iterable[Way], value: str) -> Way:
    """The way that a button named. Raises InvalidInput naming `way`: not one of them, or not for this amount."""
    way = next((each for each in ways if each.value == value), None)
    if way is None:
        raise InvalidInput(
            FieldError(
                "way",
                "invalid_choice",
                {
                    "en": "This way to pay is not offered any more; please choose another.",
                    "th": "ช่องทางชำระเงินนี้ใช้ไม่ได้แล้ว กรุณาเลือกช่องทางอื่น",
                },
            )
        )
    if way.refusal is not None:
        raise InvalidInput(
            FieldError(
                "way",
                "amount_not_taken",
                {language: f"{way.name} {text}" for language, text in way.refusal.items()},
            )
        )
    return way
