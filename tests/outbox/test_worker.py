"""The worker: several messages at a time, until it is told to stop."""

import threading
import time
from contextlib import contextmanager

import pytest
from django.db import connection

from kunjae.outbox.dispatcher import Dispatcher, Subscription
from kunjae.outbox.facts import State
from kunjae.outbox.models import Message
from kunjae.outbox.worker import Worker
from tests.hotel import make_hotel
from tests.outbox.desk import Clock, Recorder, put_some

pytestmark = pytest.mark.django_db(transaction=True)
LONG = 60
"""Seconds until a test no longer waits for what should happen at once."""


class Gate:
    """A handler that holds every message until it is opened."""

    def __init__(self):
        self.entered = threading.Semaphore(0)
        self._open = threading.Event()
        self.inside = 0

    def __call__(self, message):
        self.inside += 1
        self.entered.release()
        assert self._open.wait(LONG)

    def open(self):
        self._open.set()


@contextmanager
def at_work(handlers, **options):
    """A worker over these handlers in a thread; ended with the block."""
    subscriptions = {topic: Subscription(handler) for topic, handler in handlers.items()}
    worker = Worker(Dispatcher(subscriptions, clock=Clock()), **({"pause": 0.02} | options))

    def run():
        worker.run()
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield worker, thread
    finally:
        for handler in handlers.values():
            if isinstance(handler, Gate):
                handler.open()
        worker.stop()
        thread.join(LONG)
        assert not thread.is_alive()


def eventually(holds):
    until = time.monotonic() + LONG
    while not holds():
        assert time.monotonic() < until, "it never came true"
        time.sleep(0.01)


def states(hotel):
    return [str(state) for state in Message.objects.of(hotel).order_by("id").values_list("state", flat=True)]


def test_what_was_there_and_what_comes_is_handled():
    hotel, handler = make_hotel(), Recorder()
    put_some(hotel, "before")
    with at_work({"topic": handler}):
        eventually(lambda: len(handler.got) == 1)
        put_some(hotel, *[f"key {number}" for number in range(12)])
        eventually(lambda: states(hotel) == [State.DONE] * 13)
    assert len({got.key for got in handler.got}) == len(handler.got) == 13


def test_who_hangs_holds_up_no_other_topic_and_no_other_hotel():
    first, second = make_hotel("first"), make_hotel("second")
    slow, quick = Gate(), Recorder()
    with at_work({"slow": slow, "quick": quick}, hands=4):
        put_some(first, *[f"slow {number}" for number in range(6)], topic="slow")
        for _ in range(2):
            assert slow.entered.acquire(timeout=LONG)
        put_some(first, "quick", topic="quick")
        put_some(second, "quick", topic="quick")
        eventually(lambda: len(quick.got) == 2)
        assert slow.inside == 2  # half of the hands, and no more
        slow.open()
        eventually(lambda: states(first) == [State.DONE] * 7)


def test_a_single_hand_handles_one_after_the_other():
    hotel, handler = make_hotel(), Recorder()
    put_some(hotel, "a", "b", "c")
    with at_work({"topic": handler}, hands=1):
        eventually(lambda: states(hotel) == [State.DONE] * 3)


def test_a_worker_that_stops_finishes_what_it_has_in_hand_and_begins_nothing_new():
    hotel, gate = make_hotel(), Gate()
    put_some(hotel, "in hand")
    with at_work({"topic": gate}, grace=LONG) as (worker, thread):
        assert gate.entered.acquire(timeout=LONG)
        worker.stop()
        put_some(hotel, "too late")
        gate.open()
        thread.join(LONG)
        assert states(hotel) == [State.DONE, State.WAITING]


def test_a_worker_that_stops_does_not_wait_for_a_hand_that_hangs():
    hotel, gate = make_hotel(), Gate()
    put_some(hotel, "hanging")
    with at_work({"topic": gate}, grace=0.05) as (worker, thread):
        assert gate.entered.acquire(timeout=LONG)
        worker.stop()
        thread.join(LONG)
        assert not thread.is_alive()
        assert states(hotel) == [State.WAITING]
        gate.open()
        eventually(lambda: states(hotel) == [State.DONE])  # the hand itself went on


def test_a_worker_that_is_no_longer_wanted_ends():
    wanted = threading.Event()
    wanted.set()
    with at_work({}, wanted=wanted.is_set) as (_, thread):
        assert thread.is_alive()
        wanted.clear()
        thread.join(LONG)
        assert not thread.is_alive()


def test_an_outbox_that_cannot_be_read_for_a_while_ends_no_worker(caplog):
    hotel, handler = make_hotel(), Recorder()
    put_some(hotel, "key")
    table = Message._meta.db_table
    with connection.schema_editor() as editor:
        editor.alter_db_table(Message, table, "elsewhere")
    try:
        with at_work({"topic": handler}):
            eventually(lambda: "outbox_unreadable" in caplog.text)
            with connection.schema_editor() as editor:
                editor.alter_db_table(Message, "elsewhere", table)
            eventually(lambda: states(hotel) == [State.DONE])
    finally:
        if table not in connection.introspection.table_names():
            with connection.schema_editor() as editor:
                editor.alter_db_table(Message, "elsewhere", table)


def test_workers_side_by_side_handle_each_message_once():
    hotel, handler = make_hotel(), Recorder()
    with at_work({"topic": handler}), at_work({"topic": handler}):
        put_some(hotel, *[f"key {number}" for number in range(30)])
        eventually(lambda: states(hotel) == [State.DONE] * 30)
    assert len({got.key for got in handler.got}) == len(handler.got) == 30
