"""What happened and will happen at the demo hotel: 400 bookings around a day, the same for the same day.

Pure: the stories are only thought out here; `play` lets them happen. Every stay is given a room of its own for all
nights that it ever has, whether the hotel knows the number yet or not, so that everything told here can be done.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from random import Random

from kunjae.bookings.commands import Booker, new_code
from kunjae.bookings.facts import Source
from kunjae.changes.operations import (
    AddStay,
    Cancel,
    ChangeGuests,
    ChangeRatePlan,
    MoveDates,
    NoShow,
    Operation,
)
from kunjae.config.demo.people import NOTES, some_booker, some_guest_name
from kunjae.kernel.moments import moment_of
from kunjae.kernel.stay_dates import StayDates
from kunjae.payments.models import Method

BOOKINGS = 400
DAYS_BACK, DAYS_AHEAD = 35, 180
EXAMPLE_IN, EXAMPLE_TO = 20, 30
"""Days from today: when the example's guests arrive, and to when they would like to move."""
EXAMPLE_NIGHTS = 2
SOURCES = (
    [Source.WEBSITE] * 6
    + [Source.AGENCY] * 6
    + [Source.DIRECT] * 3
    + [Source.LINE] * 3
    + [Source.PHONE] * 3
    + [Source.WALK_IN, Source.GROUP, Source.CORPORATE]
)
PLANS = ["BAR"] * 6 + ["NRF"] * 3 + ["HB"] * 2
HOUSE = {
    "STD": [f"{number:03}" for number in range(1, 17)],
    "DLX": [f"{number}" for number in range(101, 113)],
    "SEA": [f"{number}" for number in range(201, 209)],
    "VIL": ["V1", "V2", "V3", "V4"],
}


class Act(StrEnum):
    """What can happen to a booking once it is made."""

    CHANGE = "change"
    PAY_DUE = "pay_due"
    PAY_ALL = "pay_all"
    CHECK_IN = "check_in"
    CHECK_OUT = "check_out"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens at a moment. `operations` of a change; `stay` and `room` of a check-in or check-out."""

    at: datetime
    act: Act
    operations: tuple[Operation, ...] = ()
    reason: str = ""
    record: bool = True
    stay: int = 0
    room: str | None = None
    method: Method = Method.CASH


@dataclass(slots=True)
class Story:
    """One booking from its making on."""

    code: str
    booker: Booker
    booked_at: datetime
    source: str
    stays: list[AddStay]
    notes: str = ""
    steps: list[Step] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Example:
    """The manual's example, to be tried: two rooms, one to be moved, one to be cancelled."""

    code: str
    new_dates: StayDates


class _Rooms:
    """Which room is spoken for when."""

    def __init__(self) -> None:
        self._taken: set[tuple[str, date]] = set()

    def is_free(self, room: str, nights: Sequence[date]) -> bool:
        return not any((room, night) in self._taken for night in nights)

    def take(self, room: str, nights: Sequence[date]) -> None:
        self._taken.update((room, night) for night in nights)


