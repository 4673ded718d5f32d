"""The history in words: what each entry did, and what differs between two states of a booking."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kunjae.bookings.facts import StayFacts
from kunjae.bookings.models import Guest, Note
from kunjae.changes.models import EntryKind, HistoryEntry
from kunjae.extranet.access import Desk
from kunjae.extranet.booking.snapshots import Snapshot, people_named
from kunjae.kernel.formats import format_date_range, format_money
from kunjae.kernel.money import parse_amount, percent_text
from kunjae.kernel.texts import in_language
from kunjae.pages import words
from kunjae.pages.presentation import NOTHING, guests_text, nights_text, people_text, prices_text
from kunjae.pages.shown import Names
from kunjae.properties.models import Property
from kunjae.rates.policy_words import policy_words


@dataclass(frozen=True, slots=True)
class Told:
    """An entry with what it did in words, one sentence each."""

    entry: HistoryEntry
    title: str
    sentences: tuple[str, ...]

    @property
    def has_figures(self) -> bool:
        return self.entry.change is not None


@dataclass(frozen=True, slots=True)
class Difference:
    """One line of before and after."""

    label: str
    before: str
    after: str

    @property
    def changed(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class ComparedStay:
    """One stay of both states, either of which may not have it."""

    number: int
    before: StayFacts | None
    after: StayFacts | None
    lines: tuple[Difference, ...]

    @property
    def shown(self) -> StayFacts:
        stay = self.after or self.before
        if stay is None:
            raise ValueError("a stay is in one of the two states")
        return stay

    @property
    def changed(self) -> bool:
        return any(line.changed for line in self.lines)

    @property
    def summary(self) -> str:
        """All lines in one, for a stay that the entry did not touch."""
        return " · ".join(line.after for line in self.lines if line.after != NOTHING)


class People:
    """Names of guest rows, all read at once; who was erased, or is unknown, has a word in place of a name."""

    def __init__(self, property: Property, ids: Iterable[UUID]) -> None:
        wanted = set(ids)
        rows = Guest.objects.of(property).filter(id__in=list(wanted)) if wanted else ()
        self._rows = {row.id: row for row in rows}

    def name(self, id: UUID | None) -> str:
        if id is None:
            return NOTHING
        row = self._rows.get(id)
        if row is None or row.erased_at:
            return _("(erased)")
        return row.name or NOTHING

    def contact(self, id: UUID | None) -> str:
        """Name, phone and e-mail in one line."""
        row = self._rows.get(id) if id else None
        if row is None or row.erased_at:
            return self.name(id)
        return " · ".join(part for part in (row.name, row.phone, row.email) if part)


def notes_of(property: Property, ids: Iterable[UUID | None]) -> dict[UUID | None, str]:
    """Note id -> its text, in one query."""
    wanted = [id for id in set(ids) if id]
    rows = Note.objects.of(property).filter(id__in=wanted) if wanted else ()
    return {None: NOTHING} | {row.id: _("(erased)") if row.erased_at else row.text for row in rows}


def told(desk: Desk, entries: Sequence[HistoryEntry], names: Names) -> list[Told]:
    """The entries in words, with one query for all the people they name."""
    people = People(desk.property, {id for entry in entries for id in people_named(entry)})
    return [tell(entry, names, people, desk.hotel.era) for entry in entries]


def tell(entry: HistoryEntry, names: Names, people: People, era: str) -> Told:
    """One entry in words."""
    currency = entry.before["currency"]
    if entry.kind == EntryKind.DETAILS:
        sentences = tuple(_edited(entry))
    elif entry.kind == EntryKind.CHANGE:
        sentences = tuple(
            operation_text(operation, names, people, currency, era) for operation in entry.operations
        )
    else:
        sentences = tuple(_moved_on(entry))
    return Told(entry, str(words.HISTORY.get(entry.kind, entry.kind)), sentences)


def _edited(entry: HistoryEntry) -> Iterable[str]:
    labels = {
        "booker_id": _("Booker and contact"),
        "note_id": _("Notes"),
        "source": _("Source"),
        "language": _("Language of the guest"),
    }
    return (label for name, label in labels.items() if entry.before[name] != entry.after[name])


def _moved_on(entry: HistoryEntry) -> Iterable[str]:
    statuses = {stay["number"]: stay["status"] for stay in entry.before["stays"]}
    for stay in entry.after["stays"]:
        if statuses.get(stay["number"]) != stay["status"]:
            yield _("Room %(n)s") % {"n": stay["number"]}


def operation_text(
    operation: Mapping[str, Any], names: Names, people: People, currency: str, era: str
) -> str:
    """What one operation asked for: `Room 1: dates moved to 20–22 Dec 2026, room 003`."""
    said = [_asked(operation, names, people, currency, era)]
    if operation.get("room"):
        said.append(_("room %(room)s") % {"room": operation["room"]})
    elif "room" in operation:
        said.append(_("room assigned later"))
    prices = operation.get("nightly_prices")
    if prices:
        figures = " + ".join(
            format_money(parse_amount(price, currency, ""), currency, names.language) for price in prices[:7]
        )
        said.append(_("own price %(prices)s") % {"prices": figures + (" …" if len(prices) > 7 else "")})
    elif operation.get("pricing") == "today":
        said.append(_("at today's price"))
    what = ", ".join(part for part in said if part)
    return _("Room %(n)s: %(what)s") % {"n": operation.get("stay", "?"), "what": what}


def _asked(operation: Mapping[str, Any], names: Names, people: People, currency: str, era: str) -> str:
    name = operation["op"]
    if name == "move_dates":
        return _("dates moved to %(dates)s") % {"dates": _dates(operation, names, era)}
    if name == "change_room_type":
        return _("room type %(type)s") % {"type": names.room_type(operation["room_type"])}
    if name == "change_guests":
        return _("guests: %(people)s") % {"people": _people(operation)}
    if name == "change_rate_plan":
        return _("rate plan %(plan)s") % {"plan": names.rate_plan(operation["rate_plan"])}
    if name == "set_terms":
        return _terms(operation, names, currency)
    if name == "set_guest":
        return _("guest %(name)s") % {"name": people.name(_guest(operation))}
    if name == "cancel":
        return _("cancelled")
    if name == "no_show":
        return _("did not show up")
    if name == "reinstate":
        return _("reinstated, fees waived") if operation.get("waive_fees") else _("reinstated")
    if name == "take_back":
        return _("taken back: entry %(n)s") % {"n": operation["entry"]}
    if name == "upgrade_room":
        kind = names.room_type(operation["room_type"])
        return (_("upgrade taken back: %(type)s") if operation.get("back") else _("upgraded to %(type)s")) % {
            "type": kind
        }
    if name == "follow_pms":
        return _("as in the PMS: %(type)s, %(dates)s, %(people)s") % {
            "type": names.room_type(operation["room_type"]),
            "dates": _dates(operation, names, era),
            "people": _people(operation),
        }
    if name == "move_to_booking":
        return _("moved to booking %(code)s") % {"code": operation["booking"]}
    if name == "receive_stay":
        return _("came from booking %(code)s") % {"code": operation["booking"]}
    if name == "add_stay":
        return _("added: %(type)s, %(plan)s, %(dates)s, %(people)s") % {
            "type": names.room_type(operation["room_type"]),
            "plan": names.rate_plan(operation["rate_plan"]),
            "dates": _dates(operation, names, era),
            "people": _people(operation),
        }
    return "" if name in ("assign_room", "set_prices") else str(name)


def _terms(operation: Mapping[str, Any], names: Names, currency: str) -> str:
    parts = []
    if "meal" in operation:
        parts.append(str(words.MEALS.get(operation["meal"], operation["meal"])))
    if "conditions" in operation:
        parts.append(_("conditions edited"))
    if "policy" in operation:
        parts.append(_("policy edited") if operation["policy"] else _("policy taken away"))
    return ", ".join(parts)


def _dates(operation: Mapping[str, Any], names: Names, era: str) -> str:
    first, last = date.fromisoformat(operation["check_in"]), date.fromisoformat(operation["check_out"])
    return format_date_range(first, last, names.language, era=era)


def _people(operation: Mapping[str, Any]) -> str:
    return guests_text(operation.get("adults", 0), operation.get("children", 0))


def _guest(operation: Mapping[str, Any]) -> UUID | None:
    id = operation.get("guest_id")
    return UUID(id) if id else None


def compared_stays(
    before: Snapshot, after: Snapshot, names: Names, people: People, era: str
) -> list[ComparedStay]:
    """Every stay of either state, in the order of their numbers."""
    numbers = sorted({stay.number for stay in (*before.stays, *after.stays)})
    return [
        _compared(number, before.stay(number), after.stay(number), before.currency, names, people, era)
        for number in numbers
    ]


_ALWAYS = ("dates", "room_type", "room", "guests", "nights", "total")
"""Lines that a comparison shows even where nothing differs."""


def _compared(
    number: int,
    before: StayFacts | None,
    after: StayFacts | None,
    currency: str,
    names: Names,
    people: People,
    era: str,
) -> ComparedStay:
    old = _texts(before, currency, names, people, era)
    new = _texts(after, currency, names, people, era)
    lines = tuple(
        Difference(label, old.get(key, NOTHING), new.get(key, NOTHING))
        for key, label in _labels().items()
        if key in _ALWAYS or old.get(key) != new.get(key)
    )
    return ComparedStay(number, before, after, lines)


def _labels() -> dict[str, str]:
    return {
        "status": _("Status"),
        "dates": _("Dates"),
        "room_type": _("Room type"),
        "room": _("Room number"),
        "guests": _("People"),
        "guest": _("Guest"),
        "rate_plan": _("Rate plan"),
        "meal": _("Meal"),
        "conditions": _("Conditions"),
        "policy": _("Cancellation policy"),
        "prepay": _("Prepayment"),
        "nights": _("Price per night"),
        "total": _("Total"),
        "fee": _("Fees recorded"),
    }


def _texts(stay: StayFacts | None, currency: str, names: Names, people: People, era: str) -> dict[str, str]:
    if stay is None:
        return {}
    language = names.language
    return {
        "status": str(words.STATUSES[stay.status.value]),
        "dates": f"{format_date_range(stay.check_in, stay.check_out, language, era=era)}, {nights_text(len(stay.dates))}",
        "room_type": _type(stay, names),
        "room": stay.room or _("Assign later"),
        "guests": people_text(stay),
        "guest": people.name(stay.guest_id),
        "rate_plan": names.rate_plan(stay.rate_plan),
        "meal": str(words.MEALS[stay.meal.value]),
        "conditions": in_language(stay.conditions, language) or NOTHING,
        "policy": policy_words(stay.policy, currency, language),
        "prepay": f"{percent_text(stay.prepay_percent)}%",
        "nights": prices_text(stay.nights, currency, language),
        "total": format_money(stay.total, currency, language),
        "fee": format_money(stay.recorded_fee, currency, language),
    }


def _type(stay: StayFacts, names: Names) -> str:
    name = names.room_type(stay.room_type)
    if not stay.sold_as:
        return name
    return _("%(type)s (sold as %(sold)s)") % {"type": name, "sold": names.room_type(stay.sold_as)}


def compared_details(
    before: Snapshot, after: Snapshot, people: People, notes: Mapping[UUID | None, str], language: str
) -> list[Difference]:
    """What differs in who booked, notes, source, language and money."""

    def texts(state: Snapshot) -> dict[str, str]:
        return {
            _("Booker and contact"): people.contact(state.booker_id),
            _("Notes"): notes.get(state.note_id, _("(erased)")),
            _("Source"): words.source_text(state.source),
            _("Language of the guest"): words.LANGUAGES.get(state.language, state.language),
            _("Changes recorded"): str(state.changes_recorded),
            _("Fees recorded"): format_money(state.fees, state.currency, language),
            _("of which orders"): format_money(state.orders, state.currency, language),
            _("Booking value"): format_money(state.money.value, state.currency, language),
        }

    old, new = texts(before), texts(after)
    lines = [Difference(label, old[label], new[label]) for label in old]
    return [line for line in lines if line.changed]
