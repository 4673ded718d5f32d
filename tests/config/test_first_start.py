"""The first start, as an operator does it: `kunjae serve` in an empty data folder, as a process."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from django.test import override_settings
from tests.backups.houses import House, new_database, with_tables
from tests.extranet.setup.newcomer import OWNER, PAGES
from tests.hotel import FAR
from tests.migrated import KUNJAE

from kunjae.accounts.first_owner import create_first_owner
from kunjae.config.cli.serve import tell_set_up
from kunjae.extranet.setup.key import set_up_key

pytestmark = pytest.mark.django_db(transaction=True)
LONG = 120
"""Seconds until a test no longer waits for what should take a few."""


@pytest.fixture
def house(tmp_path: Path, pytestconfig: pytest.Config) -> Iterator[House]:
    """An installation of its own, with nothing in it."""
    if pytestconfig.getoption("--db") == "sqlite":
        yield House(tmp_path, None)
    else:
        with new_database(os.environ["KUNJAE_DATABASE_URL"]) as url:
            yield House(tmp_path, url)


class Served:
    """`kunjae serve` at work: what it has said so far, where it listens."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self.process, self.base, self.said = process, f"http://127.0.0.1:{port}", ""
        self._reader = threading.Thread(target=self._listen, daemon=True)
        self._reader.start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said += line

    def wait(self) -> None:
        """Until it answers."""
        until = time.monotonic() + LONG
        while not self._answers():
            assert self.process.poll() is None, self.said
            assert time.monotonic() < until, self.said
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.base}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    @property
    def set_up_address(self) -> str:
        """The one that it has printed; "" for none."""
        found = re.search(r"http://\S+key=\S+", self.said)
        return found[0] if found else ""


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@contextmanager
def serving(house: House, *arguments: str) -> Iterator[Served]:
    port = free_port()
    process = subprocess.Popen(
        [KUNJAE, "serve", "--port", str(port), "--no-worker", *arguments],
        env=house.environment(),
        cwd=house.data,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    served = Served(process, port)
    try:
        served.wait()
        yield served
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(LONG)


class Browser:
    """Keeps cookies, follows redirects, sends what a form carries."""

    def __init__(self) -> None:
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def open(self, address: str, fields: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Status, the address at the end, the page."""
        data = urlencode(fields).encode() if fields is not None else None
        try:
            with self._opener.open(address, data, timeout=LONG) as answer:
                return answer.status, urlsplit(answer.url).path, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, urlsplit(error.url).path, error.read().decode()


def token_of(page: str) -> dict[str, str]:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    return {"csrfmiddlewaretoken": found[1] if found else ""}


def test_an_empty_data_folder_becomes_a_house_whose_owner_is_who_reads_the_terminal(house: House) -> None:
    with serving(house) as first:
        assert "The database is empty: making the tables" in first.said
        assert first.set_up_address.startswith(f"{first.base}{PAGES}?key=")
        key = first.set_up_address.partition("key=")[2]
        status, path, page = Browser().open(f"{first.base}/")
        assert (status, path) == (200, PAGES)
        assert key not in page
    with serving(house, "--workers", "2") as again:
        assert "making the tables" not in again.said
        assert again.set_up_address.partition("key=")[2] == key
        for _ in range(6):  # whichever of the processes answers
            assert Browser().open(again.set_up_address)[0] == 200
        newcomer = Browser()
        _status, _path, page = newcomer.open(again.set_up_address)
        posted = OWNER | token_of(page) | {"key": key}
        assert newcomer.open(again.set_up_address, posted)[:2] == (200, f"{PAGES}property/")
        assert Browser().open(again.set_up_address)[1] == "/accounts/login/"


def test_a_database_of_an_older_kunjae_is_not_touched(house: House) -> None:
    with_tables(house)
    house.sql("DELETE FROM django_migrations WHERE app = 'properties' AND name LIKE '0002%'")
    before = house.sql("SELECT app, name FROM django_migrations ORDER BY id")
    stopped = house.run("serve", "--port", str(free_port()), "--no-worker")
    assert stopped.returncode == 1
    assert "run `kunjae migrate` first" in stopped.stderr
    assert house.sql("SELECT app, name FROM django_migrations ORDER BY id") == before


def test_the_data_folder_can_be_named_and_a_taken_port_makes_no_tables_in_it(tmp_path: Path) -> None:
    house = House(tmp_path / "usual", None)
    house.data.mkdir()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        stopped = house.run("serve", "--data", str(tmp_path / "mine"), "--port", port)
    assert (stopped.returncode, "Cannot listen" in stopped.stderr) == (1, True)
    assert (tmp_path / "mine").is_dir()
    assert not list(tmp_path.rglob("*.sqlite3"))


@pytest.mark.parametrize(
    ("host", "base_url", "shown"),
    [
        ("127.0.0.1", None, "http://127.0.0.1:8123"),
        ("0.0.0.0", None, "http://127.0.0.1:8123"),
        ("192.168.1.5", None, "http://192.168.1.5:8123"),
        ("0.0.0.0", "https://hotel.example", "https://hotel.example"),
    ],
)
def test_the_address_is_one_that_can_be_opened(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    host: str,
    base_url: str | None,
    shown: str,
) -> None:
    if base_url:
        monkeypatch.setenv("KUNJAE_BASE_URL", base_url)
    with override_settings(BASE_URL=base_url or "http://127.0.0.1:8000"):
        tell_set_up(host=host, port=8123)
    assert f"Set your hotel up: {shown}{PAGES}?key={set_up_key()}\n" in capsys.readouterr().out


def test_nothing_is_told_once_there_is_an_owner(capsys: pytest.CaptureFixture[str]) -> None:
    create_first_owner(email="ploy@example.com", password=OWNER["password"], name="Ploy", now=FAR)
    tell_set_up(host="127.0.0.1", port=8000)
    assert capsys.readouterr().out == ""
