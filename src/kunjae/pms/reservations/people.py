"""Who booked, out of what a PMS says: what cannot be understood is left empty, so that nobody's e-mail address stands in the
way of a reservation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from kunjae.bookings.commands import Booker
from kunjae.bookings.contacts import parse_country, parse_email, parse_language, parse_phone, region_of
from kunjae.bookings.models import Guest
from kunjae.changes.commands import Details
from kunjae.kernel.errors import InvalidInput
from kunjae.pms.facts import ReservationThere
from kunjae.pms.reservations.following import MOST_NAME
from kunjae.properties.models import Property

MOST_NOTES = 5000
_HOME = {"TH": "th", "THA": "th"}


def booker_of(there: ReservationThere, property: Property) -> Booker:
    """The booker of a booking that is made of it. Without a name, the PMS's number stands for one."""
    country = _read(parse_country, there.country)
    return Booker(
        name=_name(there) or there.number,
        email=_read(parse_email, there.email),
        phone=_phone(there, property),
        language=_read(parse_language, there.language) or _language(country, property.languages),
        country=country,
    )


def notes_of(there: ReservationThere) -> str:
    """What the PMS has noted, as it is when the booking is made."""
    return _storable(there.notes)[:MOST_NOTES]


def details_that_differ(guest: Guest, there: ReservationThere, property: Property) -> Details | None:
    """What the PMS knows otherwise of the booker; None: nothing. What it does not know stays as it is here; language and
    notes are the house's own once the booking is made, and who was erased stays so."""
    if guest.erased_at is not None:
        return None
    known = {
        "name": _name(there),
        "email": _read(parse_email, there.email),
        "phone": _phone(there, property),
        "country": _read(parse_country, there.country),
    }
    other = {name: value for name, value in known.items() if value and value != getattr(guest, name)}
    return Details(**other) if other else None


def without_names(there: ReservationThere) -> ReservationThere:
    """The reservation of a guest who was erased here."""
    rooms = tuple(replace(room, guest="") for room in there.rooms)
    return replace(there, rooms=rooms, name="", email="", phone="", notes="")


def _name(there: ReservationThere) -> str:
    return _storable(there.name)[:MOST_NAME]


def _phone(there: ReservationThere, property: Property) -> str:
    return _read(lambda value, path: parse_phone(value, path, region_of(property.timezone)), there.phone)


def _language(country: str, languages: Sequence[str]) -> str:
    wanted = _HOME.get(country, "en") if country else languages[0]
    return wanted if wanted in languages else languages[0]


def _read(parse: Callable[[object, str], str], value: str) -> str:
    try:
        return parse(value, "")
    except InvalidInput:
        return ""


def _storable(text: str) -> str:
    return text.replace("\0", "").strip()
