"""From a booking to the program that wants to hear of it, over real HTTP."""

from datetime import UTC, datetime, timedelta

import pytest

from kunjae.changes.commands import change_at_once
from kunjae.changes.operations import Cancel
from kunjae.checks.proof import prove
from kunjae.outbox.dispatcher import LEASE
from kunjae.outbox.facts import State
from kunjae.outbox.models import Message
from kunjae.outbox.rules import DELAYS
from kunjae.payments.commands import record_payment
from kunjae.payments.facts import Method
from kunjae.webhooks.commands import disable_endpoint, forget_endpoint
from kunjae.webhooks.facts import DELIVER
from kunjae.webhooks.models import Attempt
from kunjae.webhooks.secrets import signed_headers
from tests.hotel import CLERK, FAR, book_two_rooms, make_hotel
from tests.outbox.desk import Clock
from tests.outbox.test_dispatcher import KilledError
from tests.webhooks import receiver as ways
from tests.webhooks.desk import delivery, kept, make_endpoint, postman
from tests.webhooks.receiver import receiving

pytestmark = pytest.mark.django_db


@pytest.fixture
def hotel():
    return make_hotel()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def receiver():
    with receiving() as found:
        yield found


@pytest.fixture
def endpoint(hotel, receiver, settings):
    """An endpoint at the receiver; private addresses are allowed, as it is on this machine."""
    settings.WEBHOOK_PRIVATE_ADDRESSES = True
    return make_endpoint(hotel, receiver.url)


def until(clock, *, attempts):
    """Let the postman work, the clock turned to each next delay, until that many attempts were made."""
    postman(clock).run()
    for delay in DELAYS[1:attempts]:
        clock.now += delay
        postman(clock).run()


def test_every_event_of_a_booking_arrives_with_the_booking_and_a_signature(hotel, clock, receiver, endpoint):
    code = book_two_rooms(hotel)
    change = {"property": hotel, "code": code, "actor": CLERK}
    change_at_once(**change, operations=[Cancel(1)], now=FAR + timedelta(minutes=1))
    change_at_once(**change, operations=[Cancel(2)], now=FAR + timedelta(minutes=2))
    clock.turn(minutes=5)
    postman(clock).run()
    told = sorted((arrived.content for arrived in receiver.arrived), key=lambda each: each["timestamp"])
    assert [(each["type"], each["timestamp"]) for each in told] == [
        ("booking.created", "2026-11-25T02:00:00Z"),
        ("booking.changed", "2026-11-25T02:01:00Z"),
        ("booking.cancelled", "2026-11-25T02:02:00Z"),
    ]
    assert [
        (each["data"]["code"], each["data"]["version"], [stay["status"] for stay in each["data"]["stays"]])
        for each in told
    ] == [
        (code, 1, ["reserved", "reserved"]),
        (code, 2, ["cancelled", "reserved"]),
        (code, 3, ["cancelled", "cancelled"]),
    ]
    for arrived in receiver.arrived:
        assert arrived.is_signed_with(endpoint.secret)
        assert arrived.headers["webhook-timestamp"] == str(int(clock.now.timestamp()))
        assert arrived.headers["content-type"] == "application/json; charset=utf-8"
    assert len({arrived.headers["webhook-id"] for arrived in receiver.arrived}) == 3
    ours = Message.objects.of(hotel).exclude(topic="mail.send")
    assert set(ours.values_list("state", flat=True)) == {State.DONE}


def test_the_signature_is_that_of_the_specifications_example():
    headers = signed_headers(
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        datetime.fromtimestamp(1614265330, UTC),
        b'{"test": 2432232314}',
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    )
    assert headers["webhook-timestamp"] == "1614265330"
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_without_endpoints_an_event_is_simply_done(hotel, clock):
    book_two_rooms(hotel)
    assert postman(clock).run() == 1
    assert Message.objects.of(hotel).get(topic="booking.created").state == State.DONE


