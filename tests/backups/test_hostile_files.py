"""Files that are no backup, no longer one, or one that somebody made with other intentions: a clear word, no harm."""

import hashlib
import json
import shutil
import zipfile

import pytest

from kunjae.backups.archive import open_archive
from kunjae.backups.errors import BrokenBackup, NewerBackup, NoSpace
from kunjae.backups.restore import opened_backup
from tests.backups.forgery import forged, table_in
from tests.backups.houses import manifest_of

BOOKINGS = "tables/bookings_booking.jsonl"


def verify(file, house):
    """What a restore does before it writes anything."""
    with house.entered(), opened_backup(file) as backup:
        backup.verify(lambda _bytes: None)


def test_the_file_itself_is_fine(backup_file, unharmed_house, tmp_path):
    verify(backup_file, unharmed_house)
    verify(forged(backup_file, tmp_path / "copy.zip"), unharmed_house)


@pytest.mark.parametrize("content", [b"", b"no zip at all", b"PK\x03\x04" + bytes(100)])
def test_another_file_is_no_backup(content, unharmed_house, tmp_path):
    file = tmp_path / "other.zip"
    file.write_bytes(content)
    with pytest.raises(BrokenBackup, match="no backup of Kunjae"):
        verify(file, unharmed_house)


def test_another_zip_is_no_backup(unharmed_house, tmp_path):
    file = tmp_path / "other.zip"
    with zipfile.ZipFile(file, "w") as other:
        other.writestr("letter.txt", "hello")
    with pytest.raises(BrokenBackup, match=r"no manifest\.json"):
        verify(file, unharmed_house)


@pytest.mark.parametrize("part", [1, 50, 90, 99.9])
def test_a_file_that_was_cut_short_is_refused(part, backup_file, unharmed_house, tmp_path):
    whole = backup_file.read_bytes()
    file = tmp_path / "cut.zip"
    file.write_bytes(whole[: int(len(whole) * part / 100)])
    with pytest.raises(BrokenBackup, match="cut short"):
        verify(file, unharmed_house)


def test_a_byte_that_changed_anywhere_is_noticed_or_means_nothing(backup_file, tmp_path):
    whole = bytearray(backup_file.read_bytes())
    promised = manifest_of(backup_file)
    file = tmp_path / "damaged.zip"
    noticed = 0
    table_of_contents = range(len(whole) - 150, len(whole))
    places = [*range(0, table_of_contents.start, len(whole) // 100), *table_of_contents]
    for place in places:
        damaged = bytearray(whole)
        damaged[place] ^= 0xFF
        file.write_bytes(damaged)
        try:
            with open_archive(file) as archive:
                archive.verify(lambda _bytes: None)
        except BrokenBackup:
            noticed += 1
        else:  # a date in the zip, say: then every table is what it was
            assert manifest_of(file) == promised
    assert noticed > len(places) * 0.6


def test_a_name_that_is_no_text_any_more_is_noticed(backup_file, unharmed_house, tmp_path):
    name = "ห้อง 101.jpg".encode()
    file = tmp_path / "damaged.zip"
    file.write_bytes(backup_file.read_bytes().replace(name, b"\xff" + name[1:], 1))
    with pytest.raises(BrokenBackup, match="is damaged"):
        verify(file, unharmed_house)


def test_a_table_with_other_contents_is_noticed(backup_file, unharmed_house, tmp_path):
    other = forged(
        backup_file,
        tmp_path / "other.zip",
        rewrite={BOOKINGS: lambda content: content.replace(b"1", b"2")},
        honest=False,
    )
    with pytest.raises(BrokenBackup, match=r"bookings_booking\.jsonl' is damaged"):
        verify(other, unharmed_house)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda table: table.update(rows=table["rows"] + 1), "rows, not"),
        (lambda table: table.update(bytes=table["bytes"] + 1), "another size"),
        (lambda table: table.update(sha256="0" * 64), "damaged"),
        (lambda table: table.update(table="bookings_bribe"), "does not know"),
        (lambda table: table.update(table="../bookings"), "must be the name of a table"),
        (lambda table: table.update(rows=-1), "whole number"),
        (lambda table: table.update(rows="many"), "whole number"),
        (lambda table: table.pop("sha256"), "is required"),
        (lambda table: table.update(sha256="x"), "64 hexadecimal digits"),
        (lambda table: table.update(color="red"), "not a known field"),
        (lambda table: table["columns"].append(["bribe", "text"]), "'bribe'"),
        (lambda table: table["columns"].pop(), "other columns"),
        (lambda table: table["columns"].reverse(), "other columns"),
        (lambda table: table["columns"][0].__setitem__(1, "text"), "other columns"),
        (lambda table: table.update(columns=7), "must be a list"),
        (lambda table: table["columns"].append("code"), "a name and a kind"),
    ],
)
def test_a_manifest_that_lies_about_a_table_is_refused(change, word, backup_file, unharmed_house, tmp_path):
    bad = forged(
        backup_file,
        tmp_path / "bad.zip",
        edit=lambda manifest: change(table_in(manifest, "bookings_booking")),
    )
    with pytest.raises(BrokenBackup, match=word):
        verify(bad, unharmed_house)


