"""What can be in the way of a backup or a restore. Whichever it is, nothing was changed."""

from __future__ import annotations

from pathlib import Path

from kunjae.kernel.errors import KunjaeError


class AlreadyThere(KunjaeError):
    """A file has the name that the backup should get."""

    code = "backup_already_there"

    def __init__(self, file: Path) -> None:
        super().__init__(f"{file} is there already. Name another file, or pass --force to replace it.")


class CannotBackUp(KunjaeError):
    """Something in the database or among the uploads cannot be put into a backup; says what."""

    code = "cannot_back_up"


class BrokenBackup(KunjaeError):
    """The file is no backup, or no longer as it was made; says where it is wrong."""

    code = "broken_backup"


class NewerBackup(KunjaeError):
    """The backup was made by a newer Kunjae than this one."""

    code = "newer_backup"


class OtherSecretKey(KunjaeError):
    """The secret key is not the one with which the backup's secrets are encrypted."""

    code = "other_secret_key"


class NotEmpty(KunjaeError):
    """There is something already where the backup should go."""

    code = "not_empty"


class NoSpace(KunjaeError):
    """What is in the backup does not fit on the disk."""

    code = "no_space"


class CannotRestore(KunjaeError):
    """The database refused what is in the backup, or gave it back otherwise than it was; says where."""

    code = "cannot_restore"