def test_each_active_endpoint_of_the_property_gets_its_own_delivery(hotel, clock, receiver, endpoint):
    second = make_endpoint(hotel, receiver.url + "/second")
    silent = make_endpoint(hotel, receiver.url + "/silent")
    disable_endpoint(property_id=hotel.id, id=silent.id, reason="gone")
    make_endpoint(make_hotel("other"), receiver.url + "/other-hotel")
    book_two_rooms(hotel)
    postman(clock).run()
    by_path = {arrived.path: arrived for arrived in receiver.arrived}
    assert by_path.keys() == {"/hooks", "/hooks/second"}
    assert Message.objects.of(hotel).filter(topic=DELIVER).count() == 2
    assert by_path["/hooks"].is_signed_with(endpoint.secret)
    assert not by_path["/hooks"].is_signed_with(second.secret)
    assert by_path["/hooks/second"].is_signed_with(second.secret)
    assert by_path["/hooks"].headers["webhook-id"] != by_path["/hooks/second"].headers["webhook-id"]


def test_an_event_that_is_handled_twice_is_delivered_once(hotel, clock, receiver, endpoint):
    book_two_rooms(hotel)
    postman(clock).run()
    events = Message.objects.of(hotel).filter(topic="booking.created")
    events.update(state=State.WAITING, done_at=None, due_at=FAR)
    postman(clock).run()
    assert len(receiver.arrived) == 1


def test_a_receiver_that_fails_three_times_gets_the_same_message_until_it_takes_it(
    hotel, clock, receiver, endpoint
):
    receiver.then(500, 500, 500)
    book_two_rooms(hotel)
    until(clock, attempts=3)
    message = delivery(hotel)
    assert (message.state, message.last_error, message.attempts) == (State.WAITING, "http_500", 3)
    assert message.due_at == clock.now + timedelta(minutes=30)
    clock.turn(minutes=30)
    postman(clock).run()
    assert len(receiver.arrived) == 4
    assert len({arrived.headers["webhook-id"] for arrived in receiver.arrived}) == 1
    assert len({arrived.body for arrived in receiver.arrived}) == 1
    assert len({arrived.headers["webhook-timestamp"] for arrived in receiver.arrived}) == 4
    assert all(arrived.is_signed_with(endpoint.secret) for arrived in receiver.arrived)
    assert delivery(hotel).state == State.DONE
    assert kept(hotel, endpoint).active


@pytest.mark.parametrize(
    ("behaviour", "code"),
    [
        (302, "http_302"),
        (400, "http_400"),
        (404, "http_404"),
        (ways.hang_up, "broken_off"),
        (ways.half_an_answer, "broken_off"),
    ],
)
def test_only_2xx_counts(hotel, clock, receiver, endpoint, behaviour, code):
    receiver.then(behaviour)
    book_two_rooms(hotel)
    postman(clock).run()
    message = delivery(hotel)
    assert (message.state, message.last_error) == (State.WAITING, code)
    assert message.due_at == FAR + timedelta(seconds=5)
    clock.turn(seconds=5)
    postman(clock).run()
    assert delivery(hotel).state == State.DONE


@pytest.mark.parametrize("behaviour", [200, 201, 202, 204, ways.endless_answer])
def test_any_2xx_does(hotel, clock, receiver, endpoint, behaviour):
    receiver.then(behaviour)
    book_two_rooms(hotel)
    postman(clock).run()
    assert delivery(hotel).state == State.DONE


def test_who_asks_for_time_gets_it(hotel, clock, receiver, endpoint):
    receiver.then((429, {"Retry-After": "3600"}))
    book_two_rooms(hotel)
    postman(clock).run()
    message = delivery(hotel)
    assert (message.last_error, message.due_at) == ("http_429", FAR + timedelta(hours=1))


