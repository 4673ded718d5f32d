"""Files that people gave to a hotel: in a folder of its own, under names that nobody can guess."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path, PurePosixPath
from uuid import UUID

from django.conf import settings


def uploads_folder() -> Path:
    """Where uploaded files are: `uploads` in the data folder, unless the settings name another place."""
    return Path(settings.MEDIA_ROOT) if settings.MEDIA_ROOT else Path(settings.DATA_DIR) / "uploads"


def keep_upload(property: UUID, kind: str, ending: str, content: bytes) -> str:
    """Write a file of the property's; its path in the folder of uploads. It is on the disk when this returns."""
    path = PurePosixPath(str(property), kind, f"{secrets.token_hex(16)}.{ending}")
    place = uploads_folder() / path
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return str(path)


def read_upload(property: UUID, path: str) -> bytes | None:
    """What the file holds, or None where it is gone or not one of this property's."""
    root = uploads_folder()
    place = root / path
    if not place.resolve().is_relative_to((root / str(property)).resolve()):
        return None
    with suppress(FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return place.read_bytes()
    return None


def drop_upload(path: str) -> None:
    """Remove a file that is of no use after all."""
    with suppress(FileNotFoundError):
        (uploads_folder() / path).unlink()
