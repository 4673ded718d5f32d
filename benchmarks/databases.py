"""The databases of a run: made, copied, reached through Django and by the bare driver.

Every subject works on copies of its own, so that none finds what another has changed.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from django.core.management import call_command
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend

from benchmarks.bare_driver import BareDriver, BarePostgres, BareSqlite

type Loader = Callable[[str, Sequence[str], Any], None]
"""Puts rows into a table: its name, its columns, the rows as `packed`."""


@dataclass(slots=True)
class Databases(ABC):
    """All databases of a run of one kind. `use` says which of them Django works on from now on, in this thread."""

    wrappers: dict[str, BaseDatabaseWrapper] = field(default_factory=dict)

    def make(self, name: str) -> str:
        """A new, empty, migrated database; its name."""
        self._create(name)
        self.use(name)
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        return name

    def copy(self, of: str, name: str) -> str:
        """An identical database under another name."""
        self.close(of)
        self.drop(name)
        self._copy(of, name)
        return name

    def use(self, name: str) -> None:
        """From now on Django's connection is one to this database; it is kept open, so that going to and fro is free."""
        if name not in self.wrappers:
            settings = {**connections.settings["default"], "NAME": self.django_name(name)}
            settings["OPTIONS"] = {
                option: value for option, value in settings["OPTIONS"].items() if option != "pool"
            }  # a pool is shared by all databases of an alias
            self.wrappers[name] = load_backend(settings["ENGINE"]).DatabaseWrapper(settings, "default")
        connections["default"] = self.wrappers[name]

    def close(self, name: str) -> None:
        """Let go of Django's connection to it."""
        if wrapper := self.wrappers.pop(name, None):
            wrapper.close()

    @abstractmethod
    def django_name(self, name: str) -> str:
        """NAME in Django's settings."""

    @abstractmethod
    def url(self, name: str) -> str:
        """KUNJAE_DATABASE_URL of a process that works on it."""

    @abstractmethod
    def about(self) -> str:
        """Which database it is, and what should be known of it."""

    @property
    @abstractmethod
    def ways(self) -> Sequence[str]:
        """The ways in which the bare driver can be used here; none is always the quickest."""

    @abstractmethod
    def bare(self, name: str, way: str) -> BareDriver: ...

    @abstractmethod
    def drop(self, name: str) -> None:
        """Remove it if it is there."""

    @abstractmethod
    def settle(self, name: str) -> None:
        """After many rows were loaded: what a database that has been running for a while knows of itself."""

    @abstractmethod
    def loading(self, name: str) -> AbstractContextManager[Loader]:
        """For very many rows: foreign keys are not looked at meanwhile."""

    @staticmethod
    @abstractmethod
    def packed(rows: Sequence[Sequence[Any]]) -> Any:
        """Rows as the loader takes them. UUIDs, dates, moments and JSON are given as texts."""

    @abstractmethod
    def megabytes(self, name: str) -> float:
        """How large it is."""

    @abstractmethod
    def _create(self, name: str) -> None: ...

    @abstractmethod
    def _copy(self, of: str, name: str) -> None: ...


