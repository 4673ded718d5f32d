"""What happened and will happen at the demo hotel: 400 bookings around a day, the same for the same day.

Pure: the stories are only thought out here; `play` lets them happen. Every stay is given a room of its own for all
nights that it ever has, whether the hotel knows the number yet or not, so that everything told here can be done.
"""

from __future__ import annotations

from calendar import MONDAY
from collections.abc import Iterator, Mapping, Sequence
from datetime import time, timedelta

from kunjae.bookings.commands import Booker
from kunjae.bookings.day import SOON_DAYS
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
from kunjae.config.demo.guests import guests_of
from kunjae.config.demo.people import NOTES, some_booker, some_guest_name
from kunjae.config.demo.story import HOUSE, Act, Example, Step, Story, Teller
from kunjae.config.demo.today import around_today
from kunjae.config.demo.wishes import with_orders
from kunjae.kernel.stay_dates import StayDates
from kunjae.payments.facts import Method

BOOKINGS = 400
DAYS_BACK, DAYS_AHEAD = 35, 180
EXAMPLE_IN, EXAMPLE_TO = 20, 30
"""Days from today: when the example's guests arrive, and to when they would like to move."""
EXAMPLE_NIGHTS = 2
GUEST_IN = 16
"""From how many days from today the guest's booking begins: on a Monday, so that a weekend is dearer."""
SOURCES = (
    [Source.WEBSITE] * 6
    + [Source.AGENCY] * 6
    + [Source.DIRECT] * 3
    + [Source.LINE] * 3
    + [Source.PHONE] * 3
    + [Source.WALK_IN, Source.GROUP, Source.CORPORATE]
)
PLANS = ["BAR"] * 6 + ["NRF"] * 3 + ["HB"] * 2


