"""The tables of the house as the database itself has them."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from kunjae.bookings.models import Booking, Stay, StayNight
from kunjae.inventory.models import RoomNight, TypeNight
from kunjae.payments.models import LedgerEntry
from kunjae.properties.models import Property, Room
from kunjae.tenancy.fields import TenantKey
from kunjae.tenancy.models import TenantModel
from tests.hotel import book_two_rooms, make_hotel

pytestmark = pytest.mark.django_db

TENANT_MODELS = [
    model
    for model in apps.get_models()
    if issubclass(model, TenantModel) and model.__module__.startswith("kunjae.")
]
KEYS = [
    (model, key) for model in TENANT_MODELS for key in model._meta.get_fields() if isinstance(key, TenantKey)
]


def foreign_keys(table):
    """(columns, table, columns) of every foreign key that the database holds."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f'PRAGMA foreign_key_list("{table}")')
            found = {}
            for number, _order, to, column, to_column, *_ in cursor.fetchall():
                columns, to_columns = found.setdefault((number, to), ([], []))
                columns.append(column)
                to_columns.append(to_column)
            return {
                (tuple(sorted(columns)), to, tuple(sorted(to_columns)))
                for (_, to), (columns, to_columns) in found.items()
            }
        cursor.execute(
            """SELECT (SELECT array_agg(attname::text ORDER BY attname) FROM pg_attribute WHERE attrelid = conrelid AND attnum = ANY(conkey)),
                      confrelid::regclass::text,
                      (SELECT array_agg(attname::text ORDER BY attname) FROM pg_attribute WHERE attrelid = confrelid AND attnum = ANY(confkey))
               FROM pg_constraint WHERE contype = 'f' AND conrelid = %s::regclass""",
            [table],
        )
        return {(tuple(columns), to, tuple(to_columns)) for columns, to, to_columns in cursor.fetchall()}


@pytest.mark.parametrize(
    ("model", "key"), KEYS, ids=lambda each: getattr(each, "__name__", getattr(each, "name", ""))
)
def test_the_database_itself_ties_every_relation_to_the_property(model, key):
    columns = tuple(sorted(("property_id", key.column_name)))
    expected = (columns, key.related_model._meta.db_table, ("id", "property_id"))
    assert expected in foreign_keys(model._meta.db_table)


@pytest.mark.parametrize("model", TENANT_MODELS, ids=lambda model: model.__name__)
def test_every_unique_key_of_a_tenant_table_starts_with_the_property(model):
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, model._meta.db_table)
    primary = [sorted(each["columns"]) for each in constraints.values() if each["primary_key"]]
    others = [each["columns"] for each in constraints.values() if each["unique"] and not each["primary_key"]]
    assert primary == [["id", "property_id"]]
    assert all(columns[0] == "property_id" for columns in others)


@pytest.fixture
def two_hotels():
    first, second = make_hotel("first"), make_hotel("second")
    book_two_rooms(first)
    book_two_rooms(second)
    return first, second


POINTERS = [
    (Stay, "booking_id", Booking),
    (Stay, "room_id", Room),
    (StayNight, "stay_id", Stay),
    (RoomNight, "room_id", Room),
    (LedgerEntry, "booking_id", Booking),
]


@pytest.mark.parametrize(
    ("model", "column", "to"), POINTERS, ids=lambda each: getattr(each, "__name__", each)
)
def test_a_row_of_one_property_cannot_point_at_another_ones(two_hotels, model, column, to):
    first, second = two_hotels
    mine, theirs = model.objects.of(first).first(), to.objects.of(second).first()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {model._meta.db_table} SET {column} = %s WHERE property_id = %s AND id = %s",
            [as_stored(theirs.id), as_stored(first.id), as_stored(mine.id)],
        )


def as_stored(value):
    return value.hex if connection.vendor == "sqlite" else value


BROKEN = [
    (TypeNight, {"sold": 99}),
    (TypeNight, {"sold": -1}),
    (StayNight, {"room_price": -1}),
    (Stay, {"check_out": "2026-12-01"}),
    (Stay, {"adults": 0, "children": 0}),
    (Stay, {"recorded_fee": -1}),
    (RoomNight, {"stay_id": None}),
    (LedgerEntry, {"amount": 0}),
    (LedgerEntry, {"account": "paid"}),
    (Booking, {"fees": -1}),
]


@pytest.mark.parametrize(("model", "values"), BROKEN, ids=lambda each: getattr(each, "__name__", str(each)))
def test_the_database_refuses_what_cannot_be(two_hotels, model, values):
    row = model.objects.of(two_hotels[0]).first()
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.of(two_hotels[0]).filter(id=row.id).update(**values)


def test_a_room_is_never_taken_twice_for_one_night(two_hotels):
    taken = RoomNight.objects.of(two_hotels[0]).first()
    with pytest.raises(IntegrityError), transaction.atomic():
        RoomNight.objects.create(
            property=two_hotels[0], room_id=taken.room_id, night=taken.night, stay_id=taken.stay_id
        )


def test_a_slug_is_one_hotels_only(two_hotels):
    with pytest.raises(IntegrityError), transaction.atomic():
        Property.objects.filter(slug="second").update(slug="first")
