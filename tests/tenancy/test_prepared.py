"""Statements composed once, and rows written plainly: they do what the ORM does."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.test.utils import CaptureQueriesContext, override_settings

from kunjae.tenancy.bulk import insert_rows, update_rows
from kunjae.tenancy.prepared import Rows, Write, any_of, deleting, updating
from kunjae.tenancy.unchanged import MOST_KEPT, Unchanged, read_once

if TYPE_CHECKING:
    from tests.tenancy.testapp.models import Booking, Hotel


@pytest.fixture(autouse=True, params=["somebody listens", "straight to the driver"])
def way(request: pytest.FixtureRequest, db: None) -> Iterator[None]:
    """Both ways to the database: with the guard on the connection, as in all tests, and without, as in production."""
    listening = list(connection.execute_wrappers)
    if request.param == "straight to the driver":
        connection.execute_wrappers.clear()
    yield
    connection.execute_wrappers[:] = listening


@pytest.fixture
def bookings(hotel: Hotel) -> list[Booking]:
    from tests.tenancy.testapp.models import Booking

    return [Booking.objects.create(property=hotel, code=f"B{n}", version=n) for n in range(1, 8)]


def by_version(hotel: Any, versions: Any) -> Any:
    from tests.tenancy.testapp.models import Booking

    return Booking.objects.of(hotel).filter(version__in=versions).order_by("version")


def test_a_read_finds_what_the_queryset_finds_for_lists_of_every_length(
    hotel: Hotel, bookings: list[Booking]
) -> None:
    codes = Rows(lambda *wanted: by_version(*wanted).values_list("id", "code"))
    for length in range(8):
        wanted = list(range(1, length + 1))
        assert codes(hotel.id, wanted) == list(by_version(hotel, wanted).values_list("id", "code"))


def test_it_is_composed_once_for_each_power_of_two(hotel: Hotel, bookings: list[Booking]) -> None:
    composed = []

    def build(hotel: Any, wanted: Any) -> Any:
        composed.append(len(wanted))
        return by_version(hotel, wanted)

    rows = Rows(build)
    for length in (1, 2, 3, 4, 5, 6, 7, 8, 3, 1):
        rows(hotel.id, list(range(1, length + 1)))
    assert composed == [1, 2, 4, 8]


def test_an_empty_list_finds_nothing_and_asks_nothing(hotel: Hotel, bookings: list[Booking]) -> None:
    rows = Rows(by_version)
    with CaptureQueriesContext(connection) as queries:
        assert rows(hotel.id, []) == []
    assert len(queries) == 0


def test_models_come_with_their_related_ones(stay: Any, hotel: Hotel) -> None:
    from tests.tenancy.testapp.models import Stay

    rows = Rows(lambda hotel: Stay.objects.of(hotel).select_related("booking", "room").order_by("id"))
    stay.__class__.objects.create(booking=stay.booking)
    with CaptureQueriesContext(connection) as queries:
        found = {each.id: each for each in rows(hotel.id)}
        assert found[stay.id] == stay
        assert found[stay.id].booking.code == "B1"
        assert [each.room and each.room.number for each in found.values()] == [stay.room.number, None]
    assert len(queries) == 1


def test_ranges_are_tuples(hotel: Hotel, bookings: list[Booking]) -> None:
    from tests.tenancy.testapp.models import Booking

    rows = Rows(
        lambda hotel, ranges: (
            Booking.objects.of(hotel)
            .filter(any_of(Q(version__gte=first, version__lt=until) for first, until in ranges))
            .order_by("version")
            .values_list("version", flat=False)
        )
    )
    assert [version for (version,) in rows(hotel.id, [(1, 3), (5, 6), (6, 7)])] == [1, 2, 5, 6]
    assert rows(hotel.id, []) == []


def test_one_hotel_never_gets_the_rows_of_the_other(
    hotel: Hotel, other_hotel: Hotel, bookings: list[Booking]
) -> None:
    rows = Rows(by_version)
    assert len(rows(hotel.id, [1, 2])) == 2
    assert rows(other_hotel.id, [1, 2]) == []


def test_raw_rows_tell_whether_anything_changed(hotel: Hotel, bookings: list[Booking]) -> None:
    rows = Rows(by_version)
    before = rows.read(hotel.id, [1, 2])
    assert rows.read(hotel.id, [1, 2]).raw == before.raw
    type(bookings[0]).objects.of(hotel).filter(version=1).update(code="NEW")
    assert rows.read(hotel.id, [1, 2]).raw != before.raw


def test_writes_count_what_they_touched(hotel: Hotel, bookings: list[Booking]) -> None:
    from tests.tenancy.testapp.models import Booking

    rename = Write(lambda hotel, wanted, code: updating(by_version(hotel, wanted).order_by(), code=code))
    remove = Write(lambda hotel, wanted: deleting(by_version(hotel, wanted).order_by()))
    assert rename(hotel.id, [1, 99], "ONE") == 1
    assert Booking.objects.of(hotel).get(version=1).code == "ONE"
    assert remove(hotel.id, [1, 2, 3]) == 3
    assert remove(hotel.id, []) == 0
    assert Booking.objects.of(hotel).count() == 4


def test_inserted_rows_get_an_id_and_the_defaults(hotel: Hotel) -> None:
    from tests.tenancy.testapp.models import Booking

    with CaptureQueriesContext(connection) as queries:
        insert_rows(Booking, hotel.id, ({"code": f"B{n}"} for n in range(50)))
        insert_rows(Booking, hotel.id, [])
    assert len(queries) == 1
    assert "UNNEST" not in queries[0]["sql"]
    rows = list(Booking.objects.of(hotel))
    assert len({row.id for row in rows}) == 50
    assert {(row.version, row.parent_id) for row in rows} == {(1, None)}


def test_more_rows_than_a_statement_takes_are_several(hotel: Hotel) -> None:
    from tests.tenancy.testapp.models import Booking

    insert_rows(Booking, hotel.id, ({"code": f"B{n}"} for n in range(7000)))
    assert Booking.objects.of(hotel).count() == 7000


def test_a_column_that_the_table_has_not_is_an_error(hotel: Hotel) -> None:
    from tests.tenancy.testapp.models import Booking

    with pytest.raises(KeyError, match="colour"):
        insert_rows(Booking, hotel.id, [{"code": "B", "colour": "red"}])
    with pytest.raises(KeyError, match="colour"):
        update_rows(Booking, hotel.id, {uuid.uuid4(): {"colour": "red"}})


def test_rows_whose_key_is_taken_can_be_left_out(hotel: Hotel, booking: Booking) -> None:
    from tests.tenancy.testapp.models import Booking

    insert_rows(Booking, hotel.id, [{"code": "B1"}, {"code": "B2"}], ignore_conflicts=True)
    assert sorted(Booking.objects.of(hotel).values_list("code", flat=True)) == ["B1", "B2"]
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(Booking, hotel.id, [{"code": "B1"}])


def test_rows_whose_key_is_taken_can_give_it_their_values_and_keep_its_id(
    hotel: Hotel, other_hotel: Hotel, booking: Booking
) -> None:
    theirs = type(booking).objects.create(property=other_hotel, code="B1", version=3)
    new = [{"code": "B1", "version": 7}, {"code": "B2", "version": 8}]
    insert_rows(type(booking), hotel.id, new, unique=("property_id", "code"))
    found = dict(type(booking).objects.of(hotel).values_list("code", "version"))
    assert found == {"B1": 7, "B2": 8}
    assert type(booking).objects.of(hotel).get(code="B1").id == booking.id
    assert type(booking).objects.of(other_hotel).get(id=theirs.id).version == 3


def test_updated_rows_get_each_their_own_values_where_the_condition_stands(
    hotel: Hotel, other_hotel: Hotel, bookings: list[Booking]
) -> None:
    one, two, three = bookings[:3]
    assert update_rows(type(one), hotel.id, {one.id: {"code": "X"}, two.id: {"code": "Y"}}) == 2
    assert update_rows(type(one), hotel.id, {three.id: {"code": "Z"}}, version=99) == 0
    assert update_rows(type(one), other_hotel.id, {three.id: {"code": "Z"}}) == 0
    assert update_rows(type(one), hotel.id, {}) == 0
    assert [row.code for row in by_version(hotel, [1, 2, 3])] == ["X", "Y", "B3"]


def test_values_are_kept_as_the_fields_would_keep_them() -> None:
    """What stands in a column does not depend on the way that it was written."""
    from django.db import models

    from kunjae.tenancy.prepared import adapters

    adapted = adapters(connection)
    moment = datetime(2026, 12, 1, 3, 4, 5, 678000, tzinfo=UTC)
    kept: list[tuple[Any, Any]] = [
        (models.UUIDField(), uuid.uuid4()),
        (models.DateField(), date(2026, 12, 1)),
        (models.DateTimeField(), moment),
        (models.DateTimeField(), moment.replace(microsecond=0)),
        (models.IntegerField(), 7),
        (models.CharField(), "ก"),
    ]
    for field, value in kept:
        ready = adapted.get(type(value), lambda same: same)(value)
        assert ready == field.get_db_prep_save(value, connection)


def test_the_drivers_errors_are_djangos(hotel: Hotel, booking: Booking) -> None:
    from tests.tenancy.testapp.models import Booking

    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(Booking, hotel.id, [{"code": "B1"}])
    with pytest.raises(IntegrityError), transaction.atomic():
        update_rows(Booking, hotel.id, {booking.id: {"parent_id": uuid.uuid4()}})
    with transaction.atomic():
        with pytest.raises(IntegrityError):
            insert_rows(Booking, hotel.id, [{"code": "B1"}])
        with pytest.raises(transaction.TransactionManagementError):
            Rows(by_version)(hotel.id, [1])
        transaction.set_rollback(True)


@pytest.mark.parametrize("prepared", [True, False])
def test_statements_need_not_be_prepared(hotel: Hotel, bookings: list[Booking], prepared: bool) -> None:
    rows = Rows(by_version)
    with override_settings(PREPARED_STATEMENTS=prepared):
        for _ in range(10):
            assert len(rows(hotel.id, [1, 2, 3])) == 3


def test_facts_are_made_again_only_when_their_rows_changed(hotel: Hotel, bookings: list[Booking]) -> None:
    rows, kept = Rows(by_version), Unchanged[list[str]]()

    def codes(hotel: Any) -> list[str]:
        return kept.get(
            hotel.id, lambda: rows.read(hotel.id, [1, 2]), make=lambda found: [row.code for row in found]
        )

    first = codes(hotel)
    assert first == ["B1", "B2"]
    assert codes(hotel) is first
    type(bookings[0]).objects.of(hotel).filter(version=1).update(code="NEW")
    assert codes(hotel) == ["NEW", "B2"]


def test_within_read_once_they_are_not_looked_at_again(hotel: Hotel, bookings: list[Booking]) -> None:
    rows, kept = Rows(by_version), Unchanged[int]()

    def number() -> int:
        return kept.get(hotel.id, lambda: rows.read(hotel.id, [1]), make=len)

    with read_once(), CaptureQueriesContext(connection) as queries:
        assert [number(), number()] == [1, 1]
    assert len(queries) == 1
    type(bookings[0]).objects.of(hotel).filter(version=1).delete()
    assert number() == 0


def test_only_so_many_are_kept(hotel: Hotel) -> None:
    rows, kept = Rows(by_version), Unchanged[object]()
    nothing = rows.read(hotel.id, [])
    made = [kept.get(key, lambda: nothing, make=lambda *_rows: object()) for key in range(MOST_KEPT + 1)]
    assert kept.get(1, lambda: nothing, make=lambda *_rows: object()) is made[1]
    assert kept.get(0, lambda: nothing, make=lambda *_rows: object()) is not made[0]
