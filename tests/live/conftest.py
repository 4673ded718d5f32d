"""A live server for each test that asks for one. All of these tests carry the mark `database`, by hand."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.live.deadlocks import look_for_deadlocks_at_once
from tests.live.hotel import Season
from tests.live.server import Server, Template, furnished_template


@pytest.fixture(scope="session")
def template() -> Iterator[Template]:
    """What every server starts from, made once for all processes of pytest-xdist and removed by the last of them."""
    folder = Path(os.environ["KUNJAE_DATA_DIR"]) / "live"  # of this run, as tests/conftest.py has set it
    users = folder / "users"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        # set by tests/conftest.py when the run is on PostgreSQL
        made = Template.kept(folder) or furnished_template(folder, os.environ.get("KUNJAE_DATABASE_URL"))
        users.write_text(str(1 + (int(users.read_text()) if users.exists() else 0)))
    yield made
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        left = int(users.read_text()) - 1
        users.write_text(str(left))
        if not left:
            made.remove()


@pytest.fixture(scope="session")
def shared_server(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One web server of two processes for all tests that only need nights of their own."""
    folder = tmp_path_factory.mktemp("shared") / "house"
    with template.opened(folder, prepare=look_for_deadlocks_at_once) as running:
        yield running


@pytest.fixture
def server(shared_server: Server) -> Iterator[Server]:
    """That server. At the end of a test nothing may have gone wrong in it, and all of it agrees."""
    before = len(shared_server.log)
    yield shared_server
    for failure in ("Internal Server Error", "api_failed"):
        assert failure not in shared_server.log[before:]
    shared_server.check()


_seasons = count()


@pytest.fixture
def season() -> Season:
    """Nights that no other test of this process uses."""
    return Season(next(_seasons))
