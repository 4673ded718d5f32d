"""Letting guests of the demo hotel order in its Concierge, and staff answer, by the commands that their pages use."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID

from kunjae.accounts.facts import Actor
from kunjae.concierge.facts import Question, QuestionKind
from kunjae.concierge.models import Order
from kunjae.concierge.queries import load_shelf
from kunjae.concierge.rules.pricing import Wanted
from kunjae.concierge.rules.shelf import OnShelf, shelf
from kunjae.config.demo.story import Ends, Wish
from kunjae.ordering.commands import cancel_order, cancel_own_order, confirm_order, place_orders, tick_order
from kunjae.ordering.commands.answering import expire_if_over, held_order
from kunjae.properties.models import Property

GUEST = Actor("guest", "Guest")
TEXTS = {
    "flight": {"th": "TG217", "en": "SQ 728"},
    "allergies": {"th": "แพ้กุ้ง", "en": "No peanuts, please"},
    "card": {"th": "สุขสันต์วันครบรอบ", "en": "Happy anniversary!"},
    "words": {"th": "สุขสันต์วันเกิดคุณแม่", "en": "Happy birthday, Ella"},
}


class Orders:
    """The orders of the stories by their labels."""

    def __init__(self, property: Property, desk: Actor) -> None:
        self._property = property
        self._desk = desk
        self._placed: dict[str, UUID] = {}

    def order(self, code: str, wish: Wish, at: datetime) -> None:
        """The first of the offers wished for that the Concierge has for them; none when it has none of them."""
        dice = Random(wish.label)  # noqa: S311 - a demo, no secret
        facts = load_shelf(self._property, code, at).facts
        shown = {
            on.offer.code: on
            for on in shelf(facts, at, everything=wish.at_desk)
            if on.stay == 1 and not on.reasons
        }
        on = next((shown[offer] for offer in wish.offers if offer in shown), None)
        if on is None:
            return
        stay = facts.booking.stays[0]
        answers = _answers(on, wish, dice, facts.booking.language, stay.adults)
        (order,) = place_orders(
            property=self._property,
            code=code,
            wanted=[Wanted(1, on.offer.code, answers)],
            actor=self._desk if wish.at_desk else GUEST,
            now=at,
            by_staff=wish.at_desk,
        )
        self._placed[wish.label] = order.id

    def answer(self, code: str, wish: Wish, at: datetime) -> None:
        """How it ends, if it was ordered at all."""
        id = self._placed.get(wish.label)
        if id is None:
            return
        match wish.ends:
            case Ends.CONFIRMED:
                confirm_order(property=self._property, order=id, actor=self._desk, now=at)
            case Ends.CANCELLED:
                cancel_order(property=self._property, order=id, actor=self._desk, now=at, reason=wish.reason)
            case Ends.CANCELLED_BY_GUEST:
                cancel_own_order(property=self._property, code=code, order=id, actor=GUEST, now=at)
            case Ends.EXPIRED:
                expire_if_over(self._property, *held_order(self._property, id), at)

    def tick(self, wish: Wish, at: datetime) -> None:
        """It is typed into the PMS."""
        id = self._placed.get(wish.label)
        if id is not None and Order.objects.of(self._property).filter(id=id, posting="to_do").exists():
            tick_order(property=self._property, order=id, actor=self._desk, now=at)


def _answers(on: OnShelf, wish: Wish, dice: Random, language: str, adults: int) -> dict[str, Any]:
    if on.offer.kind.moves_an_hour:
        return {"hour": f"{dice.choice(on.steps).at:%H:%M}"}
    # One that nobody answers is for the first day, so that its time is over; one that waits in house for the last.
    days = {Ends.EXPIRED: on.days[:1], Ends.WAITS: on.days[-1:]}.get(wish.ends, on.days)
    day = dice.choice(days)
    found: dict[str, Any] = {}
    for question in on.offer.questions:
        match question.kind:
            case QuestionKind.DAY:
                found["day"] = day.day.isoformat()
            case QuestionKind.SLOT if day.slots:
                found["slot"] = f"{dice.choice(day.slots):%H:%M}"
            case QuestionKind.NUMBER:
                found["number"] = _number(question, day.left, adults)
            case QuestionKind.TEXT:
                words = TEXTS[question.code]
                found[question.code] = words["th" if language == "th" else "en"]
    return found


def _number(question: Question, left: int | None, adults: int) -> int:
    most = question.most if left is None else min(question.most, left)
    return min(most, max(question.least, adults))
