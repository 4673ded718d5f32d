"""Bookings, stays, agreed nights, guests, and the keys that find them (tenant tables)."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.db.models import F, Q

from kunjae.bookings.facts import Document, Sex, StayStatus
from kunjae.properties.models import Room, RoomType
from kunjae.rates.facts import Meal
from kunjae.rates.models import RatePlan
from kunjae.tenancy.fields import TenantKey
from kunjae.tenancy.models import TenantModel

STATUSES = [(status.value, status.value) for status in StayStatus]


class Guest(TenantModel):
    """A person's details, as they were given once. Never edited but emptied when the person is erased: new details
    are a new row, so that a history can name people by the id of a row alone (rules.md 6.5)."""

    name = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=10, blank=True)
    country = models.CharField(max_length=3, blank=True)
    erased_at = models.DateTimeField(null=True)


class Note(TenantModel):
    """A booking's notes as they were written once; kept and erased like a guest's details."""

    text = models.TextField()
    erased_at = models.DateTimeField(null=True)


class Booking(TenantModel):
    """What one booker ordered. `version` grows with every write. `value`, `paid`, `fees` and `orders` (those billed) in minor units repeat
    what the ledger sums to; `arrival`, `departure` and `status` what the stays say (`kunjae check` proves it)."""

    code = models.CharField(max_length=20)
    pin = models.CharField(max_length=200)
    """Encrypted."""
    booker_id: UUID
    booker = TenantKey(Guest, related_name="bookings")
    note_id: UUID | None
    note = TenantKey(Note, null=True)
    source = models.CharField(max_length=20)
    """`Source`, or `pms_source`."""
    language = models.CharField(max_length=10)
    status = models.CharField(max_length=20, choices=STATUSES)
    version = models.PositiveIntegerField(default=1)
    last_stay_number = models.PositiveIntegerField(default=0)
    last_entry_number = models.PositiveIntegerField(default=0)
    arrival = models.DateField()
    departure = models.DateField()
    value = models.BigIntegerField(default=0)
    paid = models.BigIntegerField(default=0)
    fees = models.BigIntegerField(default=0)
    orders = models.BigIntegerField(default=0, db_default=0)
    changes_recorded = models.PositiveIntegerField(default=0)
    booked_at = models.DateTimeField()
    booked_by = models.CharField(max_length=200)
    pending_id = models.UUIDField(null=True)
    """The guest's change that waits for its payment (`changes.PendingChange`), if one does."""
    import_key = models.CharField(max_length=64, null=True)  # noqa: DJ001 - absent is not empty: unique where it is there

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["property", "code"], name="booking_code_once"),
            models.UniqueConstraint(fields=["property", "import_key"], name="booking_import_key_once"),
            models.CheckConstraint(condition=Q(fees__gte=0), name="booking_fees_not_negative"),
            models.CheckConstraint(condition=Q(orders__gte=0), name="booking_orders_not_negative"),
        ]
        indexes = [
            models.Index(fields=["property", "-booked_at", "-id"], name="booking_newest"),
            models.Index(fields=["property", "status", "-booked_at", "-id"], name="booking_by_status"),
            # In the order of a list, and with all that narrows one: whose arrival it is, the index alone can say.
            models.Index(
                fields=["property", "arrival", "-booked_at", "-id", "status"], name="booking_by_arrival"
            ),
        ]


