"""What stands in the house that the tests back up: two hotels at work, their staff, and every kind of value that a
column may hold, the awkward ones among them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command

from kunjae.accounts.adapter import MFAAdapter
from kunjae.accounts.commands import create_token, create_user
from kunjae.accounts.encryption import encrypt
from kunjae.api.models import KeptAnswer
from kunjae.bookings.commands import Booker
from kunjae.bookings.models import Note
from kunjae.changes.commands import change_at_once, check_in, check_out
from kunjae.changes.operations import Cancel
from kunjae.inventory.models import Block, RoomNight, TypeNight
from kunjae.payments.commands import record_payment
from kunjae.payments.facts import Method
from kunjae.pms.connections import save_connection
from kunjae.properties.models import Property, Room
from kunjae.rates.models import RatePlan
from tests.backups.houses import House
from tests.hotel import CLERK, FAR, NEAR, book_stays, book_two_rooms, make_hotel

AWKWARD = 'O\'Brien "กุญแจ" \\ tab\t \U0001f511 line\u2028end, 100 %s ½'
ODD_MOMENT = datetime(2026, 11, 30, 23, 59, 59, 7, tzinfo=UTC)
CREDENTIALS = {"api_key": "cbat_this-is-nobodys-business", "property_id": "4711"}
PICTURE = bytes(range(256)) * 40


def furnish(house: House) -> None:
    """Fill the house, which has its tables."""
    with house.entered():
        call_command("createcachetable", verbosity=0)
        first = make_hotel(
            vat_percent=Decimal("7.0000"),
            service_charge_percent=Decimal("0.0001"),
            details={"zz": None, "a": [1, 1.5, -0.0, 1e22, 1e-7, True], "ข": {"é": AWKWARD, "b": ""}},
        )
        second = make_hotel(slug="second", currency="JPY", details={})
        _bookings(first)
        book_two_rooms(second)
        save_connection(property=second, pms="cloudbeds", values=CREDENTIALS, enabled=False, now=FAR)
        add_staff(first, second)
    for name in ("logo.png", "rooms/ห้อง 101.jpg", "rooms/.hidden", "empty"):
        place = house.uploads / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(b"" if name == "empty" else PICTURE + name.encode())


def _bookings(hotel: Property) -> None:
    code = book_two_rooms(hotel)
    change_at_once(property=hotel, code=code, operations=[Cancel(2)], actor=CLERK, now=NEAR)
    record_payment(
        property=hotel,
        code=code,
        method=Method.CASH,
        amount=100000,
        actor=CLERK,
        now=ODD_MOMENT,
        reference=AWKWARD,
    )
    gone = book_stays(
        hotel,
        {"check_in": "2026-12-01", "check_out": "2026-12-03", "room": "001"},
        booker=Booker(name=AWKWARD, email="obrien@example.com", phone="+66812345679", language="th"),
        notes=AWKWARD + "\nsecond line",
    )
    check_in(property=hotel, code=gone, stay=1, actor=CLERK, now=FAR + timedelta(days=6))
    check_out(property=hotel, code=gone, stay=1, actor=CLERK, now=FAR + timedelta(days=8))
    room = Room.objects.of(hotel).get(number="102")
    first = date(2026, 12, 20)
    block = Block.objects.create(
        property=hotel, room=room, first_night=first, until=first + timedelta(days=1), blocked_at=ODD_MOMENT
    )
    RoomNight.objects.create(property=hotel, room=room, night=first, block=block)
    TypeNight.objects.create(
        property=hotel, room_type_id=room.room_type_id, night=first, capacity=2, blocked=1
    )
    for number in (3, 1, 2):  # a backup has them in the order of their ids
        Note.objects.create(property=hotel, id=UUID(int=number), text=f"note {number}")
    plan = RatePlan.objects.of(hotel).get(code="NRF")
    RatePlan.objects.of(hotel).filter(id=plan.id).update(prepay_percent=Decimal("33.3333"))


def add_staff(first: Property, second: Property) -> None:
    made = create_user(
        email="owner@example.com",
        password="orchid-orchid-7",
        property_id=first.id,
        role="owner",
        name="ป้า",
        now=FAR,
    )
    create_user(
        email="owner@example.com", password="", property_id=second.id, role="viewer", name="", now=FAR
    )
    create_token(name="channel", property_id=second.id, role="manager", now=ODD_MOMENT)
    Authenticator.objects.create(
        user=made.user,
        type=Authenticator.Type.TOTP,
        data={"secret": MFAAdapter().encrypt("JBSWY3DPEHPK3PXP")},
    )
    KeptAnswer.objects.create(
        property=first, key="order-1", fingerprint="f" * 64, status=201, answer=encrypt("{}"), at=ODD_MOMENT
    )
    session = SessionStore()
    session["secret"] = "nobody's business"
    session.save()
