"""The verbs of the house that alter a booking: each one transaction, `now` passed in."""

from kunjae.changes.commands.arrivals import Registered, arrive, no_show, register, undo_arrival, undo_no_show
from kunjae.changes.commands.book import Booked, book, preview_booking
from kunjae.changes.commands.confirm import Confirmed, change_at_once, confirm_change, preview_change
from kunjae.changes.commands.course import check_in, check_out
from kunjae.changes.commands.departures import depart, undo_departure
from kunjae.changes.commands.details import Details, edit_details

__all__ = [
    "Booked",
    "Confirmed",
    "Details",
    "Registered",
    "arrive",
    "book",
    "change_at_once",
    "check_in",
    "check_out",
    "confirm_change",
    "depart",
    "edit_details",
    "no_show",
    "preview_booking",
    "preview_change",
    "register",
    "undo_arrival",
    "undo_departure",
    "undo_no_show",
]
