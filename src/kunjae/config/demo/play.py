"""Letting the demo hotel's stories happen, each step by the command that staff would use and at its own moment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, time
from functools import partial

from kunjae.accounts.facts import Actor
from kunjae.bookings.models import Booking, Stay
from kunjae.changes.commands import Registered, arrive, book, change_at_once, depart
from kunjae.config.demo.ordering import Orders
from kunjae.config.demo.stories import DAYS_BACK
from kunjae.config.demo.story import Act, Step, Story, Teller, Wish
from kunjae.config.demo.today import Closed, closed_rooms
from kunjae.inventory.blocking import block_room
from kunjae.kernel.money import percent_of
from kunjae.payments.commands import record_payment
from kunjae.properties.cleaning import mark_cleaned, rooms_to_clean
from kunjae.properties.models import Property

WEBSITE = Actor("system", "website")
FRONT_DESK = "front@baantalay.example"
HOUSEKEEPING_YESTERDAY, HOUSEKEEPING_TODAY = time(13, 30), time(9, 15)
"""When rooms are cleaned; today only those of the early birds are."""


def play(
    property: Property,
    teller: Teller,
    stories: Sequence[Story],
    desk: Actor,
    tick: Callable[[], None],
    now: datetime,
) -> None:
    """All bookings and steps in the order of their moments; what would be later today happens now. Inside one
    transaction: all of it or nothing."""
    moments: list[tuple[datetime, int, Callable[[datetime], None]]] = []

    orders = Orders(property, desk)

    def happens(at: datetime, what: Callable[[datetime], None]) -> None:
        moments.append((at, len(moments), what))

    def told(what: Callable[[datetime], None], at: datetime) -> None:
        what(at)
        tick()

    for story in stories:
        happens(story.booked_at, partial(told, partial(_book, property, story, desk)))
        for step in story.steps:
            happens(step.at, partial(told, partial(_step, property, story.code, step, desk, orders)))
    for closed in closed_rooms(teller, now):
        happens(closed.at, partial(_close, property, closed))
    for day in range(-DAYS_BACK, 1):
        clock = HOUSEKEEPING_YESTERDAY if day < 0 else HOUSEKEEPING_TODAY
        happens(teller.at(day, clock), partial(_clean, property))
    for at, _, what in sorted(moments, key=lambda moment: moment[:2]):
        what(min(at, now))


def count(stories: Sequence[Story]) -> int:
    """How many ticks playing them takes."""
    return sum(1 + len(story.steps) for story in stories)


def _book(property: Property, story: Story, desk: Actor, at: datetime) -> None:
    book(
        property=property,
        booker=story.booker,
        stays=story.stays,
        source=story.source,
        actor=WEBSITE if story.source in ("website", "agency") else desk,
        now=at,
        notes=story.notes,
        code=story.code,
    )


def _step(property: Property, code: str, step: Step, desk: Actor, orders: Orders, at: datetime) -> None:
    if step.wish is not None:
        _wish(code, step.act, step.wish, orders, at)
        return
    match step.act:
        case Act.CHANGE:
            change_at_once(
                property=property,
                code=code,
                operations=step.operations,
                actor=desk,
                now=at,
                record=step.record,
                reason=step.reason,
            )
        case Act.ARRIVE:
            arrive(
                property=property,
                code=code,
                stay=step.stay,
                actor=desk,
                now=at,
                room=step.room,
                room_ready=True,
                registered=Registered(step.guests),
            )
        case Act.DEPART:
            depart(property=property, code=code, stay=step.stay, actor=desk, now=at)
        case Act.PAY_DUE | Act.PAY_ALL:
            _pay(property, code, step, desk, at)


def _wish(code: str, act: Act, wish: Wish, orders: Orders, at: datetime) -> None:
    match act:
        case Act.ORDER:
            orders.order(code, wish, at)
        case Act.ANSWER:
            orders.answer(code, wish, at)
        case Act.TICK:
            orders.tick(wish, at)


def _pay(property: Property, code: str, step: Step, desk: Actor, at: datetime) -> None:
    """What is due now, or all that is left."""
    row = Booking.objects.of(property).get(code=code)
    amount = row.value - row.paid
    if step.act is Act.PAY_DUE:
        percents = list(
            Stay.objects.of(property).filter(booking=row).values_list("prepay_percent", flat=True)
        )
        amount = percent_of(row.value, percents[0]) - row.paid
    if amount > 0:
        record_payment(property=property, code=code, method=step.method, amount=amount, actor=desk, now=at)


def _close(property: Property, closed: Closed, at: datetime) -> None:
    block_room(
        property=property,
        room=closed.room,
        dates=closed.dates,
        now=at,
        reason=closed.reason,
        held_until=closed.held_until,
    )


def _clean(property: Property, _at: datetime) -> None:
    mark_cleaned(property=property, rooms=rooms_to_clean(property))
