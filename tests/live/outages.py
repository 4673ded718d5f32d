"""What happens to a database: its disk fills up, its folder goes away, its server stops; and all of it ends again."""

from __future__ import annotations

import errno
import os
import resource
import shlex
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg

from tests.live.server import PATIENCE, Program, wait_until

BLOCK = b"\0" * 4096


class NoMounting(Exception):
    """Only root may mount, and not everywhere."""


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A disk of its own in memory. Raises NoMounting."""
    folder.mkdir(parents=True)
    options = f"size={megabytes}m"
    try:
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "kunjae-test", folder], check=True, capture_output=True
        )
    except (OSError, subprocess.CalledProcessError) as error:
        raise NoMounting from error
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@contextmanager
def disk_full(disk: Path) -> Iterator[None]:
    """Fill the disk to the last byte for the time of a `with` block."""
    filler = disk / "somebody-elses-file"
    with filler.open("wb", buffering=0) as file:
        try:
            while file.write(BLOCK):
                pass
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
    try:
        yield
    finally:
        filler.unlink()


@contextmanager
def no_file_may_grow(program: Program) -> Iterator[None]:
    """The kernel refuses all that the program's processes write behind the first 4 kB of a file."""
    pids = _processes_of(program)
    _, most = resource.prlimit(pids[0], resource.RLIMIT_FSIZE)
    for pid in pids:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (len(BLOCK), most))
    try:
        yield
    finally:
        for pid in pids:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, most))


def _processes_of(program: Program) -> list[int]:
    assert program.process is not None
    found = []
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                if os.getpgid(int(name)) == program.process.pid:
                    found.append(int(name))
            except ProcessLookupError:
                continue
    return found


class PostgresServer:
    """The server of `tests.postgres.running`, which can be stopped the hard way and started again."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.data = Path(unquote(urlsplit(url).hostname or "")) / "data"
        self.again: subprocess.Popen[bytes] | None = None
        with psycopg.connect(url, autocommit=True) as connection:
            # Test servers may lose what they just confirmed; this one is stopped on purpose. (Their command line
            # would win against ALTER SYSTEM.)
            connection.execute("ALTER ROLE CURRENT_USER SET synchronous_commit = 'on'")

    def stop(self) -> None:
        """At once, without a word to its clients."""
        pid = int((self.data / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGQUIT)
        wait_until(lambda: not (self.data / "postmaster.pid").exists(), "PostgreSQL to stop")
        if self.again is not None:
            self.again.wait(PATIENCE)

    def start(self) -> None:
        """As it was started before, on the same data."""
        owner = self.data.stat()
        who = {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []} if os.geteuid() == 0 else {}
        self.again = subprocess.Popen(
            shlex.split((self.data / "postmaster.opts").read_text()),
            cwd=self.data,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            **who,  # type: ignore[call-overload]
        )
        wait_until(self.answers, "PostgreSQL to start")

    def answers(self) -> bool:
        try:
            psycopg.connect(self.url).close()
        except psycopg.OperationalError:
            time.sleep(0.02)
            return False
        return True
