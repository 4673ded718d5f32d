"""A database with every table and hardly a row, for whoever needs one: migrated once for a whole run, then copied.

All migrations take longer than most files of tests. So the first process of a run that needs tables has the house's own
command make a template, while the others wait; from then on a copy is a copied file, or CREATE DATABASE ... TEMPLATE.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

KUNJAE = Path(sys.executable).with_name("kunjae")
FILE = "kunjae.sqlite3"


def copy_file(to: Path) -> None:
    """A new SQLite file with every table."""
    shutil.copy(_template(_folder() / "template") / FILE, to)


def copy_database(server_url: str, name: str) -> str:
    """A new PostgreSQL database with every table, in place of any of that name; its address."""
    template = f"kunjae_template_{_run()}"
    _template(_folder() / f"template-{_server(server_url)}", _renamed(server_url, template))
    with psycopg.connect(_renamed(server_url, "postgres"), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
    return _renamed(server_url, name)


def drop_database(url: str) -> None:
    """It is as if it had never been, whoever is still connected."""
    with psycopg.connect(_renamed(url, "postgres"), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {_name_of(url)} WITH (FORCE)".encode())


def drop_template(server_url: str) -> None:
    """At the end of a run on a server that outlives it."""
    drop_database(_renamed(server_url, f"kunjae_template_{_run()}"))


@contextmanager
def database_of_this_process() -> Iterator[None]:
    """Django works on a copy that no other process of the run uses."""
    from django.db import connections

    connection = connections["default"]
    settings = connection.settings_dict
    before = settings["NAME"]
    own = f"kunjae_test_{_run()}_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    if connection.vendor == "sqlite":
        settings["NAME"] = str(_folder() / f"{own}.sqlite3")
        copy_file(Path(settings["NAME"]))
    else:
        url = copy_database(os.environ["KUNJAE_DATABASE_URL"], own)
        settings["NAME"] = own
    yield
    connections.close_all()
    settings["NAME"] = before
    if connection.vendor != "sqlite":
        drop_database(url)


def _template(folder: Path, url: str | None = None) -> Path:
    """The folder, in which every table was made once: in a file, or in the database at this address."""
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "made").exists():
            _migrate(folder, url)
            (folder / "made").touch()
    return folder


def _migrate(folder: Path, url: str | None) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KUNJAE_")}
    environment |= {"KUNJAE_DATA_DIR": str(folder), "KUNJAE_SECRET_KEY": os.environ["KUNJAE_SECRET_KEY"]}
    if url is not None:
        environment["KUNJAE_DATABASE_URL"] = url
        with psycopg.connect(_renamed(url, "postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {_name_of(url)}".encode())
    made = subprocess.run([KUNJAE, "migrate", "--quiet"], env=environment, capture_output=True, text=True)
    assert made.returncode == 0, made.stdout + made.stderr


def _folder() -> Path:
    """The data folder of the run, which all its processes share."""
    return Path(os.environ["KUNJAE_DATA_DIR"])


def _run() -> str:
    """What this run's databases are told apart by, on a server that may have those of others."""
    return "".join(letter for letter in _folder().name.lower() if letter.isalnum())


def _server(url: str) -> str:
    """A word for the server alone: a test may have one of its own, which knows no template of the other's."""
    return hashlib.sha256(_renamed(url, "").encode()).hexdigest()[:16]


def _renamed(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _name_of(url: str) -> str:
    return urlsplit(url).path.removeprefix("/")
