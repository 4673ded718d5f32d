"""List and searches at a thousand and at a million bookings, the pages of the desk at five thousand and a million: how
much slower, in the query and as a whole page.

The hotels are asked the same kind of question, with an answer of as many rows: one booking for a code, a page of 25 for
the beginning of a frequent name. A deep page is one that begins after eight of ten of all that is found.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from random import Random
from typing import TYPE_CHECKING

from django.utils import timezone

from benchmarks import chain
from benchmarks.asked import DESK, Asked, Staff, answered
from benchmarks.figures import Row, Work, alternate, milliseconds
from benchmarks.hotel import open_doors
from benchmarks.server import serving
from kunjae.bookings.facts import StayStatus
from kunjae.bookings.listing import TOP, Place, Wanted, newest_rows
from kunjae.bookings.models import Booking
from kunjae.bookings.search import newest_found, words_of
from kunjae.extranet.booking.listing import PAGE_SIZE
from kunjae.kernel.moments import local_date
from kunjae.pages.paging import cursor_of
from kunjae.properties.models import Property

if TYPE_CHECKING:
    from benchmarks.hotel import Access
    from benchmarks.run import Run

TARGET = 1.3
A_DAY = 80
"""How many bookings were made a day: as many as 300 rooms can take, so that a day at the desk is as full in each hotel."""
VARIANTS = 10
DEEP = 0.8


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody looks for; `last_before`: the row after which the page begins."""

    wanted: Wanted
    last_before: Booking | None = None

    @property
    def place(self) -> Place | None:
        row = self.last_before
        return None if row is None else Place(row.booked_at, row.id)

    def page(self, staff: Staff) -> Asked:
        """The same on the list's page."""
        wanted = self.wanted
        given = {
            "q": wanted.text,
            "status": wanted.status and wanted.status.value,
            "arriving_from": wanted.arriving_from and wanted.arriving_from.isoformat(),
            "arriving_to": wanted.arriving_to and wanted.arriving_to.isoformat(),
            "after": self.place and cursor_of(self.place),
        }
        return staff.list(**{name: value for name, value in given.items() if value})


@dataclass(frozen=True, slots=True)
class House:
    """One of the hotels."""

    database: str
    hotel: Property
    access: Access
    questions: dict[str, list[Question]]


def measure(run: Run) -> Iterator[Row]:
    """Each question of two in turns, first its query, then its page of a server for each of the two."""
    few = _house(run, "few", run.size.few_bookings)
    some = _house(run, "some", run.size.desk_bookings)
    many = _house(run, "many", run.size.many_bookings)
    yield from _queries(run, few, many)
    yield from _pages(run, few, many)
    yield from _desk(run, some, many)
    for house in (few, some, many):
        run.databases.drop(house.database)


def _house(run: Run, name: str, bookings: int) -> House:
    today = local_date(timezone.now(), "Asia/Bangkok")
    began = time.monotonic()
    rows = chain.load(run.databases, name, bookings, round(bookings / A_DAY), today)
    run.say(
        f"  {bookings:,} bookings, {rows:,} rows, loaded in {time.monotonic() - began:.0f} s: "
        f"{run.databases.megabytes(name):,.0f} MB"
    )
    run.databases.use(name)
    hotel = Property.objects.get()
    access = open_doors(hotel)
    questions = _questions(hotel, today, is_large=name == "many")
    run.databases.settle(name)
    return House(name, hotel, access, questions)


