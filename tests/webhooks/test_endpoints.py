"""Endpoints choose their events, get new secrets, are paused and tried; the log says what came of each attempt."""

from datetime import timedelta

import pytest

from kunjae.bookings.models import Guest
from kunjae.changes.commands import change_at_once
from kunjae.changes.operations import Cancel
from kunjae.checks.proof import prove
from kunjae.kernel.errors import InvalidInput
from kunjae.outbox.facts import State
from kunjae.outbox.models import Message
from kunjae.outbox.rules import DELAYS
from kunjae.outbox.topics import WEBHOOK_STOPPED
from kunjae.webhooks.commands import (
    MOST_ENDPOINTS,
    create_endpoint,
    forget_endpoint,
    new_secret_for,
    save_endpoint,
    switch_endpoint,
)
from kunjae.webhooks.errors import (
    EndpointChanged,
    EndpointOff,
    NoSuchDelivery,
    NoSuchEndpoint,
    SecretUnreadable,
)
from kunjae.webhooks.models import Attempt
from kunjae.webhooks.queries import attempts_of, delivery_of, endpoint_of, endpoints_of
from kunjae.webhooks.rules import EVENTS
from kunjae.webhooks.sending import Answered, Unanswered
from kunjae.webhooks.trying import resend, send_test
from tests.hotel import CLERK, FAR, book_two_rooms, make_hotel
from tests.outbox.desk import Clock
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
def receiver(settings):
    settings.WEBHOOK_PRIVATE_ADDRESSES = True
    with receiving() as found:
        yield found


@pytest.fixture
def endpoint(hotel, receiver):
    return make_endpoint(hotel, receiver.url)


def cancelled(hotel, now=FAR):
    code = book_two_rooms(hotel)
    change_at_once(property=hotel, code=code, operations=[Cancel(1), Cancel(2)], actor=CLERK, now=now)
    return code


def log(hotel, endpoint, **more):
    return attempts_of(hotel, endpoint.id, now=FAR, most=50, **more)


def test_an_endpoint_gets_the_events_that_it_chose(hotel, clock, receiver):
    create_endpoint(
        property=hotel,
        url=receiver.url,
        now=FAR,
        events=["refund.done", "booking.cancelled"],
        private_allowed=True,
    )
    cancelled(hotel)
    postman(clock).run()
    assert [arrived.content["type"] for arrived in receiver.arrived] == ["booking.cancelled"]


def test_all_events_are_those_to_come_too_and_an_unknown_one_is_named(hotel):
    made = create_endpoint(property=hotel, url="https://pms.example.com/", now=FAR, events=reversed(EVENTS))
    assert kept(hotel, made).events == []
    with pytest.raises(InvalidInput) as refused:
        create_endpoint(property=hotel, url="https://pms.example.com/", now=FAR, events=["booking.made"])
    assert [(error.path, error.code) for error in refused.value.errors] == [("events", "event_unknown")]
    for _ in range(MOST_ENDPOINTS - 1):
        create_endpoint(property=hotel, url="https://pms.example.com/", now=FAR)
    with pytest.raises(InvalidInput, match="20"):
        create_endpoint(property=hotel, url="https://pms.example.com/", now=FAR)


def test_both_secrets_sign_for_a_day_and_then_the_new_one_alone(hotel, clock, receiver, endpoint):
    fresh = new_secret_for(property=hotel, id=endpoint.id, now=FAR)
    assert fresh != endpoint.secret
    for hours in (0, 23, 1):
        clock.turn(hours=hours)
        send_test(property=hotel, id=endpoint.id, now=clock.now)
    signed = [
        (arrived.is_signed_with(fresh), arrived.is_signed_with(endpoint.secret))
        for arrived in receiver.arrived
    ]
    assert signed == [(True, True), (True, True), (True, False)]
    row = kept(hotel, endpoint)
    for secret in (fresh, endpoint.secret):
        assert secret.removeprefix("whsec_") not in row.secret + row.old_secret


