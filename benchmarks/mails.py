"""A thousand mails to a mail server on this machine, by the one worker inside `kunjae serve`, while somebody uses it.

The mails wait in the outbox when the server starts; the clock runs until the last one has arrived. Meanwhile a client
asks for a page of the same server again and again.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.utils import timezone

from benchmarks.asked import Asked
from benchmarks.figures import Row, Times, milliseconds
from benchmarks.server import free_port, serving
from kunjae.bookings.models import Booking, Guest
from kunjae.config.subscriptions import SUBSCRIPTIONS
from kunjae.messages.compose import CREATED, SEND
from kunjae.outbox.commands import put
from kunjae.outbox.dispatcher import Dispatcher
from kunjae.tenancy.transactions import run_in_transaction

if TYPE_CHECKING:
    from benchmarks.run import Run
    from kunjae.properties.models import Property

MAILS, TARGET = 1_000, 20.0
LONGEST = 300.0
"""Seconds."""
PAGE = Asked("GET", "/accounts/login/")
_SINK = """
import sys
from aiosmtpd.controller import Controller
class Sink:
    async def handle_DATA(self, server, session, envelope):
        print("mail", flush=True)
        return "250 OK"
controller = Controller(Sink(), hostname="127.0.0.1", port=int(sys.argv[1]))
controller.start()
print("ready", flush=True)
sys.stdin.read()
"""


def measure(run: Run) -> Iterator[Row]:
    """One row: how long it took, and how quick pages were meanwhile."""
    name = run.copied_hotel("mails")
    run.databases.use(name)
    mails = min(MAILS, run.size.bookings)
    _write(run.hotel(), mails)
    with _sink() as (sink, url):
        os.environ["KUNJAE_EMAIL_URL"] = url
        try:
            with serving(run.databases.url(name)) as server:
                began, client, taken = time.perf_counter(), server.client(), []
                arrived = _Arrived(sink)
                while arrived.count < mails and time.perf_counter() - began < LONGEST:
                    asked = time.perf_counter()
                    client.send(PAGE)
                    taken.append((time.perf_counter() - asked) * 1000)
                    arrived.look(0.1)
                seconds = arrived.last - began
        finally:
            del os.environ["KUNJAE_EMAIL_URL"]
    run.databases.drop(name)
    pages = Times(tuple(taken))
    yield Row(
        what=f"{mails:,} mails to a local SMTP server, one worker; p95 of a page meanwhile",
        target=f"≤ {TARGET:g} s",
        figure=f"{seconds:.1f} s, {arrived.count:,} arrived; {milliseconds(pages.p95)}",
        reached=arrived.count >= mails and seconds <= TARGET * mails / MAILS,
        raw={"seconds": seconds, "arrived": arrived.count, "page": pages.raw()},
    )


def _write(hotel: Property, mails: int) -> None:
    """Confirmations of so many bookings, waiting to be sent."""
    Guest.objects.of(hotel).update(email="guest@example.com")
    codes = list(Booking.objects.of(hotel).order_by("id").values_list("code", flat=True)[:mails])
    now = timezone.now()

    def announce() -> None:
        for code in codes:
            put(hotel, CREATED, f"measured:{code}", {"booking": code, "entry": 0, "version": 1}, now)

    run_in_transaction(announce)
    Dispatcher({topic: each for topic, each in SUBSCRIPTIONS.items() if topic != SEND}).run()


@contextmanager
def _sink() -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A mail server that takes everything and prints a line for each; and its address."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-c", _SINK, str(port)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    process.stdout.readline()
    try:
        yield process, f"smtp://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


class _Arrived:
    """Counts what the sink prints."""

    def __init__(self, sink: subprocess.Popen[str]) -> None:
        assert sink.stdout is not None
        self._file = sink.stdout.fileno()
        os.set_blocking(self._file, False)
        self.count = 0
        self.last = time.perf_counter()

    def look(self, seconds: float) -> None:
        """Wait that long, then count what came."""
        time.sleep(seconds)
        try:
            found = os.read(self._file, 1_000_000).count(b"mail")
        except BlockingIOError:
            return
        if found:
            self.count, self.last = self.count + found, time.perf_counter()
