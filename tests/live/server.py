"""`kunjae serve` as processes of their own, on a data folder and a database of their own.

A template is made once in a test process, with the command line as an operator would: import-hotel, create-token,
create-user. Each server starts on a copy of it: a copied file, or CREATE DATABASE ... TEMPLATE.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import secrets
import shutil
import signal
import socket
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests import migrated
from tests.live.hotel import HOTEL_FILE, SLUG
from tests.migrated import KUNJAE

CLERK, PASSWORD = "clerk@example.com", "orchid-orchid-7"
PATIENCE = 60
"""Seconds after which what does not come has failed; nothing takes that long when all is well."""


@dataclass(frozen=True, slots=True)
class Place:
    """A data folder and the database that belongs to it; `url` None: the SQLite file in the folder."""

    data: Path
    url: str | None
    settings: tuple[tuple[str, str], ...] = ()

    @property
    def file(self) -> Path:
        return self.data / "kunjae.sqlite3"

    def environment(self) -> dict[str, str]:
        """What a process of this place is told; nothing of this test run's own settings."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("KUNJAE_")}
        given = {"KUNJAE_DATA_DIR": str(self.data), "KUNJAE_SECRET_KEY": "only-for-tests-" * 4}
        database = {"KUNJAE_DATABASE_URL": self.url} if self.url else {}
        return inherited | given | database | dict(self.settings)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """One command of the command line, to its end."""
        return subprocess.run(
            [KUNJAE, *arguments], env=self.environment(), cwd=self.data, capture_output=True, text=True
        )

    def must(self, *arguments: str) -> str:
        """The same, when it must succeed; what it printed."""
        done = self.run(*arguments)
        assert done.returncode == 0, f"kunjae {' '.join(arguments)}\n{done.stdout}{done.stderr}"
        return done.stdout

    def sql(self, statement: str, *parameters: object) -> list[tuple[Any, ...]]:
        """Ask the database itself, past the house; places are `?`."""
        with self.asking() as ask:
            return ask(statement, *parameters)

    @contextmanager
    def asking(self) -> Iterator[Callable[..., list[tuple[Any, ...]]]]:
        """The same for many questions, each answered as of its own moment."""
        if self.url is None:
            with contextlib.closing(sqlite3.connect(self.file)) as connection:
                yield lambda statement, *parameters: connection.execute(statement, parameters).fetchall()
            return
        with psycopg.connect(self.url, autocommit=True) as postgres:
            yield lambda statement, *parameters: postgres.execute(
                statement.replace("?", "%s").encode(), parameters
            ).fetchall()

    def write(self, statement: str) -> None:
        """Write into the database itself, past the house."""
        if self.url is None:
            with contextlib.closing(sqlite3.connect(self.file)) as connection, connection:
                connection.execute(statement)
            return
        with psycopg.connect(self.url) as postgres:
            postgres.execute(statement.encode())


@dataclass
class Program:
    """A process of the house that goes on until it is killed, with all that it starts."""

    place: Place
    arguments: tuple[str, ...]
    process: subprocess.Popen[bytes] | None = field(default=None, init=False, repr=False)

    @property
    def log_file(self) -> Path:
        return self.place.data / f"{self.arguments[0]}.log"

    @property
    def log(self) -> str:
        """What it has written since its first start."""
        return self.log_file.read_text(errors="replace")

    def start(self) -> None:
        with self.log_file.open("ab") as log:
            self.process = subprocess.Popen(
                [KUNJAE, *self.arguments],
                env=self.place.environment(),
                cwd=self.place.data,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self) -> None:
        """Kill -9, its children too."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(PATIENCE)
            self.process = None


class Server(Program):
    """The web server: start, kill, start again on the same port. Its worker is a program of its own."""

    def __init__(self, place: Place, token: str, workers: int) -> None:
        self.port, self.token = _free_port(), token
        numbers = ("--port", str(self.port), "--workers", str(workers))
        super().__init__(place, ("serve", *numbers, "--no-worker"))

    def start(self) -> None:
        """Start it and wait until it may have traffic."""
        super().start()
        wait_until(self.is_ready, "the server to start", unless=self.has_ended)

    def kill(self) -> None:
        super().kill()
        wait_until(lambda: not self._somebody_listens(), "the workers of a killed server to go")

    def has_ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def is_ready(self) -> bool:
        """Whether it may have traffic, as it says itself."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def check(self) -> None:
        """`kunjae check` finds that everything agrees."""
        assert "Everything agrees." in self.place.must("check")

    def _somebody_listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


