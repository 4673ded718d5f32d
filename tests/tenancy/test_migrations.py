# ruff: noqa: DJ008
"""Keys through the life of a schema: what makemigrations writes is run, and the database is asked what it knows."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.graph import MigrationGraph
from django.db.migrations.questioner import MigrationQuestioner
from django.db.migrations.state import ModelState, ProjectState
from django.test.utils import isolate_apps

from kunjae.tenancy.fields import TenantKey
from kunjae.tenancy.ids import new_id
from kunjae.tenancy.models import TenantModel

pytestmark = pytest.mark.django_db(transaction=True)

SHARED = "lifehotel"


def hotel_row() -> type[Any]:
    class Hotel(models.Model):
        id = models.UUIDField(primary_key=True, default=new_id)

        class Meta:
            app_label = SHARED

    class Row(TenantModel):
        property: Any = models.ForeignKey(Hotel, models.PROTECT, related_name="+", db_index=False)

        class Meta:
            app_label = SHARED
            abstract = True

    return Row


def model(name: str, row: type[Any], **fields: Any) -> type[models.Model]:
    meta = type("Meta", (), {"app_label": SHARED} | fields.pop("meta", {}))
    return type(name, (row,), {"__module__": __name__, "Meta": meta} | fields)


def state(build: Callable[[type[Any]], Any]) -> ProjectState:
    """The state of a project whose models `build` declares."""
    with isolate_apps("tests.tenancy.testapp") as registry:
        build(hotel_row())
        project = ProjectState()
        for each in list(registry.all_models[SHARED].values()):  # type: ignore[union-attr]
            project.add_model(ModelState.from_model(each))
    return project


class Renaming(MigrationQuestioner):
    def ask_initial(self, app_label: str) -> bool:
        return True

    def ask_rename_model(self, *args: Any) -> bool:
        return True

    def ask_not_null_addition(self, field_name: str, model_name: str) -> Any:
        return new_id()


class Schema:
    """A schema that moves from state to state as `migrate` would take it."""

    def __init__(self) -> None:
        self.now = ProjectState()

    def become(self, build: Callable[[type[Any]], Any]) -> list[str]:
        """Write the migrations, run them, and see that nothing is left to write; the operations' names."""
        changes = self.changes_to(state(build))
        operations = [
            operation for migration in changes.get(SHARED, []) for operation in migration.operations
        ]
        for migration in changes.get(SHARED, []):
            with connection.schema_editor(atomic=True) as editor:
                self.now = migration.apply(self.now, editor)
        left = self.changes_to(state(build))
        assert [repr(op) for migration in left.get(SHARED, []) for op in migration.operations] == []
        return [type(operation).__name__ for operation in operations]

    def changes_to(self, target: ProjectState) -> dict[str, Any]:
        # The autodetector takes its states apart: the target is fresh each time, and ours is cloned.
        return MigrationAutodetector(self.now.clone(), target, Renaming()).changes(MigrationGraph())

    def make(self, name: str, **values: Any) -> Any:
        return self.now.apps.get_model(SHARED, name)._base_manager.create(**values)


@pytest.fixture
def schema() -> Iterator[Schema]:
    schema = Schema()
    yield schema
    with connection.schema_editor() as editor:
        for historical in schema.now.apps.get_models() if schema.now.models else []:
            editor.delete_model(historical)


def refuses_strangers(schema: Schema, name: str = "stay", key: str = "booking_id") -> bool:
    """Whether the database lets one hotel's stay point at another hotel's booking."""
    one, two = schema.make("hotel"), schema.make("hotel")
    theirs = schema.make("booking", property=two)
    kept = schema.make(name, property=two, **{key: theirs.id})
    try:
        with transaction.atomic():
            schema.make(name, property=one, **{key: theirs.id})
    except IntegrityError:
        return True
    else:
        return False
    finally:
        for row in (kept, theirs):
            type(row)._base_manager.filter(pk=row.pk)._raw_delete("default")


def booking_and_stay(row: type[Any]) -> None:
    booking = model("Booking", row)
    model("Stay", row, booking=TenantKey(booking, related_name="stays"))


def test_new_tables_have_the_key(schema: Schema) -> None:
    schema.become(booking_and_stay)
    assert refuses_strangers(schema)


def test_a_key_to_a_model_that_is_declared_later(schema: Schema) -> None:
    def later(row: type[Any]) -> None:
        model("Stay", row, booking=TenantKey(f"{SHARED}.Booking"))
        model("Booking", row)

    schema.become(later)
    assert refuses_strangers(schema)


def test_two_tables_that_point_at_each_other(schema: Schema) -> None:
    def circle(row: type[Any]) -> None:
        model("Booking", row, first=TenantKey("Stay", null=True))
        model("Stay", row, booking=TenantKey("Booking", related_name="stays"))

    schema.become(circle)
    assert refuses_strangers(schema)