def without_a_dependency(manifest):
    manifest["migrations"].pop("contenttypes")


@pytest.mark.parametrize(
    ("edit", "word"),
    [
        (lambda manifest: manifest.pop("tables"), "is missing|does not know"),
        (lambda manifest: manifest.pop("secret_key"), "is required"),
        (lambda manifest: manifest.pop("format"), "is required"),
        (lambda manifest: manifest.update(format=0), "whole number"),
        (lambda manifest: manifest.update(format="1.0"), "whole number"),
        (lambda manifest: manifest.update(migrations=[]), "names of migrations"),
        (lambda manifest: manifest.update(migrations={"api": [7]}), "names of migrations"),
        (lambda manifest: manifest.update(migrations={}), "no table"),
        (lambda manifest: manifest.update(surprise=1), "not a known field"),
        (without_a_dependency, "do not fit together"),
        (lambda manifest: manifest["tables"].append(manifest["tables"][0]), "twice"),
    ],
)
def test_a_manifest_that_lies_about_the_whole_is_refused(edit, word, backup_file, unharmed_house, tmp_path):
    bad = forged(backup_file, tmp_path / "bad.zip", edit=edit)
    with pytest.raises(BrokenBackup, match=word):
        verify(bad, unharmed_house)


@pytest.mark.parametrize(
    "edit",
    [
        lambda manifest: manifest.update(format=2, tables="in another way"),
        lambda manifest: manifest["migrations"]["bookings"].append("0999_rooms_on_the_moon"),
        lambda manifest: manifest["migrations"].update(spa=["0001_initial"]),
    ],
)
def test_a_newer_backup_is_refused_by_name(edit, backup_file, unharmed_house, tmp_path):
    newer = forged(backup_file, tmp_path / "newer.zip", edit=edit)
    with pytest.raises(NewerBackup, match=r"Kunjae \d+\.\d+.*or a newer one"):
        verify(newer, unharmed_house)


def test_a_table_that_is_missing_is_noticed(backup_file, unharmed_house, tmp_path):
    def forget(manifest):
        manifest["tables"].remove(table_in(manifest, "bookings_booking"))

    bad = forged(backup_file, tmp_path / "bad.zip", edit=forget, without=(BOOKINGS,))
    with pytest.raises(BrokenBackup, match="'bookings_booking' is missing"):
        verify(bad, unharmed_house)
    bad = forged(backup_file, tmp_path / "bad.zip", without=(BOOKINGS,))
    with pytest.raises(BrokenBackup, match=r"bookings_booking\.jsonl' is missing"):
        verify(bad, unharmed_house)


@pytest.mark.parametrize(
    "manifest", [b"{", b"[" * 100_000, b"[]", b"7", b"\xff\xfe", b'{"format": ' + b"9" * 9999 + b"}"]
)
def test_a_manifest_that_is_none_is_refused(manifest, unharmed_house, tmp_path):
    file = tmp_path / "odd.zip"
    with zipfile.ZipFile(file, "w") as odd:
        odd.writestr("manifest.json", manifest)
    with pytest.raises(BrokenBackup):
        verify(file, unharmed_house)


