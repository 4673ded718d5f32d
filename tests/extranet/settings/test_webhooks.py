"""Settings > Webhooks: added, its secret shown once, edited, tried, paused, removed; the log, and sending again."""

from __future__ import annotations

import pytest
import time_machine

from kunjae.outbox.models import Message
from kunjae.webhooks.models import Attempt, Endpoint
from tests.extranet.desk import staff
from tests.extranet.settings.pages import error_at, typed, words
from tests.hotel import FAR, book_two_rooms, make_hotel
from tests.outbox.desk import Clock
from tests.webhooks import receiver as ways
from tests.webhooks.desk import make_endpoint, postman
from tests.webhooks.receiver import receiving

pytestmark = pytest.mark.django_db

LIST = "/extranet/baan-talay/settings/webhooks/"
NEW = f"{LIST}new/"


@pytest.fixture(autouse=True)
def _on_the_25th():
    with time_machine.travel(FAR, tick=False):
        yield


@pytest.fixture
def hotel():
    return make_hotel()


@pytest.fixture
def client(hotel):
    return staff(hotel, "manager")


@pytest.fixture
def receiver(settings):
    settings.WEBHOOK_PRIVATE_ADDRESSES = True
    with receiving() as found:
        yield found


def page(endpoint):
    return f"{LIST}{endpoint.id}/"


def test_an_address_is_added_and_its_secret_shown_once(client, hotel):
    assert "No program hears of anything yet" in words(client.get(LIST))
    form = typed(client.get(NEW), "url")
    assert form["hears"] == "all"
    wrong = client.post(NEW, form | {"url": "http://pms.example.com/", "hears": "some"})
    assert wrong.status_code == 422
    assert error_at(wrong, "events") == "Tick at least one."
    wrong = client.post(NEW, form | {"url": "http://pms.example.com/"})
    assert (wrong.status_code, error_at(wrong, "url")) == (422, "must begin with https://")
    assert typed(wrong, "url")["url"] == "http://pms.example.com/"
    made = client.post(
        NEW,
        form
        | {
            "url": "https://pms.example.com/h",
            "description": "our PMS",
            "hears": "some",
            "events": ["refund.done"],
        },
    )
    row = Endpoint.objects.of(hotel).get()
    assert (row.url, row.description, row.events) == ("https://pms.example.com/h", "our PMS", ["refund.done"])
    secret = words(made).partition('settings-secret">')[2].partition("<")[0]
    assert made.status_code == 200
    assert len(secret) > 40
    assert made["Cache-Control"] == "no-store"
    for address in (LIST, page(row)):
        assert secret not in words(client.get(address))
    assert "Money goes back" in words(client.get(LIST))


@pytest.mark.parametrize("role", ["front_desk", "viewer"])
def test_only_managers_see_it(hotel, role):
    made = make_endpoint(hotel, "https://pms.example.com/")
    somebody = staff(hotel, role)
    for address in (LIST, NEW, page(made), f"{page(made)}{made.id}/"):
        assert somebody.get(address).status_code == 403


def test_what_there_is_not_is_not_found(client, hotel):
    elsewhere = make_endpoint(make_hotel("other"), "https://pms.example.com/")
    ours = make_endpoint(hotel, "https://pms.example.com/")
    for address in (page(elsewhere), f"{page(elsewhere)}{ours.id}/", f"{page(ours)}{ours.id}/"):
        assert client.get(address).status_code == 404
        assert client.post(address, {"do": "remove"}).status_code == 404
    assert client.post(page(ours), {"do": "unheard of"}).status_code == 302


def test_a_stale_form_is_shown_what_was_stored_meanwhile(client, hotel):
    made = make_endpoint(hotel, "https://pms.example.com/")
    form = typed(client.get(page(made)), "url")
    assert client.post(page(made), form | {"description": "theirs", "do": "save"}).status_code == 302
    stale = client.post(page(made), form | {"description": "ours", "do": "save"})
    assert stale.status_code == 409
    assert error_at(stale, "description") == "Stored meanwhile: theirs"
    assert typed(stale, "url")["description"] == "ours"
    assert client.post(page(made), typed(stale, "url") | {"do": "save"}).status_code == 302
    assert Endpoint.objects.of(hotel).get().description == "ours"