def test_a_table_that_points_at_itself(schema: Schema) -> None:
    def tree(row: type[Any]) -> None:
        model("Booking", row, parent=TenantKey("self", null=True))

    schema.become(tree)
    assert refuses_strangers(schema, "booking", "parent_id")


def test_a_key_added_to_a_table_that_is_there(schema: Schema) -> None:
    def without(row: type[Any]) -> None:
        model("Booking", row)
        model("Stay", row)

    schema.become(without)
    hotel = schema.make("hotel")
    old = schema.make("stay", property=hotel)

    def with_key(row: type[Any]) -> None:
        booking = model("Booking", row)
        model("Stay", row, booking=TenantKey(booking, null=True))

    assert "AddConstraint" in schema.become(with_key)
    assert schema.now.apps.get_model(SHARED, "stay")._base_manager.get(id=old.id).booking_id is None
    assert refuses_strangers(schema)


def test_other_changes_of_the_table_keep_the_key(schema: Schema) -> None:
    def before(row: type[Any]) -> None:
        booking = model("Booking", row)
        model("Stay", row, booking=TenantKey(booking), nights=models.IntegerField(default=1))

    def after(row: type[Any]) -> None:
        booking = model("Booking", row, code=models.CharField(max_length=9, default="x"))
        check = models.CheckConstraint(condition=models.Q(nights__gt=0), name="a_night")
        unique = models.UniqueConstraint(fields=["property", "booking_id", "note"], name="a_note")
        model(
            "Stay", row, booking=TenantKey(booking), nights=models.BigIntegerField(default=2),
            note=models.CharField(max_length=9, default=""), meta={"constraints": [check, unique]},
        )  # fmt: skip

    schema.become(before)
    schema.become(after)
    assert refuses_strangers(schema)


def test_a_key_that_may_be_empty_becomes_one_that_may_not_and_back(schema: Schema) -> None:
    def build(null: bool) -> Callable[[type[Any]], None]:
        def models_with(row: type[Any]) -> None:
            booking = model("Booking", row)
            model("Stay", row, booking=TenantKey(booking, null=null))

        return models_with

    schema.become(build(True))
    schema.become(build(False))
    assert refuses_strangers(schema)
    schema.become(build(True))
    assert refuses_strangers(schema)


def test_a_key_that_is_removed(schema: Schema) -> None:
    def without(row: type[Any]) -> None:
        model("Booking", row)
        model("Stay", row)

    schema.become(booking_and_stay)
    schema.become(without)
    with connection.cursor() as cursor:
        columns = connection.introspection.get_table_description(cursor, f"{SHARED}_stay")
    assert "booking_id" not in [column.name for column in columns]


def test_a_model_that_is_renamed_keeps_the_keys_that_point_at_it(schema: Schema) -> None:
    def renamed(row: type[Any]) -> None:
        reservation = model("Reservation", row)
        model("Stay", row, booking=TenantKey(reservation, related_name="stays"))

    schema.become(booking_and_stay)
    assert "RenameModel" in schema.become(renamed)
    one, two = schema.make("hotel"), schema.make("hotel")
    theirs = schema.make("reservation", property=two)
    with pytest.raises(IntegrityError), transaction.atomic():
        schema.make("stay", property=one, booking_id=theirs.id)


def test_a_key_without_an_index_of_its_own(schema: Schema) -> None:
    def plain(row: type[Any]) -> None:
        booking = model("Booking", row)
        model("Stay", row, booking=TenantKey(booking, index=False))

    schema.become(plain)
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, f"{SHARED}_stay")
    assert not [
        key for key in found.values() if key["index"] and key["columns"] == ["property_id", "booking_id"]
    ]


def test_a_key_inherited_from_an_abstract_model(schema: Schema) -> None:
    def inherited(row: type[Any]) -> None:
        booking = model("Booking", row)
        base = model("OfABooking", row, booking=TenantKey(booking), meta={"abstract": True})
        model("Stay", base)
        model("Payment", base)

    schema.become(inherited)
    assert refuses_strangers(schema, "stay")
    assert refuses_strangers(schema, "payment")


def test_a_migration_may_use_the_relation(schema: Schema) -> None:
    schema.become(booking_and_stay)
    hotel = schema.make("hotel")
    booking = schema.make("booking", property=hotel)
    stay = schema.make("stay", booking=booking)
    assert (stay.booking_id, stay.property_id) == (booking.id, hotel.id)
    stay_model = type(stay)
    assert stay_model._base_manager.filter(booking=booking).select_related("booking").get().booking == booking


def test_the_test_models_need_no_further_migration(test_hotel_app: None) -> None:
    from django.core.management import call_command

    call_command("makemigrations", "testhotel", check=True, dry_run=True, verbosity=0)
