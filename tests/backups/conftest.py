"""Houses for the tests of backups: a furnished one and its backup, made once, and empty ones of either kind.

None of them is the database that pytest-django makes; that one is only asked for so that these tests count as such
that use the database.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests import postgres

if TYPE_CHECKING:
    from tests.backups.houses import House

type Build = Callable[[str], House]
type BuildMigrated = Callable[[], House]


@pytest.fixture(scope="session")
def kind(pytestconfig: pytest.Config) -> str:
    """The database that these tests run on."""
    return str(pytestconfig.getoption("--db"))


@pytest.fixture(scope="session")
def other_kind(kind: str) -> str:
    return {"sqlite": "postgres", "postgres": "sqlite"}[kind]


@pytest.fixture(scope="session")
def build_house(
    kind: str, tmp_path_factory: pytest.TempPathFactory, django_db_setup: None
) -> Iterator[Build]:
    """Empty houses, by the kind of their database."""
    from tests.backups.houses import House, new_database

    with ExitStack() as stack:

        @cache
        def server() -> str:
            """The one that all tests use, or one for these."""
            return (
                os.environ["KUNJAE_DATABASE_URL"]
                if kind == "postgres"
                else stack.enter_context(postgres.running())
            )

        def build(kind: str) -> House:
            data = tmp_path_factory.mktemp("house")
            return House(data, None if kind == "sqlite" else stack.enter_context(new_database(server())))

        yield build


@pytest.fixture(scope="session")
def build_migrated_house(build_house: Build, kind: str) -> BuildMigrated:
    """Houses with tables and without a row, on the database that these tests run on."""

    from tests.backups.houses import with_tables

    return lambda: with_tables(build_house(kind))


@pytest.fixture(scope="session")
def house_at_work(build_migrated_house: BuildMigrated, django_db_blocker: Any) -> House:
    """With hotels, staff, bookings and uploads."""
    from tests.backups.furnishing import furnish

    house = build_migrated_house()
    with django_db_blocker.unblock():
        furnish(house)
    return house


@pytest.fixture(scope="session")
def backup_file(
    house_at_work: House, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any
) -> Path:
    """Its backup; only to be read."""
    from tests.backups.steps import back_up

    with django_db_blocker.unblock():
        return back_up(house_at_work, tmp_path_factory.mktemp("backup") / "house.zip")


@pytest.fixture
def open_door(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Who has a house may use its database."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def furnished_house(open_door: None, house_at_work: House) -> House:
    """The house that was backed up; only to be looked at."""
    return house_at_work


@pytest.fixture
def empty_house(open_door: None, build_house: Build, kind: str) -> House:
    """A new house on the database that these tests run on."""
    return build_house(kind)


@pytest.fixture
def migrated_house(open_door: None, build_migrated_house: BuildMigrated) -> House:
    """The same with tables, and without a row."""
    return build_migrated_house()


@pytest.fixture
def second_house(open_door: None, build_migrated_house: BuildMigrated) -> House:
    """Another one beside it."""
    return build_migrated_house()


@pytest.fixture(scope="session")
def house_without_rows(build_migrated_house: BuildMigrated) -> House:
    """Of which `unharmed_house` is the way in."""
    return build_migrated_house()


@pytest.fixture
def unharmed_house(open_door: None, house_without_rows: House) -> Iterator[House]:
    """A house with tables and without a row, for what must not leave a trace in it: it is looked after."""
    from tests.backups.steps import has_rows

    yield house_without_rows
    assert not has_rows(house_without_rows)
    assert [path.name for path in house_without_rows.data.iterdir() if "uploads" in path.name] == []


@pytest.fixture
def other_house(open_door: None, build_house: Build, other_kind: str) -> House:
    """A new house on the other kind of database."""
    return build_house(other_kind)