def test_who_says_gone_gets_nothing_more(hotel, clock, receiver, endpoint):
    receiver.then(410)
    book_two_rooms(hotel)
    postman(clock).run()
    assert (delivery(hotel).state, delivery(hotel).last_error) == (State.FAILED, "gone")
    assert (kept(hotel, endpoint).active, kept(hotel, endpoint).disabled_reason) == (False, "gone")
    book_two_rooms_again = change_at_once(
        property=hotel,
        code=delivery(hotel).payload["booking"],
        operations=[Cancel(1)],
        actor=CLERK,
        now=FAR,
    )
    assert book_two_rooms_again.entry.number == 1
    postman(clock).run()
    assert len(receiver.arrived) == 1


def test_who_says_gone_is_disabled_though_it_took_other_messages(hotel, clock, receiver, endpoint):
    receiver.then(204, 410)
    code = book_two_rooms(hotel)
    change_at_once(property=hotel, code=code, operations=[Cancel(1)], actor=CLERK, now=FAR)
    postman(clock).run()
    assert not kept(hotel, endpoint).active


def test_after_the_tenth_attempt_the_message_has_failed_and_its_endpoint_is_disabled(
    hotel, clock, receiver, endpoint
):
    receiver.then(*[500] * 9, 503)
    book_two_rooms(hotel)
    until(clock, attempts=9)
    assert (delivery(hotel).state, kept(hotel, endpoint).active) == (State.WAITING, True)
    clock.now += DELAYS[9]
    postman(clock).run()
    assert len(receiver.arrived) == 10
    assert (delivery(hotel).state, delivery(hotel).last_error) == (State.FAILED, "http_503")
    assert (kept(hotel, endpoint).active, kept(hotel, endpoint).disabled_reason) == (False, "http_503")


def test_an_endpoint_that_takes_other_messages_is_not_disabled_for_the_sake_of_one(
    hotel, clock, receiver, endpoint
):
    receiver.then(*[500] * 9)
    code = book_two_rooms(hotel)
    until(clock, attempts=9)
    change_at_once(property=hotel, code=code, operations=[Cancel(1)], actor=CLERK, now=clock.now)
    postman(clock).run()
    receiver.then(500)
    clock.now += DELAYS[9]
    postman(clock).run()
    states = Message.objects.of(hotel).filter(topic=DELIVER).order_by("id").values_list("state", flat=True)
    assert list(states) == [State.FAILED, State.DONE]
    assert kept(hotel, endpoint).active


def test_what_waits_for_an_endpoint_that_is_disabled_fails_without_being_sent(
    hotel, clock, receiver, endpoint
):
    receiver.then(500)
    book_two_rooms(hotel)
    postman(clock).run()
    disable_endpoint(property_id=hotel.id, id=endpoint.id, reason="by_hand")
    clock.turn(seconds=5)
    postman(clock).run()
    assert (delivery(hotel).state, delivery(hotel).last_error) == (State.FAILED, "endpoint_disabled")
    assert kept(hotel, endpoint).disabled_reason == "by_hand"
    assert len(receiver.arrived) == 1


def test_what_waits_for_an_endpoint_that_is_removed_goes_nowhere(hotel, clock, receiver, endpoint):
    receiver.then(500)
    book_two_rooms(hotel)
    postman(clock).run()
    forget_endpoint(property=hotel, id=endpoint.id)
    assert (delivery(hotel).state, delivery(hotel).last_error) == (State.FAILED, "no_endpoint")
    assert [proof.code for proof in prove(today=FAR.date()) if not proof.holds] == []
    clock.turn(seconds=5)
    postman(clock).run()
    assert len(receiver.arrived) == 1
    assert not Attempt.objects.of(hotel).exists()


def test_a_worker_that_is_killed_after_sending_sends_again_under_the_same_id(
    hotel, clock, receiver, endpoint
):
    """The receiver has the message, the worker is gone before it can say so."""
    book_two_rooms(hotel)
    killed = postman(KilledClock(clock, after=receiver.arrived))
    with pytest.raises(KilledError):
        killed.run()
    assert len(receiver.arrived) == 1
    clock.turn(seconds=LEASE.total_seconds() - 1)
    assert postman(clock).run() == 0
    clock.turn(seconds=1)
    postman(clock).run()
    first, second = receiver.arrived
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.body == second.body
    assert delivery(hotel).state == State.DONE


