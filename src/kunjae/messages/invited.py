"""Which offers a mail before arrival shows: the three that fit best of what its stays can still buy."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from kunjae.concierge.facts import Category, OfferFacts, Segment
from kunjae.concierge.queries import load_shelf
from kunjae.concierge.rules.shelf import OnShelf, shelf
from kunjae.properties.models import Property

MOST = 3
_FOR_WHOM = (
    "room_types",
    "rate_plans",
    "sources",
    "languages",
    "least_adults",
    "most_adults",
    "least_children",
    "most_children",
    "least_nights",
    "most_nights",
)
"""What a segment says of the guests that an offer is meant for."""


class NothingToOffer(Exception):
    """There is nothing that these stays could buy."""


def fitting(property: Property, code: str, stays: Collection[int], now: datetime) -> list[OnShelf]:
    """All that these stays of a booking can still buy. Raises NoSuchBooking."""
    every = shelf(load_shelf(property, code, now).facts, now)
    return [each for each in every if each.stay in stays and not each.reasons and not each.bought]


def offers_for(property: Property, code: str, stays: Collection[int], now: datetime) -> tuple[OnShelf, ...]:
    """What fits these stays of a booking best; never empty. Raises NothingToOffer, NoSuchBooking."""
    found = best_of(fitting(property, code, stays, now))
    if not found:
        raise NothingToOffer(code)
    return found


def best_of(every: Iterable[OnShelf], most: int = MOST) -> tuple[OnShelf, ...]:
    """At most so many: what is meant for fewer guests first, then in the hotel's own order; of several kinds rather than
    three of one, and each once."""
    once = {each.offer.code: each for each in reversed(list(every))}
    ranked = sorted(once.values(), key=lambda each: (-meant_for(each.offer.segment), *_place(each.offer)))
    seen: set[Category] = set()
    first: list[OnShelf] = []
    for each in ranked:
        if each.offer.category not in seen:
            seen.add(each.offer.category)
            first.append(each)
    return tuple([*first, *(each for each in ranked if each not in first)][:most])


def meant_for(segment: Segment) -> int:
    """By how many conditions an offer chooses its guests."""
    usual = Segment()
    return sum(getattr(segment, name) != getattr(usual, name) for name in _FOR_WHOM)


def _place(offer: OfferFacts) -> tuple[int, str]:
    return offer.position, offer.code
