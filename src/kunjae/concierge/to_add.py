"""What a clerk types into the hotel's PMS by hand, takes off there again, and ticks (rules.md 9.6, one-way)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from kunjae.bookings import search
from kunjae.bookings.listing import TOP, Place
from kunjae.bookings.search import holding_words, newest_found, word_bounds, words_of
from kunjae.concierge.facts import Answers, OfferKind, OrderStatus, Posting, PricePer
from kunjae.concierge.models import Offer, Order
from kunjae.kernel.moments import moment_of
from kunjae.kernel.texts import LocalText
from kunjae.properties.models import Property


class Side(StrEnum):
    """Which way an order goes: onto the guest's account in the PMS, off it again, or it stands there."""

    TO_ADD = "to_add"
    TO_TAKE_OFF = "to_take_off"
    """Ticked, and cancelled since."""
    ADDED = "added"
    """Ticked, and it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToAdd:
    """One order as the PMS is to have it. `product`: what the PMS calls it, empty when nobody said. Minor units; `taxes`:
    the split of `amount`. `added_at`, `added_by`: ticked."""

    id: UUID
    side: Side
    booking: str
    stay: int
    room: str
    guest: str
    check_in: date
    check_out: date
    kind: OfferKind
    name: LocalText
    product: str
    status: OrderStatus
    per: PricePer
    unit: int
    quantity: int
    amount: int
    taxes: dict[str, Any]
    answers: Answers
    acted_at: datetime | None
    added_at: datetime | None
    added_by: str

    @property
    def since(self) -> datetime | None:
        """When it came onto its list: confirmed, cancelled or ticked."""
        return self.added_at if self.side is Side.ADDED else self.acted_at

    @property
    def place(self) -> Place | None:
        """Where it stands in its list."""
        return Place(self.since, self.id) if self.since else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToAddWanted:
    """What narrows the lists; empty does not. `offer`: its code; `first` to `last`: hotel-local days on which an order came
    onto its list; `text`: words of the booking (code, names, phone, e-mail), or a part of the offer's name."""

    offer: str = ""
    first: date | None = None
    last: date | None = None
    text: str = ""


EVERYTHING = ToAddWanted()


class ToAddLists:
    """The three lists, narrowed to what is wanted. Words are looked up once, in a few queries; each list then takes one."""

    def __init__(self, property: Property, wanted: ToAddWanted = EVERYTHING) -> None:
        self._property = property
        self._wanted = wanted
        self._narrowed = _narrowed(property, wanted)

    def rows(self, side: Side, *, most: int, after: Place | None = None) -> list[ToAdd]:
        """At most so many, in one query: what is to be done the longest first, what is added the newest first. `after`:
        those that follow that place."""
        at = _AT[side]
        found = self._all(side)
        if side is Side.ADDED:
            if after:
                found = found.filter(_beyond(at, "lt", after))
            found = found.order_by(f"-{at}", "-id")
        else:
            if after:
                found = found.filter(_beyond(at, "gt", after))
            found = found.order_by(at, "id")
        return [_to_add(side, row) for row in found.values_list(*_COLUMNS)[:most]]

    def count(self, side: Side) -> int:
        """How many there are, in one query."""
        return self._all(side).order_by().count()

    def _all(self, side: Side) -> QuerySet[Order]:
        found = Order.objects.of(self._property).filter(self._narrowed)
        at, zone = _AT[side], self._property.timezone
        if side is Side.TO_ADD:
            found = found.filter(posting=Posting.TO_DO.value)
        elif side is Side.TO_TAKE_OFF:
            found = found.filter(posting=Posting.BY_HAND.value, status=OrderStatus.CANCELLED.value)
        else:
            found = found.filter(posting=Posting.BY_HAND.value).exclude(status=OrderStatus.CANCELLED.value)
        if self._wanted.first:
            found = found.filter(**{f"{at}__gte": moment_of(self._wanted.first, time(), zone)})
        if self._wanted.last:
            following = self._wanted.last + timedelta(days=1)
            found = found.filter(**{f"{at}__lt": moment_of(following, time(), zone)})
        return found


_AT = {Side.TO_ADD: "acted_at", Side.TO_TAKE_OFF: "acted_at", Side.ADDED: "posted_at"}
"""The moment that a list is ordered by, each with an index of its own."""


def _narrowed(property: Property, wanted: ToAddWanted) -> Q:
    words = words_of(wanted.text)
    if not (words or wanted.offer):
        return Q()
    offers = list(Offer.objects.of(property).values_list("id", "code", "name"))
    condition = Q()
    if wanted.offer:
        condition &= Q(offer_id__in=[id for id, code, _name in offers if code == wanted.offer])
    if words:
        text = wanted.text.strip().casefold()
        called = [
            id for id, _code, name in offers if any(text in each.casefold() for each in name.values() if each)
        ]
        bookings = newest_found(property, words, most=search.FEW + 1, below=TOP)
        told = (
            holding_words(property.id, "booking_id", word_bounds(words))
            if len(bookings) > search.FEW
            else Q(booking_id__in=[place.id for place in bookings])
        )
        condition &= told | Q(offer_id__in=called)
    return condition


def _beyond(at: str, way: str, place: Place) -> Q:
    return Q(**{f"{at}__{way}": place.at}) | Q(**{at: place.at, f"id__{way}": place.id})


_COLUMNS = (
    "id", "booking__code", "stay__number", "stay__room__number", "stay__guest__name", "booking__booker__name",
    "stay__check_in", "stay__check_out", "kind", "offer_name", "offer__terms", "status", "price_per", "unit", "quantity",
    "amount", "taxes", "day", "at", "number", "texts", "acted_at", "posted_at", "posted_by",
)  # fmt: skip


def _to_add(side: Side, row: tuple[Any, ...]) -> ToAdd:
    id, booking, stay, room, guest, booker, check_in, check_out, kind, name, terms, status, per, *rest = row
    unit, quantity, amount, taxes, day, at, number, texts, acted_at, added_at, added_by = rest
    return ToAdd(
        id=id,
        side=side,
        booking=booking,
        stay=stay,
        room=room or "",
        guest=guest or booker,
        check_in=check_in,
        check_out=check_out,
        kind=OfferKind(kind),
        name=name,
        product=terms.get("pms_product", ""),
        status=OrderStatus(status),
        per=PricePer(per),
        unit=unit,
        quantity=quantity,
        amount=amount,
        taxes=taxes,
        answers=Answers(day, at, number, texts),
        acted_at=acted_at,
        added_at=added_at,
        added_by=added_by,
    )
