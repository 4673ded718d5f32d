"""How far the set-up has come, as the data itself tells it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from kunjae.accounts.first_owner import FIRST_OWNER
from kunjae.accounts.models import Membership, User
from kunjae.accounts.roles import Role
from kunjae.bookings.models import Booking
from kunjae.inventory.models import TypeNight
from kunjae.properties.models import Property, Room
from kunjae.rates.models import NightPrice, RatePlan


class Step(StrEnum):
    """The pages in their order; each is the name of its address."""

    OWNER = "owner"
    PROPERTY = "property"
    ROOMS = "rooms"
    RATES = "rates"
    PRICES = "prices"


STEPS = tuple(Step)


@dataclass(frozen=True, slots=True)
class Standing:
    """`step`: the first page that is missing. `property`: None before there is one."""

    step: Step
    property: Property | None

    def allows(self, step: Step) -> bool:
        """Whether one may come to this page: to the missing one, and back to what it stands on."""
        return step != Step.OWNER and STEPS.index(step) <= STEPS.index(self.step)


def standing_of(user: User, memberships: Sequence[Membership]) -> Standing | None:
    """Where this person goes on with the set-up; None when it is done or none of their business.

    One query for the owner of a hotel that has prices.
    """
    if not memberships:
        if user.pk == FIRST_OWNER and not Property.objects.exists():
            return Standing(Step.PROPERTY, None)
        return None
    if len(memberships) > 1 or memberships[0].role != Role.OWNER:
        return None
    hotel = memberships[0].property
    if NightPrice.objects.of(hotel).exists() or Booking.objects.of(hotel).exists():
        return None
    if not Room.objects.of(hotel).exists():
        return Standing(Step.ROOMS, hotel)
    if not RatePlan.objects.of(hotel).exists():
        return Standing(Step.RATES, hotel)
    return Standing(Step.PRICES, hotel)


def rooms_are_untouched(hotel: Property) -> bool:
    """Whether no room was ever counted, blocked or sold: then they can still be made anew."""
    return not TypeNight.objects.of(hotel).exists()
