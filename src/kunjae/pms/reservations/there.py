"""One reservation of the PMS, asked for by somebody who typed its number."""

from __future__ import annotations

from kunjae.kernel.errors import invalid
from kunjae.pms.commands.by_hand import checked_number
from kunjae.pms.connections import connection_of, line_of
from kunjae.pms.errors import NotConnected
from kunjae.pms.facts import ReservationThere
from kunjae.properties.models import Property


def reservation_there(property: Property, number: str) -> ReservationThere:
    """The reservation as the PMS has it. Takes the network's time. Raises InvalidInput naming `number` where there is none,
    NotConnected, KeysUnreadable, Held, and PmsError where the PMS does not say."""
    number = checked_number(number)
    pms = connection_of(property).adapter
    if pms is None:
        raise NotConnected
    found = pms.reservation(number, line_of(property, pms=pms.code))
    if found is None:
        raise invalid(
            "number",
            "no_such_reservation",
            "the PMS has no reservation {number}",
            "ใน PMS ไม่มีการจองหมายเลข {number}",
            number=number,
        )
    return found
