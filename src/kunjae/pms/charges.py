"""What of an order is sent to the PMS: put together when it is sent first, and the same from then on under the same key."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from kunjae.concierge.errors import NoSuchOrder
from kunjae.concierge.models import Order
from kunjae.kernel.texts import in_language
from kunjae.pms.facts import Charge
from kunjae.pms.maps import map_of
from kunjae.pms.models import FolioPosting, Reservation
from kunjae.pms.ports import Pms
from kunjae.properties.models import Property

MOST_NAME = 100
"""Characters of what a line on the folio is called."""
_CONTENT = ("name", "quantity", "day", "mapping")


def charge_of_order(property: Property, order: UUID) -> Charge:
    """The charge that an order is, or would be, to look at before it is sent. Raises NoSuchOrder."""
    row = _order(property, order)
    if row is None:
        raise NoSuchOrder
    number = (
        Reservation.objects.of(property).filter(booking_id=row.booking_id).values_list("number", flat=True)
    )
    content = _content(property, row)
    return _charge(property, content, row.booking.code, number.first() or "", row.amount, str(row.id))


def content_of(property: Property, posting: FolioPosting) -> dict[str, Any]:
    """`FolioPosting.values` for the next attempt of one that the PMS surely does not have: the order as it stands. Another
    content than the one that was sent goes under another key, as PMSs refuse the same key for something else."""
    row = _order(property, posting.order_id)
    fresh = {} if row is None else _content(property, row)
    before = posting.values
    key = before.get("key", "")
    if posting.sent_at is not None and any(before.get(name) != fresh[name] for name in _CONTENT):
        version = int(key.rpartition("-")[2]) + 1 if "-" in key else 2
        key = f"{posting.id.hex}-{version}"
    return {**before, **fresh, "key": key or posting.id.hex}


def charge_of(property: Property, posting: FolioPosting, reservation: str, room: str) -> Charge:
    """The charge as its `values` say."""
    values = {**posting.values, "room": room or posting.values.get("room", "")}
    key = values.get("key", posting.id.hex)
    return _charge(property, values, posting.booking, reservation, posting.amount, key)


def is_mapped(pms: Pms, mapping: Mapping[str, str]) -> bool:
    """Whether the hotel has chosen all that the PMS needs to know of an offer."""
    return all(mapping.get(each.name) for each in pms.map_fields if each.required)


def _order(property: Property, id: UUID) -> Order | None:
    return Order.objects.of(property).filter(id=id).select_related("booking", "stay", "offer").first()


def _content(property: Property, row: Order) -> dict[str, Any]:
    # Guests read it on their bill: the offer's own name, not a code of the PMS's, which the mapping names.
    name = in_language(row.offer_name, (property.languages or ["en"])[0])
    return {
        "name": name[:MOST_NAME],
        "quantity": row.quantity,
        "day": (row.day or row.stay.check_in).isoformat(),
        "mapping": map_of(property, row.offer_id),
    }


def _charge(
    property: Property, values: Mapping[str, Any], booking: str, reservation: str, amount: int, key: str
) -> Charge:
    return Charge(
        key=key,
        reservation=reservation,
        room=values.get("room", ""),
        name=values["name"],
        amount=amount,
        currency=property.currency,
        quantity=values["quantity"],
        day=date.fromisoformat(values["day"]),
        booking=booking,
        mapping=values["mapping"],
    )
