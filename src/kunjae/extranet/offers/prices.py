"""What an offer costs, in a few words: for the list, and for the example beside the form."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from kunjae.concierge.facts import OfferFacts, OfferKind, TaxTreatment, UpgradeTerms
from kunjae.concierge.rules.taxes import settings_for
from kunjae.concierge.words import hour_text, per_text
from kunjae.kernel.formats import format_money
from kunjae.kernel.money import percent_text
from kunjae.properties.facts import PropertyFacts
from kunjae.properties.rules import gross_price


@dataclass(frozen=True, slots=True)
class PriceLine:
    """One price: `before` it (an hour), the figure, `after` it (per what). `old`: struck through."""

    figure: str
    before: str = ""
    after: str = ""
    old: str = ""


@dataclass(frozen=True, slots=True)
class Pricing:
    """The words of one hotel's prices: gross, as guests pay them."""

    hotel: PropertyFacts
    treatment: TaxTreatment
    language: str

    def figure(self, entered: int) -> str:
        gross = gross_price(entered, settings_for(self.treatment, self.hotel.taxes))
        return format_money(gross, self.hotel.currency, self.language, unit=True)

    def lines(self, offer: OfferFacts) -> list[PriceLine]:
        """The prices of an offer as it was entered."""
        if offer.upgrade is not None:
            return [self.upgrade(offer.upgrade)]
        if offer.kind is not OfferKind.OFFER:
            before = hour_text(offer.kind, self.language)
            return [PriceLine(self.figure(step.amount), f"{before} {step.at:%H:%M}") for step in offer.steps]
        if offer.price is None:
            return []
        old = "" if offer.old_price is None else self.figure(offer.old_price)
        return [PriceLine(self.figure(offer.price), after=per_text(offer.price_per, self.language), old=old)]

    def upgrade(self, terms: UpgradeTerms) -> PriceLine:
        """`500 THB per night`; `60% of the difference, at least 300 THB, per night`."""
        per_night = _("per night")
        if terms.percent is None:
            return PriceLine(self.figure(terms.amount or 0), after=per_night)
        share = _("%(percent)s%% of the difference") % {"percent": percent_text(terms.percent)}
        if terms.least:
            after = _("at least %(amount)s per night") % {"amount": self.figure(terms.least)}
            return PriceLine(share, after=after)
        return PriceLine(share, after=per_night)
