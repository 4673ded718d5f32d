"""Nightly prices as the hotel entered them: read, and saved if they are still those that were seen."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from kunjae.extranet.settings.rates.price_changes import Outcome, PriceChange, outcome
from kunjae.imports.editing import save_prices
from kunjae.imports.exported import tables_of_nights
from kunjae.kernel.errors import KunjaeError
from kunjae.kernel.stay_dates import StayDates
from kunjae.properties.facts import TaxSettings
from kunjae.properties.models import Property
from kunjae.properties.queries import House
from kunjae.rates.facts import NightRate, RateKey
from kunjae.rates.queries import RatePlans, night_rates

AS_ENTERED = TaxSettings()
"""Nothing is added to a price."""


class PricesMoved(KunjaeError):
    """Prices, or the form, are no longer those of the preview; nothing was saved."""

    code = "prices_moved"

    def text(self, language: str) -> str:
        if language == "th":
            return "ราคาหรือแบบฟอร์มต่างจากพรีวิว ยังไม่ได้บันทึก กรุณาตรวจสอบพรีวิวใหม่"
        return "Prices or the form are no longer those of the preview; nothing was saved. Look at the new preview."


def entered_rates(
    property: Property,
    house: House,
    plans: RatePlans,
    *,
    plan_codes: tuple[str, ...],
    type_codes: tuple[str, ...],
    first: date,
    last: date,
) -> dict[RateKey, NightRate]:
    """The prices of these plans and types from the first night to the last, as entered; one query."""
    found = night_rates(
        property,
        AS_ENTERED,
        plans={plans.ids[code]: code for code in plan_codes},
        types={house.type_ids[code]: code for code in type_codes},
        ranges=[StayDates(first, last + timedelta(days=1))],
    )
    return {key: rate for key, rate in found.items() if key[2] <= last}


def outcome_now(property: Property, house: House, plans: RatePlans, change: PriceChange) -> Outcome:
    """What the change comes to, on today's prices. Raises InvalidInput as `outcome` does."""
    there = entered_rates(
        property,
        house,
        plans,
        plan_codes=change.plans,
        type_codes=change.types,
        first=change.first,
        last=change.last,
    )
    return outcome(change, there)


def save_change(
    property: Property, house: House, plans: RatePlans, change: PriceChange, *, seen: str, now: datetime
) -> Outcome:
    """Carry the change out as a hotel file would; what became of it.

    `seen`: the digest of its preview. Raises PricesMoved when that no longer holds, and then saves nothing.
    """

    def still() -> None:
        if outcome_now(property, house, plans, change).digest != seen:
            raise PricesMoved

    found = outcome_now(property, house, plans, change)
    if found.digest != seen:
        raise PricesMoved
    if found.after:
        nights: dict[tuple[str, str], dict[date, NightRate]] = {}
        for (plan, kind, night), rate in found.after.items():
            nights.setdefault((plan, kind), {})[night] = rate
        entries = [
            table
            for (plan, kind), rates in nights.items()
            for table in tables_of_nights(plan, kind, rates, property.currency)
        ]
        save_prices(property=property, prices=entries, now=now, still=still)
    return found
