"""What a question about orders comes to: conditions that indexes answer in the order of the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q

from kunjae.bookings import search
from kunjae.bookings.listing import TOP, Place
from kunjae.bookings.search import holding_words, newest_found, word_bounds, words_of
from kunjae.concierge.facts import OfferKind, OfferType, OrderStatus
from kunjae.concierge.models import Offer
from kunjae.kernel.moments import moment_of
from kunjae.kernel.texts import LocalText
from kunjae.properties.models import Property
from kunjae.tenancy.prepared import Rows

type Given = dict[str, Any]
"""What narrows, by name, as `condition` reads it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdersWanted:
    """Which orders; what is None or empty does not narrow. `offer`: its code; `first` to `last`: hotel-local days on
    which they were ordered; `text`: words of the booking (code, names, phone, e-mail), or a part of the offer's name."""

    status: OrderStatus | None = None
    type: OfferType | None = None
    offer: str = ""
    first: date | None = None
    last: date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Parts:
    """A question in parts, each with an index in the list's order; an order may be in several. `is_vague`: it has words
    that very many bookings have, whose orders nobody counts."""

    given: Sequence[Given]
    is_vague: bool = False


def parts_of(property: Property, wanted: OrdersWanted) -> Parts:
    """The question without its status and its place: in no query, one that finds the offers meant, and with words
    one or two more, a few for frequent ones."""
    common = _common(property, wanted)
    words = words_of(wanted.text)
    if not (words or wanted.offer or wanted.type is OfferType.ROOM_UPGRADE):
        return Parts([common])
    every = _OFFERS(property.id)
    offers = [each for each in every if _is_meant(wanted, each[1], each[2])]
    if not words:
        return Parts([{"offer": id} | common for id, *_rest in offers])
    text = wanted.text.strip().casefold()
    called = [
        id for id, _code, _kind, name in offers if any(text in each.casefold() for each in name.values())
    ]
    parts: list[Given] = [{"offer": id} | common for id in called]
    if not offers:
        return Parts(parts)
    if len(offers) < len(every):
        common = {"offers": [id for id, *_rest in offers]} | common
    bookings = newest_found(property, words, most=search.FEW + 1, below=TOP)
    if len(bookings) > search.FEW:
        return Parts([*parts, {"words": word_bounds(words)} | common], is_vague=True)
    if bookings:
        parts.append({"bookings": [place.id for place in bookings]} | common)
    return Parts(parts)


_OFFERS = Rows(
    lambda hotel: (
        Offer.objects.of(hotel).order_by("position", "code").values_list("id", "code", "kind", "name")
    )
)


@dataclass(frozen=True, slots=True)
class OfferName:
    """What a list is narrowed to."""

    code: str
    kind: OfferKind
    name: LocalText


def offer_names(property: Property) -> list[OfferName]:
    """All offers and upgrades that there are or were, in the hotel's order, in one query."""
    return [OfferName(code, OfferKind(kind), name) for _id, code, kind, name in _OFFERS(property.id)]


def _is_meant(wanted: OrdersWanted, code: str, kind: str) -> bool:
    fits = wanted.type is None or OfferKind(kind).type is wanted.type
    return fits and (not wanted.offer or code == wanted.offer)


def _common(property: Property, wanted: OrdersWanted) -> Given:
    """What narrows each part. Days from midnight to midnight in the hotel."""

    def midnight(day: date) -> datetime:
        return moment_of(day, time(), property.timezone)

    given: dict[str, Any] = {}
    if wanted.type is OfferType.OFFER:
        given["not_kind"] = OfferKind.UPGRADE.value
    if wanted.first:
        given["since"] = midnight(wanted.first)
    if wanted.last:
        given["until"] = midnight(wanted.last + timedelta(days=1))
    return given


def placed(given: Given, status: OrderStatus | None, below: Place | None) -> Given:
    """A part with its status and the place that its orders follow."""
    more: dict[str, Any] = {"status": status.value} if status else {}
    return {**given, **more, **({"below_at": below.at, "below_id": below.id} if below else {})}


_COLUMNS = {
    "offer": "offer_id",
    "offers": "offer_id__in",
    "bookings": "booking_id__in",
    "status": "status",
}


def condition(hotel: Any, given: Given, at: str = "ordered_at") -> Q:
    """The condition of a part; its values may be slots of a prepared statement. `at`: what is compared with moments."""
    found = Q(**{_COLUMNS[name]: value for name, value in given.items() if name in _COLUMNS})
    if "not_kind" in given:
        found &= ~Q(kind=given["not_kind"])
    if "words" in given:
        found &= holding_words(hotel, "booking_id", given["words"])
    if "since" in given:
        found &= Q(**{f"{at}__gte": given["since"]})
    if "until" in given:
        found &= Q(**{f"{at}__lt": given["until"]})
    if "below_at" in given:
        place, id = given["below_at"], given["below_id"]
        found &= Q(**{f"{at}__lte": place}) & (Q(**{f"{at}__lt": place}) | Q(id__lt=id))
    return found
