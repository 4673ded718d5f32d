# ruff: noqa: ARG005
"""The guard refuses each kind of statement that reaches across properties, and no other."""

import threading
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, connections, models, transaction
from django.db.models import Count, Exists, OuterRef

from kunjae.tenancy.guard import (
    UnpinnedQuery,
    guard_installed,
    install_guard,
    reporting,
    tenant_guard,
    tenant_tables,
)
from kunjae.tenancy.statements import read
from tests.tenancy.testapp.models import Booking, Counter, Hotel, Membership, RoomNight, Stay

TABLES = frozenset({"booking", "stay", "counter"})

PINNED = [
    "SELECT * FROM booking WHERE property_id = %s",
    'SELECT * FROM "booking" WHERE "booking"."property_id" = %s AND "booking"."id" = %s',
    "SELECT * FROM booking WHERE %s = property_id",
    "SELECT * FROM booking WHERE property_id = %s::uuid",
    "SELECT * FROM booking WHERE property_id IN (%s)",
    "SELECT * FROM booking WHERE property_id = ANY(%s)",
    "SELECT * FROM booking WHERE (property_id, id) = (%s, %s)",
    "SELECT * FROM booking WHERE (id, property_id) IN ((%s, %s), (%s, %s))",
    "SELECT * FROM booking WHERE ((property_id = %s) AND (code = 'a' OR code = 'b'))",
    "SELECT * FROM booking WHERE (property_id = %s AND id = %s) OR (property_id = %s AND id = %s)",
    "SELECT * FROM booking WHERE property_id = %s ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED",
    "SELECT * FROM booking b JOIN stay s ON s.property_id = b.property_id AND s.booking_id = b.id WHERE b.property_id = %s",
    (
        "SELECT * FROM booking b LEFT OUTER JOIN stay s ON (b.property_id = s.property_id AND b.id = s.booking_id)"
        " WHERE b.property_id = %s"
    ),
    "SELECT * FROM booking b LEFT JOIN stay s ON s.property_id = %s WHERE b.property_id = %s",
    "SELECT * FROM booking b, stay s WHERE b.property_id = s.property_id AND s.property_id = %s",
    "SELECT * FROM booking b JOIN stay s USING (property_id) WHERE b.property_id = %s",
    "SELECT * FROM booking b JOIN hotel h ON b.property_id = h.id WHERE h.id = %s",
    "SELECT * FROM hotel WHERE EXISTS (SELECT 1 FROM booking WHERE booking.property_id = %s)",
    (
        "SELECT * FROM booking b WHERE b.property_id = %s AND EXISTS"
        " (SELECT 1 FROM stay s WHERE s.property_id = (b.property_id) AND s.booking_id = (b.id))"
    ),
    "SELECT (SELECT COUNT(*) FROM stay s WHERE s.property_id = b.property_id) FROM booking b WHERE b.property_id = %s",
    "SELECT * FROM stay WHERE (property_id, id) IN (SELECT b.property_id, b.id FROM booking b WHERE b.property_id = %s)",
    "SELECT COUNT(*) FROM (SELECT id FROM booking WHERE property_id = %s GROUP BY id HAVING COUNT(*) > 1) q",
    (
        "SELECT * FROM stay s JOIN (SELECT property_id, id FROM booking WHERE property_id = %s) q"
        " ON q.property_id = s.property_id"
    ),
    "WITH b AS (SELECT * FROM booking WHERE property_id = %s) SELECT * FROM b JOIN stay s ON s.property_id = b.property_id",
    (
        "WITH RECURSIVE t AS (SELECT property_id, id FROM booking WHERE property_id = %s UNION ALL"
        " SELECT c.property_id, c.id FROM booking c JOIN t ON c.property_id = t.property_id AND c.parent_id = t.id)"
        " SELECT * FROM t"
    ),
    "SELECT id FROM booking WHERE property_id = %s UNION ALL SELECT id FROM stay WHERE property_id = %s",
    "SELECT * FROM booking WHERE property_id = %s AND CASE WHEN a = 1 OR b = 2 THEN TRUE ELSE FALSE END",
    "SELECT * FROM booking WHERE property_id = %s AND n BETWEEN 1 AND 2 AND note IS DISTINCT FROM %s",
    "SELECT * FROM booking -- a comment with booking\n WHERE property_id = %s",
    "UPDATE booking SET version = version + 1 WHERE property_id = %s AND id = %s",
    (
        'UPDATE "stay" SET "n" = (SELECT MAX(b.n) FROM booking b WHERE b.property_id = "stay"."property_id")'
        ' WHERE "stay"."property_id" = %s'
    ),
    "UPDATE stay SET n = b.n FROM booking b WHERE b.property_id = stay.property_id AND stay.property_id = %s",
    "DELETE FROM booking WHERE property_id = %s",
    "DELETE FROM stay USING booking b WHERE stay.property_id = b.property_id AND b.property_id = %s",
    "INSERT INTO booking (property_id, id) VALUES (%s, %s) ON CONFLICT (property_id, id) DO UPDATE SET n = EXCLUDED.n",
    "INSERT INTO stay (property_id, id) SELECT property_id, id FROM booking WHERE property_id = %s ON CONFLICT DO NOTHING",
    "INSERT INTO booking (property_id, id) SELECT * FROM UNNEST(%s::uuid[], %s::uuid[])",
    "SELECT * FROM hotel WHERE note = 'SELECT * FROM booking'",
    "EXPLAIN (ANALYZE) SELECT * FROM booking WHERE property_id = %s",
    "SAVEPOINT booking",
    "TRUNCATE booking, stay",
    "CREATE TABLE booking (id uuid)",
]

