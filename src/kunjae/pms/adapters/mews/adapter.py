"""Mews behind the port.

Nothing is once by itself there: an order that is sent twice stands twice. So each item carries our key as its external
identifier, and the guest's account is read before an order is sent again. Taking an item off is a call that Mews gives only to
some integrations; without it a 401 comes back, which says nothing about the tokens.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from kunjae.kernel.errors import FieldError
from kunjae.payments.ports import KeyField
from kunjae.payments.providers.fields import missing
from kunjae.pms.adapters.mews import items, places, reservations
from kunjae.pms.adapters.mews.client import PREFIX, Client
from kunjae.pms.adapters.mews.fields import FIELDS, MAP_FIELDS
from kunjae.pms.adapters.values import beginning, needed, parts, spans, stamp, text
from kunjae.pms.facts import (
    Booked,
    Charge,
    Choice,
    HouseThere,
    Line,
    MapField,
    RequestShown,
    ReservationThere,
)
from kunjae.pms.http import shown
from kunjae.pms.ports import Can, Forged, PmsRefused

LONGEST_SPAN = 80
"""Days that are asked for at once; Mews allows three months."""
REASON = "Room upgrade in Kunjae"


class Mews:
    """`clock`: seconds, ever rising, by which what is kept in memory ends."""

    code = "mews"
    name = "Mews"
    can = Can(dedup=None, upgrades=True, hook=True, rooms_apart=True)
    address = "https://api.mews.com"
    fields: tuple[KeyField, ...] = FIELDS
    map_fields: tuple[MapField, ...] = MAP_FIELDS

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._places = places.Places(clock)

    def check(self, values: Mapping[str, str]) -> list[FieldError]:
        return missing(self.fields, values)

    def house(self, line: Line) -> HouseThere:
        """Raises PmsRefused `net_pricing`, `service_unclear`."""
        client = Client(line)
        found = places.house(client)
        self._places.of(client)
        return found

    def choices(self, line: Line) -> Mapping[str, Sequence[Choice]]:
        return places.choices(Client(line))

    def room_types(self, line: Line) -> Sequence[Choice]:
        client = Client(line)
        return places.room_types(client, self._places.of(client).service)

    def rates(self, line: Line) -> Sequence[Choice]:
        client = Client(line)
        return places.rates(client, self._places.of(client).service)

    def shown(self, charge: Charge, line: Line) -> RequestShown:
        """Whose account it is is not known before Mews was asked."""
        body = items.order(charge, "{account}", charge.reservation, line.timezone)
        return shown(line, "POST", f"{PREFIX}orders/add", json=body)

    def post(self, charge: Charge, line: Line) -> Booked:
        client = Client(line)
        found = self._one(client, charge.room or charge.reservation)
        if found is None:
            raise PmsRefused("no_reservation", passing=True)
        if text(found, "State") == "Canceled":
            raise PmsRefused("reservation_cancelled")
        if text(found, "State") == "Processed":
            raise PmsRefused("checked_out")
        body = items.order(charge, needed(found, "AccountId"), needed(found, "Id"), line.timezone)
        answer = client.do("orders/add", body)
        return Booked(needed(answer, "OrderId", sent=True))

    def find(self, charge: Charge, line: Line) -> Booked | None:
        there = self._standing(Client(line), charge)
        return Booked(there[0].order, there[0].bill) if there else None

    def reverse(self, charge: Charge, booked: Booked, line: Line) -> None:
        """All that stands under the key: of the order, wherever its guest's account went, and of any other."""
        client = Client(line)
        there = items.of_order(client, booked.id, charge.key) + self._standing(client, charge)
        items.cancel(client, list(dict.fromkeys(there)))

    def reservation(self, number: str, line: Line) -> ReservationThere | None:
        client = Client(line)
        found = self._one(client, number)
        known = reservations.there(client, self._places.of(client), [found]) if found else []
        return known[0] if known else None

    def reservation_by_code(self, code: str, line: Line) -> ReservationThere | None:
        """With all rooms of the group, each a reservation of its own."""
        client = Client(line)
        return reservations.party(client, self._places.of(client), {"ChannelNumbers": [code]})

    def arrivals(self, first: date, last: date, line: Line) -> Iterator[ReservationThere]:
        client = Client(line)
        for start, end in spans(first, last, LONGEST_SPAN):
            interval = {
                "StartUtc": stamp(beginning(start, line.timezone)),
                "EndUtc": stamp(beginning(end + timedelta(days=1), line.timezone)),
            }
            asked = {"ScheduledStartUtc": interval}
            for each in reservations.listed(client, self._places.of(client), asked):
                if start <= each.rooms[0].check_in <= end:
                    yield each

    def changed(self, since: datetime, line: Line) -> Iterator[ReservationThere] | None:
        client = Client(line)
        interval = {"StartUtc": stamp(since), "EndUtc": stamp(since + timedelta(days=LONGEST_SPAN))}
        return reservations.listed(client, self._places.of(client), {"UpdatedUtc": interval})

    def set_room_type(self, reservation: str, room: str, room_type: str, key: str, line: Line) -> None:
        """The room that was assigned is given up, as it is of the other type. Raises PmsRefused `checked_in`, and
        `room_locked` where somebody has promised the guest that very room."""
        client = Client(line)
        found = self._one(client, room or reservation)
        if found is None:
            raise PmsRefused("no_reservation", passing=True)
        if text(found, "RequestedResourceCategoryId") == room_type:
            return
        if text(found, "State") != "Confirmed":
            raise PmsRefused("checked_in" if text(found, "State") == "Started" else "reservation_cancelled")
        update: dict[str, Any] = {
            "ReservationId": needed(found, "Id"),
            "RequestedCategoryId": {"Value": room_type},
        }
        if text(found, "AssignedResourceId"):
            if found.get("AssignedResourceLocked") is True:
                raise PmsRefused("room_locked")
            update["AssignedResourceId"] = {"Value": None}
        client.do(
            "reservations/update",
            {
                "Reprice": False,
                "ApplyCancellationFee": False,
                "Reason": REASON,
                "ReservationUpdates": [update],
            },
            else_="may_not_upgrade",
        )

    def touched(self, headers: Mapping[str, str], body: bytes, line: Line) -> Sequence[str]:
        """Mews signs nothing: only the secret in the address proves it."""
        try:
            found = json.loads(body)
        except (ValueError, RecursionError):
            raise Forged from None
        if not isinstance(found, dict) or not isinstance(found.get("Events"), list):
            raise Forged
        ids = (
            text(each, "Value", "Id")
            for each in parts(found, "Events")
            if text(each, "Discriminator") == "ServiceOrderUpdated"
        )
        return tuple(dict.fromkeys(filter(None, ids)))

    def _standing(self, client: Client, charge: Charge) -> list[items.Item]:
        found = self._one(client, charge.room or charge.reservation)
        if found is None:
            return []
        accounts = sorted({text(found, "AccountId"), text(found, "BookerId")} - {""})
        return items.on_accounts(client, accounts, charge.key)

    def _one(self, client: Client, number: str) -> Mapping[str, Any] | None:
        return reservations.one(client, self._places.of(client), number)
