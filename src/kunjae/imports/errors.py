"""What can be wrong with a file."""

from __future__ import annotations

from kunjae.kernel.errors import KunjaeError


class BrokenFile(KunjaeError):
    """The file cannot be read at all: its syntax is broken. Says where."""

    code = "broken_file"


class NothingToImport(KunjaeError):
    """The file holds no row that could be imported."""

    code = "nothing_to_import"
