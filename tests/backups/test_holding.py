"""A restored house sends nothing until it is told that it is the one at work.

The second house is on the same kind of database and has its tables already: making them, and going from one kind to
the other, is what `test_restore` and `test_commands` try.
"""

import pytest

from kunjae.backups.holding import Held, release
from kunjae.messages.queries import are_held
from kunjae.outbox.models import Message
from kunjae.payments.providers.accounts import enabled_providers, keys_of, save_account, switch
from kunjae.payments.providers.errors import KeysHeld
from kunjae.properties.models import Property
from kunjae.webhooks.models import Endpoint
from tests.backups.steps import back_up, restore, what_does_not_hold
from tests.hotel import FAR, book_stays, make_hotel
from tests.outbox.desk import Clock
from tests.webhooks.desk import make_endpoint, postman
from tests.webhooks.receiver import receiving

OTHER_KEY = "another-key-" * 5
TRANSFER = {"bank": "Example Bank", "account_name": "Baan Talay", "account_number": "1-2"}


@pytest.fixture
def receiver(settings):
    settings.WEBHOOK_PRIVATE_ADDRESSES = True
    with receiving() as found:
        yield found


@pytest.fixture
def file(migrated_house, receiver, tmp_path):
    """Of a house that was backed up with a delivery that has failed once and an event that nobody has handled yet."""
    with migrated_house.entered():
        hotel = make_hotel()
        make_endpoint(hotel, receiver.url)
        make_endpoint(make_hotel(slug="second"), receiver.url + "/second")
        receiver.then(500)
        book(hotel)
        postman(Clock()).run()
        book(hotel)
    assert [arrived.path for arrived in receiver.arrived] == ["/hooks"]
    return back_up(migrated_house, tmp_path / "waiting.zip")


def book(hotel):
    book_stays(hotel, {"check_in": "2026-12-10", "check_out": "2026-12-11"})


def let_the_postman_work(house):
    clock = Clock()
    clock.turn(days=1)
    with house.entered():
        postman(clock).run()


def states(house):
    """Of what the postman brings: mails are not his business."""
    return sorted(house.sql("SELECT topic, state, attempts FROM outbox_message WHERE topic <> 'mail.send'"))


def test_what_waited_is_held_back_and_what_happens_in_a_copy_is_told_to_nobody(file, second_house, receiver):
    assert restore(file, second_house, send_waiting=False) == Held(messages=3, endpoints=2)
    with second_house.entered():
        book(Property.objects.get(slug="second"))
    let_the_postman_work(second_house)
    assert len(receiver.arrived) == 1
    assert states(second_house) == [
        ("booking.created", "done", 1),
        ("booking.created", "done", 1),
        ("booking.created", "held", 0),
        ("webhook.deliver", "held", 1),
    ]
    assert what_does_not_hold(second_house) == []


def test_let_go_it_arrives_under_the_id_that_it_had(file, second_house, receiver):
    restore(file, second_house, send_waiting=False)
    let_the_postman_work(second_house)
    with second_house.entered():
        released = release()
    assert (released.messages, released.unreadable) == (3, [])
    assert what_does_not_hold(second_house) == []
    let_the_postman_work(second_house)
    first, *sent = receiver.arrived
    assert len(sent) == 2
    assert [arrived.headers["webhook-id"] for arrived in sent].count(first.headers["webhook-id"]) == 1
    assert {state for _, state, _ in states(second_house)} == {"done"}
    with second_house.entered():
        assert (
            release().messages,
            Endpoint.objects.of(Property.objects.get(slug="second")).get().active,
        ) == (0, True)


def test_who_moves_a_house_sends_what_waits_from_the_start(file, second_house, receiver):
    assert not restore(file, second_house, send_waiting=True)
    let_the_postman_work(second_house)
    assert len(receiver.arrived) == 3


