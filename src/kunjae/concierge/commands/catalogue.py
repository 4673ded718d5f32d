"""The hotel's own list: offers and room upgrades saved, put in order, switched on and off, retired."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError
from django.db.models import F, Max, Sum, Value
from django.db.models.functions import Greatest

from kunjae.accounts.facts import Actor
from kunjae.concierge.errors import NoSuchOffer, StaleOffer
from kunjae.concierge.facts import OfferFacts, OfferKind, OrderStatus
from kunjae.concierge.models import Offer, OfferDay, Order
from kunjae.concierge.offer_text import terms_to_json
from kunjae.concierge.queries import offer_row
from kunjae.kernel.errors import invalid
from kunjae.properties.models import Property
from kunjae.properties.queries import house
from kunjae.tenancy.bulk import insert_rows
from kunjae.tenancy.transactions import one_transaction, run_in_transaction

COUNTING = [status.value for status in OrderStatus if status.counts]


def save_offer(
    *, property: Property, offer: OfferFacts, version: int | None, actor: Actor, now: datetime
) -> Offer:
    """Save the offer as it stands in the facts. `version` None: it is new, and comes last on its list unless the facts give a
    position; else that of the row which was read, found by the facts' id.

    A changed stock holds from now on: a day on which more is ordered already keeps what is ordered. Raises InvalidInput for a
    code that is taken or a kind that would change, StaleOffer when somebody has saved it since, NoSuchOffer.
    """
    return run_in_transaction(
        lambda: _added(property, offer) if version is None else _saved(property, offer, version),
        again_after=(IntegrityError,),
    )


@one_transaction
def put_in_order(*, property: Property, codes: Sequence[str], upgrades: bool) -> None:
    """Give the list (of room upgrades, or of all else) this order; what is not named follows in the order that it has.
    Raises NoSuchOffer for a code that is not on it."""
    rows = Offer.objects.of(property).filter(retired=False)
    rows = (
        rows.filter(kind=OfferKind.UPGRADE.value) if upgrades else rows.exclude(kind=OfferKind.UPGRADE.value)
    )
    held = {row.code: row for row in rows.order_by("id").select_for_update()}
    for code in codes:
        if code not in held:
            raise NoSuchOffer(code)
    named = list(dict.fromkeys(codes))
    rest = sorted((row.position, code) for code, row in held.items() if code not in named)
    for position, code in enumerate([*named, *(code for _, code in rest)], start=1):
        if held[code].position != position:
            Offer.objects.of(property).filter(id=held[code].id).update(position=position)


@one_transaction
def switch(*, property: Property, code: str, enabled: bool) -> None:
    """On sale, or not. A form that was opened before is stale then. Raises NoSuchOffer."""
    row = offer_row(property, code, lock=True)
    if row.enabled != enabled:
        _write(property, row.id, enabled=enabled)


@one_transaction
def retire(*, property: Property, code: str) -> None:
    """Never on sale again, while its orders stay what they are. Raises NoSuchOffer."""
    row = offer_row(property, code, lock=True)
    if not row.retired:
        _write(property, row.id, retired=True)


def _added(property: Property, offer: OfferFacts) -> Offer:
    if Offer.objects.of(property).filter(code=offer.code).exists():
        raise invalid("code", "code_taken", "{code} is taken", "รหัส {code} ถูกใช้แล้ว", code=offer.code)
    last = Offer.objects.of(property).aggregate(last=Max("position"))["last"] or 0
    row = Offer(
        property=property,
        id=offer.id,
        kind=offer.kind.value,
        position=offer.position or last + 1,
        **_columns(property, offer),
    )
    row.save(force_insert=True)
    return row


def _saved(property: Property, offer: OfferFacts, version: int) -> Offer:
    row = Offer.objects.of(property).filter(id=offer.id).select_for_update().first()
    if row is None:
        raise NoSuchOffer(offer.code)
    if row.version != version:
        raise StaleOffer
    if row.kind != offer.kind.value:
        raise invalid("kind", "kind_fixed", "cannot be changed any more", "เปลี่ยนประเภทไม่ได้แล้ว")
    others = Offer.objects.of(property).filter(code=offer.code).exclude(id=row.id)
    if others.exists():
        raise invalid("code", "code_taken", "{code} is taken", "รหัส {code} ถูกใช้แล้ว", code=offer.code)
    if row.stock != offer.stock:
        _move_stock(property, row, offer.stock)
    columns = _columns(property, offer) | ({"position": offer.position} if offer.position else {})
    for name, value in columns.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*columns, "version"])
    return row


def _columns(property: Property, offer: OfferFacts) -> dict[str, object]:
    to_type: UUID | None = None
    if offer.upgrade is not None:
        to_type = house(property).type_ids.get(offer.upgrade.to_type)
        if to_type is None:
            raise invalid("to_type", "unknown_room_type", "is no room type", "ไม่พบประเภทห้องนี้")
    return {
        "code": offer.code,
        "name": dict(offer.name),
        "enabled": offer.enabled,
        "retired": offer.retired,
        "to_type_id": to_type,
        "stock": offer.stock,
        "picture": offer.picture,
        "terms": terms_to_json(offer, property.currency),
    }


def _move_stock(property: Property, row: Offer, stock: int | None) -> None:
    """The counters of its days follow; the offer is held, and so nobody orders meanwhile."""
    days = OfferDay.objects.of(property).filter(offer_id=row.id)
    if stock is None:
        days.delete()
    elif row.stock is None:
        counting = Order.objects.of(property).filter(
            offer_id=row.id, status__in=COUNTING, stock_day__isnull=False
        )
        ordered = counting.order_by().values_list("stock_day").annotate(total=Sum("pieces"))
        insert_rows(
            OfferDay,
            property.id,
            (
                {"offer_id": row.id, "day": day, "ordered": total, "most": max(stock, total)}
                for day, total in ordered
            ),
        )
    else:
        days.update(most=Greatest(F("ordered"), Value(stock)))


def _write(property: Property, id: UUID, **values: bool) -> None:
    Offer.objects.of(property).filter(id=id).update(version=F("version") + 1, **values)
