"""A backup brought back: into either kind of database, the same to the byte, or not at all."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection
from django.db.migrations.loader import MigrationLoader

from kunjae.accounts.commands import create_user
from kunjae.accounts.encryption import decrypt
from kunjae.backups.errors import BrokenBackup, CannotRestore, NotEmpty, OtherSecretKey
from kunjae.backups.restore import opened_backup
from kunjae.backups.schema import applied_migrations, known_migrations, schema_at
from kunjae.bookings.listing import Wanted, newest_rows
from kunjae.bookings.models import Booking, Guest
from kunjae.properties.models import Property
from kunjae.tenancy.guard import reporting
from tests.backups.forgery import forged, rows_changed
from tests.backups.furnishing import AWKWARD, PICTURE, add_staff
from tests.backups.houses import checksums_of, manifest_of
from tests.backups.steps import back_up, has_rows, restore, what_does_not_hold
from tests.hotel import FAR, book_stays, book_two_rooms, make_hotel


def test_a_backup_goes_into_the_other_kind_of_database_and_back_without_losing_a_byte(
    backup_file, other_house, empty_house, tmp_path
):
    restore(backup_file, other_house)
    there = back_up(other_house, tmp_path / "there.zip")
    assert checksums_of(there) == checksums_of(backup_file)

    restore(there, empty_house)
    back = back_up(empty_house, tmp_path / "back.zip")
    assert checksums_of(back) == checksums_of(backup_file)

    for house in (other_house, empty_house):
        assert what_does_not_hold(house) == []
        assert (house.uploads / "rooms/ห้อง 101.jpg").read_bytes() == PICTURE + "rooms/ห้อง 101.jpg".encode()
        assert sorted(path.name for path in house.uploads.rglob("*") if path.is_file()) == [
            ".hidden",
            "empty",
            "logo.png",
            "ห้อง 101.jpg",
        ]


def all_that_django_reads(house):
    """Every row of every table that belongs into a backup, as the models give it."""
    with house.entered(), reporting("what is in a house"):
        return {
            table.name: sorted(table.model._base_manager.values_list(), key=repr)
            for table in schema_at(applied_migrations(connection)).kept
        }


def test_django_reads_the_same_from_the_copy(backup_file, furnished_house, other_house):
    """Looked at past the values that a backup is made of, which could lose something in both directions."""
    restore(backup_file, other_house)
    original, copy = all_that_django_reads(furnished_house), all_that_django_reads(other_house)
    assert original.keys() == copy.keys()
    for name, rows in original.items():
        assert copy[name] == rows, name


def test_the_house_goes_on_working_where_it_was_restored(backup_file, migrated_house):
    with migrated_house.entered():
        with opened_backup(backup_file) as backup:
            backup.restore(lambda _rows: None)
        hotel = Property.objects.get(slug="second")
        book_stays(hotel, {"check_in": "2027-01-10", "check_out": "2027-01-12", "room": "001"})
        # Django numbers e-mail addresses itself: the next number is a free one.
        create_user(
            email="new@example.com", password="orchid-orchid-7", property_id=hotel.id, role="viewer", now=FAR
        )
        with pytest.raises(IntegrityError):
            Guest.objects.of(hotel)._raw_delete("default")  # foreign keys hold again, on this connection too
    assert what_does_not_hold(migrated_house) == []


def test_a_restore_needs_an_empty_database(backup_file, migrated_house, tmp_path):
    with migrated_house.entered():
        Property.objects.create(
            slug="here", name={}, timezone="Asia/Bangkok", currency="THB",
            check_in_time="14:00", check_out_time="12:00", policy_cutoff_time="14:00", opened_at=FAR,
        )  # fmt: skip
    before = checksums_of(back_up(migrated_house, tmp_path / "before.zip"))
    with pytest.raises(NotEmpty, match="properties_property"):
        restore(backup_file, migrated_house)
    with (
        migrated_house.entered(),
        opened_backup(backup_file) as backup,
        pytest.raises(NotEmpty),
    ):
        backup.restore(lambda _rows: None)  # also when somebody was quicker than the verification
    assert checksums_of(back_up(migrated_house, tmp_path / "after.zip")) == before
    assert not migrated_house.uploads.exists()


def test_a_restore_needs_an_empty_folder_of_uploads(backup_file, migrated_house):
    migrated_house.uploads.mkdir()
    (migrated_house.uploads / "mine.png").touch()
    with migrated_house.entered(), opened_backup(backup_file) as backup:
        with pytest.raises(NotEmpty, match="uploads"):
            backup.verify(pytest.fail)  # said before the whole file is read
        with pytest.raises(NotEmpty, match="uploads"):
            backup.restore(lambda _rows: None)
    assert [path.name for path in migrated_house.uploads.iterdir()] == ["mine.png"]
    assert not has_rows(migrated_house)


def test_uploads_that_come_while_it_runs_undo_it(backup_file, migrated_house):
    def somebody_uploads(_rows: int) -> None:
        migrated_house.uploads.mkdir(exist_ok=True)
        (migrated_house.uploads / "mine.png").touch()

    with migrated_house.entered(), opened_backup(backup_file) as backup, pytest.raises(NotEmpty):
        backup.restore(somebody_uploads)
    assert [path.name for path in migrated_house.data.iterdir() if "uploads" in path.name] == ["uploads"]
    assert not has_rows(migrated_house)


def test_what_the_database_gives_back_otherwise_undoes_the_whole(backup_file, unharmed_house, tmp_path):
    """Here the backup itself writes a number in another way than any database would give it back."""
    other = forged(
        backup_file,
        tmp_path / "other.zip",
        rewrite={
            "tables/properties_property.jsonl": rows_changed(lambda row: row.update(vat_percent="7.00000"))
        },
    )
    with pytest.raises(CannotRestore, match="gives back other rows of properties_property"):
        restore(other, unharmed_house)


NOBODY = "0192f0c1-0000-7000-8000-00000000000a"
WRONG_ROWS = {
    "a value of another kind": ("bookings_booking", lambda row: row.update(version="1"), BrokenBackup),
    "a value too few": ("bookings_booking", lambda row: row.popitem(), BrokenBackup),
    "an empty cell": ("bookings_booking", lambda row: row.update(code=None), BrokenBackup),
    "the same room number twice": ("properties_room", lambda row: row.update(number="1"), CannotRestore),
    "a guest who is not there": ("bookings_booking", lambda row: row.update(booker_id=NOBODY), CannotRestore),
    "a hotel that is not there": ("bookings_note", lambda row: row.update(property_id=NOBODY), CannotRestore),
    "more sold than there is": ("inventory_typenight", lambda row: row.update(sold=99), CannotRestore),
}


@pytest.mark.parametrize("wrong", WRONG_ROWS)
def test_rows_that_cannot_be_undo_the_whole(wrong, backup_file, unharmed_house, tmp_path):
    table, change, error = WRONG_ROWS[wrong]
    name = f"tables/{table}.jsonl"
    bad = forged(backup_file, tmp_path / "bad.zip", rewrite={name: rows_changed(change)})
    with pytest.raises(error, match=table.split("_")[1]):
        restore(bad, unharmed_house)


KILLED = """
import os, signal, sys
from pathlib import Path
import django
django.setup()
from kunjae.backups.restore import opened_backup
seen = 0
def tick(rows):
    global seen
    seen += rows
    if seen > int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)
