"""What a PMS is to the house (docs/howto/write-an-adapter.md). Adapters hold no rules: they say what their PMS can do, and
speak its wire format. Every call takes the network's time: never inside a transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from kunjae.kernel.errors import FieldError
from kunjae.payments.ports import KeyField
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


class PmsError(Exception):
    """`code`: a stable word, never a text that came from outside."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class PmsDown(PmsError):
    """No answer, or one that says nothing. `sent`: the PMS may have carried it out all the same."""

    def __init__(self, code: str, *, sent: bool) -> None:
        self.sent = sent
        super().__init__(code)


class PmsBusy(PmsError):
    """The PMS asks for patience (429, 503 with Retry-After); nothing was carried out. `after`: how long."""

    def __init__(self, after: timedelta) -> None:
        self.after = after
        super().__init__("busy")


class PmsRefused(PmsError):
    """The PMS said no; nothing was carried out. `passing`: it may say yes later (the folio is locked, the reservation is
    open on somebody's screen), else only after somebody has changed something.

    Codes that pages have words for: `checked_out`, `folio_locked`, `no_reservation`, `no_folio`, `wrong_currency`, `name_taken`
    (the PMS has another product of this name), `not_mapped`, `refused`, `may_not_cancel` and `may_not_upgrade` (this one permission was
    not given: the rest goes on), `checked_in`, `no_room_left`, `room_locked`; of PmsDown also `other_content` (something else may
    have been booked under this key)."""

    def __init__(self, code: str, *, passing: bool = False) -> None:
        self.passing = passing
        super().__init__(code)


class NotLetIn(PmsError):
    """The credentials are not accepted (401, 403): nothing goes through until somebody enters others."""

    def __init__(self, code: str = "not_let_in") -> None:
        super().__init__(code)


class Forged(Exception):
    """What came to the hook is not from the PMS."""


@dataclass(frozen=True, slots=True)
class Can:
    """What a PMS can do. `dedup`: for how long it books nothing twice under one key; None: it must be asked before each new
    attempt, and no earlier than `settles` after the last one. What may have been sent is taken back no earlier either: it could
    still arrive. `upgrades`: it can give a room another type. `hook`: it can call
    us when a reservation has changed.

    `finds`: it tells what stands on a folio. Where it does not, `find` is never called: what may have been booked is sent again
    under its key (`dedup` is then longer than anything waits), or taken back with `reverse(charge, Booked(id=charge.key))`,
    which is fine for what was never booked, too.

    `rooms_apart`: each room of a party is a reservation of its own there, under the party's code, and `Charge.room` alone says
    where a charge goes."""

    dedup: timedelta | None
    upgrades: bool
    hook: bool
    settles: timedelta = timedelta(minutes=2)
    finds: bool = True
    rooms_apart: bool = False


class Pms(Protocol):
    """One PMS. All calls raise PmsDown, PmsBusy, PmsRefused and NotLetIn."""

    code: str
    name: str
    can: Can
    address: str
    """Where it is reached; `settings.PMS_ADDRESSES` may say otherwise."""
    fields: tuple[KeyField, ...]
    """What a hotel enters: credentials, the hotel's id there."""
    map_fields: tuple[MapField, ...]

    def check(self, values: Mapping[str, str]) -> list[FieldError]:
        """What is wrong with what the hotel entered, by the names of `fields`. Asks nobody."""

    def house(self, line: Line) -> HouseThere:
        """The hotel there: proves that the credentials work."""

    def choices(self, line: Line) -> Mapping[str, Sequence[Choice]]:
        """What each of `map_fields` may be, fetched."""

    def room_types(self, line: Line) -> Sequence[Choice]:
        """The PMS's room types."""

    def rates(self, line: Line) -> Sequence[Choice]:
        """The PMS's rate plans."""

    def shown(self, charge: Charge, line: Line) -> RequestShown:
        """The request that `post` would send. Asks nobody."""

    def post(self, charge: Charge, line: Line) -> Booked:
        """Put the charge onto the reservation's folio; under a key that was used already, nothing more (`can.dedup`)."""

    def find(self, charge: Charge, line: Line) -> Booked | None:
        """The charge with this key as it stands on the folio, or None: it is not there, or was reversed."""

    def reverse(self, charge: Charge, booked: Booked, line: Line) -> None:
        """Take it off the folio. Off already is fine."""

    def reservation(self, number: str, line: Line) -> ReservationThere | None:
        """One reservation by the PMS's number."""

    def reservation_by_code(self, code: str, line: Line) -> ReservationThere | None:
        """The reservation to which another program gave this code: ours, when the booking was made here."""

    def arrivals(self, first: date, last: date, line: Line) -> Iterator[ReservationThere]:
        """Every reservation with an arrival from `first` to `last`, cancelled ones too, page by page."""

    def changed(self, since: datetime, line: Line) -> Iterator[ReservationThere] | None:
        """Every reservation that was changed since then, or None where the PMS cannot say."""

    def set_room_type(self, reservation: str, room: str, room_type: str, key: str, line: Line) -> None:
        """Give one room of a reservation another type, at its price. Has it that type already, nothing happens."""

    def touched(self, headers: Mapping[str, str], body: bytes, line: Line) -> Sequence[str]:
        """The numbers of reservations that a call to the hook is about. Raises Forged. What it says of them is not
        believed: they are asked for."""
