"""What can be ordered for a guest at the desk: every offer for one stay, with why it cannot, or is not meant, for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from kunjae.bookings.facts import StayFacts, StayStatus
from kunjae.concierge.facts import Category, OfferKind
from kunjae.concierge.queries import LoadedShelf
from kunjae.concierge.rules.shelf import PASSED_BY_STAFF, OnShelf, shelf
from kunjae.concierge.words import category_text, kind_text, per_text, reason_text
from kunjae.kernel.formats import format_money
from kunjae.kernel.texts import in_language

OPEN = (StayStatus.RESERVED, StayStatus.IN_HOUSE)


@dataclass(frozen=True, slots=True)
class Item:
    """One offer of the shelf. `refused`: why it cannot be ordered; `passed`: why guests would not see it, which the desk
    may pass; `bought`: how many orders of it stand."""

    code: str
    name: str
    price: str
    left: int | None
    bought: int
    refused: tuple[str, ...]
    passed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Offers under one heading."""

    title: str
    items: Sequence[Item]


def open_stays(loaded: LoadedShelf) -> list[StayFacts]:
    """The stays for which something can be ordered."""
    return [stay for stay in loaded.facts.booking.stays if stay.status in OPEN]


def everything_for(loaded: LoadedShelf, stay: StayFacts, now: datetime) -> list[OnShelf]:
    """All offers that are switched on, for this stay."""
    booking = replace(loaded.facts.booking, stays=(stay,))
    return list(shelf(replace(loaded.facts, booking=booking), now, everything=True))


def groups_of(found: Sequence[OnShelf], language: str, currency: str) -> list[Group]:
    """Upgrades first, then offers by category in the hotel's order; what cannot be ordered stands at the end of each."""
    titles: dict[str, list[Item]] = {}
    for each in found:
        offer = each.offer
        title = (
            kind_text(offer.kind, language)
            if offer.kind is OfferKind.UPGRADE
            else category_text(Category.ROOM if offer.kind.moves_an_hour else offer.category, language)
        )
        titles.setdefault(title, []).append(item_of(each, language, currency))
    return [
        Group(title, sorted(items, key=lambda item: bool(item.refused))) for title, items in titles.items()
    ]


def item_of(on: OnShelf, language: str, currency: str) -> Item:
    """One offer in words."""
    lefts = [day.left for day in on.days if day.left is not None]
    return Item(
        code=on.offer.code,
        name=in_language(on.offer.name, language),
        price=price_text(on, language, currency),
        left=max(lefts) if lefts else None,
        bought=len(on.bought),
        refused=tuple(reason_text(each, language) for each in on.reasons if each not in PASSED_BY_STAFF),
        passed=tuple(reason_text(each, language) for each in on.reasons if each in PASSED_BY_STAFF),
    )


def price_text(on: OnShelf, language: str, currency: str) -> str:
    """`900 บาท ต่อคน`; an upgrade's for all its nights."""
    if on.offer.kind is OfferKind.UPGRADE:
        return format_money(on.amount_from, currency, language, unit=True) if on.night_amounts else "–"
    money = format_money(on.unit, currency, language, unit=True)
    return money if on.offer.kind.moves_an_hour else f"{money} {per_text(on.offer.price_per, language)}"
