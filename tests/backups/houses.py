"""Houses of their own for the tests: a data folder, and a database that is a file in it or one on a PostgreSQL server.

The process that runs the tests can move into such a house for a while, thread by thread, or run the command line there
as an operator would.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.db import connections
from django.db.utils import ConnectionHandler
from django.test import override_settings

from kunjae.config import settings as house_settings
from kunjae.tenancy.guard import reporting
from tests import migrated
from tests.migrated import KUNJAE

KEY = "only-for-tests-" * 4


@dataclass(frozen=True, slots=True)
class House:
    """`url` None: a SQLite file in the folder."""

    data: Path
    url: str | None

    @property
    def kind(self) -> str:
        return "sqlite" if self.url is None else "postgres"

    @property
    def uploads(self) -> Path:
        return self.data / "uploads"

    def run(self, *arguments: str, key: str = KEY) -> subprocess.CompletedProcess[str]:
        """One command of the command line, to its end, in a process of its own."""
        return subprocess.run(
            [KUNJAE, *arguments], env=self.environment(key), cwd=self.data, capture_output=True, text=True
        )

    def environment(self, key: str = KEY) -> dict[str, str]:
        """What a process of this house is told; nothing of the test run's own settings."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("KUNJAE_")}
        given = {"KUNJAE_DATA_DIR": str(self.data), "KUNJAE_SECRET_KEY": key}
        return inherited | given | ({"KUNJAE_DATABASE_URL": self.url} if self.url else {})

    @contextmanager
    def entered(self) -> Iterator[None]:
        """This process works with the data folder and the database of the house."""
        with override_settings(DATA_DIR=self.data), self.connected():
            yield

    @contextmanager
    def connected(self) -> Iterator[None]:
        """This thread works on the database of the house."""
        usual = connections["default"]
        connections["default"] = connection = ConnectionHandler({"default": self._database()})["default"]
        try:
            yield
        finally:
            connection.close()
            connections["default"] = usual

    def _database(self) -> dict[str, Any]:
        """As the settings would have it, but that a thread has a connection and no pool."""
        before = os.environ.get("KUNJAE_DATABASE_URL")
        os.environ["KUNJAE_DATABASE_URL"] = self.url or f"sqlite:///{self.data / 'kunjae.sqlite3'}"
        try:
            database = house_settings._database()
        finally:
            del os.environ["KUNJAE_DATABASE_URL"]
            if before is not None:
                os.environ["KUNJAE_DATABASE_URL"] = before
        database["OPTIONS"].pop("pool", None)
        return database

    def sql(self, statement: str) -> list[tuple[Any, ...]]:
        """Ask the database itself, past the house, or tell it one thing."""
        look = reporting("a look by a test") if statement.startswith("SELECT") else nullcontext()
        with self.connected(), look, connections["default"].cursor() as cursor:
            cursor.execute(statement)
            return list(cursor.fetchall()) if cursor.description else []


@contextmanager
def new_database(server_url: str) -> Iterator[str]:
    """An empty database on a PostgreSQL server, dropped at the end."""
    name = f"kunjae_backup_{secrets.token_hex(6)}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
        try:
            yield urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))
        finally:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())


def with_tables(house: House) -> House:
    """The empty house, with every table and no row."""
    if house.url is None:
        migrated.copy_file(house.data / migrated.FILE)
    else:
        migrated.copy_database(house.url, urlsplit(house.url).path.removeprefix("/"))
    return house


def manifest_of(file: Path) -> dict[str, Any]:
    with zipfile.ZipFile(file) as archive:
        found: dict[str, Any] = json.loads(archive.read("manifest.json"))
        return found


def checksums_of(file: Path) -> dict[str, tuple[int, str]]:
    """Number of rows and SHA-256 of each table in a backup."""
    return {table["table"]: (table["rows"], table["sha256"]) for table in manifest_of(file)["tables"]}
