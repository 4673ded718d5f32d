"""What staff see of a booking that stands in the hotel's own PMS, too, or lives there."""

from __future__ import annotations

from typing import Any

from kunjae.bookings.facts import pms_of
from kunjae.bookings.models import Booking
from kunjae.extranet.access import Desk
from kunjae.extranet.settings.pms.words import problem_text
from kunjae.pages.words import pms_name
from kunjae.pms.connections import TWO_WAY, connection_of
from kunjae.pms.reservations.facts import Naming
from kunjae.pms.reservations.queries import reservation_of


def in_pms(desk: Desk, booking: Booking) -> dict[str, Any]:
    """`reservation`: the PMS's, if it has one; `lives_in`: the PMS's name, where it is changed there; `not_followed`: why it
    stands otherwise here. Two queries, none for a hotel without a PMS."""
    lives_in = pms_of(booking.source)
    if not lives_in and desk.property.details.get("pms") != TWO_WAY:
        return {}
    reservation = reservation_of(desk.property, booking.id)
    connection = connection_of(desk.property)
    why = ""
    if reservation is not None and reservation.problem:
        naming = Naming.from_json(connection.mapping)
        why = problem_text(reservation, naming, desk.language, desk.hotel.era)
    return {
        "reservation": reservation,
        "pms_name": pms_name(lives_in or connection.pms),
        "lives_in": pms_name(lives_in) if lives_in else "",
        "follows": bool(lives_in) and connection.pms == lives_in and not connection.stopped_because,
        "not_followed": why,
    }
