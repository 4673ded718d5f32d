"""Pieces of an offer for a day: never more ordered than there are (rules.md 9, stock). Inside a transaction that holds the
booking.

The offer's own row is held first: whoever changes its stock waits, and whoever orders sees the new one. The counter refuses
by a guarded UPDATE, and by a constraint whatever the program does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import F, Value
from django.db.models.functions import Greatest

from kunjae.concierge.errors import SoldOut
from kunjae.concierge.models import Offer, OfferDay
from kunjae.properties.models import Property
from kunjae.tenancy.bulk import insert_rows

type StockKey = tuple[UUID, date]
"""Offer id and day."""


def hold_offers(property: Property, ids: Iterable[UUID]) -> dict[UUID, Offer]:
    """These offers, held until the transaction ends, in one order, so that no two orders wait in a ring."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    rows = Offer.objects.of(property).filter(id__in=wanted).order_by("id").select_for_update()
    return {row.id: row for row in rows}


def move_pieces(property: Property, moves: Counter[StockKey]) -> None:
    """Take (above zero) and give back (below) pieces; what the same order gives and takes nets out beforehand. Offers
    without a stock are passed over. Raises SoldOut with nothing changed when a day has not so many left."""
    moves = Counter({key: pieces for key, pieces in moves.items() if pieces})
    held = hold_offers(property, (offer for offer, _ in moves))
    for (offer_id, day), pieces in sorted(moves.items()):
        offer = held[offer_id]
        if offer.stock is None:
            continue
        days = OfferDay.objects.of(property).filter(offer_id=offer_id, day=day)
        if pieces < 0:
            left = Greatest(F("ordered") + pieces, Value(offer.stock))
            days.update(ordered=F("ordered") + pieces, most=left)
            continue
        insert_rows(
            OfferDay,
            property.id,
            [{"offer_id": offer_id, "day": day, "ordered": 0, "most": offer.stock}],
            ignore_conflicts=True,
        )
        free = days.filter(ordered__lte=F("most") - pieces)
        if free.update(ordered=F("ordered") + pieces) != 1:
            raise SoldOut(["sold_out"], offer.name)
