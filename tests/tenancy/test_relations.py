# mypy: disable-error-code="attr-defined"
# ruff: noqa: DJ008
"""What the ORM does with tenant tables, with the guard on."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.db.models import Count, Exists, F, Max, OuterRef, Prefetch, ProtectedError, Q, Subquery, Sum
from django.test.utils import CaptureQueriesContext, isolate_apps

from kunjae.tenancy.fields import TenantKey
from kunjae.tenancy.ids import new_id
from tests.tenancy.testapp.models import Booking, Hotel, HotelRow, Room, RoomNight, Stay

NIGHT = dt.date(2026, 12, 24)


# Operations that answer: each of (what, from the stay's point of view, expected)

READS: dict[str, Callable[[Any], Any]] = {
    "get by primary key": lambda s: Stay.objects.get(pk=s.pk) == s,
    "get by property and id": lambda s: Stay.objects.of(s.property_id).get(id=s.id) == s,
    "of a property's row": lambda s: Stay.objects.of(s.property).get() == s,
    "of after other conditions": lambda s: Stay.objects.filter(nights=2).of(s.property).get() == s,
    "filter by relation": lambda s: Stay.objects.filter(booking=s.booking).get() == s,
    "filter by relation in rows": lambda s: Stay.objects.filter(booking__in=[s.booking]).get() == s,
    "filter by relation in a query": lambda s: (
        Stay.objects.of(s.property).filter(booking__in=Booking.objects.of(s.property)).get() == s
    ),
    "filter by relation in a query only": lambda s: (
        Stay.objects.filter(booking__in=Booking.objects.of(s.property)).get() == s
    ),
    "filter by column": lambda s: Stay.objects.of(s.property).filter(booking_id=s.booking_id).get() == s,
    "filter by columns in": lambda s: Stay.objects.of(s.property).filter(booking_id__in=[s.booking_id]).get() == s,
    "filter across a relation": lambda s: Stay.objects.of(s.property).filter(booking__code="B1").get() == s,
    "filter across two relations": lambda s: (
        RoomNight.objects.of(s.property).filter(stay__booking__code="B1").count() == 0
    ),
    "filter back across a relation": lambda s: Booking.objects.of(s.property).get(stays__nights=2) == s.booking,
    "filter back and forth": lambda s: Booking.objects.of(s.property).get(stays__room__number="101") == s.booking,
    "filter where a relation is missing": lambda s: Stay.objects.of(s.property).filter(room__isnull=False).get() == s,
    "filter where none points here": lambda s: (
        Booking.objects.of(s.property).filter(stays__isnull=True).exists() is False
    ),
    "exclude across a relation": lambda s: Stay.objects.of(s.property).exclude(booking__code="B1").count() == 0,
    "exclude back across a relation": lambda s: Booking.objects.of(s.property).exclude(stays__nights=2).count() == 0,
    "either or": lambda s: (
        Stay.objects.of(s.property).filter(Q(booking__code="B1") | Q(room__number="999")).get() == s
    ),
    "not": lambda s: Stay.objects.of(s.property).filter(~Q(nights=3)).get() == s,
    "select_related": lambda s: Stay.objects.of(s.property).select_related("booking", "room").get().booking.code == "B1",
    "select_related twice over": lambda s: (
        RoomNight.objects.of(s.property).select_related("stay__booking__parent").count() == 0
    ),
    "prefetch forwards": lambda s: (
        Stay.objects.of(s.property).prefetch_related("booking", "room").get().room.number == "101"
    ),
    "prefetch back": lambda s: (
        Booking.objects.of(s.property).prefetch_related("stays__room").get().stays.all()[0].room == s.room
    ),
    "prefetch a chosen query": lambda s: (
        Booking.objects.of(s.property).prefetch_related(Prefetch("stays", Stay.objects.filter(nights=2), "long")).get().long
        == [s]
    ),
    "reverse accessor": lambda s: list(s.booking.stays.all()) == [s],
    "reverse accessor narrowed": lambda s: s.booking.stays.filter(nights__gt=1).count() == 1,
    "accessor from the database": lambda s: Stay.objects.get(pk=s.pk).booking == s.booking,
    "annotate a count": lambda s: Booking.objects.of(s.property).annotate(n=Count("stays")).get().n == 1,
    "annotate a sum and filter by it": lambda s: (
        Booking.objects.of(s.property).annotate(n=Sum("stays__nights")).filter(n=2).get() == s.booking
    ),
    "annotate across a relation": lambda s: (
        Stay.objects.of(s.property).annotate(code=F("booking__code")).get().code == "B1"
    ),
    "aggregate": lambda s: Stay.objects.of(s.property).aggregate(n=Sum("nights"), m=Max("nights")) == {"n": 2, "m": 2},
    "aggregate over a query with annotations": lambda s: (
        Booking.objects.of(s.property).annotate(n=Count("stays")).aggregate(m=Max("n")) == {"m": 1}
    ),
    "group by": lambda s: list(Stay.objects.of(s.property).values("booking_id").annotate(n=Count("*")).values_list("n", flat=True)) == [1],
    "exists": lambda s: Stay.objects.of(s.property).exists(),
    "count": lambda s: Stay.objects.of(s.property).count() == 1,
    "count distinct": lambda s: Stay.objects.of(s.property).values("room_id").distinct().count() == 1,
    "order by relation": lambda s: list(Stay.objects.of(s.property).order_by("booking__code", "-room__number")) == [s],
    "first and last": lambda s: (
        Stay.objects.of(s.property).order_by("id").first() == Stay.objects.of(s.property).order_by("id").last()
    ),
    "slice": lambda s: list(Stay.objects.of(s.property).order_by("id")[0:5]) == [s],
    "Exists": lambda s: (
        Booking.objects.of(s.property)
        .filter(Exists(Stay.objects.filter(property=OuterRef("property"), booking_id=OuterRef("id"))))
        .get() == s.booking
    ),
    "Subquery": lambda s: (
        Booking.objects.of(s.property)
        .annotate(n=Subquery(Stay.objects.filter(property=OuterRef("property_id"), booking_id=OuterRef("id")).values("nights")[:1]))
        .get().n == 2
    ),
    "primary keys in a query": lambda s: (
        Stay.objects.filter(pk__in=Stay.objects.of(s.property).values("property_id", "id")).get() == s
    ),
    "F in a condition": lambda s: Stay.objects.of(s.property).filter(nights__gt=F("booking__version")).get() == s,
    "select_for_update": lambda s: Stay.objects.of(s.property).select_for_update().get() == s,
    "select_for_update skipping locked rows": lambda s: (
        Stay.objects.of(s.property).select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked).get() == s
    ),
    "values": lambda s: Stay.objects.of(s.property).values("booking_id", "booking__code", "property_id").get()["booking_id"] == s.booking_id,
    "values_list": lambda s: Stay.objects.of(s.property).values_list("id", flat=True).get() == s.id,
    "in_bulk": lambda s: Stay.objects.of(s.property).in_bulk([s.pk]) == {s.pk: s},
    "only": lambda s: Stay.objects.of(s.property).only("nights", "booking_id").get().booking_id == s.booking_id,
    "defer": lambda s: Stay.objects.of(s.property).defer("nights").get().nights == 2,
    "iterator": lambda s: list(Stay.objects.of(s.property).iterator(chunk_size=10)) == [s],
    "union": lambda s: len(Stay.objects.of(s.property).union(Stay.objects.of(s.property).filter(nights=9))) == 1,
    "contains": lambda s: Stay.objects.of(s.property).contains(s),
    "dates": lambda s: list(RoomNight.objects.of(s.property).dates("night", "month")) == [],
    "self relation": lambda s: Booking.objects.of(s.property).filter(parent__code="B1").count() == 0,
    "refresh_from_db": lambda s: s.refresh_from_db() is None,
}  # fmt: skip


@pytest.mark.parametrize("what", READS)
def test_reading_works(what: str, stay: Stay, other_booking: Booking) -> None:
    with transaction.atomic():
        assert READS[what](stay)


# Operations that write


def test_a_row_made_from_its_booking_takes_the_bookings_property(booking: Booking) -> None:
    stay = Stay.objects.create(booking=booking)
    assert stay.property_id == booking.property_id
    assert stay.booking_id == booking.id
    assert Stay.objects.get(pk=stay.pk).booking == booking


def test_a_row_may_be_made_from_the_columns_alone(booking: Booking) -> None:
    stay = Stay.objects.create(property_id=booking.property_id, booking_id=booking.id)
    assert stay.booking == booking


def test_saving_a_new_row_is_one_insert(booking: Booking) -> None:
    with CaptureQueriesContext(connection) as queries:
        Stay(booking=booking).save()
    assert [query["sql"][:6] for query in queries] == ["INSERT"]


def test_saving_a_row_again_updates_it(stay: Stay) -> None:
    stay.nights = 5
    stay.save()
    stay.nights = 6
    stay.save(update_fields=["nights"])
    assert Stay.objects.get(pk=stay.pk).nights == 6


def test_a_row_made_through_the_way_back(booking: Booking) -> None:
    assert booking.stays.create(nights=3).booking_id == booking.id


def test_an_empty_key_leaves_the_property_alone(stay: Stay, hotel: Hotel) -> None:
    stay.room = None
    stay.save()
    stay = Stay.objects.get(pk=stay.pk)
    assert (stay.room, stay.room_id, stay.property_id) == (None, None, hotel.id)
    assert Stay(property=hotel, room=None).property_id == hotel.id


def test_a_new_id_forgets_the_row_that_was_loaded(stay: Stay, hotel: Hotel) -> None:
    assert stay.room.number == "101"
    stay.room_id = Room.objects.create(property=hotel, number="102").id
    assert stay.room.number == "102"


def test_a_refreshed_row_knows_its_new_booking(stay: Stay, hotel: Hotel) -> None:
    assert stay.booking.code == "B1"
    another = Booking.objects.create(property=hotel, code="B2")
    Stay.objects.of(hotel).update(booking=another)
    stay.refresh_from_db()
    assert stay.booking.code == "B2"


def test_updating_a_key_by_row_by_column_and_to_nothing(stay: Stay, hotel: Hotel, room: Room) -> None:
    stays = Stay.objects.of(hotel)
    assert stays.update(room=None) == 1
    assert stays.get().room is None
    assert stays.update(room=room) == 1
    assert stays.update(room_id=None, nights=F("nights") + 1) == 1
    assert stays.get().nights == 3


def test_updating_across_a_relation(stay: Stay, hotel: Hotel) -> None:
    assert Stay.objects.of(hotel).filter(booking__code="B1").update(nights=7) == 1
    assert Stay.objects.get(pk=stay.pk).nights == 7


def test_bulk_update(stay: Stay, hotel: Hotel) -> None:
    stay.nights, stay.room_id = 4, None
    assert Stay.objects.of(hotel).bulk_update([stay], ["nights", "room_id"]) == 1
    assert Stay.objects.get(pk=stay.pk).room_id is None


def test_get_or_create_and_update_or_create(booking: Booking, hotel: Hotel) -> None:
    stay, made = Stay.objects.get_or_create(property=hotel, booking=booking, defaults={"nights": 4})
    assert made
    assert stay.nights == 4
    again, made = Stay.objects.update_or_create(property=hotel, booking=booking, defaults={"nights": 5})
    assert again == stay
    assert not made
    assert again.nights == 5


def test_inserting_with_on_conflict(hotel: Hotel) -> None:
    rows = [Booking(property=hotel, code="X"), Booking(property=hotel, code="X")]
    Booking.objects.bulk_create(rows, ignore_conflicts=True)
    assert Booking.objects.of(hotel).count() == 1
    Booking.objects.bulk_create(
        [Booking(property=hotel, code="X", version=9)],
        update_conflicts=True, unique_fields=["property", "code"], update_fields=["version"],
    )  # fmt: skip
    assert Booking.objects.of(hotel).get().version == 9


def test_many_rows_are_one_statement_of_plain_values(booking: Booking) -> None:
    with CaptureQueriesContext(connection) as queries:
        Stay.objects.bulk_create(Stay(booking=booking, nights=n) for n in range(1, 101))
    inserts = [query["sql"] for query in queries if query["sql"].startswith("INSERT")]
    assert len(inserts) == 1
    assert "VALUES" in inserts[0]
    assert "UNNEST" not in inserts[0]
    assert Stay.objects.of(booking.property).count() == 100


def test_deleting_a_row_takes_along_what_goes_with_it(stay: Stay, room: Room) -> None:
    RoomNight.objects.create(stay=stay, room=room, night=NIGHT)
    assert stay.delete()[0] == 2
    assert RoomNight.objects.of(room.property).count() == 0


def test_deleting_what_others_point_at_is_refused(stay: Stay) -> None:
    with pytest.raises(ProtectedError):
        stay.booking.delete()


def test_deleting_by_query(stay: Stay, hotel: Hotel) -> None:
    assert Stay.objects.of(hotel).filter(booking__code="B1").delete()[0] == 1


def test_a_stay_cannot_be_given_to_another_hotels_booking(stay: Stay, other_booking: Booking) -> None:
    with pytest.raises(ValueError, match="another property"):
        stay.booking = other_booking


# The database itself


def test_the_database_refuses_a_row_that_points_at_another_hotels_row(
    hotel: Hotel, other_booking: Booking
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Stay.objects.create(property_id=hotel.id, booking_id=other_booking.id)


def test_the_database_refuses_it_of_many_rows_too(booking: Booking, other_booking: Booking) -> None:
    rows = [Stay(booking=booking), Stay(property_id=booking.property_id, booking_id=other_booking.id)]
    with pytest.raises(IntegrityError), transaction.atomic():
        Stay.objects.bulk_create(rows)


def test_the_database_refuses_it_of_an_update_at_once_and_not_at_commit(
    stay: Stay, other_booking: Booking
) -> None:
    with transaction.atomic():
        with pytest.raises(IntegrityError), transaction.atomic():
            Stay.objects.of(stay.property).update(booking_id=other_booking.id)
        assert Stay.objects.get(pk=stay.pk).booking_id == stay.booking_id


def test_the_database_refuses_it_of_raw_sql(stay: Stay, other_booking: Booking) -> None:
    column = models.UUIDField()
    here, there, row = (
        column.get_db_prep_value(value, connection) for value in (stay.property_id, other_booking.id, stay.id)
    )
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE testhotel_stay SET booking_id = %s WHERE property_id = %s AND id = %s", [there, here, row]
        )


def test_the_database_refuses_to_lose_a_row_that_others_point_at(stay: Stay) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Booking.objects.of(stay.property)._raw_delete(using="default")


def test_the_database_knows_the_foreign_key_by_its_name(stay: Stay) -> None:
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, "testhotel_stay")
    if connection.vendor == "postgresql":
        assert found["testhotel_stay_booking_id_fk"]["columns"] == ["property_id", "booking_id"]
    keys = [key for key in found.values() if key["foreign_key"] or key["index"]]
    assert ["property_id", "booking_id"] in [key["columns"] for key in keys]


def test_two_hotels_may_use_the_same_id_and_the_same_code(hotel: Hotel, other_hotel: Hotel) -> None:
    same = new_id()
    ours = Booking.objects.create(property=hotel, id=same, code="B")
    theirs = Booking.objects.create(property=other_hotel, id=same, code="B")
    stay = Stay.objects.create(booking=theirs)
    assert list(ours.stays.all()) == []
    assert list(theirs.stays.all()) == [stay]
    with pytest.raises(IntegrityError), transaction.atomic():
        Booking.objects.create(property=hotel, code="B")


def test_a_key_joins_tenant_models_only() -> None:
    with isolate_apps("tests.tenancy.testapp"):

        class Shared(models.Model):
            class Meta:
                app_label = "testhotel"

        class Lost(HotelRow):
            shared = TenantKey(Shared)

            class Meta:
                app_label = "testhotel"

        messages = Lost.shared.field.check()
    assert "tenancy.E001" in {message.id for message in messages}