class Author:
    """Thinks the stories out. Everything random comes from the day's own seed."""

    def __init__(self, today: date, timezone: str) -> None:
        self.today = today
        self.timezone = timezone
        self.random = Random(f"baan-talay {today.isoformat()}")  # noqa: S311 - a demo, no secret
        self.rooms = _Rooms()
        self.codes: set[str] = set()

    def stories(self, bookings: int = BOOKINGS) -> tuple[list[Story], Example]:
        """All bookings in the order in which they were made, and which of them is the example."""
        example, rival, told = self._example()
        found = [example, rival]
        while len(found) < bookings:
            if (story := self._story()) is not None:
                found.append(story)
        return sorted(found, key=lambda story: story.booked_at), told

    # The example of the manual

    def _example(self) -> tuple[Story, Story, Example]:
        now_dates = self._dates(EXAMPLE_IN, EXAMPLE_NIGHTS)
        new_dates = self._dates(EXAMPLE_TO, EXAMPLE_NIGHTS)
        for room in ("001", "002"):
            self.rooms.take(room, now_dates.nights)
        for room in ("001", "003"):  # 003 stays free: nobody else in these stories may have it
            self.rooms.take(room, new_dates.nights)
        example = Story(
            code=self._code(),
            booker=Booker(
                name="สมชาย ใจดี",
                email="somchai@example.com",
                phone="+66812345678",
                language="th",
                country="THA",
            ),
            booked_at=self._at(-6, time(10, 15)),
            source=Source.WEBSITE.value,
            stays=[
                AddStay("STD", "BAR", now_dates, 2, room="001", guest_name="สมชาย ใจดี"),
                AddStay("STD", "BAR", now_dates, 2, room="002", guest_name="อนงค์ ใจดี"),
            ],
            notes="ตัวอย่างตามคู่มือ: ห้องแรกขอเลื่อนวัน ห้องที่สองขอยกเลิก",
        )
        rival = Story(
            code=self._code(),
            booker=Booker(
                name="Emma Lindqvist", email="emma@example.net", phone="+46701234567", country="SWE"
            ),
            booked_at=self._at(-9, time(16, 40)),
            source=Source.AGENCY.value,
            stays=[AddStay("STD", "BAR", new_dates, 2, room="001", guest_name="Emma Lindqvist")],
        )
        return example, rival, Example(example.code, new_dates)

    # Everybody else

    def _story(self) -> Story | None:
        """One more booking; None when no rooms are left on the dates that came up."""
        random = self.random
        arrival, nights = self._arrival(), random.choice((1, 1, 2, 2, 2, 3, 3, 4, 5, 7))
        dates = self._dates(arrival, nights)
        shift = random.choice((-2, -1, 1, 2, 3, 7)) if random.random() < 0.12 else 0
        moved = self._dates(arrival + shift, nights) if shift else None
        room_type = random.choice(["STD"] * 8 + ["DLX"] * 6 + ["SEA"] * 4 + ["VIL"] * 2)
        wanted = random.choice((1, 1, 1, 1, 1, 1, 2, 2, 3))
        all_nights = [*dates.nights, *(moved.nights if moved else ())]
        free = [room for room in HOUSE[room_type] if self.rooms.is_free(room, all_nights)]
        if len(free) < wanted:
            return None
        chosen = free[:wanted]
        for room in chosen:
            self.rooms.take(room, all_nights)
        lead = min(int(random.expovariate(1 / 25)), 150)
        booked_on = min(arrival - lead, -1, (arrival + shift) - 1)
        source = random.choice(SOURCES)
        if source is Source.WALK_IN and arrival < 0 and not shift:
            booked_on = arrival
        booked_at = self._at(booked_on, time(random.randrange(8, 12), random.randrange(60)))
        plan = random.choice(PLANS)
        booker = some_booker(random)
        numbered = arrival <= 3 or random.random() < 0.45
        stays = [
            AddStay(
                room_type,
                plan,
                dates,
                self._adults(room_type),
                random.choice((0, 0, 0, 0, 1)),
                room if numbered else None,
                guest_name=booker.name if place == 0 else some_guest_name(random),
            )
            for place, room in enumerate(chosen)
        ]
        story = Story(
            code=self._code(),
            booker=booker,
            booked_at=booked_at,
            source=source.value,
            stays=stays,
            notes=random.choice(NOTES) if random.random() < 0.25 else "",
        )
        story.steps = sorted(self._steps(story, chosen, booked_on, moved), key=lambda step: step.at)
        return story

    def _steps(
        self, story: Story, rooms: Sequence[str], booked_on: int, moved: StayDates | None
    ) -> Iterator[Step]:
        """What becomes of the booking until yesterday."""
        random = self.random
        plan, dates = story.stays[0].rate_plan, moved or story.stays[0].dates
        arrival, departure = self._day(dates.check_in), self._day(dates.check_out)
        live = list(range(1, len(rooms) + 1))
        if plan != "BAR" and random.random() < 0.85:
            method = Method.AGENCY if story.source == Source.AGENCY else random.choice(_AHEAD)
            yield Step(story.booked_at + timedelta(minutes=20), Act.PAY_DUE, method=method)
        before = self._between(booked_on, min(arrival, 0))
        if moved is not None:
            yield self._moves(story, moved, before)
        elif before is not None and random.random() < 0.1:
            yield self._other_wish(story, before)
        chance = random.random()
        ends = "cancelled" if chance < 0.13 else "no_show" if chance < 0.17 and arrival < 0 else ""
        if len(live) > 1 and random.random() < 0.12 and before is not None:
            yield Step(
                self._at(before, time(15, 30)), Act.CHANGE, (Cancel(live.pop()),), "one room less, by phone"
            )
        if ends == "cancelled":
            day = self._between(max(booked_on, before or booked_on), min(arrival, 0))
            if day is not None:
                operations = tuple(Cancel(number) for number in live)
                reason = random.choice(("asked by phone", "flight cancelled", "ลูกค้าเปลี่ยนแผน", ""))
                yield Step(
                    self._at(day, time(17)), Act.CHANGE, operations, reason, record=random.random() < 0.85
                )
                return
        if ends == "no_show":
            yield Step(
                self._at(arrival, time(23)), Act.CHANGE, tuple(NoShow(number) for number in live), "no-show"
            )
            return
        if arrival < 0:
            for number in live:
                known = story.stays[number - 1].room is not None and moved is None
                room = None if known else rooms[number - 1]
                yield Step(self._at(arrival, time(15, number)), Act.CHECK_IN, stay=number, room=room)
            if random.random() < 0.5:
                yield Step(self._at(arrival, time(15, 30)), Act.PAY_ALL, method=random.choice(_AT_THE_DESK))
        if departure < 0:
            yield Step(self._at(departure, time(10, 30)), Act.PAY_ALL, method=random.choice(_AT_THE_DESK))
            for number in live:
                yield Step(self._at(departure, time(11, number)), Act.CHECK_OUT, stay=number)

    def _moves(self, story: Story, moved: StayDates, before: int | None) -> Step:
        at = story.booked_at + timedelta(hours=1) if before is None else self._at(before, time(14))
        operations = tuple(
            MoveDates(number, dates=moved, room=stay.room) for number, stay in enumerate(story.stays, 1)
        )
        return Step(at, Act.CHANGE, operations, self.random.choice(("เลื่อนวันตามที่ลูกค้าขอ", "moved by phone")))

    def _other_wish(self, story: Story, before: int) -> Step:
        stay = story.stays[0]
        wish: Operation = ChangeGuests(1, adults=stay.adults + 1, children=0)
        if stay.adults > 2 or self.random.random() < 0.4:
            wish = ChangeRatePlan(1, rate_plan="HB" if stay.rate_plan != "HB" else "BAR")
        return Step(self._at(before, time(13)), Act.CHANGE, (wish,), "by e-mail")

    # Small things

    def _arrival(self) -> int:
        """Days from today; the past month, the last days and the next six weeks are the busiest."""
        chance = self.random.random()
        if chance < 0.3:
            return self.random.randrange(-DAYS_BACK, 0)
        if chance < 0.4:
            return self.random.randrange(-3, 0)
        if chance < 0.75:
            return self.random.randrange(0, 45)
        return self.random.randrange(45, DAYS_AHEAD)

    def _adults(self, room_type: str) -> int:
        return self.random.choice((2, 3, 4, 4) if room_type == "VIL" else (1, 2, 2, 2, 2))

    def _between(self, first: int, until: int) -> int | None:
        """A day after the first and before the last; None when there is none."""
        return self.random.randrange(first + 1, until) if until - first > 1 else None

    def _dates(self, day: int, nights: int) -> StayDates:
        first = self.today + timedelta(days=day)
        return StayDates(first, first + timedelta(days=nights))

    def _day(self, day: date) -> int:
        return (day - self.today).days

    def _at(self, day: int, clock: time) -> datetime:
        return moment_of(self.today + timedelta(days=day), clock, self.timezone)

    def _code(self) -> str:
        while (code := new_code(self.random.choice)) in self.codes:
            pass
        self.codes.add(code)
        return code


_AHEAD = (Method.BANK_TRANSFER, Method.BANK_TRANSFER, Method.PROMPTPAY)
_AT_THE_DESK = (Method.CASH, Method.CARD_TERMINAL, Method.CARD_TERMINAL, Method.PROMPTPAY)
