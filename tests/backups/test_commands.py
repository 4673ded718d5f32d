"""`kunjae backup` and `kunjae restore`, as an operator runs them."""

import stat
import subprocess

from tests.backups.houses import checksums_of
from tests.hotel import book_two_rooms, make_hotel
from tests.migrated import KUNJAE


def test_a_house_moves_by_the_command_line(furnished_house, other_house, backup_file, tmp_path):
    file = tmp_path / "house.zip"
    made = furnished_house.run("backup", str(file))
    assert made.returncode == 0, made.stderr
    assert "4 uploads" in made.stdout
    assert "The secret key is not in it" in made.stdout
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert checksums_of(file) == checksums_of(backup_file)

    again = furnished_house.run("backup", str(file))
    assert (again.returncode, again.stdout) == (1, "")
    assert (
        again.stderr == f"Error: {file} is there already. Name another file, or pass --force to replace it.\n"
    )

    refused = other_house.run("restore", str(file), key="another-key-" * 5)
    assert refused.returncode == 1
    assert "made under another secret key" in refused.stderr
    restored = other_house.run("restore", "--other-key", str(file), key="another-key-" * 5)
    assert restored.returncode == 0, restored.stderr
    assert "Restored" in restored.stdout
    assert "cannot be read until the old key is back" in restored.stderr
    assert restored.stdout.endswith("Everything agrees.\n")
    assert other_house.run("check").returncode == 0

    full = other_house.run("restore", str(file))
    assert full.returncode == 1
    assert "The database is not empty" in full.stderr


def test_a_backup_can_go_to_standard_output(furnished_house, backup_file, tmp_path):
    piped = subprocess.run(
        [KUNJAE, "backup", "-"], env=furnished_house.environment(), cwd=tmp_path, capture_output=True
    )
    assert piped.returncode == 0, piped.stderr
    file = tmp_path / "piped.zip"
    file.write_bytes(piped.stdout)
    assert checksums_of(file) == checksums_of(backup_file)


def test_a_folder_that_is_not_there_is_said_so(furnished_house, tmp_path):
    failed = furnished_house.run("backup", str(tmp_path / "nowhere" / "house.zip"))
    assert failed.returncode == 1
    assert "No such file or directory" in failed.stderr
    assert "Traceback" not in failed.stderr


def test_a_copy_of_what_does_not_agree_is_kept_and_told(migrated_house, other_house, tmp_path):
    with migrated_house.entered():
        book_two_rooms(make_hotel())
    hotel = migrated_house.sql("SELECT id FROM properties_property")[0][0]
    migrated_house.sql(f"UPDATE bookings_booking SET value = value + 1 WHERE property_id = '{hotel}'")
    file = tmp_path / "house.zip"
    assert migrated_house.run("backup", str(file)).returncode == 0
    restored = other_house.run("restore", str(file))
    assert restored.returncode == 1
    assert "BROKEN A booking's value is the sum of its ledger" in restored.stdout
    assert "did not agree when it was made" in restored.stderr
    assert other_house.sql("SELECT COUNT(*) FROM properties_property") == [(1,)]
