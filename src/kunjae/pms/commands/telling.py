"""The hotel hears of a posting that does not get through: inside the transaction that says so."""

from __future__ import annotations

from datetime import datetime

from kunjae.outbox.commands import put
from kunjae.outbox.topics import ORDER_NOT_POSTED
from kunjae.pms.models import FolioPosting
from kunjae.pms.rules import is_to_be_told
from kunjae.properties.models import Property


def tell_if_failing(property: Property, row: FolioPosting, now: datetime, *, passing: bool) -> None:
    """Once for what it is to be, when it has failed often or long enough; at once where trying again is of no use. The row in
    hand says since when it fails, and is saved by the caller."""
    if row.told_at is not None or row.failing_since is None:
        return
    if not is_to_be_told(now, row.tries, row.failing_since, passing=passing):
        return
    row.told_at = now
    booking = row.order.booking.code
    payload = {"booking": booking, "order": row.order_id.hex, "error": row.error}
    key = f"{ORDER_NOT_POSTED}:{row.id.hex}:{'on' if row.wanted else 'off'}"
    put(property, ORDER_NOT_POSTED, key, payload, now)
