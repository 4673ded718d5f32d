"""What a hotel's offers are in its PMS, chosen once for each of them or for all others."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from kunjae.concierge.models import Offer
from kunjae.kernel.errors import invalid
from kunjae.pms.errors import NotConnected
from kunjae.pms.models import Connection, OfferMap
from kunjae.pms.opening import open_again
from kunjae.pms.registry import adapter
from kunjae.properties.models import Property
from kunjae.tenancy.transactions import one_transaction


@one_transaction
def save_map(*, property: Property, offer: str | None, values: Mapping[str, str], now: datetime) -> None:
    """What this offer (its code; None: all others) is in the PMS, by the names of `map_fields`; empty values are left out, and
    without any it is as all others. What waited for it is tried again. Raises NotConnected, and InvalidInput for an offer
    that there is not."""
    row = Connection.objects.of(property).first()
    if row is None:
        raise NotConnected
    names = [each.name for each in adapter(row.pms).map_fields]
    kept = {name: values[name].strip() for name in names if values.get(name, "").strip()}
    id = (
        None
        if offer is None
        else Offer.objects.of(property).filter(code=offer).values_list("id", flat=True).first()
    )
    if offer is not None and id is None:
        raise invalid("offer", "unknown", "there is no offer {offer}", "ไม่พบข้อเสนอ {offer}", offer=offer)
    rows = (
        OfferMap.objects.of(property).filter(offer_id=id)
        if id
        else OfferMap.objects.of(property).filter(offer_id__isnull=True)
    )
    found = rows.select_for_update().first()
    if not kept:
        rows.delete()
    elif found is None:
        OfferMap(property=property, offer_id=id, values=kept).save()
    else:
        rows.update(values=kept)
    open_again(property, now, errors=("not_mapped",))


def maps_of(property: Property) -> dict[str | None, dict[str, str]]:
    """Offer's code -> what the hotel chose; None: for all others. One query."""
    return dict(OfferMap.objects.of(property).values_list("offer__code", "values"))


def map_of(property: Property, offer: UUID) -> dict[str, str]:
    """What the offer is in the PMS: its own choice, each empty value filled from that for all others. One query."""
    rows = dict(OfferMap.objects.of(property).values_list("offer_id", "values"))
    return {**rows.get(None, {}), **rows.get(offer, {})}
