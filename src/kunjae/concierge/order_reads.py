"""Orders read by their ids, as the list shows them, and what guests answered in words."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from kunjae.concierge.errors import NoSuchOrder
from kunjae.concierge.listing import OrderRow, orders_named
from kunjae.concierge.models import Order
from kunjae.properties.models import Property
from kunjae.tenancy.prepared import Rows

_TEXTS = Rows(lambda hotel, ids: Order.objects.of(hotel).filter(id__in=ids).values_list("id", "texts"))


def orders_by_id(property: Property, ids: Sequence[UUID]) -> list[OrderRow]:
    """These orders in the order asked for, in one query. Raises NoSuchOrder for one that the property does not have."""
    found = {row.id: row for row in orders_named(property, ids)}
    if missing := [id for id in ids if id not in found]:
        raise NoSuchOrder(str(missing[0]))
    return [found[id] for id in ids]


def answers_in_words(property: Property, ids: Sequence[UUID]) -> dict[UUID, dict[str, str]]:
    """Order -> its answers in words by the questions' codes, in one query; none of an order that asked for none."""
    if not ids:
        return {}
    return {
        id: {code: answer["text"] for code, answer in texts.items()}
        for id, texts in _TEXTS(property.id, list(ids))
        if texts
    }
