"""The Concierge in groups: rooms to move up to first, then what there is to eat, to do, to celebrate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from kunjae.concierge.facts import Category, OfferFacts, OfferKind, OrderFacts
from kunjae.concierge.rules.shelf import OnShelf

UPGRADES = "upgrades"
ICONS = {
    UPGRADES: "bed-double",
    Category.FOOD: "utensils",
    Category.WELLNESS: "flower-2",
    Category.TRANSPORT: "car",
    Category.ACTIVITY: "compass",
    Category.CELEBRATION: "party-popper",
    Category.ROOM: "clock",
    Category.OTHER: "sparkles",
}
FEW_LEFT = 5
"""From how few on a guest is told how many are left."""


@dataclass(frozen=True, slots=True)
class Card:
    """One offer on the page. `most`: pieces left on its best day; None where there are plenty. `standing`: what the
    guest has ordered of it, newest first."""

    on: OnShelf
    icon: str
    few_left: int | None
    standing: tuple[OrderFacts, ...]

    @property
    def can_be_ordered(self) -> bool:
        return not self.on.reasons


@dataclass(frozen=True, slots=True)
class Group:
    """Offers under one heading, in the hotel's order. `code`: of the category, or `upgrades`."""

    code: str
    icon: str
    cards: list[Card] = field(default_factory=list)


def group_of(offer: OfferFacts) -> str:
    """Under which heading it stands: `upgrades`, or its category."""
    return UPGRADES if offer.kind is OfferKind.UPGRADE else offer.category.value


def groups_of(shown: Iterable[OnShelf]) -> list[Group]:
    """The groups in the order in which their first offers stand; upgrades before all."""
    found: dict[str, Group] = {}
    for on in shown:
        code = group_of(on.offer)
        group = found.setdefault(code, Group(code, ICONS[code]))
        group.cards.append(_card(on, group.icon))
    upgrades = found.pop(UPGRADES, None)
    return [*([upgrades] if upgrades else []), *found.values()]


def _card(on: OnShelf, icon: str) -> Card:
    lefts = [day.left for day in on.days]
    most = max((left for left in lefts if left is not None), default=None)
    few = most if most is not None and None not in lefts and 0 < most <= FEW_LEFT else None
    standing = tuple(order for order in on.bought if order.status.counts)
    return Card(on, icon, few, standing)