@pytest.mark.parametrize(
    "path", ["../evil", "a/../../evil", "/etc/evil", "a//evil", "./evil", "", ".", "..", "a/", "evil\0"]
)
def test_an_upload_stays_in_its_folder(path, backup_file, unharmed_house, tmp_path):
    def lead_astray(manifest):
        manifest["uploads"].append({"name": path, "bytes": 4, "sha256": "0" * 64})

    bad = forged(backup_file, tmp_path / "bad.zip", edit=lead_astray, more={f"uploads/{path}": b"evil"})
    with pytest.raises(BrokenBackup, match="a path inside the folder of uploads"):
        verify(bad, unharmed_house)
    assert not list(tmp_path.rglob("evil*"))


@pytest.mark.parametrize("name", ["uploads/../../evil", "uploads/unknown.png", "evil"])
def test_a_file_that_the_manifest_does_not_know_is_refused(name, backup_file, unharmed_house, tmp_path):
    bad = forged(backup_file, tmp_path / "bad.zip", more={name: b"evil"})
    with pytest.raises(BrokenBackup, match="does not know"):
        verify(bad, unharmed_house)


def test_an_upload_under_the_name_of_a_folder_undoes_the_restore(backup_file, unharmed_house, tmp_path):
    content = b"evil"

    def collide(manifest):
        manifest["uploads"].append(
            {"name": "rooms", "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        )

    bad = forged(backup_file, tmp_path / "bad.zip", edit=collide, more={"uploads/rooms": content})
    with unharmed_house.entered(), opened_backup(bad) as backup, pytest.raises(OSError, match="rooms"):
        backup.restore(lambda _rows: None)


def test_what_stands_twice_in_the_zip_is_refused(backup_file, unharmed_house, tmp_path):
    file = tmp_path / "twice.zip"
    shutil.copy(backup_file, file)
    with zipfile.ZipFile(file, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(BOOKINGS, "[]")
    with pytest.raises(BrokenBackup, match="twice"):
        verify(file, unharmed_house)


def claiming(size: int, name: str, file, to):
    """A copy whose zip and manifest both say that this content has so many bytes."""
    manifest = manifest_of(file)
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            if info.filename != "manifest.json":
                target.writestr(info.filename, source.read(info))
        entry = next(each for each in manifest["uploads"] if f"uploads/{each['name']}" == name)
        entry["bytes"] = target.getinfo(name).file_size = size
        target.writestr("manifest.json", json.dumps(manifest))
    return to


def test_a_file_that_unpacks_to_more_than_the_disk_holds_is_refused_unread(
    backup_file, unharmed_house, tmp_path
):
    bomb = claiming(1 << 55, "uploads/logo.png", backup_file, tmp_path / "bomb.zip")
    with pytest.raises(NoSpace, match="bytes free"):
        verify(bomb, unharmed_house)


@pytest.mark.parametrize("size", [3, 1 << 22])
def test_a_file_that_unpacks_to_more_or_less_than_it_says_is_refused(
    size, backup_file, unharmed_house, tmp_path
):
    liar = claiming(size, "uploads/logo.png", backup_file, tmp_path / "liar.zip")
    with pytest.raises(BrokenBackup, match=r"logo\.png' is damaged"):
        verify(liar, unharmed_house)


def test_a_zip_packed_in_another_way_is_refused(backup_file, unharmed_house, tmp_path):
    file = tmp_path / "packed.zip"
    with zipfile.ZipFile(backup_file) as source, zipfile.ZipFile(file, "w", zipfile.ZIP_LZMA) as target:
        for info in source.infolist():
            target.writestr(info.filename, source.read(info))
    with pytest.raises(BrokenBackup, match="packed in another way"):
        verify(file, unharmed_house)


def test_a_line_without_end_is_no_table(backup_file, tmp_path):
    bad = forged(backup_file, tmp_path / "bad.zip", rewrite={BOOKINGS: lambda content: content[:-1]})
    with open_archive(bad) as archive:
        table = next(each for each in archive.manifest.tables if each.table == "bookings_booking")
        with pytest.raises(BrokenBackup, match="a line without an end"):
            list(archive.lines(table))
