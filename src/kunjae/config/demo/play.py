"""Letting the demo hotel's stories happen, each step by the command that staff would use and at its own moment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from kunjae.accounts.facts import Actor
from kunjae.bookings.models import Booking, Stay
from kunjae.changes.commands import book, change_at_once, check_in, check_out
from kunjae.config.demo.stories import Act, Step, Story
from kunjae.kernel.money import percent_of
from kunjae.payments.commands import record_payment
from kunjae.properties.models import Property

WEBSITE = Actor("system", "website")
FRONT_DESK = "front@baantalay.example"


def play(property: Property, stories: Sequence[Story], desk: Actor, tick: Callable[[], None]) -> None:
    """All bookings and steps in the order of their moments. Inside one transaction: all of it or nothing."""
    moments: list[tuple[datetime, int, Story, Step | None]] = []
    for story in stories:
        moments.append((story.booked_at, len(moments), story, None))
        moments += [(step.at, len(moments) + place, story, step) for place, step in enumerate(story.steps, 1)]
    for at, _, story, step in sorted(moments, key=lambda moment: moment[:2]):
        if step is None:
            _book(property, story, desk, at)
        else:
            _step(property, story.code, step, desk)
        tick()


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


def _step(property: Property, code: str, step: Step, desk: Actor) -> None:
    if step.act is Act.CHANGE:
        change_at_once(
            property=property,
            code=code,
            operations=step.operations,
            actor=desk,
            now=step.at,
            record=step.record,
            reason=step.reason,
        )
    elif step.act is Act.CHECK_IN:
        check_in(property=property, code=code, stay=step.stay, actor=desk, now=step.at, room=step.room)
    elif step.act is Act.CHECK_OUT:
        check_out(property=property, code=code, stay=step.stay, actor=desk, now=step.at)
    else:
        _pay(property, code, step, desk)


def _pay(property: Property, code: str, step: Step, desk: Actor) -> None:
    """What is due now, or all that is left."""
    row = Booking.objects.of(property).get(code=code)
    amount = row.value - row.paid
    if step.act is Act.PAY_DUE:
        percents = list(
            Stay.objects.of(property).filter(booking=row).values_list("prepay_percent", flat=True)
        )
        amount = percent_of(row.value, percents[0]) - row.paid
    if amount > 0:
        record_payment(
            property=property, code=code, method=step.method, amount=amount, actor=desk, now=step.at
        )