class Author(Teller):
    """Thinks the stories out. Everything random comes from the day's own seed."""

    def stories(self, bookings: int = BOOKINGS) -> tuple[list[Story], Example]:
        """All bookings in the order in which they were made, and which of them is the example."""
        guest = self._guest()
        example, rival, told = self._example(guest.code)
        found = [example, rival, guest, *around_today(self)]
        while len(found) < bookings:
            if (story := self._story()) is not None:
                found.append(story)
        stories = sorted(found, key=lambda story: story.booked_at)
        with_orders(stories, self.today, self.timezone, (example.code, rival.code, guest.code))
        return stories, told

    # The example of the manual

    def _guest(self) -> Story:
        """One who manages the booking alone: a deposit is paid, nothing costs a fee yet."""
        first = next(
            day for day in range(GUEST_IN, GUEST_IN + 7) if self.dates(day, 1).check_in.weekday() == MONDAY
        )
        dates = self.dates(first, EXAMPLE_NIGHTS)
        self.rooms.take("101", dates.nights)
        story = Story(
            code=self.code(),
            booker=Booker(
                name="มาลี สุขใจ",
                email="malee@example.com",
                phone="+66898765432",
                language="th",
                country="THA",
            ),
            booked_at=self.at(-4, time(20, 5)),
            source=Source.WEBSITE.value,
            stays=[AddStay("DLX", "HB", dates, 2, guest_name="มาลี สุขใจ")],
        )
        story.steps = [Step(self.at(-4, time(20, 12)), Act.PAY_DUE, method=Method.BANK_TRANSFER)]
        return story

    def _example(self, guest: str) -> tuple[Story, Story, Example]:
        now_dates = self.dates(EXAMPLE_IN, EXAMPLE_NIGHTS)
        new_dates = self.dates(EXAMPLE_TO, EXAMPLE_NIGHTS)
        for room in ("001", "002"):
            self.rooms.take(room, now_dates.nights)
        for room in ("001", "003"):  # 003 stays free: nobody else in these stories may have it
            self.rooms.take(room, new_dates.nights)
        example = Story(
            code=self.code(),
            booker=Booker(
                name="สมชาย ใจดี",
                email="somchai@example.com",
                phone="+66812345678",
                language="th",
                country="THA",
            ),
            booked_at=self.at(-6, time(10, 15)),
            source=Source.WEBSITE.value,
            stays=[
                AddStay("STD", "BAR", now_dates, 2, room="001", guest_name="สมชาย ใจดี"),
                AddStay("STD", "BAR", now_dates, 2, room="002", guest_name="อนงค์ ใจดี"),
            ],
            notes="ตัวอย่างตามคู่มือ: ห้องแรกขอเลื่อนวัน ห้องที่สองขอยกเลิก",
        )
        rival = Story(
            code=self.code(),
            booker=Booker(
                name="Emma Lindqvist", email="emma@example.net", phone="+46701234567", country="SWE"
            ),
            booked_at=self.at(-9, time(16, 40)),
            source=Source.AGENCY.value,
            stays=[AddStay("STD", "BAR", new_dates, 2, room="001", guest_name="Emma Lindqvist")],
        )
        return example, rival, Example(example.code, new_dates, guest)

    # Everybody else

    def _story(self) -> Story | None:
        """One more booking; None when no rooms are left on the dates that came up."""
        random = self.random
        arrival, nights = self._arrival(), random.choice((1, 1, 2, 2, 2, 3, 3, 4, 5, 7))
        dates = self.dates(arrival, nights)
        shift = random.choice((-2, -1, 1, 2, 3, 7)) if random.random() < 0.12 else 0
        moved = self.dates(arrival + shift, nights) if shift else None
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
        booked_at = self.at(booked_on, time(random.randrange(8, 12), random.randrange(60)))
        plan = random.choice(PLANS)
        booker = some_booker(random)
        numbered = min(arrival, arrival + shift) <= SOON_DAYS or random.random() < 0.45
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
            code=self.code(),
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
        arrival = self.day(dates.check_in)
        live = list(range(1, len(rooms) + 1))
        people = {number: stay.adults for number, stay in enumerate(story.stays, 1)}
        if plan != "BAR" and random.random() < 0.85:
            method = Method.AGENCY if story.source == Source.AGENCY else random.choice(_AHEAD)
            yield Step(story.booked_at + timedelta(minutes=20), Act.PAY_DUE, method=method)
        before = self._between(booked_on, min(arrival, 0))
        if moved is not None:
            yield self._moves(story, moved, before)
        elif before is not None and random.random() < 0.1:
            wish = self._other_wish(story, before)
            if isinstance(wish.operations[0], ChangeGuests):
                people[1] += 1
            yield wish
        chance = random.random()
        ends = "cancelled" if chance < 0.13 else "no_show" if chance < 0.17 and arrival < 0 else ""
        if len(live) > 1 and random.random() < 0.12 and before is not None:
            yield Step(
                self.at(before, time(15, 30)), Act.CHANGE, (Cancel(live.pop()),), "one room less, by phone"
            )
        if ends == "cancelled":
            day = self._between(max(booked_on, before or booked_on), min(arrival, 0))
            if day is not None:
                operations = tuple(Cancel(number) for number in live)
                reason = random.choice(("asked by phone", "flight cancelled", "ลูกค้าเปลี่ยนแผน", ""))
                yield Step(
                    self.at(day, time(17)), Act.CHANGE, operations, reason, record=random.random() < 0.85
                )
                return
        if ends == "no_show":
            yield Step(
                self.at(arrival, time(23)), Act.CHANGE, tuple(NoShow(number) for number in live), "no-show"
            )
            return
        if arrival < 0:
            yield from self._course(story, rooms, live, dates, is_moved=moved is not None, people=people)

    def _course(
        self,
        story: Story,
        rooms: Sequence[str],
        live: Sequence[int],
        dates: StayDates,
        *,
        is_moved: bool,
        people: Mapping[int, int],
    ) -> Iterator[Step]:
        """The guests come, and leave; of those who leave today some have left before housekeeping begins."""
        arrival, departure = self.day(dates.check_in), self.day(dates.check_out)
        for number in live:
            stay = story.stays[number - 1]
            yield Step(
                self.at(arrival, time(15, number)),
                Act.ARRIVE,
                stay=number,
                room=rooms[number - 1] if is_moved or stay.room is None else None,
                guests=guests_of(
                    self.random, stay.guest_name or story.booker.name, people[number], self.today
                ),
            )
        if self.random.random() < 0.5:
            yield Step(self.at(arrival, time(15, 30)), Act.PAY_ALL, method=self.random.choice(_AT_THE_DESK))
        if departure > 0:
            return
        leave_at = time(10, 30) if departure < 0 else time(8)
        yield Step(self.at(departure, leave_at), Act.PAY_ALL, method=self.random.choice(_AT_THE_DESK))
        if departure < 0 or self.random.random() < 0.4:
            for number in live:
                yield Step(self.at(departure, leave_at.replace(minute=30 + number)), Act.DEPART, stay=number)

    def _moves(self, story: Story, moved: StayDates, before: int | None) -> Step:
        at = story.booked_at + timedelta(hours=1) if before is None else self.at(before, time(14))
        operations = tuple(
            MoveDates(number, dates=moved, room=stay.room) for number, stay in enumerate(story.stays, 1)
        )
        return Step(at, Act.CHANGE, operations, self.random.choice(("เลื่อนวันตามที่ลูกค้าขอ", "moved by phone")))

    def _other_wish(self, story: Story, before: int) -> Step:
        stay = story.stays[0]
        wish: Operation = ChangeGuests(1, adults=stay.adults + 1, children=0)
        if stay.adults > 2 or self.random.random() < 0.4:
            wish = ChangeRatePlan(1, rate_plan="HB" if stay.rate_plan != "HB" else "BAR")
        return Step(self.at(before, time(13)), Act.CHANGE, (wish,), "by e-mail")

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


_AHEAD = (Method.BANK_TRANSFER, Method.BANK_TRANSFER, Method.PROMPTPAY)
_AT_THE_DESK = (Method.CASH, Method.CARD_TERMINAL, Method.CARD_TERMINAL, Method.PROMPTPAY)