def _questions(hotel: Property, today: date, *, is_large: bool) -> dict[str, list[Question]]:
    random = Random("questions")
    rows = Booking.objects.of(hotel)
    codes = list(rows.order_by("code").values_list("code", flat=True)[:2000])
    some = [rows.select_related("booker").get(code=code) for code in random.sample(codes, 10 * VARIANTS)]
    day = Wanted(arriving_from=today, arriving_to=today)
    week = replace(day, arriving_to=today + timedelta(days=6))
    frequent = [Wanted(text=text) for text in ("so", "ma", "สม", "ชัย")]
    thousands = [Wanted(text=text) for text in ("soma", "mari", "สมชัย", "ชัยวิ")] if is_large else frequent
    by_phone = [each.booker.phone[-7:] for each in some if each.booker.phone][:VARIANTS]
    families = [each.booker.name.split()[1] for each in some]
    by_name = [name for name in families if len(newest_found(hotel, words_of(name), most=2, below=TOP)) == 1][
        :VARIANTS
    ]
    return {
        "list": [Question(Wanted())],
        "list, deep page": [_deep(hotel, Wanted())],
        "search by code": [Question(Wanted(text=each.code)) for each in some[:VARIANTS]],
        "search by a family name that nobody shares": [Question(Wanted(text=name)) for name in by_name],
        "search by the beginning of frequent names (3 % of all bookings)": list(map(Question, frequent)),
        "search by the beginning of frequent names, deep page": [_deep(hotel, wanted) for wanted in frequent],
        "search by a beginning that some thousands have": list(map(Question, thousands)),
        "search by the end of a phone number": [Question(Wanted(text=digits)) for digits in by_phone],
        "arrivals of a day": [Question(day)],
        "arrivals of a week": [Question(week)],
        "arrivals of a week, deep page": [_deep(hotel, week)],
        "arrivals from today on": [Question(Wanted(arriving_from=today))],
        "cancelled": [Question(Wanted(status=StayStatus.CANCELLED))],
    }


def _deep(hotel: Property, wanted: Wanted) -> Question:
    """The question after eight of ten of its answer, with a whole page to come."""
    rows = Booking.objects.of(hotel).order_by("-booked_at", "-id")
    if wanted.text:
        found = newest_found(hotel, words_of(wanted.text), most=10**6, below=TOP)
        return Question(wanted, rows.get(id=found[_depth(len(found))].id))
    if wanted.arriving_from:
        rows = rows.filter(arrival__range=(wanted.arriving_from, wanted.arriving_to))
    return Question(wanted, rows[_depth(rows.count())])


def _depth(count: int) -> int:
    return max(0, min(int(count * DEEP), count - PAGE_SIZE - 2))


def _queries(run: Run, few: House, many: House) -> Iterator[Row]:
    for what in few.questions:
        ways = [_asking(run, house, what) for house in (few, many)]
        yield _row(run, f"{what}, query", ways)


def _asking(run: Run, house: House, what: str) -> list[Work]:
    def ask(question: Question) -> None:
        run.databases.use(house.database)
        newest_rows(house.hotel, question.wanted, most=PAGE_SIZE + 1, below=question.place)

    return _repeated([partial(ask, question) for question in house.questions[what]], run.size.searches)


def _pages(run: Run, few: House, many: House) -> Iterator[Row]:
    with serving(run.databases.url("few")) as one, serving(run.databases.url("many")) as other:
        clients = [(few, Staff(few.access), one.client()), (many, Staff(many.access), other.client())]
        for what in few.questions:
            ways = [
                _repeated(
                    [partial(answered, client, each.page(staff)) for each in house.questions[what]],
                    run.size.searches,
                )
                for house, staff, client in clients
            ]
            yield _row(run, f"{what}, page", ways)


def _desk(run: Run, some: House, many: House) -> Iterator[Row]:
    """The pages of the desk. Whose bookings began when the hotel did has fewer of those made long ahead: of 62 days,
    nine of ten."""
    with serving(run.databases.url("some")) as one, serving(run.databases.url("many")) as other:
        clients = [(Staff(some.access), one.client()), (Staff(many.access), other.client())]
        for what, below in DESK.items():
            asked = [[partial(answered, client, staff.page(below))] for staff, client in clients]
            ways = [_repeated(works, run.size.searches) for works in asked]
            yield _row(run, f"{what}, page", ways, few=run.size.desk_bookings)


def _repeated(works: Sequence[Work], times: int) -> list[Work]:
    return (list(works) * (times // len(works) + 1))[:times]


def _row(run: Run, what: str, ways: Sequence[Sequence[Work]], few: int | None = None) -> Row:
    alternate(*(works[:VARIANTS] for works in ways))
    less, more = alternate(*ways, batch=10)
    ratio = more.median / less.median
    return Row(
        what=f"{what}: {run.size.many_bookings:,} bookings against {few or run.size.few_bookings:,}",
        target=f"≤ {TARGET:g} ×",
        figure=f"{ratio:.2f} × ({milliseconds(more.median)} / {milliseconds(less.median)} ms)",
        reached=ratio <= TARGET,
        raw={"ratio": ratio, "few": less.raw(), "many": more.raw()},
    )