def test_an_endpoint_that_was_disabled_before_stays_so(
    file, migrated_house, second_house, receiver, tmp_path
):
    with migrated_house.entered():
        second = Property.objects.get(slug="second")
        Endpoint.objects.of(second).update(active=False, disabled_reason="gone")
    restore(back_up(migrated_house, tmp_path / "gone.zip"), second_house, send_waiting=False)
    with second_house.entered():
        release()
        assert Endpoint.objects.of(second).get().disabled_reason == "gone"


def test_a_copy_takes_no_money_until_it_is_the_house_at_work(migrated_house, second_house, tmp_path):
    with migrated_house.entered():
        hotel = make_hotel()
        save_account(property=hotel, code="test", values={}, enabled=True, now=FAR)
        save_account(property=hotel, code="bank_transfer", values=TRANSFER, enabled=False, now=FAR)
    file = back_up(migrated_house, tmp_path / "ways.zip")
    assert restore(file, second_house, send_waiting=False).accounts == 2
    with second_house.entered():
        assert enabled_providers(hotel) == []
        with pytest.raises(KeysHeld):
            keys_of(hotel, "test")
        switch(property=hotel, code="bank_transfer", enabled=True, now=FAR)
        assert [each.code for each, _keys in enabled_providers(hotel)] == ["bank_transfer"]
        assert release().accounts == 1
        assert {each.code for each, _keys in enabled_providers(hotel)} == {"test", "bank_transfer"}


def test_a_copy_writes_to_no_guest_until_it_is_the_house_at_work(file, second_house):
    restore(file, second_house, send_waiting=False)
    with second_house.entered():
        hotels = list(Property.objects.all())
        assert all(are_held(hotel) for hotel in hotels)
        release()
        assert not any(are_held(hotel) for hotel in hotels)


def test_under_another_secret_key_endpoints_stay_off_until_the_old_one_is_back(
    file, second_house, receiver, settings
):
    old, settings.SECRET_KEY = settings.SECRET_KEY, OTHER_KEY
    restore(file, second_house, other_key=True, send_waiting=False)
    with second_house.entered():
        assert sorted(release().unreadable) == [receiver.url, receiver.url + "/second"]
        hotel = Property.objects.get(slug="baan-talay")
        endpoint = Endpoint.objects.of(hotel).get()
        assert (endpoint.active, endpoint.disabled_reason) == (False, "secret_unreadable")
    assert what_does_not_hold(second_house) == []
    settings.SECRET_KEY = old
    with second_house.entered():
        assert release().unreadable == []
        assert Endpoint.objects.of(hotel).get().active
        book(hotel)
        assert Message.objects.of(hotel).filter(state="waiting").exists()
    arrived = len(receiver.arrived)
    let_the_postman_work(second_house)
    assert len(receiver.arrived) > arrived


def test_the_command_line_says_what_is_held_back_and_lets_it_go(file, second_house):
    restored = second_house.run("restore", str(file))
    assert restored.returncode == 0, restored.stderr
    assert "Held back: 3 messages that were waiting to be sent, and 2 webhook endpoints." in restored.stderr
    assert "kunjae send-waiting" in restored.stderr
    other_key = second_house.run("send-waiting", key=OTHER_KEY)
    assert "3 messages of the outbox go out" in other_key.stdout
    assert other_key.stderr.count("make a new one with `kunjae create-webhook`") == 2
    assert second_house.run("send-waiting").stderr == ""
    assert {state for _, state, _ in states(second_house)} == {"done", "waiting"}
    assert second_house.sql("SELECT COUNT(*) FROM webhooks_endpoint WHERE active") == [(2,)]


def test_with_the_flag_the_command_line_holds_nothing_back(file, second_house):
    restored = second_house.run("restore", "--send-waiting", str(file))
    assert restored.returncode == 0, restored.stderr
    assert "Held back" not in restored.stderr
    assert {state for _, state, _ in states(second_house)} == {"done", "waiting"}