UNPINNED = [
    "SELECT * FROM booking",
    'SELECT COUNT(*) FROM "public"."booking" AS b',
    "SELECT * FROM booking WHERE id = %s",
    "SELECT * FROM booking WHERE id = %s FOR UPDATE",
    "SELECT * FROM booking WHERE property_id > %s",
    "SELECT * FROM booking WHERE property_id <> %s",
    "SELECT * FROM booking WHERE property_id IS NOT NULL",
    "SELECT * FROM booking WHERE property_id NOT IN (%s)",
    "SELECT * FROM booking WHERE NOT (property_id = %s)",
    "SELECT * FROM booking WHERE NOT property_id = %s",
    "SELECT * FROM booking WHERE property_id = property_id",
    "SELECT * FROM booking WHERE property_id = %s OR code = %s",
    "SELECT * FROM booking WHERE (property_id = %s AND id = %s) OR id = %s",
    "SELECT * FROM booking WHERE CASE WHEN a = 1 AND property_id = %s AND b = 1 THEN TRUE ELSE FALSE END",
    "SELECT property_id = %s FROM booking",
    "SELECT * FROM booking WHERE property_id IN (SELECT id FROM hotel)",
    "SELECT * FROM booking WHERE code = 'property_id = 1'",
    "SELECT * FROM booking -- WHERE property_id = 1",
    "SELECT * FROM booking b JOIN stay s ON s.booking_id = b.id WHERE b.property_id = %s",
    "SELECT * FROM booking b JOIN stay s ON s.property_id = b.property_id",
    "SELECT * FROM booking b LEFT JOIN stay s ON b.property_id = %s AND s.property_id = b.property_id",
    "SELECT * FROM booking b LEFT JOIN stay s ON s.property_id = b.property_id AND s.property_id = %s",
    "SELECT * FROM booking b, stay s WHERE b.property_id = %s",
    "SELECT * FROM booking b JOIN hotel h ON b.property_id = h.id WHERE h.slug = %s",
    "SELECT * FROM hotel WHERE EXISTS (SELECT 1 FROM booking WHERE booking.code = %s)",
    "SELECT * FROM hotel h WHERE EXISTS (SELECT 1 FROM booking b WHERE b.property_id = h.id)",
    "SELECT * FROM booking b WHERE b.property_id = %s AND EXISTS (SELECT 1 FROM stay s WHERE s.booking_id = b.id)",
    "SELECT COUNT(*) FROM (SELECT id FROM booking) q",
    "SELECT * FROM stay s WHERE s.property_id = %s AND s.booking_id IN (SELECT id FROM booking)",
    "WITH b AS (SELECT * FROM booking) SELECT * FROM b",
    "WITH b AS (SELECT * FROM hotel) SELECT * FROM stay s JOIN b ON s.property_id = b.property_id",
    "SELECT id FROM booking WHERE property_id = %s UNION SELECT id FROM stay",
    "SELECT id FROM stay UNION SELECT id FROM booking WHERE property_id = %s",
    "UPDATE booking SET version = 2",
    "UPDATE booking SET version = 2 WHERE id = %s",
    "UPDATE booking SET note = %s WHERE id IN (SELECT booking_id FROM stay WHERE property_id = %s)",
    "DELETE FROM booking",
    "DELETE FROM booking WHERE id = %s",
    "INSERT INTO stay (property_id, id) SELECT property_id, id FROM booking",
    "WITH gone AS (DELETE FROM booking RETURNING id) SELECT * FROM gone",
    "EXPLAIN SELECT * FROM booking",
    "  select * from BOOKING where id = 1",
]


@pytest.mark.parametrize("sql", PINNED)
def test_a_pinned_statement_passes(sql: str) -> None:
    assert read(sql, TABLES).unpinned == []


@pytest.mark.parametrize("sql", UNPINNED)
def test_an_unpinned_statement_is_found(sql: str) -> None:
    assert read(sql, TABLES).unpinned


def test_no_cut_off_statement_breaks_the_reader() -> None:
    for sql in PINNED + UNPINNED:
        for end in range(0, len(sql), 3):
            read(sql[:end], TABLES)


# In the ORM


def test_tenant_tables_are_those_with_the_property_in_their_primary_key(test_hotel_app: None) -> None:
    ours = {table for table in tenant_tables() if table.startswith("testhotel_")}
    assert ours == {f"testhotel_{name}" for name in ("booking", "stay", "room", "roomnight", "counter")}


