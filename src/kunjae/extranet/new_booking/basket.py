"""The rooms that are chosen so far. They live in the page alone: nothing is saved until the booking is made."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kunjae.changes.operations import AddStay
from kunjae.changes.operations_text import add_stay_from_json
from kunjae.kernel.errors import InvalidInput
from kunjae.kernel.stay_dates import StayDates
from kunjae.kernel.texts import in_language

MOST_ROOMS = 20
"""In one booking at the desk."""
MOST_OWN_PRICES = 31
"""Nights with a price of their own each; a longer stay has one for all nights."""
_CARRIED = ("room_type", "rate_plan", "check_in", "check_out", "adults", "children")
_DIRECT = ("room", "guest_name")


class UnreadableBasket(Exception):
    """What the page carried is no list of rooms."""


@dataclass
class Chosen:
    """One room: what was chosen of the offers (`wanted`), and what was typed for it. `key` names its fields."""

    key: int
    wanted: dict[str, Any]
    room: str = ""
    guest_name: str = ""
    own: bool = False
    prices: dict[str, str] = field(default_factory=dict)
    """As typed: field name -> text."""
    errors: dict[str, str] = field(default_factory=dict)
    """Field name -> what is wrong; `""` for the room as such."""
    stay: AddStay | None = None

    @property
    def nights(self) -> tuple[date, ...]:
        """Its nights, if its dates can be read."""
        try:
            check_in, check_out = (date.fromisoformat(str(self.wanted[name])) for name in _CARRIED[2:4])
            return StayDates.of(check_in, check_out).nights
        except (ValueError, InvalidInput):
            return ()

    @property
    def price_fields(self) -> list[tuple[str, date | None]]:
        """Name and night of each field for own prices; None for the one that stands for all nights."""
        nights = self.nights
        if len(nights) > MOST_OWN_PRICES:
            return [(f"price_{self.key}_all", None)]
        return [(f"price_{self.key}_{night.isoformat()}", night) for night in nights]

    def read(self, currency: str, path: str, language: str) -> None:
        """Understand it as a stay to book; `stay` stays None, with `errors`, where that cannot be."""
        self.stay, self.errors = None, {}
        try:
            self.stay = add_stay_from_json(self._as_json(), currency, path)
        except InvalidInput as error:
            self.show(error, language)

    def _as_json(self) -> dict[str, Any]:
        data = self.wanted | {"room": self.room.strip() or None, "guest_name": self.guest_name}
        if self.own:
            typed = [self.prices.get(name, "") for name, _ in self.price_fields]
            data["nightly_prices"] = typed if len(typed) == len(self.nights) else typed * len(self.nights)
        return data

    def show(self, error: InvalidInput, language: str) -> None:
        """Put what is wrong beside its field; `stays.0.nightly_prices.1` is a night's."""
        for wrong in error.errors:
            parts = wrong.path.split(".")[2:]
            words = in_language(wrong.message, language)
            if parts[:1] == ["nightly_prices"]:
                fields = self.price_fields
                index = int(parts[1]) if len(parts) > 1 and len(fields) > 1 else 0
                self.errors[fields[index][0] if fields else ""] = words
            elif parts and parts[0] in _DIRECT:
                self.errors[f"{parts[0]}_{self.key}"] = words
            else:
                self.errors[""] = words


@dataclass
class Basket:
    """The chosen rooms in their order."""

    rooms: list[Chosen] = field(default_factory=list)

    @classmethod
    def from_post(cls, posted: Mapping[str, str]) -> Basket:
        """What the page carried. Raises UnreadableBasket."""
        try:
            carried = json.loads(posted.get("basket", "[]"))
        except (ValueError, RecursionError):
            raise UnreadableBasket from None
        if not isinstance(carried, list) or len(carried) > MOST_ROOMS or not all(map(_is_room, carried)):
            raise UnreadableBasket
        if len({each["key"] for each in carried}) != len(carried):
            raise UnreadableBasket
        return cls([_typed(each, posted) for each in carried])

    def as_json(self) -> str:
        return json.dumps([{"key": each.key} | each.wanted for each in self.rooms])

    def add(self, wanted: dict[str, Any], *, room: str = "", own: bool = False) -> Chosen | None:
        """One more room; None when there are as many as there may be."""
        if len(self.rooms) >= MOST_ROOMS:
            return None
        key = max((each.key for each in self.rooms), default=0) + 1
        self.rooms.append(Chosen(key, wanted, room=room, own=own))
        return self.rooms[-1]

    def find(self, key: str) -> Chosen | None:
        return next((each for each in self.rooms if str(each.key) == key), None)

    def read(self, currency: str, language: str) -> bool:
        """Understand every room; whether that could be done."""
        for index, each in enumerate(self.rooms):
            each.read(currency, f"stays.{index}", language)
        return all(each.stay is not None for each in self.rooms)

    @property
    def stays(self) -> list[AddStay]:
        """The rooms that could be understood."""
        return [each.stay for each in self.rooms if each.stay is not None]

    def show(self, error: InvalidInput, language: str) -> bool:
        """Put what the engine found wrong beside the rooms that it is about; whether all of it found a place."""
        placed = True
        for wrong in error.errors:
            parts = wrong.path.split(".")
            index = int(parts[1]) if parts[0] == "stays" and len(parts) > 1 and parts[1].isdigit() else -1
            if 0 <= index < len(self.rooms):
                self.rooms[index].show(InvalidInput(wrong), language)
            else:
                placed = False
        return placed


def _is_room(carried: object) -> bool:
    return (
        isinstance(carried, dict)
        and carried.keys() == {"key", *_CARRIED}
        and type(carried["key"]) is int
        and 0 < carried["key"] < 10**6
        and all(isinstance(carried[name], str) for name in _CARRIED[:4])
        and all(type(carried[name]) is int for name in _CARRIED[4:])
    )


def _typed(carried: dict[str, Any], posted: Mapping[str, str]) -> Chosen:
    key = carried["key"]
    chosen = Chosen(
        key,
        {name: carried[name] for name in _CARRIED},
        room=posted.get(f"room_{key}", "")[:100],
        guest_name=posted.get(f"guest_name_{key}", "")[:1000],
        own=posted.get(f"own_{key}") == "on",
    )
    if chosen.own:
        chosen.prices = {name: posted.get(name, "")[:50] for name, _ in chosen.price_fields}
    return chosen