with opened_backup(Path(sys.argv[1])) as backup:
    backup.restore(tick)
"""


def test_a_restore_that_is_killed_can_be_run_again(backup_file, empty_house):
    rows = sum(count for count, _ in checksums_of(backup_file).values())
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, backup_file, str(rows * 3 // 2)],
        env=empty_house.environment() | {"DJANGO_SETTINGS_MODULE": "kunjae.config.settings"},
        capture_output=True,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert not has_rows(empty_house)
    restore(backup_file, empty_house)
    assert what_does_not_hold(empty_house) == []


@pytest.fixture(scope="module")
def old_backup(build_migrated_house, tmp_path_factory, django_db_blocker):
    """Only to be read. Of a house whose Kunjae had no API and no webhooks, other search keys, and an older library for second factors."""
    house = build_migrated_house()
    with django_db_blocker.unblock(), house.entered():
        first, second = make_hotel(), make_hotel(slug="second")
        book_two_rooms(first)
        add_staff(first, second)
        for app, migration in [("api", "zero"), ("webhooks", "zero"), ("bookings", "0001"), ("mfa", "0001")]:
            call_command("migrate", app, migration, verbosity=0)
        return back_up(house, tmp_path_factory.mktemp("old") / "old.zip")


def test_an_older_backup_is_restored_and_renewed(old_backup, empty_house, tmp_path):
    old = manifest_of(old_backup)
    assert "api" not in old["migrations"]
    assert old["migrations"]["bookings"] == ["0001_initial"]
    restore(old_backup, empty_house)
    assert what_does_not_hold(empty_house) == []
    with empty_house.entered():
        assert applied_migrations(connection) == known_migrations()
        assert len(newest_rows(Property.objects.get(slug="baan-talay"), Wanted(text="somchai"), most=5)) == 1
    old_tables, renewed = (
        checksums_of(old_backup),
        checksums_of(back_up(empty_house, tmp_path / "renewed.zip")),
    )
    assert {name: rows for name, (rows, _) in old_tables.items()}.items() <= {
        name: rows for name, (rows, _) in renewed.items()
    }.items()
    changed = {name for name, content in old_tables.items() if renewed[name] != content}
    # Each has columns that the old one did not know.
    assert changed == {
        "bookings_booking",
        "bookings_searchkey",
        "bookings_stay",
        "inventory_roomnight",
        "inventory_typenight",
        "mfa_authenticator",
        "payments_ledgerentry",
        "payments_payment",
    }


@pytest.mark.parametrize(
    "file", sorted(Path(__file__).with_name("data").glob("*.zip")), ids=lambda file: file.stem
)
def test_what_an_older_program_made_is_restored_and_works(file, empty_house):
    restore(file, empty_house)
    assert what_does_not_hold(empty_house) == []
    assert (empty_house.uploads / "logo.png").read_bytes() == PICTURE + b"logo.png"
    with empty_house.entered():
        hotel = Property.objects.get(slug="baan-talay")
        (row,) = newest_rows(hotel, Wanted(text="o'brien"), most=5)
        assert decrypt(row.pin).isdigit()
        assert row.booker.name == AWKWARD


def test_newer_tables_without_rows_are_made_again_as_the_backup_needs_them(old_backup, migrated_house):
    with migrated_house.entered():
        call_command("createcachetable", verbosity=0)
    restore(old_backup, migrated_house)
    assert what_does_not_hold(migrated_house) == []
    with migrated_house.entered():
        assert applied_migrations(connection) == known_migrations()
        assert Property.objects.count() == 2


def test_every_migration_runs_inside_a_transaction():
    """Since a restore runs them all in its own."""
    migrations = MigrationLoader(None).disk_migrations
    assert [name for name, migration in migrations.items() if not migration.atomic] == []


def test_another_secret_key_is_noticed_and_the_old_one_reads_again(backup_file, migrated_house, settings):
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another-key-" * 5
    with pytest.raises(OtherSecretKey, match="--other-key"):
        restore(backup_file, migrated_house)
    assert not has_rows(migrated_house)

    restore(backup_file, migrated_house, other_key=True)
    assert what_does_not_hold(migrated_house) == []
    settings.SECRET_KEY = old
    with migrated_house.entered():
        booking = Booking.objects.of(Property.objects.get(slug="second")).get()
        assert decrypt(booking.pin).isdigit()
