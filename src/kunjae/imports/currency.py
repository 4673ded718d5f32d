"""Whether a hotel can still have another currency: not once an amount of money is written down in the one it has."""

from __future__ import annotations

from collections.abc import Collection

from kunjae.bookings.models import Booking
from kunjae.concierge.models import Offer
from kunjae.properties.models import Property
from kunjae.rates.models import NightPrice, Policy


def currency_is_used(
    property: Property, *, policies: Collection[str] = (), offers: Collection[str] = ()
) -> bool:
    """Whether there are bookings, prices, offers, or policies that ask an amount; but for those policies and offers (their
    codes) that are about to be written anew, in the new currency. At most four queries."""
    if Booking.objects.of(property).exists() or NightPrice.objects.of(property).exists():
        return True
    if Offer.objects.of(property).exclude(code__in=offers).exists():
        return True
    others = Policy.objects.of(property).exclude(code__in=policies)
    return any(
        "amount" in tier
        for terms in others.values_list("terms", flat=True)
        for tier in terms.get("tiers", ())
    )
