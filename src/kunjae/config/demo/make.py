"""From an empty data folder to a hotel at work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

from kunjae.accounts.commands import create_user
from kunjae.accounts.encryption import decrypt
from kunjae.accounts.errors import AlreadyMember
from kunjae.accounts.facts import Actor
from kunjae.accounts.models import User
from kunjae.accounts.roles import Role
from kunjae.bookings.guest_links import CONCIERGE, LINK_LASTS, make_link
from kunjae.bookings.models import Booking
from kunjae.config.demo.hotel import SLUG, hotel_file_text, picture
from kunjae.config.demo.invitations import invite_guests
from kunjae.config.demo.play import FRONT_DESK, count, play
from kunjae.config.demo.stories import BOOKINGS, Author
from kunjae.config.demo.ways_to_pay import open_ways_to_pay
from kunjae.imports.hotel import import_hotel
from kunjae.imports.hotel_file import parse_toml, read_hotel_file
from kunjae.kernel.errors import KunjaeError
from kunjae.properties.models import Property
from kunjae.tenancy.transactions import run_in_transaction

PASSWORD = "sawasdee-kunjae"  # noqa: S105 - printed at every start, and only ever that of the demo
STAFF = (
    ("owner@baantalay.example", "Khun Ploy", Role.OWNER),
    ("manager@baantalay.example", "Khun Krit", Role.MANAGER),
    (FRONT_DESK, "Nok", Role.FRONT_DESK),
    ("viewer@baantalay.example", "Accounting", Role.VIEWER),
)


class NotADemo(KunjaeError):
    """The data folder belongs to a real hotel: well-known passwords have no place there."""

    code = "not_a_demo"

    def __init__(self) -> None:
        super().__init__(
            "This data folder has staff of its own, and the demo's passwords are known to all. "
            "Choose an empty one: `kunjae demo --data DIR`."
        )


@dataclass(frozen=True, slots=True)
class Demo:
    """The demo as it was made: the example's booking and the dates to try, and the booking of the guest to play (none
    in a demo of an older release)."""

    slug: str
    example: str
    check_in: date
    check_out: date
    guest: str = ""


def existing_demo() -> Demo | None:
    """The demo that is complete already."""
    row = Property.objects.filter(slug=SLUG).first()
    kept = row.details.get("demo") if row else None
    if not kept:
        return None
    return Demo(
        SLUG,
        kept["example"],
        date.fromisoformat(kept["check_in"]),
        date.fromisoformat(kept["check_out"]),
        kept.get("guest", ""),
    )


def refuse_real_hotel() -> None:
    """Raises NotADemo where people other than the demo's can sign in."""
    if User.objects.exclude(email__in=[email for email, _, _ in STAFF]).exists():
        raise NotADemo


def make_demo(
    *, now: datetime, start: Callable[[int], None], tick: Callable[[], None], bookings: int = BOOKINGS
) -> Demo:
    """Hotel, staff and bookings. `start` hears how many steps there are, `tick` of each. Broken off, it leaves
    no bookings and can be run again."""
    today = _today(now)
    file = read_hotel_file(parse_toml(hotel_file_text(today).encode()))
    hotel = import_hotel(file=file, now=now, beside=picture).property
    desk = _staff(hotel, now)
    open_ways_to_pay(hotel, now)
    author = Author(today, hotel.timezone)
    stories, example = author.stories(bookings)
    start(count(stories))

    def happen() -> None:
        play(hotel, author, stories, desk, tick, now)
        invite_guests(hotel, today, desk, now)

    run_in_transaction(happen)
    demo = Demo(SLUG, example.code, example.new_dates.check_in, example.new_dates.check_out, example.guest)
    hotel.details["demo"] = {
        "example": demo.example,
        "check_in": demo.check_in.isoformat(),
        "check_out": demo.check_out.isoformat(),
        "guest": demo.guest,
    }
    hotel.save(update_fields=["details"])
    return demo


@dataclass(frozen=True, slots=True)
class GuestEntry:
    """How to be the demo's guest: links that open the booking once, one of them its Concierge, and number and PIN for every
    time after."""

    path: str
    concierge: str
    code: str
    pin: str


def guest_entry(demo: Demo, now: datetime) -> GuestEntry | None:
    """A new link at every start; none where the demo has no such guest."""
    hotel = Property.objects.get(slug=demo.slug)
    row = Booking.objects.of(hotel).filter(code=demo.guest).first()
    if row is None:
        return None
    ends = now + LINK_LASTS
    booking = make_link(hotel, row.id, ends)
    concierge = urlsplit(make_link(hotel, row.id, ends, to=CONCIERGE))
    return GuestEntry(
        urlsplit(booking).path, f"{concierge.path}?{concierge.query}", row.code, decrypt(row.pin)
    )


def _today(now: datetime) -> date:
    from kunjae.kernel.moments import local_date

    return local_date(now, "Asia/Bangkok")


def _staff(hotel: Property, now: datetime) -> Actor:
    """The sign-ins; the front desk does what the stories tell."""
    for email, name, role in STAFF:
        try:
            create_user(
                email=email, password=PASSWORD, property_id=hotel.id, role=role.value, name=name, now=now
            )
        except AlreadyMember:
            continue
    return Actor("staff", FRONT_DESK, User.objects.get(email=FRONT_DESK).id)
