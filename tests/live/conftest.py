"""A live server for each test that asks for one. All of these tests carry the mark `database`, by hand."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

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


@pytest.fixture
def server(template: Template, tmp_path: Path) -> Iterator[Server]:
    """A web server of two processes, on a database of its own. At the end nothing may have gone wrong in it."""
    with template.opened(tmp_path / "house") as running:
        yield running
        assert "Traceback" not in running.log