class SqliteDatabases(Databases):
    """Files in the folder of the run."""

    def path(self, name: str) -> Path:
        return Path(os.environ["KUNJAE_DATA_DIR"]) / f"{name}.sqlite3"

    def django_name(self, name: str) -> str:
        return str(self.path(name))

    def url(self, name: str) -> str:
        return f"sqlite:///{self.path(name)}"

    def about(self) -> str:
        return f"SQLite {sqlite3.sqlite_version}"

    @property
    def ways(self) -> Sequence[str]:
        return ("as it comes",)

    def bare(self, name: str, way: str) -> BareDriver:
        return BareSqlite(self.django_name(name), connections.settings["default"]["OPTIONS"]["init_command"])

    def drop(self, name: str) -> None:
        self.close(name)
        for file in self.path(name).parent.glob(f"{name}.sqlite3*"):
            file.unlink()

    def settle(self, name: str) -> None:
        self.use(name)
        with connections["default"].cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def loading(self, name: str) -> Iterator[Loader]:
        self.close(name)
        connection = sqlite3.connect(self.path(name), isolation_level=None)
        for pragma in ("foreign_keys = OFF", "synchronous = OFF", "cache_size = -1500000"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("BEGIN")

        def load(table: str, columns: Sequence[str], rows: Any) -> None:
            places = ", ".join("?" * len(columns))
            names = ", ".join(f'"{column}"' for column in columns)
            connection.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({places})', rows)

        yield load
        connection.execute("COMMIT")
        connection.close()

    @staticmethod
    def packed(rows: Sequence[Sequence[Any]]) -> Any:
        return rows

    def megabytes(self, name: str) -> float:
        return sum(file.stat().st_size for file in self.path(name).parent.glob(f"{name}.sqlite3*")) / 1e6

    def _create(self, name: str) -> None:
        self.drop(name)

    def _copy(self, of: str, name: str) -> None:
        source = sqlite3.connect(self.path(of))
        source.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        source.close()
        shutil.copyfile(self.path(of), self.path(name))


class PostgresDatabases(Databases):
    """Databases of the server that KUNJAE_DATABASE_URL names."""

    def django_name(self, name: str) -> str:
        return f"bench_{name}"

    def url(self, name: str) -> str:
        parts = urlsplit(os.environ["KUNJAE_DATABASE_URL"])
        return parts._replace(path=f"/{self.django_name(name)}").geturl()

    def about(self) -> str:
        with psycopg.connect(self._url()) as connection:
            version, flush = connection.execute(
                "SELECT current_setting('server_version'), current_setting('fsync')"
            ).fetchone() or ("", "")
        return f"PostgreSQL {version.split()[0]}, fsync {flush}"

    @property
    def ways(self) -> Sequence[str]:
        return ("as it comes", "unprepared")

    def bare(self, name: str, way: str) -> BareDriver:
        return BarePostgres(self._dsn(name), unprepared=way == "unprepared")

    def drop(self, name: str) -> None:
        self.close(name)
        self._maintain(f'DROP DATABASE IF EXISTS "{self.django_name(name)}" WITH (FORCE)')

    def settle(self, name: str) -> None:
        with psycopg.connect(self._dsn(name), autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")

    @contextmanager
    def loading(self, name: str) -> Iterator[Loader]:
        with psycopg.connect(self._dsn(name)) as connection:
            connection.execute("SET session_replication_role = replica")
            connection.execute("SET TIME ZONE 'UTC'")

            def load(table: str, columns: Sequence[str], rows: Any) -> None:
                names = ", ".join(f'"{column}"' for column in columns)
                with connection.cursor().copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
                    copy.write(rows)

            yield load

    @staticmethod
    def packed(rows: Sequence[Sequence[Any]]) -> Any:
        return "".join("\t".join(map(_copied, row)) + "\n" for row in rows).encode()

    def megabytes(self, name: str) -> float:
        with psycopg.connect(self._dsn(name), autocommit=True) as connection:
            found = connection.execute("SELECT pg_database_size(current_database())").fetchone()
        return int(found[0]) / 1e6 if found else 0.0

    def _create(self, name: str) -> None:
        self.drop(name)
        self._maintain(f'CREATE DATABASE "{self.django_name(name)}"')

    def _copy(self, of: str, name: str) -> None:
        self._maintain(
            f'CREATE DATABASE "{self.django_name(name)}" TEMPLATE "{self.django_name(of)}" STRATEGY FILE_COPY'
        )

    def _dsn(self, name: str) -> str:
        return self.url(name).replace("postgres://", "postgresql://", 1)

    def _url(self) -> str:
        return os.environ["KUNJAE_DATABASE_URL"].replace("postgres://", "postgresql://", 1)

    def _maintain(self, sql: str) -> None:
        with psycopg.connect(self._url(), autocommit=True) as connection:
            connection.execute(sql)


def _copied(value: Any) -> str:
    """A value in the text that COPY reads."""
    if value is None:
        return r"\N"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, bytes):
        return rf"\\x{value.hex()}"
    return str(value).replace("\\", r"\\").replace("\t", r"\t").replace("\n", r"\n")


def databases() -> Databases:
    """Those of the kind that this process was started for."""
    engine = connections.settings["default"]["ENGINE"]
    return SqliteDatabases() if engine.endswith("sqlite3") else PostgresDatabases()