def test_a_new_secret_lets_an_endpoint_hear_again_whose_secret_cannot_be_read(
    hotel, clock, receiver, endpoint, settings
):
    settings.SECRET_KEY = "another-key-" * 5
    code = cancelled(hotel)
    postman(clock).run()
    assert receiver.arrived == []
    assert {each.error for each in log(hotel, endpoint)} <= {"secret_unreadable", "endpoint_disabled"}
    with pytest.raises(SecretUnreadable):
        switch_endpoint(property=hotel, id=endpoint.id, active=True)
    with pytest.raises(SecretUnreadable):
        send_test(property=hotel, id=endpoint.id, now=FAR)
    fresh = new_secret_for(property=hotel, id=endpoint.id, now=FAR)
    assert (kept(hotel, endpoint).active, kept(hotel, endpoint).old_until) == (True, None)
    for each in log(hotel, endpoint):  # what was never sent can be now
        resend(property=hotel, id=endpoint.id, message=each.message, now=FAR)
    postman(clock).run()
    assert {arrived.content["data"]["code"] for arrived in receiver.arrived} == {code}
    assert [arrived.is_signed_with(fresh) for arrived in receiver.arrived] == [True, True]


def test_the_log_shows_each_attempt_with_its_answer_and_what_was_sent(hotel, clock, receiver, endpoint):
    receiver.then(ways.says(b"no such hotel"), ways.hang_up)
    code = book_two_rooms(hotel)
    for delay in (0, *DELAYS[1:3]):
        clock.now += delay if delay else timedelta(0)
        postman(clock).run()
    newest, broken, refused = log(hotel, endpoint)
    assert (refused.number, refused.event, refused.booking) == (1, "booking.created", code)
    assert (refused.status, refused.answer, refused.taken) == (422, "no such hotel", False)
    assert (broken.status, broken.error, broken.taken) == (None, "broken_off", False)
    assert (newest.number, newest.status, newest.taken, newest.at) == (3, 204, True, clock.now)
    assert log(hotel, endpoint, failed=True) == [broken, refused]
    assert endpoints_of(hotel)[0].last == endpoint_of(hotel, endpoint.id).last == newest
    shown = delivery_of(hotel, endpoint.id, newest.message)
    assert shown.attempts == [newest, broken, refused]
    assert (shown.body.encode(), shown.unchanged) == (receiver.arrived[0].body, True)
    assert shown.state == State.DONE
    assert not any(
        "Somchai" in str(value) for row in Attempt.objects.of(hotel).values() for value in row.values()
    )
    Guest.objects.of(hotel).update(name="", email="", phone="")
    erased = delivery_of(hotel, endpoint.id, newest.message)
    assert "Somchai" not in erased.body
    assert not erased.unchanged


def test_the_log_ends_after_thirty_days(hotel, clock, receiver, endpoint):
    send_test(property=hotel, id=endpoint.id, now=FAR)
    assert len(attempts_of(hotel, endpoint.id, now=FAR + timedelta(days=30), most=9)) == 1
    assert attempts_of(hotel, endpoint.id, now=FAR + timedelta(days=30, seconds=1), most=9) == []
    send_test(property=hotel, id=endpoint.id, now=FAR + timedelta(days=30, seconds=1))
    assert Attempt.objects.of(hotel).count() == 1


def test_a_test_is_sent_at_once_to_a_paused_endpoint_too(hotel, receiver, endpoint):
    switch_endpoint(property=hotel, id=endpoint.id, active=False)
    receiver.then(404)
    assert send_test(property=hotel, id=endpoint.id, now=FAR) == Answered(404, "")
    assert send_test(property=hotel, id=endpoint.id, now=FAR) == Answered(204, "")
    arrived = receiver.arrived[-1]
    assert arrived.is_signed_with(endpoint.secret)
    assert (arrived.content["type"], arrived.content["data"]["property"]) == ("webhook.test", "baan-talay")
    (newest, _) = log(hotel, endpoint)
    assert delivery_of(hotel, endpoint.id, newest.message).body.encode() == arrived.body
    with pytest.raises(EndpointOff):
        resend(property=hotel, id=endpoint.id, message=newest.message, now=FAR)
    switch_endpoint(property=hotel, id=endpoint.id, active=True)
    with pytest.raises(NoSuchDelivery):  # a test is no message
        resend(property=hotel, id=endpoint.id, message=newest.message, now=FAR)


