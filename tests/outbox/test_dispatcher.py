"""Every message is handled, at least once, and once only where nothing goes wrong."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection

from kunjae.outbox import claims
from kunjae.outbox.dispatcher import KEPT_FOR, LEASE, WORKER_LOST, Subscription
from kunjae.outbox.facts import GiveUp, Later, State
from kunjae.outbox.models import Message
from tests.hotel import FAR, make_hotel
from tests.outbox.desk import Clock, Recorder, all_at_once, dispatcher, only_message, put_some

pytestmark = pytest.mark.django_db


@pytest.fixture
def hotel():
    return make_hotel()


@pytest.fixture
def clock():
    return Clock()


def test_a_message_reaches_its_handler_whole_and_is_done(hotel, clock):
    put_some(hotel, "key", booking="KJ1")
    clock.turn(seconds=3)
    handler = Recorder()
    assert dispatcher({"topic": handler}, clock).run() == 1
    (got,) = handler.got
    assert (got.property_id, got.topic, got.key, got.payload) == (
        hotel.id,
        "topic",
        "key",
        {"booking": "KJ1"},
    )
    assert (got.attempt, got.created_at, got.now) == (1, FAR, clock.now)
    message = only_message(hotel)
    assert (message.id, message.state, message.done_at) == (got.id, State.DONE, clock.now)
    assert (message.claim, message.attempts, message.last_error) == (None, 1, "")
    assert dispatcher({"topic": handler}, clock).run() == 0


def test_the_messages_of_all_properties_are_handled(clock):
    hotels = [make_hotel(slug) for slug in ("first", "second", "third")]
    for hotel in hotels:
        put_some(hotel, "same key")
    handler = Recorder()
    dispatcher({"topic": handler}, clock).run()
    assert {got.property_id for got in handler.got} == {hotel.id for hotel in hotels}


def test_a_message_is_not_touched_before_it_is_due(hotel, clock):
    put_some(hotel, "key", now=FAR + timedelta(seconds=1))
    assert dispatcher({"topic": Recorder()}, clock).run() == 0
    clock.turn(seconds=1)
    assert dispatcher({"topic": Recorder()}, clock).run() == 1


def test_a_topic_that_nobody_handles_waits_for_a_release_that_does(hotel, clock):
    put_some(hotel, "key", topic="topic.of.tomorrow")
    assert dispatcher({"topic": Recorder()}, clock).run() == 0
    assert only_message(hotel).state == State.WAITING
    assert dispatcher({"topic.of.tomorrow": Recorder()}, clock).run() == 1


def test_a_handler_that_raises_is_tried_again_with_growing_delays(hotel, clock):
    put_some(hotel, "key")
    handler = Recorder(ValueError("Somchai's secret"), KeyError("x"))
    work = dispatcher({"topic": handler}, clock)
    assert work.run() == 1
    message = only_message(hotel)
    assert (message.state, message.last_error) == (State.WAITING, "ValueError")
    assert message.due_at == FAR + timedelta(seconds=5)
    assert work.run() == 0
    clock.turn(seconds=5)
    assert work.run() == 1
    assert only_message(hotel).due_at == clock.now + timedelta(minutes=5)
    clock.turn(minutes=5)
    assert work.run() == 1
    assert [got.attempt for got in handler.got] == [1, 2, 3]
    assert len({got.id for got in handler.got}) == 1
    assert only_message(hotel).state == State.DONE


def test_delays_are_spread(hotel, clock):
    put_some(hotel, "key")
    dispatcher({"topic": Recorder(Later("busy"))}, clock, spread=0.5).run()
    assert only_message(hotel).due_at == FAR + timedelta(seconds=5.5)


def test_what_an_error_says_is_neither_kept_nor_logged(hotel, clock, caplog):
    put_some(hotel, "key")
    dispatcher({"topic": Recorder(ValueError("Somchai's secret"))}, clock).run()
    logged = caplog.text
    assert "message_handler_raised" in logged
    assert "ValueError" in logged
    assert "Somchai" not in logged + only_message(hotel).last_error


def test_a_handler_may_ask_for_more_time(hotel, clock):
    put_some(hotel, "key")
    dispatcher({"topic": Recorder(Later("busy", after=timedelta(hours=1)))}, clock).run()
    message = only_message(hotel)
    assert (message.last_error, message.due_at) == ("busy", FAR + timedelta(hours=1))


def test_a_handler_may_give_up_and_whoever_should_hears_of_it(hotel, clock):
    put_some(hotel, "key")
    heard = []
    subscription = Subscription(Recorder(GiveUp("gone")), then=lambda *given: heard.append(given))
    dispatcher({"topic": subscription}, clock).run()
    message = only_message(hotel)
    assert (message.state, message.last_error, message.done_at) == (State.FAILED, "gone", None)
    assert [(received.id, code) for received, code in heard] == [(message.id, "gone")]


def test_after_the_last_attempt_a_message_has_failed(hotel, clock):
    put_some(hotel, "key")
    heard = []
    two = (timedelta(0), timedelta(seconds=5))
    handler = Recorder(Later("busy"), Later("busier"))
    work = dispatcher({"topic": Subscription(handler, two, then=lambda *given: heard.append(given))}, clock)
    work.run()
    clock.turn(seconds=5)
    work.run()
    message = only_message(hotel)
    assert (message.state, message.last_error, message.attempts) == (State.FAILED, "busier", 2)
    assert len(heard) == 1
    clock.turn(days=9)
    assert work.run() == 0


def test_if_what_follows_a_failure_cannot_be_done_the_failure_is_not_marked(hotel, clock):
    put_some(hotel, "key")

    def then(message, code):
        raise LookupError

    with pytest.raises(LookupError):
        dispatcher({"topic": Subscription(Recorder(GiveUp("gone")), then=then)}, clock).run()
    assert only_message(hotel).state == State.WAITING


class KilledError(BaseException):
    """The worker's process is gone between handling and marking."""


