"""The server with the worker beside it, and the worker alone, as processes of an installation."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager, suppress
from datetime import UTC, datetime

import psutil
import pytest

from kunjae.outbox.facts import State
from kunjae.outbox.models import Message
from tests.backups.houses import House, new_database, with_tables
from tests.hotel import book_two_rooms, make_hotel
from tests.migrated import KUNJAE
from tests.webhooks.desk import make_endpoint
from tests.webhooks.receiver import receiving

pytestmark = pytest.mark.django_db(transaction=True)
LONG = 120
"""Seconds until a test no longer waits for what should take one or two."""


@pytest.fixture
def house(tmp_path, pytestconfig):
    """An installation of its own: a data folder, and a database of the kind that the tests run on, with its tables."""
    if pytestconfig.getoption("--db") == "sqlite":
        yield with_tables(House(tmp_path, None))
    else:
        with new_database(os.environ["KUNJAE_DATABASE_URL"]) as url:
            yield with_tables(House(tmp_path, url))


@pytest.fixture
def receiver():
    with receiving() as found:
        yield found


@pytest.fixture
def hotel(house, receiver):
    """A hotel whose bookings the receiver wants to hear of."""
    with house.entered():
        hotel = make_hotel()
        make_endpoint(hotel, receiver.url)
    return hotel


def book(house, hotel):
    """A booking that is to be told of now, whatever the clock of this machine says."""
    with house.entered():
        book_two_rooms(hotel)
        Message.objects.of(hotel).filter(state=State.WAITING).update(due_at=datetime(2020, 1, 1, tzinfo=UTC))


def states(house, hotel):
    with house.entered():
        ours = Message.objects.of(hotel).exclude(topic="mail.send")
        return set(ours.values_list("topic", "state"))


DELIVERED = {("booking.created", "done"), ("webhook.deliver", "done")}


@contextmanager
def running(house, *arguments, program=(KUNJAE,)):
    """A command at work; with all that it started it is gone at the end."""
    environment = house.environment() | {"KUNJAE_WEBHOOK_PRIVATE_ADDRESSES": "true"}
    process = subprocess.Popen(
        [*program, *arguments], env=environment, cwd=house.data, start_new_session=True
    )
    beside: set[int] = set()
    try:
        yield process
    finally:
        beside |= {pid for pid, session, _ in processes() if session == process.pid}
        for pid in beside:
            os.kill(pid, signal.SIGKILL)
        process.wait(LONG)


@contextmanager
def serving(house, *arguments, **how):
    """The server, answering."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with running(house, "serve", "--port", str(port), *arguments, **how) as process:
        eventually(lambda: answers(f"http://127.0.0.1:{port}/healthz"))
        yield process


def answers(url):
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


def eventually(holds):
    until = time.monotonic() + LONG
    while not (found := holds()):
        assert time.monotonic() < until, "it never came true"
        time.sleep(0.05)
    return found


def processes():
    """(id, session, command) of every process that has not ended."""
    for process in psutil.process_iter():
        with suppress(psutil.Error, ProcessLookupError):  # ended while we look
            if process.status() != psutil.STATUS_ZOMBIE:
                yield process.pid, os.getsid(process.pid), process.cmdline()


def worker_beside(server):
    """The id of the worker that the server started; None when there is none."""
    wanted = ["worker", "--parent", str(server.pid)]
    return next((pid for pid, _, command in processes() if command[-3:] == wanted), None)


def has_ended(pid):
    return pid not in {each for each, _, _ in processes()}


def test_the_worker_inside_delivers_and_both_end_together(house, hotel, receiver):
    with serving(house) as server:
        worker = eventually(lambda: worker_beside(server))
        book(house, hotel)
        eventually(lambda: states(house, hotel) == DELIVERED)
        assert [arrived.content["type"] for arrived in receiver.arrived] == ["booking.created"]
        server.terminate()
        server.wait(LONG)
        assert has_ended(worker)


def test_without_a_worker_nothing_is_sent_until_one_runs_alone(house, hotel, receiver):
    book(house, hotel)
    with serving(house, "--no-worker") as server:
        assert worker_beside(server) is None
        assert states(house, hotel) == {("booking.created", "waiting")}
        with running(house, "worker") as worker:
            eventually(lambda: states(house, hotel) == DELIVERED)
            assert len(receiver.arrived) == 1
            worker.terminate()
            assert worker.wait(LONG) == 0


@pytest.mark.once
def test_a_worker_whose_server_was_killed_ends(house, hotel):
    with serving(house) as server:
        worker = eventually(lambda: worker_beside(server))
        server.kill()
        server.wait(LONG)
        eventually(lambda: has_ended(worker))


@pytest.mark.once
def test_what_a_killed_server_started_ends_too_so_that_the_port_is_free(house):
    with serving(house) as server:
        server.kill()
        eventually(lambda: not [pid for pid, session, _ in processes() if session == server.pid])


@pytest.mark.once
def test_a_worker_that_dies_is_started_again(house, hotel, receiver):
    with serving(house) as server:
        worker = eventually(lambda: worker_beside(server))
        os.kill(worker, signal.SIGKILL)
        eventually(lambda: worker_beside(server) not in (worker, None))
        book(house, hotel)
        eventually(lambda: states(house, hotel) == DELIVERED)


PATIENT = f"""
import granian
usual = granian.Granian
granian.Granian = lambda *where, **how: usual(*where, **how | {{"workers_kill_timeout": {LONG}}})
from kunjae.config.cli import main
main()
"""
"""The command line, but that a web process which does not end is killed as late as a test gives up: on a busy machine one
that ends in good order may need longer than the house would wait."""


@pytest.mark.once
def test_ctrl_c_at_the_terminal_ends_the_server_without_anybody_being_killed(house, capfd):
    """Which sends it to every process of the group. A web process that heard it, too, hung more often than not."""
    patient = (sys.executable, "-c", PATIENT)
    with serving(house, "--workers", "4", "--no-worker", program=patient) as server:
        os.killpg(server.pid, signal.SIGINT)
        assert server.wait(4 * LONG) == 0
    said = capfd.readouterr()
    assert "refused to gracefully stop" not in said.out + said.err
    assert "Traceback" not in said.err


@pytest.mark.once
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_that_is_told_to_stop_finishes_what_it_is_sending(house, hotel, receiver, number):
    said = []

    def stop_while_it_waits(handler):
        said.append(worker.send_signal(number))
        time.sleep(1.5)  # longer than it takes to notice
        handler.send_response(204)
        handler.end_headers()

    receiver.then(stop_while_it_waits)
    book(house, hotel)
    with running(house, "worker") as worker:
        assert worker.wait(LONG) == 0
    assert said
    assert states(house, hotel) == DELIVERED


def test_a_worker_that_is_killed_while_sending_leaves_the_message_to_the_next(house, hotel, receiver):
    def kill_it(handler):
        worker.kill()
        worker.wait(LONG)

    receiver.then(kill_it)
    book(house, hotel)
    with running(house, "worker") as worker:
        worker.wait(LONG)
    assert states(house, hotel) == {("booking.created", "done"), ("webhook.deliver", "waiting")}
    with house.entered():  # as if the lease had ended
        Message.objects.of(hotel).filter(topic="webhook.deliver").update(
            due_at=datetime(2020, 1, 1, tzinfo=UTC)
        )
    with running(house, "worker"):
        eventually(lambda: states(house, hotel) == DELIVERED)
    first, second = receiver.arrived
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
