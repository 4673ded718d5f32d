"""Orders follow their stays: what the change engine planned for them is carried out with it (rules.md 9.9). Inside its
transaction, which holds the booking, and runs again after SoldOut and IntegrityError."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import FilteredRelation, Q

from kunjae.accounts.facts import Actor
from kunjae.bookings.facts import StayFacts
from kunjae.bookings.models import Booking
from kunjae.concierge.commands.baskets import settle_followed
from kunjae.concierge.commands.stock import StockKey, move_pieces
from kunjae.concierge.commands.telling import CANCELLED, CHANGED, tell, to_folio, watch
from kunjae.concierge.facts import OrderPayment, OrderStatus, Posting
from kunjae.concierge.following_words import because_text
from kunjae.concierge.models import Offer, Order, OrderEvent
from kunjae.concierge.rules.folio import posting_when_ended
from kunjae.concierge.rules.following import Does, OrderEffect, RoomHold, hold_moves
from kunjae.concierge.rules.taxes import tax_split
from kunjae.inventory.models import Option
from kunjae.inventory.options import Kept, Wanted, keep_options
from kunjae.payments.facts import EntryKind
from kunjae.payments.ledger import Movement
from kunjae.properties.facts import TaxSettings
from kunjae.properties.models import Property
from kunjae.properties.queries import House
from kunjae.tenancy.bulk import insert_rows, update_rows


def stock_left(property: Property, wanted: Collection[tuple[str, date]]) -> dict[tuple[str, date], int]:
    """How many pieces these offers (their codes) have left on these days, in one query; none where nothing is asked.
    Offers without a stock are left out."""
    if not wanted:
        return {}
    codes, days = {code for code, _ in wanted}, {day for _, day in wanted}
    rows = (
        Offer.objects.of(property)
        .filter(code__in=codes, stock__isnull=False)
        .annotate(ordered=FilteredRelation("days", condition=Q(days__day__in=days)))
        .values_list("code", "stock", "ordered__day", "ordered__ordered")
    )
    found: dict[tuple[str, date], int] = {}
    for code, stock, day, ordered in rows:
        left = stock or 0
        found |= {(code, each): left for each in days if (code, each) not in found}
        if day is not None:
            found[code, day] = left - ordered
    return {key: left for key, left in found.items() if key in wanted}


@dataclass(frozen=True, slots=True)
class Following:
    """The effects of a change with the rows of their orders, which are held."""

    effects: tuple[OrderEffect, ...]
    rows: Mapping[UUID, Order]
    ended: tuple[UUID, ...]
    """The options that end with the change: of what is cancelled, or kept elsewhere from then on."""
    kept: tuple[tuple[UUID, RoomHold], ...]
    """What is kept anew, and for which order."""


def held_effects(
    property: Property,
    effects: Sequence[OrderEffect],
    before: Mapping[int, StayFacts],
    after: Mapping[int, StayFacts],
) -> Following:
    """Hold the orders that something becomes of, in one query; none without. `before` and `after`: their stays."""
    real, ended, kept = [], [], []
    for effect in effects:
        order = effect.order
        had, gets = hold_moves(effect, before[order.stay], after.get(order.stay))
        ended += [order.id] if had else []
        kept += [(order.id, gets)] if gets else []
        if had or gets or not effect.is_still:
            real.append(effect)
    rows = Order.objects.of(property).filter(id__in=[effect.order.id for effect in real])
    found = {row.id: row for row in rows.order_by("id").select_for_update()} if real else {}
    return Following(tuple(real), found, tuple(ended), tuple(kept))


def follow_stock(property: Property, following: Following) -> None:
    """Give back the pieces that orders no longer take, and take those of their new days. Raises SoldOut."""
    moves: Counter[StockKey] = Counter()
    for effect in following.effects:
        was, becomes = effect.order, effect.after
        offer = following.rows[was.id].offer_id
        if was.stock_day is not None:
            moves[offer, was.stock_day] -= was.pieces
        if becomes is not None and becomes.stock_day is not None:
            moves[offer, becomes.stock_day] += becomes.pieces
    move_pieces(property, moves)


def order_movements(
    booking: UUID,
    effects: Sequence[OrderEffect],
    entries: Mapping[UUID, int],
    targets: Mapping[int, UUID],
) -> list[Movement]:
    """What the effects move in the ledger. `entries`: booking id -> the history entry that tells of it; `targets`: stay
    number -> the booking that it moves to."""
    found = []
    for effect in effects:
        id, amount = effect.order.id, effect.difference
        found.append(Movement(booking, EntryKind.ORDER, None, amount, entries.get(booking), id))
        if effect.does is Does.GOES:
            target = targets[effect.order.stay]
            found.append(Movement(target, EntryKind.ORDER, None, -amount, entries.get(target), id))
    return found


def keep_nights(property: Property, following: Following, booking: UUID, house: House, now: datetime) -> None:
    """Keep the nights that orders need where their stays are now; the options of before have ended. Raises the inventory's
    SoldOut, and IntegrityError."""
    kept = []
    for order, hold in following.kept:
        wanted = Wanted()
        room = house.room_ids[hold.room] if hold.room else None
        wanted.take(house.type_ids[hold.room_type], room, hold.nights)
        kept.append(Kept(order, booking, wanted))
    capacities = {house.type_ids[code]: rooms for code, rooms in house.capacities.items()}
    keep_options(property=property, kept=kept, capacities=capacities, now=now)


def follow_stays(
    property: Property,
    booking: Booking,
    following: Following,
    targets: Mapping[int, Booking],
    taxes: TaxSettings,
    actor: Actor,
    now: datetime,
) -> None:
    """Write the orders as the change leaves them, and tell of those that somebody has to know about. `booking` and
    `targets` (by stay number) have their new versions."""
    changed = {}
    events = []
    for effect in following.effects:
        row = following.rows[effect.order.id]
        target = targets.get(effect.order.stay, booking) if effect.does is Does.GOES else booking
        reason = because_text(effect.because, booking.language) if effect.because else ""
        columns = _columns(row, effect, target, taxes, actor, now, reason)
        for name, value in columns.items():
            setattr(row, name, value)
        changed[row.id] = columns
        if (step := _STEPS.get(effect.does)) is not None:
            events.append(_event(effect, step, actor, now, reason))
    update_rows(Order, property.id, changed)
    insert_rows(OrderEvent, property.id, events)
    _options_go(property, following, targets)
    left = [following.rows[effect.order.id] for effect in following.effects if effect.does in _LEAVES]
    settle_followed(
        property, booking, [row for row in left if row.payment != OrderPayment.ON_BOOKING.value], now
    )
    for effect in following.effects:
        target = targets.get(effect.order.stay, booking) if effect.does is Does.GOES else booking
        to_folio(property, target, following.rows[effect.order.id], now)
    if not actor.silent:
        for effect in following.effects:
            _tell(property, booking, following.rows[effect.order.id], effect, actor, now)


_LEAVES = (Does.CANCELLED, Does.GOES)
"""What takes an order from its basket."""
_STEPS = {Does.CANCELLED: "cancelled", Does.REPRICED: "repriced", Does.MOVED: "moved"}


def _columns(
    row: Order,
    effect: OrderEffect,
    booking: Booking,
    taxes: TaxSettings,
    actor: Actor,
    now: datetime,
    reason: str,
) -> dict[str, Any]:
    after = effect.after
    columns = {
        name: getattr(row, name)
        for name in (
            "booking_id", "status", "posting", "quantity", "amount", "counted", "taxes", "day",
            "stock_day", "pieces", "had_at", "acted_at", "acted_by", "reason",
        )
    }  # fmt: skip
    if after is None:
        posting = posting_when_ended(Posting(row.posting), on_folio=row.posted_at is not None)
        return columns | {
            "status": OrderStatus.CANCELLED.value,
            "posting": posting.value,
            "counted": 0,
            "acted_at": now,
            "acted_by": actor.name,
            "reason": reason,
        }
    if after.amount != row.amount:
        columns["taxes"] = asdict(tax_split(after.amount, after.taxes, taxes))
        if row.posting == Posting.BY_HAND.value:  # typed with another amount: it is still on the folio
            columns["posting"] = Posting.TO_DO.value
    return columns | {
        "booking_id": booking.id,
        "quantity": after.quantity,
        "amount": after.amount,
        "counted": after.counted,
        "day": after.answers.day,
        "stock_day": after.stock_day,
        "pieces": after.pieces,
        "had_at": after.had_at,
    }


def _event(effect: OrderEffect, step: str, actor: Actor, now: datetime, reason: str) -> dict[str, Any]:
    before, after = effect.order, effect.after
    values: dict[str, Any] = {"because": effect.because or "stay_changed", "amount": before.amount}
    if after is not None:
        values |= {"amount_after": after.amount}
        if after.answers.day != before.answers.day:
            values |= {"day": str(before.answers.day), "day_after": str(after.answers.day)}
    return {
        "order_id": before.id,
        "step": step,
        "at": now,
        "actor_kind": actor.kind,
        "actor_name": actor.name,
        "reason": reason,
        "values": values,
    }


def _options_go(property: Property, following: Following, targets: Mapping[int, Booking]) -> None:
    """What orders keep goes with them to another booking."""
    for number, target in targets.items():
        ids = [
            effect.order.id
            for effect in following.effects
            if effect.does is Does.GOES and effect.order.stay == number
        ]
        if ids:
            Option.objects.of(property).filter(id__in=ids).update(booking_id=target.id)


def _tell(
    property: Property, booking: Booking, row: Order, effect: OrderEffect, actor: Actor, now: datetime
) -> None:
    if row.payment == OrderPayment.TO_PAY.value or effect.does is Does.GOES:
        return  # of what was never paid for, nobody has heard
    if effect.after is None:
        tell(property, booking, row, CANCELLED, now, by=actor.kind, because=effect.because)
        return
    if effect.does is not Does.KEPT:
        tell(property, booking, row, CHANGED, now)
    if row.status == OrderStatus.UNCONFIRMED.value and effect.after.had_at != effect.order.had_at:
        watch(property, booking, row, now)