class KilledClock(Clock):
    """The process dies when, with the message sent, it next looks at the clock: to mark it."""

    def __init__(self, clock, after):
        self.clock, self.after = clock, after

    def __call__(self):
        if self.after:
            raise KilledError
        return self.clock()


def test_private_addresses_are_refused_unless_they_are_allowed(hotel, clock, receiver):
    endpoint = make_endpoint(hotel, receiver.url)  # made while they were
    book_two_rooms(hotel)
    until(clock, attempts=9)
    assert (delivery(hotel).state, delivery(hotel).last_error) == (State.WAITING, "address_refused")
    clock.now += DELAYS[9]
    postman(clock).run()
    assert receiver.arrived == []
    assert kept(hotel, endpoint).disabled_reason == "address_refused"


def test_a_secret_of_another_secret_key_is_said_at_once_and_ends_its_endpoint(
    hotel, clock, receiver, endpoint, settings, caplog
):
    settings.SECRET_KEY = "another-key-" * 5
    code = book_two_rooms(hotel)
    with caplog.at_level("ERROR"):
        postman(clock).run()
    assert delivery(hotel).attempts == 1
    assert (delivery(hotel).state, delivery(hotel).last_error) == (State.FAILED, "secret_unreadable")
    row = kept(hotel, endpoint)
    assert (row.active, row.disabled_reason) == (False, "secret_unreadable")
    assert "webhook_secret_unreadable" in caplog.text
    assert str(endpoint.id) in caplog.text
    assert "Settings > Webhooks" in caplog.text
    assert "message_handler_raised" not in caplog.text
    assert receiver.arrived == []
    assert [proof.code for proof in prove(today=FAR.date()) if not proof.holds] == []

    anew = make_endpoint(hotel, receiver.url)
    change_at_once(property=hotel, code=code, operations=[Cancel(1)], actor=CLERK, now=FAR)
    postman(clock).run()
    (arrived,) = receiver.arrived
    assert arrived.is_signed_with(anew.secret)


def test_a_payment_arrives_with_what_is_paid_by_then(hotel, clock, receiver, endpoint):
    code = book_two_rooms(hotel)
    change_at_once(property=hotel, code=code, operations=[Cancel(1)], actor=CLERK, now=FAR)
    for amount in (50000, 25000):
        record_payment(property=hotel, code=code, method=Method.CASH, amount=amount, actor=CLERK, now=FAR)
    postman(clock).run()
    told = sorted((arrived.content for arrived in receiver.arrived), key=lambda each: each["data"]["version"])
    assert [(each["type"], each["data"]["version"], each["data"]["paid"]) for each in told] == [
        ("booking.created", 1, "0.00"),
        ("booking.changed", 2, "0.00"),
        ("payment.received", 3, "500.00"),
        ("payment.received", 4, "750.00"),
    ]
    assert len({arrived.headers["webhook-id"] for arrived in receiver.arrived}) == 4


def test_the_secret_is_nowhere_to_be_read(hotel, clock, receiver, endpoint, caplog):
    receiver.then(500, ways.hang_up, 410)
    book_two_rooms(hotel)
    with caplog.at_level("DEBUG"):
        until(clock, attempts=3)
    assert "webhook_endpoint_disabled" in caplog.text
    row = kept(hotel, endpoint)
    places = [caplog.text, row.secret, row.disabled_reason, delivery(hotel).last_error]
    places += [str(message.payload) + message.key for message in Message.objects.of(hotel)]
    places += [str(arrived) for arrived in receiver.arrived]
    bare = endpoint.secret.removeprefix("whsec_")
    assert len(bare) > 40
    assert all(bare not in place for place in places)


def test_the_outbox_knows_no_names(hotel, clock, receiver, endpoint):
    book_two_rooms(hotel)
    postman(clock).run()
    assert "Somchai" in receiver.arrived[0].body.decode()
    assert not any("Somchai" in str(message.payload) for message in Message.objects.of(hotel))
