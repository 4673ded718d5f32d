"""Two hotels side by side: ours, whose staff and programs misbehave, and a stranger's, full of marks."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection

from kunjae.accounts.commands import create_token
from kunjae.accounts.models import ApiToken, Membership, User
from kunjae.bookings.commands import Booker
from kunjae.bookings.models import Booking
from kunjae.changes.commands import change_at_once
from kunjae.changes.operations_text import operations_from_json
from kunjae.checks.proof import prove
from kunjae.payments.commands import record_payment
from kunjae.payments.commands.requests import send_payment_request
from kunjae.payments.facts import Method
from kunjae.payments.models import Payment
from kunjae.properties.models import Property, Room, RoomType
from kunjae.rates.models import Policy, RatePlan
from kunjae.tenancy.models import TenantModel
from tests.hotel import CLERK, FAR, TERMS_F, book_stays, make_hotel, set_prices

MARK = "fremdling"
"""Part of every word of the stranger's hotel, in whatever case."""
MARKED_PRICE = 7_654_321
DATES = {"check_in": "2026-12-10", "check_out": "2026-12-12"}
HOUSE = frozenset(
    {"properties_room", "properties_roomtype", "rates_nightprice", "rates_policy", "rates_rateplan"}
)
"""Tables that only the settings write: looked at after each form of theirs, and once at the end."""
TRIED = frozenset({"guest_failedtry", "guest_guestsession"})
"""Tables of who tried to get in, and of who is in: a sign-in that is refused is counted."""
TABLES = sorted(
    model._meta.db_table
    for model in apps.get_models()
    if issubclass(model, TenantModel)
    and model.__module__.startswith("kunjae.")
    and model._meta.db_table not in TRIED
)


@dataclass(frozen=True, slots=True)
class Hotels:
    """`code`: our booking of two rooms, one cancelled room and a payment; `other_code`: another one of ours."""

    ours: Property
    code: str
    other_code: str
    theirs: Property
    their_code: str
    payment: UUID
    asked: UUID
    """A payment of ours, and a payment request."""

    def token(self, role: str = "manager", *, of: Property | None = None) -> str:
        """A new token of ours, or of the hotel given."""
        hotel = of or self.ours
        return create_token(name="channel", property_id=hotel.id, role=role, now=FAR).secret

    def staff(self, role: str) -> User:
        """Somebody who works for us in this role."""
        user = User.objects.create(email=f"{role}@example.com")
        Membership.objects.create(user=user, property=self.ours, role=role)
        return user

    def known_words(self) -> list[str]:
        """What somebody of ours may have overheard: our other booking's code, and names of the stranger's."""
        theirs = Booking.objects.of(self.theirs).get(code=self.their_code)
        return [self.other_code, self.their_code, str(theirs.id), "FREMDLING-T", "FREMDLING-P", "FREMDLING-1", "fremdling"]  # fmt: skip

    def their_words(self) -> set[str]:
        """What must never be seen by anybody of ours, in small letters: marks, amounts, codes, ids."""
        words = {MARK, str(MARKED_PRICE), f"{MARKED_PRICE:,}", self.their_code.lower()}
        for table in TABLES:
            for (row,) in _rows(table, self.theirs, "id"):
                words.add(str(row).lower())
        return words


def make_hotels() -> Hotels:
    ours = make_hotel()
    code = book_stays(
        ours, DATES | {"room": "001"}, DATES | {"room": "002", "guest_name": "Anna"}, notes="Late arrival"
    )
    _add_and_cancel(ours, code)
    pay(ours, code)
    other_code = book_stays(ours, DATES)
    theirs = _strangers_hotel()
    their_code = book_stays(
        theirs,
        DATES | {"room_type": "FREMDLING-T", "rate_plan": "FREMDLING-P", "room": "FREMDLING-1"},
        DATES | {"guest_name": "Guest Fremdling"},
        booker=Booker(name="Frau Fremdling", email="fremdling@example.com", phone="+66899998877"),
        notes="A secret of Fremdling",
    )
    _add_and_cancel(theirs, their_code, reason="fremdling changed their mind")
    pay(theirs, their_code, reference="Fremdling slip")
    ask(theirs, their_code, "Fremdling asks")
    payment = Payment.objects.of(ours).get().id
    return Hotels(ours, code, other_code, theirs, their_code, payment, ask(ours, code, "Please"))


def _strangers_hotel() -> Property:
    name = {"th": "โรงแรม Fremdling", "en": "Hotel Fremdling"}
    hotel = make_hotel("fremdling", name=name)
    room_type = RoomType.objects.create(
        property=hotel,
        code="FREMDLING-T",
        name=name,
        rank=3,
        base_adults=2,
        max_adults=3,
        beds="Fremdling bed",
    )
    Room.objects.create(property=hotel, number="FREMDLING-1", room_type=room_type)
    policy = Policy.objects.create(
        property=hotel, code="FREMDLING", name=name, terms=TERMS_F | {"name": name}
    )
    plan = RatePlan.objects.create(property=hotel, code="FREMDLING-P", name=name, policy=policy)
    set_prices(hotel, plan, room_type, MARKED_PRICE)
    return hotel


def _add_and_cancel(hotel: Property, code: str, reason: str = "came to nothing") -> None:
    """A third room, cancelled again: a history of two entries, and a stay that can be reinstated."""
    for operation in (
        {"op": "add_stay", "room_type": "DLX", "rate_plan": "BAR"} | DATES,
        {"op": "cancel", "stay": 3},
    ):
        change_at_once(
            property=hotel,
            code=code,
            operations=operations_from_json([operation], hotel.currency),
            actor=CLERK,
            now=FAR,
            record=True,
            reason=reason,
        )


def pay(hotel: Property, code: str, amount: int = 100_00, reference: str = "slip 1") -> None:
    record_payment(
        property=hotel,
        code=code,
        method=Method.CASH,
        amount=amount,
        reference=reference,
        actor=CLERK,
        now=FAR,
    )


def ask(hotel: Property, code: str, message: str) -> UUID:
    id: UUID = send_payment_request(
        property=hotel, code=code, amount=5000, message=message, expires_at=None, actor=CLERK, now=FAR
    ).id
    return id


def fingerprint(hotel: Property, *, without: frozenset[str] = frozenset()) -> str:
    """Of every row that the hotel owns, but for tables named: the same only if not a letter of it changed."""
    found = hashlib.sha256()
    for table in TABLES:
        for row in () if table in without else _rows(table, hotel, "*"):
            found.update(repr(row).encode())
    return found.hexdigest()


def shared_rows() -> list[tuple[Any, ...]]:
    """Who works where, with which tokens, and the hotels themselves: only the settings write any of it."""
    return [
        row
        for model in (Property, Membership, ApiToken)
        for row in model.objects.order_by("id").values_list()
    ]


def versions(hotel: Property) -> dict[str, int]:
    """Booking code -> version, which grows with every write."""
    return dict(Booking.objects.of(hotel).values_list("code", "version"))


def broken_invariants(hotel: Property) -> list[str]:
    """What `kunjae check` says of the hotel; empty when everything agrees."""
    return [
        f"{proof.code}: {proof.examples}"
        for proof in prove(today=date(2026, 11, 25), slug=hotel.slug)
        if not proof.holds
    ]


def _rows(table: str, hotel: Property, columns: str) -> list[tuple[Any, ...]]:
    key = hotel.id.hex if connection.vendor == "sqlite" else hotel.id
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {columns} FROM "{table}" WHERE property_id = %s ORDER BY id', [key])
        return list(cursor.fetchall())
