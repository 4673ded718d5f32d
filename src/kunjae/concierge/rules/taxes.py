"""Taxes within the price of an offer: those of rooms, VAT alone, or none (rules.md 3.5)."""

from __future__ import annotations

from dataclasses import replace

from kunjae.concierge.facts import OfferFacts, TaxTreatment
from kunjae.properties.facts import TaxSettings
from kunjae.properties.rules import TaxSplit, gross_price, split_taxes


def settings_for(treatment: TaxTreatment, taxes: TaxSettings) -> TaxSettings:
    """The hotel's taxes as far as they are on something of this treatment."""
    if treatment is TaxTreatment.AS_ROOMS:
        return taxes
    vat = taxes.vat_percent if treatment is TaxTreatment.VAT_ONLY else type(taxes.vat_percent)(0)
    return TaxSettings(vat_percent=vat, prices_include_taxes=taxes.prices_include_taxes)


def tax_split(gross: int, treatment: TaxTreatment, taxes: TaxSettings) -> TaxSplit:
    """The parts of an order's amount: an order is one line. `fees` in the order of the hotel's settings, whatever the
    treatment."""
    split = split_taxes(gross, settings_for(treatment, taxes))
    return split if split.fees else replace(split, fees=(0,) * len(taxes.further_fees))


def grossed(offer: OfferFacts, taxes: TaxSettings) -> OfferFacts:
    """The offer with its prices made gross, once each, where the hotel enters them without taxes (rules.md 3.1)."""
    if taxes.prices_include_taxes:
        return offer
    own = settings_for(offer.taxes, taxes)

    def gross(amount: int | None) -> int | None:
        return None if amount is None else gross_price(amount, own)

    upgrade = offer.upgrade
    return replace(
        offer,
        price=gross(offer.price),
        old_price=gross(offer.old_price),
        steps=tuple(replace(step, amount=gross_price(step.amount, own)) for step in offer.steps),
        upgrade=upgrade
        and replace(upgrade, amount=gross(upgrade.amount), least=gross_price(upgrade.least, own)),
    )
