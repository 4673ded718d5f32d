"""The verbs of the house that alter a booking: each one transaction, `now` passed in."""

from kunjae.changes.commands.book import Booked, book, preview_booking
from kunjae.changes.commands.confirm import Confirmed, change_at_once, confirm_change, preview_change
from kunjae.changes.commands.course import check_in, check_out
from kunjae.changes.commands.details import Details, edit_details

__all__ = [
    "Booked",
    "Confirmed",
    "Details",
    "book",
    "change_at_once",
    "check_in",
    "check_out",
    "confirm_change",
    "edit_details",
    "preview_booking",
    "preview_change",
]
