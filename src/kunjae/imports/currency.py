"""Whether a hotel can still have another currency: not once an amount of money is written down in the one it has."""

from __future__ import annotations

from collections.abc import Collection

from kunjae.bookings.models import Booking
from kunjae.properties.models import Property
from kunjae.rates.models import NightPrice, Policy


def currency_is_used(property: Property, *, rewritten: Collection[str] = ()) -> bool:
    """Whether there are bookings, prices, or policies that ask an amount; `rewritten`: codes of policies that are about
    to be written anew, in the new currency. Three queries."""
    if Booking.objects.of(property).exists() or NightPrice.objects.of(property).exists():
        return True
    policies = Policy.objects.of(property).exclude(code__in=rewritten)
    return any(
        "amount" in tier
        for terms in policies.values_list("terms", flat=True)
        for tier in terms.get("tiers", ())
    )
