"""Making a backup: everything of one moment, nothing that has no business in it, and never half a file."""

import json
import stat
import zipfile

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

from kunjae.backups.backup import make_backup
from kunjae.backups.errors import AlreadyThere, CannotBackUp
from kunjae.backups.schema import LEFT_OUT, Table, known_migrations, schema_at
from kunjae.backups.snapshot import snapshot
from kunjae.properties.models import Property
from tests.backups.furnishing import CREDENTIALS
from tests.backups.houses import checksums_of, manifest_of
from tests.backups.steps import NOW, back_up
from tests.hotel import book_stays, make_hotel


def models_of_today():
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and not model.__module__.startswith("tests.")
    ]


def test_every_table_of_the_program_is_in_it_or_left_out_by_name(backup_file):
    manifest = manifest_of(backup_file)
    tables = [table["table"] for table in manifest["tables"]]
    assert sorted(tables + manifest["left_out"]) == sorted(
        model._meta.db_table for model in models_of_today()
    )
    assert {model._meta.label for model in models_of_today()} >= LEFT_OUT


def test_tables_are_those_that_the_migrations_make():
    made = {table.name: set(table.columns) for table in schema_at(known_migrations()).tables}
    assert made == {model._meta.db_table: set(Table(model).columns) for model in models_of_today()}


def test_what_is_pointed_at_comes_first():
    seen = set()
    for table in schema_at(known_migrations()).tables:
        assert table.points_at <= seen, table.name
        seen.add(table.name)


def test_neither_the_secret_key_nor_a_session_nor_a_readable_pin_or_credential_is_in_it(
    backup_file, furnished_house
):
    with zipfile.ZipFile(backup_file) as archive:
        everything = b"".join(archive.read(info) for info in archive.infolist())
    assert settings.SECRET_KEY.encode() not in everything
    ((session,),) = furnished_house.sql("SELECT session_key FROM django_session")
    assert session.encode() not in everything
    assert b'"pin"' in everything
    assert b"JBSWY3DPEHPK3PXP" not in everything
    assert b"4711" in everything
    assert CREDENTIALS["api_key"].encode() not in everything


def test_the_same_house_is_the_same_tables_every_time(backup_file, furnished_house, tmp_path):
    assert checksums_of(back_up(furnished_house, tmp_path / "again.zip")) == checksums_of(backup_file)


def test_rows_stand_in_the_order_of_their_keys(backup_file):
    with zipfile.ZipFile(backup_file) as archive:
        header, *lines = archive.read("tables/bookings_note.jsonl").splitlines()
    place = json.loads(header).index("id")
    ids = [json.loads(line)[place] for line in lines]
    assert ids[:3] == [f"00000000-0000-0000-0000-00000000000{number}" for number in (1, 2, 3)]


def test_it_is_its_owners_alone(backup_file):
    assert stat.S_IMODE(backup_file.stat().st_mode) == 0o600


def test_it_replaces_no_file_unless_told_to(furnished_house, tmp_path):
    file = tmp_path / "house.zip"
    file.write_text("the last one")
    with furnished_house.entered(), pytest.raises(AlreadyThere, match="--force"):
        make_backup(file, now=NOW, start=pytest.fail, tick=pytest.fail)  # said before anything is read
    assert file.read_text() == "the last one"
    back_up(furnished_house, file, force=True)
    assert manifest_of(file)["format"] == 1
    assert list(tmp_path.iterdir()) == [file]


def test_a_file_that_comes_meanwhile_is_not_replaced_either(furnished_house, tmp_path):
    file = tmp_path / "house.zip"
    with furnished_house.entered(), pytest.raises(AlreadyThere):
        make_backup(file, now=NOW, start=lambda _rows: file.write_text("theirs"), tick=lambda _rows: None)
    assert file.read_text() == "theirs"
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("force", [False, True])
def test_a_backup_that_fails_leaves_the_last_one_and_no_half_one(force, furnished_house, tmp_path):
    class PulledOut(Exception):
        pass

    def pull_out(_rows: int) -> None:
        raise PulledOut

    file = tmp_path / "house.zip"
    if force:
        file.write_text("the last one")
    with furnished_house.entered(), pytest.raises(PulledOut):
        make_backup(file, now=NOW, force=force, start=lambda _rows: None, tick=pull_out)
    assert [path.read_text() for path in tmp_path.iterdir()] == (["the last one"] if force else [])


def test_it_is_of_one_moment_whatever_happens_while_it_is_made(migrated_house, tmp_path):
    with migrated_house.entered():
        hotel = make_hotel()
        book_stays(hotel, {"check_in": "2026-12-10", "check_out": "2026-12-12"})
    before = checksums_of(back_up(migrated_house, tmp_path / "before.zip"))
    nights = iter(range(1, 28))

    def somebody_books(_rows: int) -> None:
        if (night := next(nights, None)) is not None:
            dates = {"check_in": f"2027-01-{night:02}", "check_out": f"2027-01-{night + 1:02}"}
            book_stays(Property.objects.get(), dates)

    file = tmp_path / "during.zip"
    with migrated_house.entered():
        make_backup(file, now=NOW, start=somebody_books, tick=somebody_books)
    assert checksums_of(file) == before
    assert checksums_of(back_up(migrated_house, tmp_path / "after.zip")) != before


def test_it_reads_and_writes_nothing_to_the_database(furnished_house, tmp_path):
    with furnished_house.entered(), snapshot() as reading, pytest.raises(Exception, match=r"read-?only"):
        reading.cursor().execute("DELETE FROM django_session")


def test_a_value_that_is_none_of_its_kind_is_named_and_no_file_is_made(migrated_house, tmp_path, kind):
    if kind != "sqlite":
        pytest.skip("PostgreSQL keeps no such value")
    with migrated_house.entered():
        make_hotel()
        with connection.cursor() as cursor:
            cursor.execute("UPDATE properties_property SET currency = x'00ff'")
    with pytest.raises(CannotBackUp, match="Row 1 of properties_property"):
        back_up(migrated_house, tmp_path / "house.zip")
    assert list(tmp_path.iterdir()) == []


def test_a_database_without_tables_is_nothing_to_back_up(empty_house, tmp_path):
    with pytest.raises(CannotBackUp, match="no tables yet"):
        back_up(empty_house, tmp_path / "house.zip")
    assert list(tmp_path.iterdir()) == []


def test_a_database_of_a_newer_kunjae_is_left_to_that_one(migrated_house, tmp_path):
    migrated_house.sql(
        "INSERT INTO django_migrations (app, name, applied) VALUES ('bookings', '0999_moon', '2027-01-01')"
    )
    with pytest.raises(CannotBackUp, match=r"bookings\.0999_moon"):
        back_up(migrated_house, tmp_path / "house.zip")


def test_what_is_no_file_among_the_uploads_is_not_left_out_in_silence(migrated_house, tmp_path):
    migrated_house.uploads.mkdir()
    (migrated_house.uploads / "link.png").symlink_to("/etc/hostname")
    with pytest.raises(CannotBackUp, match=r"link\.png is neither a file nor a folder"):
        back_up(migrated_house, tmp_path / "house.zip")
