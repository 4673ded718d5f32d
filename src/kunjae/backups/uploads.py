"""The folder of uploaded files, going into a backup and coming out of one."""

from __future__ import annotations

import os
import secrets
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kunjae.backups.archive import PIECE, Archive
from kunjae.backups.errors import CannotBackUp, NotEmpty
from kunjae.properties.uploads import uploads_folder

__all__ = [
    "Unpacked",
    "open_upload",
    "paths_of_uploads",
    "pieces_of",
    "refuse_present_uploads",
    "unpacked",
    "uploads_folder",
]


def paths_of_uploads() -> list[str]:
    """The files there are, as paths in the folder, in order. Raises CannotBackUp for what is neither a file nor a
    folder."""
    root = uploads_folder()
    found = []
    for folder, folders, files in os.walk(root):
        for name in folders + files:
            path = Path(folder, name)
            relative = path.relative_to(root).as_posix()
            try:
                mode = path.lstat().st_mode
                relative.encode()
            except FileNotFoundError:
                continue  # deleted meanwhile
            except UnicodeEncodeError as error:
                raise CannotBackUp(f"The name of {path!r} is no text.") from error
            if stat.S_ISREG(mode):
                found.append(relative)
            elif not stat.S_ISDIR(mode):
                raise CannotBackUp(f"{path} is neither a file nor a folder.")
    return sorted(found)


def open_upload(path: str) -> int | None:
    """A descriptor of the file, or None if it was deleted meanwhile."""
    try:
        return os.open(uploads_folder() / path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return None


def pieces_of(descriptor: int) -> Iterator[bytes]:
    """The file's contents; closes it."""
    with os.fdopen(descriptor, "rb") as file:
        while piece := file.read(PIECE):
            yield piece


def refuse_present_uploads() -> None:
    """Raises NotEmpty where files are in the way of those of a backup."""
    folder = uploads_folder()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NotEmpty(f"{folder} is not empty. Restore goes only into an empty data folder.")


class Unpacked:
    """Uploads of a backup, unpacked beside the place where they will be."""

    def __init__(self, draft: Path) -> None:
        self.draft = draft
        self.place: Path | None = None

    def put_in_place(self) -> None:
        """Let them be the uploads of this house: in one step, as the last thing before the rows are there, too."""
        folder = uploads_folder()
        os.rename(self.draft, folder)  # takes the place of an empty folder only
        self.place = folder
        sync_folder(folder.parent)


@contextmanager
def unpacked(archive: Archive) -> Iterator[Unpacked]:
    """Unpack all uploads. If the block fails, none of them is left, wherever they had got to."""
    uploads = archive.manifest.uploads
    folder = uploads_folder()
    found = Unpacked(folder.with_name(f".{folder.name}.{secrets.token_hex(4)}.part"))
    try:
        if uploads:
            found.draft.mkdir(parents=True)
        for upload in uploads:
            place = found.draft.joinpath(*upload.name.split("/"))
            place.parent.mkdir(parents=True, exist_ok=True)
            with place.open("xb") as file:
                file.writelines(archive.upload(upload, lambda _size: None))
                file.flush()
                os.fsync(file.fileno())
        yield found
    except BaseException:
        shutil.rmtree(found.place or found.draft, ignore_errors=True)
        raise


def sync_folder(folder: Path) -> None:
    """See to it that the names in the folder survive a power failure."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
