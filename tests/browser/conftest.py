"""A browser and the house behind it: the web server's own entry on the test database, on 25 November 2026."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from playwright.sync_api import Browser, expect, sync_playwright

if TYPE_CHECKING:  # models cannot be imported before Django is set up
    from tests.browser.desk import Desk

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip
PATIENCE = 60_000
"""Milliseconds after which what does not come has failed: on a busy machine a page may take its time."""
NAMES = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session", autouse=True)
def _asking_the_database_beside_a_browser() -> None:
    """Playwright keeps an event loop in this thread; Django would refuse its database there."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.fail("The browser tests need Chromium: on Debian, apt install chromium")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def clock() -> Iterator[None]:
    from tests.hotel import FAR

    with time_machine.travel(FAR, tick=True):
        yield


@pytest.fixture
def server(transactional_db: None, clock: None) -> Iterator[str]:
    """The address of the web server's entry, served by threads of this process: it shares the database and clock."""
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.db import connections

    from kunjae.config.wsgi import application

    class Quiet(WSGIRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            pass

    def answer(environ: Any, start_response: Any) -> Any:
        try:
            return application(environ, start_response)
        finally:
            connections.close_all()  # this thread's; the next test empties the database

    running = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
    running.daemon_threads = True
    running.set_app(answer)
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    running.server_close()
    thread.join()


@pytest.fixture
def open_desk(browser: Browser, server: str) -> Iterator[Callable[..., Desk]]:
    """Somebody at a desk: `open_desk(language="th", phone=False, script=True)`. At the end nothing may have gone wrong."""
    from tests.browser.desk import Desk

    desks: list[Desk] = []

    def opened(*, language: str = "th", phone: bool = False, script: bool = True, dark: bool = False) -> Desk:
        context = browser.new_context(
            base_url=server,
            locale="th-TH" if language == "th" else "en-GB",
            viewport={"width": 390, "height": 844} if phone else {"width": 1280, "height": 900},
            has_touch=phone,
            is_mobile=phone,
            java_script_enabled=script,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE)
        desks.append(Desk(context.new_page(), language, server=server, script=script))
        return desks[-1]

    yield opened
    for desk in desks:
        desk.page.context.close()
    assert [line for desk in desks for line in desk.troubles] == []
