"""The demo hotel around today, told by hand so that every page of the desk has something to show: who is overdue, owes,
is about to come without a room number, left a room to clean, or is registered by half.

Pure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time
from enum import Enum

from kunjae.bookings.commands import Booker
from kunjae.bookings.facts import RegisteredGuest, Source
from kunjae.changes.operations import AddStay
from kunjae.config.demo.guests import guests_of
from kunjae.config.demo.story import Act, Step, Story, Teller
from kunjae.kernel.stay_dates import StayDates


class Gap(Enum):
    """What is missing of the guests of a stay."""

    NOTHING = 0
    SECOND_GUEST = 1
    PASSPORT = 2


@dataclass(frozen=True, slots=True)
class Scene:
    """A booking of one room. `first`: the arrival, days from today. `came`, `paid`, `left`: when the guests did, on
    their first and their last day; None: they have not. `has_number`: the hotel has chosen the room already."""

    booker: Booker
    room_type: str
    room: str
    first: int
    nights: int
    source: Source
    came: time | None = None
    paid: time | None = None
    left: time | None = None
    adults: int = 2
    has_number: bool = True
    missing: Gap = Gap.NOTHING
    notes: str = ""


def _thai(name: str, email: str, phone: str) -> Booker:
    return Booker(name=name, email=email, phone=phone, language="th", country="THA")


SCENES = (
    # Should have come yesterday, and did not call.
    Scene(
        Booker(name="Jonas Weber", email="jonas@example.net", phone="+491512345678", country="DEU"),
        "STD", "010", -1, 3, Source.AGENCY,
    ),
    # Leaves today and still owes the room.
    Scene(
        Booker(name="Claire Dubois", email="claire@example.net", phone="+33612345678", country="FRA"),
        "DLX", "104", -3, 3, Source.PHONE, came=time(14, 40),
    ),
    # Left this morning: two rooms to clean.
    Scene(
        _thai("ธีรพงษ์ บุญมา", "theera@example.com", "+66811112222"),
        "STD", "011", -2, 2, Source.WALK_IN, came=time(16, 5), paid=time(9, 20), left=time(9, 25),
    ),
    Scene(
        Booker(name="Olivia Taylor", email="olivia@example.net", phone="+447712345678", country="GBR"),
        "SEA", "203", -3, 3, Source.WEBSITE, came=time(15, 20), paid=time(10, 5), left=time(10, 10),
    ),
    # Leaves today, has paid, and is still at breakfast.
    Scene(
        _thai("พรทิพย์ มณีรัตน์", "pornthip@example.com", "+66822223333"),
        "DLX", "105", -1, 1, Source.LINE, came=time(17, 30), paid=time(8, 40),
    ),
    # Came early today.
    Scene(
        Booker(name="Yuki Tanaka", email="yuki@example.net", phone="+819012345678", country="JPN"),
        "SEA", "204", 0, 3, Source.AGENCY, came=time(10, 40),
    ),
    # Come later today, one of them into a room that is not clean yet.
    Scene(
        _thai("กิตติ ทองคำ", "kitti@example.com", "+66833334444"), "STD", "012", 0, 2, Source.LINE,
        notes="มาถึงดึก ประมาณ 23:00 น.",
    ),
    Scene(
        Booker(name="Grace Wilson", email="grace@example.net", phone="+61412345678", country="AUS"),
        "SEA", "203", 0, 2, Source.WEBSITE, notes="Honeymoon. Flowers in the room, please.",
    ),
    # Come soon, and nobody has chosen their rooms.
    Scene(
        Booker(name="Noah Müller", email="noah@example.net", phone="+41791234567", country="CHE"),
        "DLX", "106", 1, 2, Source.DIRECT, has_number=False,
    ),
    Scene(
        _thai("ลลิตา เพชรดี", "lalita@example.com", "+66844445555"), "VIL", "V3", 2, 2, Source.PHONE, adults=4,
        has_number=False, notes="ขอห้องใกล้สระว่ายน้ำ",
    ),
    # In house, and something of the registration is missing.
    Scene(
        Booker(name="Priya Nair", email="priya@example.net", phone="+919812345678", country="IND"),
        "STD", "013", -1, 4, Source.AGENCY, came=time(21, 15), missing=Gap.SECOND_GUEST,
    ),
    Scene(
        Booker(name="Ethan Brown", email="ethan@example.net", phone="+14155550123", country="USA"),
        "DLX", "107", -1, 3, Source.WEBSITE, came=time(18, 50), missing=Gap.PASSPORT,
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Closed:
    """A room that nobody may have on these nights. `held_until`: None while it is out of service."""

    room: str
    dates: StayDates
    reason: str
    at: datetime
    held_until: datetime | None = None


def around_today(teller: Teller) -> Iterator[Story]:
    """The scenes as stories; rooms that are closed are spoken for as well."""
    for closed in closed_rooms(teller, teller.at(0, time(9))):
        teller.rooms.take(closed.room, closed.dates.nights)
    for scene in SCENES:
        yield _story(teller, scene)


def closed_rooms(teller: Teller, now: datetime) -> tuple[Closed, Closed]:
    """A room that waits for a craftsman, and one that is held until this evening; late in the day until tomorrow."""
    evening = teller.at(0, time(20))
    until = evening if now < evening else teller.at(1, time(12))
    return (
        Closed("208", teller.dates(-1, 4), "รอช่างซ่อมแอร์", teller.at(-1, time(9, 30))),
        Closed("112", teller.dates(2, 2), "คุณวิภา รอโอนมัดจำ", teller.at(0, time(8, 45)), until),
    )


def _story(teller: Teller, scene: Scene) -> Story:
    dates = teller.dates(scene.first, scene.nights)
    teller.rooms.take(scene.room, dates.nights)
    room = scene.room if scene.has_number else None
    name = scene.booker.name
    story = Story(
        code=teller.code(),
        booker=scene.booker,
        booked_at=teller.at(scene.first - 6, time(9, 40)),
        source=scene.source.value,
        stays=[AddStay(scene.room_type, "BAR", dates, scene.adults, room=room, guest_name=name)],
        notes=scene.notes,
    )
    last = scene.first + scene.nights
    if scene.came:
        guests = _registered(guests_of(teller.random, name, scene.adults, teller.today), scene.missing)
        story.steps.append(Step(teller.at(scene.first, scene.came), Act.ARRIVE, stay=1, guests=guests))
    if scene.paid:
        story.steps.append(Step(teller.at(last, scene.paid), Act.PAY_ALL))
    if scene.left:
        story.steps.append(Step(teller.at(last, scene.left), Act.DEPART, stay=1))
    return story


def _registered(guests: tuple[RegisteredGuest, ...], missing: Gap) -> tuple[RegisteredGuest, ...]:
    match missing:
        case Gap.SECOND_GUEST:
            return guests[:1]
        case Gap.PASSPORT:
            return (replace(guests[0], document=None, document_number=""), *guests[1:])
        case Gap.NOTHING:
            return guests