REFUSED: dict[str, Any] = {
    "all rows": lambda b: list(Booking.objects.all()),
    "count": lambda b: Booking.objects.count(),
    "by id alone": lambda b: Booking.objects.get(id=b.id),
    "by code": lambda b: Booking.objects.filter(code="B1").exists(),
    "across a relation": lambda b: Stay.objects.filter(booking__code="B1").count(),
    "by the hotel's slug": lambda b: list(Booking.objects.filter(property__slug="orchid")),
    "an unpinned subquery": lambda b: list(
        Booking.objects.of(b.property).filter(Exists(Stay.objects.filter(booking_id=OuterRef("id"))))
    ),
    "aggregate": lambda b: Booking.objects.aggregate(n=Count("id")),
    "update": lambda b: Booking.objects.filter(code="B1").update(version=2),
    "delete": lambda b: Booking.objects.filter(code="B1").delete(),
    "a lock": lambda b: Booking.objects.select_for_update().filter(id=b.id).first(),
    "another kind of key": lambda b: Counter.objects.filter(last=0).count(),
    "two hotels at once": lambda b: list(Booking.objects.filter(property__in=[b.property, Hotel.objects.create(slug="x")])),
    "a change of hotel": lambda b: Booking.objects.of(b.property).update(property=b.property),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_the_guard_refuses(what: str, booking: Booking) -> None:
    with pytest.raises(UnpinnedQuery), transaction.atomic():
        REFUSED[what](booking)


def test_the_message_names_the_table_and_tells_no_values(booking: Booking) -> None:
    with pytest.raises(UnpinnedQuery) as refused:
        Booking.objects.filter(code="secret").first()
    assert "testhotel_booking" in str(refused.value)
    assert "secret" not in str(refused.value)


def test_shared_tables_need_no_pin(hotel: Hotel) -> None:
    Membership.objects.create(property=hotel, email="a@b.example")
    assert Membership.objects.filter(email="a@b.example").count() == 1
    assert Hotel.objects.count() == 1


def test_a_row_pinned_by_another_kind_of_key_passes(hotel: Hotel) -> None:
    Counter.objects.create(property=hotel)
    assert Counter.objects.get(property=hotel).last == 0


# Reports


def test_a_report_reads_across_hotels(booking: Booking, other_booking: Booking) -> None:
    with reporting("bookings of all our hotels"):
        assert Booking.objects.count() == 2
    with pytest.raises(UnpinnedQuery):
        Booking.objects.count()


@pytest.mark.parametrize(
    "write",
    [
        lambda b: Booking.objects.update(version=2),
        lambda b: Booking.objects.of(b.property).update(version=2),
        lambda b: Booking.objects.of(b.property).delete(),
        lambda b: Booking.objects.create(property=b.property, code="new"),
    ],
)
def test_a_report_writes_nothing(write: Any, booking: Booking) -> None:
    with pytest.raises(UnpinnedQuery, match="only read"), reporting("a report"):
        write(booking)


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite has no row locks")
def test_a_report_locks_nothing(booking: Booking) -> None:
    with pytest.raises(UnpinnedQuery), transaction.atomic(), reporting("a report"):
        list(Booking.objects.select_for_update())


def test_a_report_has_a_name() -> None:
    with pytest.raises(ValueError, match="name"), reporting(" "):
        pass


# Where it stands


def test_flushes_migrations_and_schema_changes_pass(test_hotel_app: None, transactional_db: None) -> None:
    hotel = Hotel.objects.create(slug="gone")
    Booking.objects.create(property=hotel, code="B1")
    call_command("flush", interactive=False, verbosity=0)
    assert Hotel.objects.count() == 0
    with connection.schema_editor() as editor:
        editor.execute("UPDATE testhotel_booking SET version = 2")
        editor.add_field(RoomNight, _copy_of_a_column())
        editor.remove_field(RoomNight, _copy_of_a_column())


def _copy_of_a_column() -> Any:
    field = models.IntegerField(default=3)
    field.set_attributes_from_name("extra")
    field.model = RoomNight
    return field


def test_the_guard_holds_in_other_threads_too(test_hotel_app: None, transactional_db: None) -> None:
    refused: list[bool] = []

    def ask() -> None:
        try:
            Booking.objects.count()
        except UnpinnedQuery:
            refused.append(True)
        finally:
            connections.close_all()

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert refused == [True]


def test_installing_it_twice_guards_once_and_a_block_leaves_it_standing(db: None) -> None:
    install_guard()
    with guard_installed():
        assert connection.execute_wrappers.count(tenant_guard) == 1
    assert connection.execute_wrappers.count(tenant_guard) == 1


def test_another_wrapper_may_come_and_go(db: None) -> None:
    with connection.execute_wrapper(lambda execute, *args: execute(*args)):
        connection.cursor().execute("SELECT 1")
    assert connection.execute_wrappers.count(tenant_guard) == 1


def test_only_models_of_installed_apps_count() -> None:
    assert tenant_tables() == {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if "property_id" in [field.column for field in model._meta.pk_fields]
    }