def test_a_new_secret_a_pause_and_the_end_are_each_one_button_or_two(client, hotel):
    made = make_endpoint(hotel, "https://pms.example.com/")
    assert "Make a new secret?" in words(client.post(page(made), {"do": "ask:secret"}))
    fresh = client.post(page(made), {"do": "secret"})
    assert "whsec_" in words(fresh)
    shown = words(client.get(page(made)))
    assert "The former secret signs too until" in shown
    assert "whsec_" not in shown
    client.post(page(made), {"do": "off"})
    assert "Paused" in words(client.get(LIST))
    client.post(page(made), {"do": "on"})
    assert Endpoint.objects.of(hotel).get().active
    assert "Remove this address?" in words(client.post(page(made), {"do": "ask:remove"}))
    assert client.post(page(made), {"do": "remove"}).url == LIST
    assert client.get(page(made)).status_code == 404


def test_an_unreadable_secret_is_said(client, hotel, settings):
    made = make_endpoint(hotel, "https://pms.example.com/")
    Endpoint.objects.of(hotel).update(active=False, disabled_reason="secret_unreadable", secret="gAAAAA")
    assert "Its secret cannot be read any more" in words(client.get(LIST))
    for do in ("test", "on"):
        refused = client.post(page(made), {"do": do})
        assert refused.status_code == 422
        assert "make a new one first" in words(refused)


def test_a_test_says_what_came_of_it(client, hotel, receiver):
    made = make_endpoint(hotel, receiver.url)
    for behaviour, said in (
        (204, "The test arrived: it answered 204."),
        (ways.says(b"<script>no</script>"), "The test arrived, but was not taken: it answered 422."),
        (ways.hang_up, "The test did not arrive: The connection broke off."),
    ):
        receiver.then(behaviour)
        assert said in words(client.post(page(made), {"do": "test"}, follow=True))
    newest = Attempt.objects.of(hotel).order_by("at", "id").values_list("message", flat=True)
    shown = words(client.get(f"{page(made)}{newest[1]}/"))
    assert "&lt;script&gt;no&lt;/script&gt;" in shown
    assert "baan-talay" in shown
    assert "Send again" not in shown


def test_the_log_leads_to_each_delivery_which_can_be_sent_again(client, hotel, receiver):
    made = make_endpoint(hotel, receiver.url)
    receiver.then(500)
    code = book_two_rooms(hotel)
    postman(Clock()).run()
    assert "It answered 500" in words(client.get(LIST))
    shown = words(client.get(page(made)))
    assert code in shown
    assert "It answered 500" in words(client.get(f"{page(made)}?failed=1"))
    message = Message.objects.of(hotel).get(topic="webhook.deliver").id
    delivery = f"{page(made)}{message}/"
    assert "Somchai Jaidee" in words(client.get(delivery))
    assert "Tried again by itself" in words(client.get(delivery))
    assert "It is sent again now." in words(client.post(delivery, follow=True))
    postman(Clock()).run()
    assert len(receiver.arrived) == 2
    assert "Taken (204)" in words(client.get(delivery))
    client.post(page(made), {"do": "off"})
    assert "switch it on first" in words(client.post(delivery, follow=True))
    assert len(Message.objects.of(hotel).filter(topic="webhook.deliver", state="done")) == 1


def test_a_long_log_has_pages(client, hotel, django_assert_max_num_queries):
    made = make_endpoint(hotel, "https://pms.example.com/")
    rows = [
        Attempt(
            property=hotel, endpoint_id=made.id, message=made.id, number=1, event="webhook.test", at=FAR, ms=1,
            status=200 + n, body_hash="0",
        )
        for n in range(52)
    ]  # fmt: skip
    for row in rows:
        row.save(force_insert=True)
    client.get(page(made))
    with django_assert_max_num_queries(12):
        first = words(client.get(page(made)))
    assert "Taken (251)" in first
    older = first.partition('rel="next" href="')[2].partition('"')[0]
    second = words(client.get(page(made) + older.replace("&amp;", "&")))
    assert "Taken (200)" in second
    assert "Taken (202)" not in second
