"""What Apaleo calls: one event of one object. What it says of it is not believed."""

from __future__ import annotations

import json
from collections.abc import Sequence

from kunjae.pms.adapters.values import text
from kunjae.pms.ports import Forged


def entities(body: bytes, house: str) -> Sequence[str]:
    """The reservation that it is about; none for other events, as the one that tries the address, and for other properties of the
    same account. Raises Forged for what is no event."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise Forged from None
    if not isinstance(found, dict) or not text(found, "topic"):
        raise Forged
    if text(found, "topic").lower() != "reservation" or text(found, "propertyId") != house:
        return ()
    number = text(found, "data", "entityId") or text(found, "entityId")
    return (number,) if number else ()
