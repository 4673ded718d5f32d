"""Apaleo behind the port.

Its keys of once-only end after 24 hours, and what is answered under a key is answered again, a no as well: so that a folio is
looked at before anything is sent to it, and a closed one costs no key. A charge on the folio is known by its receipt for ever.
The business day and the number of pieces are left to Apaleo, which takes neither a day to come nor says whether the amount is of
one piece or of all: both stand in the charge's name.
"""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from kunjae.kernel.errors import FieldError
from kunjae.payments.ports import KeyField
from kunjae.payments.providers.fields import missing
from kunjae.pms.adapters.apaleo.choices import places, rate_plans, unit_groups
from kunjae.pms.adapters.apaleo.client import Client, Tokens, address
from kunjae.pms.adapters.apaleo.fields import FIELDS, MAP_FIELDS, SERVICE_TYPE, SUB_ACCOUNT, VAT_TYPE
from kunjae.pms.adapters.apaleo.folios import Found, folios_of, our_charge
from kunjae.pms.adapters.apaleo.hooks import entities
from kunjae.pms.adapters.apaleo.reservations import EXPAND, party, reservation_there
from kunjae.pms.adapters.apaleo.upgrades import MAY_NOT, amended
from kunjae.pms.adapters.values import beginning, line_name, major, needed, stamp, text
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
from kunjae.pms.ports import Can, PmsRefused

RESERVATIONS = ("booking", "v1", "reservations")
REASON = "Cancelled in Kunjae"
MOST_LOOKS = 3
_NUMBER = re.compile(r"[A-Za-z0-9-]{1,80}", re.ASCII)


