"""What the guests of the demo hotel order in its Concierge, and how that ends: 60 orders around today, in every state.

Pure: only thought out here; `ordering` lets them happen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import Enum
from random import Random

from kunjae.config.demo.story import Act, Ends, Step, Story, Wish
from kunjae.kernel.moments import moment_of

ORDERS = 60
MOST_FOR_ONE = 3
WAITING = ("massage", "couple-spa", "dinner", "boat", "cake", "pick-up", "extra-bed")
"""Offers that the hotel answers itself."""
ANY = (*WAITING, "flowers", "scooter", "drop-off")
REASONS = (
    "เรือออกทะเลไม่ได้เพราะคลื่นลม",
    "เชฟหยุดในวันที่เลือก",
    "Fully booked at that time, sorry.",
    "ทีมสปาไม่ว่างในเวลานี้",
)


class When(Enum):
    """Whose guests: who have left, who are in the house, who come from in three days on."""

    LEFT = 1
    IN_HOUSE = 2
    COMES = 3


@dataclass(frozen=True, slots=True)
class Plan:
    """So many orders of these guests that end like this. `ahead`: ordered so many days before today, by guests to come.
    `rooms`: of a room or an hour, ordered when everybody else has booked already."""

    number: int
    when: When
    ends: Ends
    offers: tuple[str, ...]
    ahead: tuple[int, int] = (1, 3)
    rooms: bool = False
    at_desk: bool = False


PLANS = (
    Plan(2, When.COMES, Ends.WAITS, ("to-sea", "to-villa", "to-garden"), rooms=True),
    Plan(2, When.COMES, Ends.CONFIRMED, ("to-garden", "to-sea"), rooms=True),
    Plan(1, When.COMES, Ends.CANCELLED, ("to-villa", "to-sea", "to-garden"), rooms=True),
    Plan(2, When.COMES, Ends.CONFIRMED, ("late", "flowers"), rooms=True),
    Plan(1, When.COMES, Ends.WAITS, ("early", "cake"), rooms=True),
    Plan(7, When.COMES, Ends.WAITS, WAITING, ahead=(0, 1)),
    Plan(2, When.IN_HOUSE, Ends.WAITS, ("massage", "dinner", "couple-spa", "boat", "cake")),
    Plan(9, When.COMES, Ends.CONFIRMED, ANY),
    Plan(2, When.COMES, Ends.CONFIRMED, ANY, at_desk=True),
    Plan(3, When.COMES, Ends.CANCELLED, WAITING),
    Plan(3, When.COMES, Ends.CANCELLED_BY_GUEST, ANY),
    Plan(16, When.LEFT, Ends.CONFIRMED, ANY),
    Plan(3, When.LEFT, Ends.CANCELLED, WAITING),
    Plan(7, When.LEFT, Ends.EXPIRED, ("massage", "dinner", "couple-spa", "cake")),
)  # fmt: skip


def with_orders(stories: Sequence[Story], today: date, timezone: str, untouched: Iterable[str]) -> int:
    """Add the orders to the stories' steps, never to those whose codes are `untouched`; how many they are: 60 where there
    are guests enough."""
    random = Random(f"baan-talay orders {today.isoformat()}")  # noqa: S311 - a demo, no secret
    clerk = _Clerk(today, timezone, random)
    guests: dict[When, list[Story]] = {when: [] for when in When}
    left_out = set(untouched)
    for story in stories:
        if story.code not in left_out and (when := clerk.when(story)) is not None:
            guests[when].append(story)
    for found in guests.values():
        random.shuffle(found)
    had: dict[str, int] = {}
    made = 0
    for plan in PLANS:
        for story in _chosen(plan, guests[plan.when], had, clerk):
            had[story.code] = had.get(story.code, 0) + 1
            steps = clerk.steps(story, plan, had[story.code])
            story.steps = sorted([*story.steps, *steps], key=lambda step: step.at)
            made += 1
    return made


def _chosen(plan: Plan, guests: list[Story], had: dict[str, int], clerk: _Clerk) -> Iterator[Story]:
    """Those who order; first those who have ordered least."""
    fit = [story for story in guests if clerk.fits(story, plan) and had.get(story.code, 0) < MOST_FOR_ONE]
    if plan.rooms:
        fit = [story for story in fit if not had.get(story.code)]
    yield from sorted(fit, key=lambda story: had.get(story.code, 0))[: plan.number]


class _Clerk:
    """Knows the days, and writes down who orders when and is answered when."""

    def __init__(self, today: date, timezone: str, random: Random) -> None:
        self._today = today
        self._timezone = timezone
        self._random = random

    def when(self, story: Story) -> When | None:
        """Which kind of guests they are; None for bookings that change or end, or arrive these days."""
        acts = {step.act for step in story.steps}
        if Act.CHANGE in acts or not story.booker.email:
            return None
        arrival, departure = self._days(story)
        if Act.ARRIVE not in acts:
            return When.COMES if 5 <= arrival <= 40 else None
        if departure < 0:
            return When.LEFT
        return When.IN_HOUSE if departure >= 2 else None

    def fits(self, story: Story, plan: Plan) -> bool:
        """Whether they had booked by then, and have the room that an upgrade is from."""
        stay = story.stays[0]
        if plan.offers[0].startswith("to-") and stay.room_type not in ("STD", "DLX"):
            return False
        if plan.offers[0] in ("late", "early") and stay.room is None:
            return False
        arrival, _ = self._days(story)
        first = {When.LEFT: arrival - 2, When.IN_HOUSE: 0, When.COMES: -plan.ahead[1]}[plan.when]
        return story.booked_at < self._at(first, time(7)) or plan.rooms

    def steps(self, story: Story, plan: Plan, number: int) -> Iterator[Step]:
        random = self._random
        arrival, _ = self._days(story)
        label = f"{story.code}-{number}"
        if plan.rooms:
            ordered = self._at(-1, time(18, random.randrange(60)))
        elif plan.when is When.LEFT:
            ordered = self._at(
                arrival - random.choice((1, 2)), time(random.randrange(8, 12), random.randrange(60))
            )
        elif plan.when is When.IN_HOUSE:
            ordered = self._at(0, time(7, random.randrange(60)))
        else:
            ordered = self._at(
                -random.randint(*plan.ahead), time(random.randrange(8, 22), random.randrange(60))
            )
        offers = tuple(random.sample(plan.offers, len(plan.offers))) if not plan.rooms else plan.offers
        wish = Wish(label, offers, plan.ends, at_desk=plan.at_desk)
        yield Step(ordered, Act.ORDER, wish=wish)
        answered = ordered + timedelta(minutes=random.randrange(12, 200))
        if plan.ends is Ends.WAITS:
            return
        if plan.ends is Ends.EXPIRED:
            yield Step(self._at(arrival + 1, time(6)), Act.ANSWER, wish=wish)
            return
        if plan.ends is Ends.CANCELLED:
            wish = replace(wish, reason=random.choice(REASONS))
        yield Step(answered, Act.ANSWER, wish=wish)
        if plan.ends is Ends.CONFIRMED and plan.when is When.LEFT:
            yield Step(answered + timedelta(minutes=25), Act.TICK, wish=wish)

    def _days(self, story: Story) -> tuple[int, int]:
        """Arrival and departure of its first stay, in days from today."""
        dates = story.stays[0].dates
        return (dates.check_in - self._today).days, (dates.check_out - self._today).days

    def _at(self, day: int, clock: time) -> datetime:
        return moment_of(self._today + timedelta(days=day), clock, self._timezone)