def test_private_addresses_are_refused_for_a_test_too(hotel, receiver, endpoint, settings):
    settings.WEBHOOK_PRIVATE_ADDRESSES = False
    assert send_test(property=hotel, id=endpoint.id, now=FAR) is Unanswered.ADDRESS_REFUSED
    assert receiver.arrived == []


def test_what_was_taken_and_what_failed_is_sent_again_under_its_own_id(hotel, clock, receiver, endpoint):
    book_two_rooms(hotel)
    postman(clock).run()
    id = delivery(hotel).id
    resend(property=hotel, id=endpoint.id, message=id, now=FAR)
    postman(clock).run()
    receiver.then(410)
    resend(property=hotel, id=endpoint.id, message=id, now=FAR)
    postman(clock).run()
    assert (delivery(hotel).state, kept(hotel, endpoint).disabled_reason) == (State.FAILED, "gone")
    switch_endpoint(property=hotel, id=endpoint.id, active=True)
    receiver.then(500)
    resend(property=hotel, id=endpoint.id, message=id, now=FAR)
    postman(clock).run()
    resend(property=hotel, id=endpoint.id, message=id, now=FAR)  # it waits, and need not
    postman(clock).run()
    assert delivery(hotel).state == State.DONE
    assert len(receiver.arrived) == 5
    assert len({(arrived.headers["webhook-id"], arrived.body) for arrived in receiver.arrived}) == 1
    assert [proof.code for proof in prove(today=FAR.date()) if not proof.holds] == []


def test_who_stops_an_endpoint_and_why(hotel, clock, receiver, endpoint):
    receiver.then(410)
    book_two_rooms(hotel)
    postman(clock).run()
    (stopped,) = Message.objects.of(hotel).filter(topic=WEBHOOK_STOPPED)
    assert stopped.payload == {"endpoint": endpoint.id.hex, "reason": "gone"}
    switch_endpoint(property=hotel, id=endpoint.id, active=True)
    switch_endpoint(property=hotel, id=endpoint.id, active=False)
    assert kept(hotel, endpoint).disabled_reason == "by_hand"
    assert Message.objects.of(hotel).filter(topic=WEBHOOK_STOPPED).count() == 1  # whoever paused it knows


def test_a_stale_form_overwrites_nothing(hotel, receiver, endpoint):
    seen = endpoint_of(hotel, endpoint.id).seen
    change = {"property": hotel, "id": endpoint.id, "url": receiver.url, "private_allowed": True}
    save_endpoint(**change, description="  our  PMS ", events=["booking.created"], seen=seen)
    with pytest.raises(EndpointChanged):
        save_endpoint(**change, description="theirs", events=[], seen=seen)
    shown = endpoint_of(hotel, endpoint.id)
    assert (shown.description, shown.events) == ("our PMS", ("booking.created",))
    # The address stays as it is though it could not be entered any more; another one must be good.
    strict = change | {"private_allowed": False, "description": "", "events": [], "seen": shown.seen}
    with pytest.raises(InvalidInput):
        save_endpoint(**strict | {"url": "http://127.0.0.1/other"})
    save_endpoint(**strict)


def test_another_hotels_endpoint_is_nobodys(hotel, endpoint):
    other = make_hotel("other")
    for act in (
        lambda: send_test(property=other, id=endpoint.id, now=FAR),
        lambda: new_secret_for(property=other, id=endpoint.id, now=FAR),
        lambda: switch_endpoint(property=other, id=endpoint.id, active=False),
        lambda: forget_endpoint(property=other, id=endpoint.id),
        lambda: endpoint_of(other, endpoint.id),
        lambda: resend(property=other, id=endpoint.id, message=endpoint.id, now=FAR),
    ):
        with pytest.raises(NoSuchEndpoint):
            act()
    assert endpoints_of(other) == []


def test_lists_take_two_queries_however_many_there_are(hotel, receiver, django_assert_num_queries):
    for _ in range(3):
        send_test(property=hotel, id=make_endpoint(hotel, receiver.url).id, now=FAR)
    with django_assert_num_queries(2):
        assert [each.last.status for each in endpoints_of(hotel)] == [204, 204, 204]
