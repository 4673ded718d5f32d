"""How a hotel's orders get into its PMS: not at all, by a clerk (one-way), or by themselves (two-way)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from kunjae.pms.connections import ONE_WAY, TWO_WAY, connection_of
from kunjae.pms.errors import NotConnected
from kunjae.pms.opening import follow_again
from kunjae.properties.models import Property
from kunjae.tenancy.transactions import run_in_transaction


class Way(StrEnum):
    """What stands in a property's details under `pms`."""

    NONE = "none"
    ONE_WAY = ONE_WAY
    TWO_WAY = TWO_WAY


def way_of(property: Property) -> Way:
    """How it is now."""
    kept = property.details.get("pms")
    return Way(kept) if kept in tuple(Way) else Way.NONE


def choose_way(*, property: Property, way: Way, now: datetime) -> bool:
    """From now on orders get there in this way; what is still under way is looked at again. False when it was so already.
    Raises NotConnected where there is no PMS to post to."""

    def choose() -> bool:
        if way is Way.TWO_WAY and not connection_of(property).is_set_up:
            raise NotConnected
        row = Property.objects.select_for_update().get(id=property.id)
        if way_of(row) is way:
            return False
        row.details = {**row.details, "pms": way.value}
        row.save(update_fields=["details"])
        property.details = row.details
        follow_again(property, now)
        return True

    return run_in_transaction(choose)