class Apaleo:
    """`clock`: seconds, ever rising, by which tokens end."""

    code = "apaleo"
    name = "Apaleo"
    can = Can(dedup=timedelta(hours=23), upgrades=True, hook=True, rooms_apart=True)
    address = "https://api.apaleo.com"
    fields: tuple[KeyField, ...] = FIELDS
    map_fields: tuple[MapField, ...] = MAP_FIELDS

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._tokens = Tokens(clock)

    def check(self, values: Mapping[str, str]) -> list[FieldError]:
        return missing(self.fields, values)

    def house(self, line: Line) -> HouseThere:
        """Raises PmsRefused `no_such_house`: the app may not see this property, or there is none."""
        found = self._house(self._client(line))
        name = found.get("name")
        names = list(name.values()) if isinstance(name, Mapping) else [name]
        shown_name = next((each for each in names if isinstance(each, str) and each), "")
        return HouseThere(needed(found, "id"), shown_name, needed(found, "currencyCode"))

    def choices(self, line: Line) -> Mapping[str, Sequence[Choice]]:
        client = self._client(line)
        country = text(self._house(client), "location", "countryCode")
        return places(client, country)

    def room_types(self, line: Line) -> Sequence[Choice]:
        return unit_groups(self._client(line))

    def rates(self, line: Line) -> Sequence[Choice]:
        return rate_plans(self._client(line))

    def shown(self, charge: Charge, line: Line) -> RequestShown:
        """The folio is not known before Apaleo was asked."""
        path = address("finance", "v1", "folio-actions") + "/{folio}/charges"
        return shown(line, "POST", path, json=_charge(charge))

    def post(self, charge: Charge, line: Line) -> Booked:
        client = self._client(line)
        folios = folios_of(client, _reservation(charge))
        if not folios:
            raise PmsRefused("no_reservation", passing=True)
        if there := our_charge(client, folios, charge.key):
            return Booked(there.id, there.folio)
        folio = next((each for each in folios if each.takes), None)
        if folio is None:
            raise PmsRefused("folio_locked", passing=True)
        if folio.currency != charge.currency:
            raise PmsRefused("wrong_currency")
        body = _charge(charge)
        found = client.post(
            "finance", "v1", "folio-actions", folio.id, "charges", json=body, key=_key(charge, folio.id, body)
        )
        return Booked(needed(found, "id", sent=True), folio.id)

    def find(self, charge: Charge, line: Line) -> Booked | None:
        client = self._client(line)
        there = our_charge(client, folios_of(client, _reservation(charge)), charge.key)
        return Booked(there.id, there.folio) if there else None

    def reverse(self, charge: Charge, booked: Booked, line: Line) -> None:
        """An allowance over what is left of it; Apaleo grants no more than that, so that two can never come together. It is looked
        at again afterwards."""
        client = self._client(line)
        for _ in range(MOST_LOOKS):
            folios = folios_of(client, _reservation(charge))
            if not folios:
                raise PmsRefused("no_reservation", passing=True)
            there = our_charge(client, folios, charge.key)
            if there is None:
                return
            self._allow(client, charge, there)

    def _allow(self, client: Client, charge: Charge, there: Found) -> None:
        if not there.gives:
            raise PmsRefused("folio_locked", passing=True)
        amount = {"amount": major(there.left, charge.currency), "currency": charge.currency}
        body = {"reason": REASON, "amount": amount}
        path = ("finance", "v1", "folio-actions", there.folio, "charges", there.id, "allowances")
        key = _key(charge, f"{there.folio}/{there.id}", body)
        client.post(*path, json=body, key=key, else_="may_not_cancel")

    def reservation(self, number: str, line: Line) -> ReservationThere | None:
        """That there is none is believed when the search, too, finds none."""
        client = self._client(line)
        if not _NUMBER.fullmatch(number):  # typed by hand, maybe
            return None
        found = client.get(*RESERVATIONS, number, params={"expand": EXPAND})
        if found is None:
            every = self._listed(client, {"textSearch": number})
            found = next((each for each in every if text(each, "id") == number), None)
        if found is None or text(found, "property", "id") != client.house:
            return None
        return reservation_there(found, line)

    def reservation_by_code(self, code: str, line: Line) -> ReservationThere | None:
        """With all rooms of the party, each a reservation of its own. Apaleo's filter finds longer codes, too."""
        every = self._listed(self._client(line), {"externalCode": code})
        return party([each for each in every if text(each, "externalCode") == code], line)

    def arrivals(self, first: date, last: date, line: Line) -> Iterator[ReservationThere]:
        asked = {
            "dateFilter": "Arrival",
            "from": stamp(beginning(first, line.timezone)),
            "to": stamp(beginning(last + timedelta(days=1), line.timezone)),
        }
        for each in self._listed(self._client(line), asked):
            yield reservation_there(each, line)

    def changed(self, since: datetime, line: Line) -> Iterator[ReservationThere] | None:
        asked = {"dateFilter": "Modification", "from": stamp(since)}
        return (reservation_there(each, line) for each in self._listed(self._client(line), asked))

    def set_room_type(self, reservation: str, room: str, room_type: str, key: str, line: Line) -> None:
        """At the nightly prices that it has. PUT takes no key: it sets the whole stay, so that twice is once."""
        client = self._client(line)
        id = room or reservation
        found = client.get(*RESERVATIONS, id, params={"expand": EXPAND})
        if found is None:
            raise PmsRefused("no_reservation", passing=True)
        stay = amended(client, found, room_type)
        if stay is not None:
            client.put("booking", "v1", "reservation-actions", id, "amend", json=stay, else_=MAY_NOT)

    def touched(self, headers: Mapping[str, str], body: bytes, line: Line) -> Sequence[str]:
        """Apaleo signs nothing: only the secret in the address proves it."""
        return entities(body, line.details.get("property_id", ""))

    def _client(self, line: Line) -> Client:
        return Client(line, self._tokens)

    def _house(self, client: Client) -> Mapping[str, Any]:
        found = client.get("inventory", "v1", "properties", client.house)
        if found is None:
            raise PmsRefused("no_such_house")
        return found

    def _listed(self, client: Client, asked: Mapping[str, str]) -> Iterator[Mapping[str, Any]]:
        params = {"propertyIds": client.house, **asked, "sort": "id:asc", "expand": EXPAND}
        return client.pages(*RESERVATIONS, params=params, under="reservations")


def _reservation(charge: Charge) -> str:
    """A room is a reservation there, with its own folio."""
    return charge.room or charge.reservation


def _charge(charge: Charge) -> dict[str, Any]:
    for name in (SERVICE_TYPE, VAT_TYPE):
        if not charge.mapping.get(name):
            raise PmsRefused("not_mapped")
    sub_account = charge.mapping.get(SUB_ACCOUNT, "")
    return {
        "serviceType": charge.mapping[SERVICE_TYPE],
        "vatType": charge.mapping[VAT_TYPE],
        **({"subAccountId": sub_account} if sub_account else {}),
        "name": line_name(charge, with_day=True),
        "amount": {"amount": major(charge.amount, charge.currency), "currency": charge.currency},
        "receipt": charge.key,
    }


def _key(charge: Charge, folio: str, body: Mapping[str, Any]) -> str:
    """Apaleo takes no key twice with another payload: after the offer was mapped anew it is another."""
    whole = json.dumps([folio, body], sort_keys=True, default=str)
    return f"{charge.key}-{hashlib.sha256(whole.encode()).hexdigest()[:12]}"