class Stay(TenantModel):
    """One room item of a booking, with the terms it was sold with (meal, conditions, policy, prepayment)."""

    booking_id: UUID
    booking = TenantKey(Booking, related_name="stays", index=False)
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=20, choices=STATUSES)
    room_type_id: UUID
    room_type = TenantKey(RoomType)
    room_id: UUID | None
    room = TenantKey(Room, null=True)
    sold_as_id: UUID | None
    sold_as = TenantKey(RoomType, related_name="stays_upgraded", null=True, index=False)
    """Upgraded: the type that it was sold as, and is priced as (rules.md 9.7)."""
    rate_plan_id: UUID
    rate_plan = TenantKey(RatePlan)
    meal = models.CharField(max_length=20, choices=[(meal.value, meal.value) for meal in Meal])
    conditions = models.JSONField(default=dict)
    policy = models.JSONField(null=True)
    prepay_percent = models.DecimalField(max_digits=7, decimal_places=4)
    check_in = models.DateField()
    check_out = models.DateField()
    earliest_check_in = models.DateField()
    adults = models.PositiveSmallIntegerField()
    children = models.PositiveSmallIntegerField()
    guest_id: UUID | None
    guest = TenantKey(Guest, null=True)
    recorded_fee = models.BigIntegerField(default=0)
    arrived_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    """When check-in and check-out were pressed."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["property", "booking_id", "number"], name="stay_number_once"),
            models.CheckConstraint(condition=Q(check_out__gt=F("check_in")), name="stay_has_nights"),
            models.CheckConstraint(
                condition=Q(earliest_check_in__lte=F("check_in")), name="stay_earliest_check_in"
            ),
            models.CheckConstraint(condition=Q(adults__gt=0) | Q(children__gt=0), name="stay_has_people"),
            models.CheckConstraint(condition=Q(recorded_fee__gte=0), name="stay_fee_not_negative"),
        ]
        indexes = [
            models.Index(fields=["property", "check_in"], name="stay_by_check_in"),
            models.Index(fields=["property", "check_out"], name="stay_by_check_out"),
            # Few at a time, however many stays there ever were.
            models.Index(
                fields=["property", "check_out"], name="stay_in_house", condition=Q(status="in_house")
            ),
            models.Index(
                fields=["property", "check_in"], name="stay_reserved", condition=Q(status="reserved")
            ),
            # For the registers of who came when.
            models.Index(
                fields=["property", "arrived_at"],
                name="stay_by_arrival",
                condition=Q(arrived_at__isnull=False),
            ),
        ]


class StayNight(TenantModel):
    """One night of a stay at its agreed price, minor units, gross. Kept when the stay is cancelled."""

    stay_id: UUID
    stay = TenantKey(Stay, related_name="nights", index=False)
    night = models.DateField()
    room_price = models.BigIntegerField()
    extra_price = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["property", "stay_id", "night"], name="stay_night_once"),
            models.CheckConstraint(
                condition=Q(room_price__gte=0, extra_price__gte=0), name="stay_night_not_negative"
            ),
        ]


class Registration(TenantModel):
    """One person who sleeps in a stay, as the law wants guests registered (ร.ร.4, and ตม.30 for foreigners). Edited in
    place, as it is no part of any history; emptied when the person is erased."""

    stay_id: UUID
    stay = TenantKey(Stay, related_name="registrations", index=False)
    position = models.PositiveSmallIntegerField()
    """1 for the first guest of the stay."""
    first_name = models.CharField(max_length=100, blank=True)
    middle_name = models.CharField(max_length=100, blank=True)
    last_name = models.CharField(max_length=100, blank=True)
    sex = models.CharField(max_length=1, blank=True, choices=[(sex.value, sex.value) for sex in Sex])
    birth_date = models.DateField(null=True)
    nationality = models.CharField(max_length=3, blank=True)
    """ISO 3166-1, three letters."""
    document = models.CharField(
        max_length=20, blank=True, choices=[(document.value, document.value) for document in Document]
    )
    document_number = models.CharField(max_length=40, blank=True)
    occupation = models.CharField(max_length=100, blank=True)
    address = models.CharField(max_length=300, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    coming_from = models.CharField(max_length=100, blank=True)
    going_to = models.CharField(max_length=100, blank=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["property", "stay_id", "position"], name="registration_once"),
            models.CheckConstraint(condition=Q(position__gte=1), name="registration_position"),
        ]


class SearchKey(TenantModel):
    """A word that finds a booking by its beginning: see `bookings.search`. Bytes, so that every database orders
    them alike. `booked_at` and its `month` repeat the booking's, for the newest bookings with a frequent word."""

    booking_id: UUID
    booking = TenantKey(Booking, related_name="search_keys")
    key = models.BinaryField(max_length=120)
    booked_at = models.DateTimeField()
    month = models.PositiveSmallIntegerField()
    """In UTC, counted from the year 0: 24,322 is November 2026."""

    class Meta:
        # Whatever a search asks stands in one of the two, so that it never looks at the rows themselves.
        constraints = [
            models.UniqueConstraint(
                fields=["property", "key", "booked_at", "booking_id"], name="search_key_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["property", "month", "key", "booked_at", "booking_id"], name="search_key_by_month"
            )
        ]


class CalendarFeed(TenantModel):
    """A private address at which calendar programs read when a room, or without one any room, is taken. Whoever has it may
    read; deleted, it opens nothing. `secret_hash`: SHA-256 of the secret part of the address, which is kept nowhere."""

    room_id: UUID | None
    room = TenantKey(Room, null=True, related_name="calendar_feeds")
    secret_hash = models.CharField(max_length=64)
    with_names = models.BooleanField()
    """Whether it tells whose stay it is."""
    description = models.CharField(max_length=100, blank=True)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    """When it was read the last time, to the hour."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["property", "secret_hash"], name="calendar_feed_secret_once")
        ]