def killed_after(handler):
    def handle(message):
        handler(message)
        raise KilledError

    return handle


def test_a_message_whose_worker_was_killed_after_handling_is_handled_again_under_the_same_id(hotel, clock):
    put_some(hotel, "key")
    first, second = Recorder(), Recorder()
    with pytest.raises(KilledError):
        dispatcher({"topic": killed_after(first)}, clock).run()
    assert dispatcher({"topic": second}, clock).run() == 0  # the lease holds
    clock.turn(seconds=LEASE.total_seconds())
    assert dispatcher({"topic": second}, clock).run() == 1
    assert (first.got[0].id, first.got[0].key) == (second.got[0].id, second.got[0].key)
    assert second.got[0].attempt == 2
    assert only_message(hotel).state == State.DONE


def test_a_message_that_kills_its_worker_every_time_fails_in_the_end(hotel, clock):
    put_some(hotel, "key")
    handler, heard = Recorder(), []
    killing = Subscription(
        killed_after(handler), (timedelta(0),) * 3, then=lambda *given: heard.append(given)
    )
    for _ in range(3):
        with pytest.raises(KilledError):
            dispatcher({"topic": killing}, clock).run()
        clock.turn(seconds=LEASE.total_seconds())
    dispatcher({"topic": killing}, clock).run()
    assert len(handler.got) == 3
    message = only_message(hotel)
    assert (message.state, message.last_error) == (State.FAILED, WORKER_LOST)
    assert len(heard) == 1


def test_whose_lease_has_ended_can_no_longer_say_what_became_of_the_message(hotel, clock):
    put_some(hotel, "key")
    due = {"property_id": hotel.id, "id": only_message(hotel).id, "lease": LEASE}
    slow = claims.take(**due, now=FAR)
    quick = claims.take(**due, now=FAR + LEASE)
    assert not claims.done(claim=slow, now=FAR + LEASE)
    assert not claims.again(claim=slow, due_at=FAR, code="late")
    assert not claims.fail(claim=slow, code="late", then=lambda *_: pytest.fail("nobody hears of it"))
    assert only_message(hotel).state == State.WAITING
    assert claims.done(claim=quick, now=FAR + LEASE)
    assert only_message(hotel).state == State.DONE


def test_nobody_takes_what_another_has(hotel):
    put_some(hotel, "key")
    due = {"property_id": hotel.id, "id": only_message(hotel).id, "now": FAR, "lease": LEASE}
    assert claims.take(**due) is not None
    assert claims.take(**due) is None


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_a_handler_works(hotel, clock):
    put_some(hotel, "key")
    seen = []
    dispatcher({"topic": lambda _: seen.append(connection.in_atomic_block)}, clock).run()
    assert seen == [False]


@pytest.mark.django_db(transaction=True)
def test_dispatchers_side_by_side_handle_each_message_once(clock):
    hotels = [make_hotel(slug) for slug in ("first", "second")]
    for hotel in hotels:
        put_some(hotel, *[f"key {number}" for number in range(20)])
    handler = Recorder()
    works = [dispatcher({"topic": handler}, clock).run for _ in range(4)]
    attempts = all_at_once(*works)
    assert sum(attempts) == 40
    assert set(Counter((got.property_id, got.key) for got in handler.got).values()) == {1}
    for hotel in hotels:
        assert set(Message.objects.of(hotel).values_list("state", "attempts")) == {("done", 1)}


@pytest.mark.django_db(transaction=True)
def test_of_many_who_reach_for_one_message_one_gets_it(hotel):
    put_some(hotel, "key")
    id = only_message(hotel).id
    reach = [lambda: claims.take(property_id=hotel.id, id=id, now=FAR, lease=LEASE)] * 8
    assert sum(claim is not None for claim in all_at_once(*reach)) == 1
    assert only_message(hotel).attempts == 1


def test_what_was_done_a_month_ago_goes_and_all_else_stays(hotel, clock):
    put_some(hotel, "old")
    put_some(hotel, "failed", topic="failing")
    put_some(hotel, "waiting", topic="later")
    work = dispatcher({"topic": Recorder(), "failing": Recorder(GiveUp("gone"))}, clock)
    work.run()
    clock.turn(days=1)
    put_some(hotel, "new")
    work.run()
    clock.now = FAR + KEPT_FOR + LEASE
    assert work.forget_old() == 0
    clock.turn(seconds=1)
    assert work.forget_old() == 1
    assert set(Message.objects.of(hotel).values_list("key", flat=True)) == {"failed", "waiting", "new"}


def test_old_messages_of_many_hotels_go_in_small_steps(clock):
    for slug in ("first", "second"):
        put_some(make_hotel(slug), "a", "b", "c")
    work = dispatcher({"topic": Recorder()}, clock)
    work.run()
    clock.turn(days=31)
    assert work.forget_old(most=2) == 6