def wait_until(
    fulfilled: Callable[[], bool],
    what: str,
    *,
    unless: Callable[[], bool] = lambda: False,
    pause: float = 0.02,
) -> None:
    """Look again and again until it is so. Fails after PATIENCE, or when that can no longer be."""
    deadline = time.monotonic() + PATIENCE
    while not fulfilled():
        assert time.monotonic() < deadline, f"waited too long for {what}"
        assert not unless(), f"waited in vain for {what}"
        time.sleep(pause)


@dataclass(frozen=True, slots=True)
class Template:
    """A migrated database with the hotel, a manager's API token and a member of the front desk."""

    place: Place
    token: str
    server_url: str | None
    """Any database of the PostgreSQL server; None: SQLite."""

    @classmethod
    def kept(cls, folder: Path) -> Template | None:
        """The one that another process of this test run has made."""
        try:
            url, token, server_url = json.loads((folder / "template.json").read_text())
        except FileNotFoundError:
            return None
        return cls(Place(folder, url), token, server_url)

    def keep(self) -> None:
        said = json.dumps([self.place.url, self.token, self.server_url])
        (self.place.data / "template.json").write_text(said)

    def remove(self) -> None:
        (self.place.data / "template.json").unlink()
        if self.server_url:
            _drop_database(self.server_url, self.place.url)

    @contextmanager
    def copied(self, folder: Path, **settings: str) -> Iterator[Place]:
        """A place of one's own that begins as the template is."""
        folder.mkdir(parents=True)
        if self.server_url is None:
            for file in self.place.data.glob("kunjae.sqlite3*"):
                shutil.copy(file, folder)
            yield Place(folder, None, tuple(settings.items()))
            return
        url = _new_database(self.server_url, template=self.place.url)
        try:
            yield Place(folder, url, tuple(settings.items()))
        finally:
            _drop_database(self.server_url, url)

    @contextmanager
    def opened(
        self, folder: Path, *, workers: int = 2, prepare: Callable[[Place], None] | None = None
    ) -> Iterator[Server]:
        """A server that runs on such a place, prepared; killed at the end, as nobody waits for it."""
        with self.copied(folder) as place:
            if prepare is not None:
                prepare(place)
            server = Server(place, self.token, workers)
            server.start()
            try:
                yield server
            finally:
                server.kill()


def furnished_template(folder: Path, server_url: str | None) -> Template:
    """A new template: tables, and what an operator puts into them with the command line."""
    place = Place(folder, _new_database(server_url) if server_url else None)
    if place.url is None:
        migrated.copy_file(place.file)
    else:
        migrated.copy_database(place.url, _name_of(place.url))
    hotel_file = folder / "hotel.toml"
    hotel_file.write_text(HOTEL_FILE)
    place.must("import-hotel", str(hotel_file))
    user = ["--role", "front_desk", "--password", PASSWORD]
    place.must("create-user", CLERK, "--property", SLUG, *user)
    printed = place.must("create-token", "channel", "--property", SLUG, "--role", "manager")
    made = Template(place, printed.split()[-1], server_url)
    made.keep()
    return made


def _new_database(server_url: str, *, template: str | None = None) -> str:
    """The address of a new database on a PostgreSQL server."""
    name = f"kunjae_live_{secrets.token_hex(6)}"
    source = f" TEMPLATE {_name_of(template)}" if template else ""
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}{source}".encode())
    return urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))


def _drop_database(server_url: str, url: str | None) -> None:
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {_name_of(url)} WITH (FORCE)".encode())


def _name_of(url: str | None) -> str:
    return urlsplit(url or "").path.removeprefix("/")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
