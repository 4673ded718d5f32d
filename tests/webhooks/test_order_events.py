"""Webhooks of orders: the order as the API answers it, as it stood when it was told of."""

from datetime import date

import pytest

from kunjae.changes.commands import change_at_once
from kunjae.changes.operations import Cancel, MoveDates
from kunjae.concierge.order_reads import answers_in_words, orders_by_id
from kunjae.concierge.order_text import order_json
from kunjae.kernel.stay_dates import StayDates
from kunjae.outbox.models import Message
from kunjae.webhooks.commands import create_endpoint
from kunjae.webhooks.facts import DELIVER
from kunjae.webhooks.rules import LARGEST_BODY
from tests.hotel import CLERK, FAR
from tests.ordering.the_counter import (
    TAXI,
    add_offer,
    cancel,
    confirm,
    make_resort,
    massage,
    order,
    stayed,
    wants,
)
from tests.outbox.desk import Clock
from tests.webhooks.desk import postman
from tests.webhooks.receiver import receiving

pytestmark = pytest.mark.django_db


@pytest.fixture
def receiver(settings):
    settings.WEBHOOK_PRIVATE_ADDRESSES = True
    with receiving() as found:
        yield found


def listen(hotel, receiver, *events):
    return create_endpoint(property=hotel, url=receiver.url, now=FAR, events=events, private_allowed=True)


def api(hotel, id):
    """What `GET /orders/{id}` answers at this moment."""
    (row,) = orders_by_id(hotel, [id])
    return order_json(row, answers_in_words(hotel, [id]).get(id, {}), hotel.currency)


def told(receiver):
    """(event, data) in the order of what happened."""
    found = [(arrived.content["type"], arrived.content["data"]) for arrived in receiver.arrived]
    return sorted(found, key=lambda each: (each[1]["booking_version"], each[0]))


def without_more(data):
    return {name: value for name, value in data.items() if name not in ("booking_version", "left_out")}


@pytest.mark.parametrize(("currency", "price"), [("THB", "900.00"), ("JPY", "900"), ("KWD", "900.000")])
def test_an_order_is_told_as_it_stood_then_though_the_worker_comes_late(receiver, currency, price):
    hotel = make_resort(currency=currency)
    code = stayed(hotel)
    listen(hotel, receiver, "order.created", "order.confirmed", "order.cancelled")
    (spa,) = order(hotel, code, wants("spa", day="2026-12-10", slot="14:00", number=1, wishes="กดเบา ๆ"))
    shown = [api(hotel, spa.id)]
    confirm(hotel, spa)
    shown.append(api(hotel, spa.id))
    cancel(hotel, spa, reason="no therapist")
    shown.append(api(hotel, spa.id))
    postman(Clock()).run()
    assert [event for event, _ in told(receiver)] == ["order.created", "order.confirmed", "order.cancelled"]
    assert [data["revenue"] for _, data in told(receiver)] == [price] * 3
    assert [data["status"] for _, data in told(receiver)] == ["unconfirmed", "confirmed", "cancelled"]
    # Who acted, and why, is only said by the last: it is what people wrote, and so in no message of the outbox.
    unsaid = {"acted_by": "", "reason": ""}
    assert [without_more(data) for _, data in told(receiver)] == [shown[0], shown[1] | unsaid, shown[2]]
    assert not any("no therapist" in str(each.payload) for each in Message.objects.of(hotel))
    assert not any("Somchai" in str(each.payload) for each in Message.objects.of(hotel))
    assert shown[0]["answers"]["texts"] == {"wishes": "กดเบา ๆ"}


def test_an_order_that_confirms_itself_is_told_as_created_and_as_confirmed_each_to_who_hears_of_it(receiver):
    hotel = make_resort()
    listen(hotel, receiver, "order.confirmed", "booking.cancelled")
    (taxi,) = order(hotel, stayed(hotel), wants("taxi"))
    for _ in range(2):  # handled twice, told once
        postman(Clock()).run()
        Message.objects.of(hotel).filter(topic="order.placed").update(state="waiting", done_at=None)
    ((event, data),) = told(receiver)
    assert (event, data["id"], data["status"], data["auto_confirmed"]) == (
        "order.confirmed",
        str(taxi.id),
        "confirmed",
        True,
    )
    everything = listen(hotel, receiver)
    order(hotel, stayed(hotel), wants("taxi"))
    postman(Clock()).run()
    second = Message.objects.of(hotel).filter(topic=DELIVER, payload__endpoint=everything.id.hex)
    events = ["booking.created", "order.confirmed", "order.created"]
    assert sorted(second.values_list("payload__event", flat=True)) == events


def test_orders_that_follow_their_stay_are_told_with_what_became_of_them(receiver):
    hotel = make_resort()
    code = stayed(hotel)
    order(hotel, code, massage(), wants("breakfast"))
    listen(hotel, receiver, "order.changed", "order.cancelled")
    change = {"property": hotel, "code": code, "actor": CLERK, "now": FAR}
    longer = StayDates(date(2026, 12, 10), date(2026, 12, 13))
    change_at_once(**change, operations=[MoveDates(1, dates=longer)])
    change_at_once(**change, operations=[Cancel(1)])
    postman(Clock()).run()
    assert sorted(
        (event, data["offer"], data["status"], data["revenue"]) for event, data in told(receiver)
    ) == [
        ("order.cancelled", "breakfast", "cancelled", "1800.00"),
        ("order.cancelled", "spa", "cancelled", "900.00"),
        ("order.changed", "breakfast", "unconfirmed", "1800.00"),
    ]


def test_an_order_with_answers_too_long_for_a_message_says_so(receiver):
    questions = [{"code": f"q{n}", "kind": "text", "most": 1000, "label": {"en": "?"}} for n in range(8)]
    hotel = make_resort(offered=())
    add_offer(hotel, TAXI, questions=questions)
    listen(hotel, receiver)
    order(hotel, stayed(hotel), wants("taxi", **{f"q{n}": "ก" * 1000 for n in range(8)}))
    postman(Clock()).run()
    bodies = {each.content["type"]: each for each in receiver.arrived}
    assert bodies["order.created"].content["data"]["left_out"] == ["answers"]
    assert len(bodies["order.created"].body) <= LARGEST_BODY
