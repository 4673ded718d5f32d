"""What a property can sell for a stay, read in five queries however many nights, types and plans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from kunjae.bookings.facts import BookingFacts
from kunjae.changes.facts import ChangeFacts
from kunjae.changes.operations import AddStay
from kunjae.changes.rules.availability import Sellable, availability
from kunjae.inventory.facts import Occupancy
from kunjae.inventory.holds import Hold, without_hold
from kunjae.inventory.queries import type_counts
from kunjae.kernel.stay_dates import StayDates
from kunjae.properties.models import Property
from kunjae.properties.queries import house, property_facts
from kunjae.rates.queries import night_rates, rate_plans
from kunjae.tenancy.ids import new_id


def available(
    property: Property,
    dates: StayDates,
    *,
    adults: int,
    children: int,
    now: datetime,
    hold: Hold | None = None,
    chosen: Sequence[AddStay] = (),
) -> tuple[Sellable, ...]:
    """Every room type and rate plan in use that has a price on these nights, in the hotel's own order.

    `hold`: counts as released, for whom it was made. `chosen`: rooms already picked for the same booking, which count
    as sold.
    """
    the_house, plans = house(property), rate_plans(property)
    hotel = property_facts(property)
    types = {id: facts.code for id, facts in the_house.types.items() if not facts.retired}
    sold = {id: facts.code for id, facts in plans.by_id.items() if not facts.retired}
    taken = Occupancy(counts=type_counts(property, types, [dates]), capacities=the_house.capacities)
    if hold is not None:
        taken = without_hold(taken, hold, hotel.today(now))
    facts = ChangeFacts(
        property=hotel,
        booking=BookingFacts(id=new_id(), code="", version=0, stays=(), last_number=0),
        room_types=the_house.by_code,
        rooms=the_house.all_rooms,
        rate_plans=plans.by_code,
        rates=night_rates(property, hotel.taxes, plans=sold, types=types, ranges=[dates]),
        occupancy=_with_chosen(taken, dates, chosen),
    )
    products = [(room_type, plan) for room_type in types.values() for plan in sold.values()]
    return availability(facts, products, dates, adults, children, hotel.today(now))


def _with_chosen(taken: Occupancy, dates: StayDates, chosen: Sequence[AddStay]) -> Occupancy:
    counts = dict(taken.counts)
    for stay in chosen:
        for night in stay.dates.nights:
            if night in dates:
                count = counts.get((stay.room_type, night)) or taken.count(stay.room_type, night)
                counts[stay.room_type, night] = replace(count, sold=count.sold + 1)
    return replace(taken, counts=counts)
