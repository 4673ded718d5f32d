"""Mails over real SMTP: what arrives, and what becomes of a mail when the server says no, hangs up or takes half."""

import re
import socket
from datetime import timedelta

import pytest
from django.db import connection
from icalendar import Calendar

from kunjae.accounts.encryption import decrypt
from kunjae.bookings.commands import Booker
from kunjae.bookings.models import Booking
from kunjae.changes.commands import change_at_once
from kunjae.changes.operations import Cancel
from kunjae.messages.models import Mail, MailHold
from kunjae.outbox.dispatcher import LEASE
from kunjae.outbox.facts import State
from kunjae.outbox.models import Message
from kunjae.outbox.rules import DELAYS
from tests.changes import the_guest
from tests.hotel import FAR, book_stays
from tests.messages.desk import RESERVATIONS, mail_server, mailers_at, make_talkative_hotel, worker
from tests.outbox.desk import Clock
from tests.outbox.test_dispatcher import KilledError

pytestmark = pytest.mark.django_db
NIGHTS = {"check_in": "2026-12-10", "check_out": "2026-12-12"}


@pytest.fixture
def hotel():
    return make_talkative_hotel()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def server():
    with mail_server() as box:
        yield box


def only(hotel):
    return Mail.objects.of(hotel).get()


def sending(hotel):
    return Message.objects.of(hotel).get(topic="mail.send")


def parts(message):
    return {part.get_content_type(): part.get_content() for part in message.walk() if not part.is_multipart()}


def test_a_confirmation_arrives_with_pin_link_and_dates_and_is_kept_without_pin_and_link(
    hotel, clock, server
):
    code = book_stays(hotel, NIGHTS)
    worker(clock).run()
    [mail] = server.arrived
    row, pin = only(hotel), decrypt(Booking.objects.of(hotel).get().pin)
    assert server.recipients == [["somchai@example.com"]]
    assert mail["From"] == "บ้านทะเล <no-reply@127.0.0.1>"
    assert (mail["To"], mail["Reply-To"]) == ("somchai@example.com", RESERVATIONS)
    assert mail["Message-ID"] == f"<{row.id.hex}@127.0.0.1>"
    assert (mail["Content-Language"], mail["Auto-Submitted"]) == ("th", "auto-generated")
    assert row.subject == f"ยืนยันการจอง {code} ที่ บ้านทะเล"
    assert mail["Subject"].replace("\u00a0", " ") == row.subject
    found = parts(mail)
    link = re.search(r"http://127\.0\.0\.1:8000/g/baan-talay/open/\S+", found["text/plain"])[0]
    assert f"PIN: {pin}\r\n" in found["text/plain"]
    assert f"PIN: {pin}<" in found["text/html"]
    assert f'href="{link}"' in found["text/html"]
    for kept in (row.text, row.html):
        assert "PIN: ••••" in kept
        assert "/open/" not in kept
    assert pin not in row.text
    [event] = Calendar.from_ical(found["text/calendar"]).walk("VEVENT")
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (
        f"{code}-1@baan-talay.kunjae",
        1,
        "CONFIRMED",
    )
    assert event["DTSTART"].dt.isoformat() == "2026-12-10T07:00:00+00:00"
    assert event["DTEND"].dt.isoformat() == "2026-12-12T05:00:00+00:00"
    assert (row.state, row.sent_at, row.attempts, row.error) == ("sent", clock(), 1, "")


def test_a_cancelled_booking_leaves_the_guests_calendar_and_the_hotels_answer_reaches_the_guest(
    hotel, clock, server
):
    code = book_stays(hotel, NIGHTS)
    worker(clock).run()
    change_at_once(property=hotel, code=code, operations=[Cancel(1)], actor=the_guest.GUEST, now=FAR)
    worker(clock).run()
    to_hotel = next(mail for mail in server.arrived if RESERVATIONS in mail["To"])
    assert to_hotel["Reply-To"] == "somchai@example.com"
    assert to_hotel["To"] == f"{RESERVATIONS}, manager@baan-talay.example"
    assert f"/extranet/baan-talay/bookings/{code}/" in parts(to_hotel)["text/plain"]
    files = [parts(mail).get("text/calendar") for mail in server.arrived]
    events = [Calendar.from_ical(file).walk("VEVENT")[0] for file in files if file]
    assert sorted((str(event["STATUS"]), int(event["SEQUENCE"])) for event in events) == [
        ("CANCELLED", 2),
        ("CONFIRMED", 1),
    ]
    assert len({str(event["UID"]) for event in events}) == 1


def test_what_the_server_puts_off_is_sent_later_and_one_connection_serves_many(hotel, clock, server):
    server.answers = ["451 try again later"]
    book_stays(hotel, NIGHTS)
    worker(clock).run()
    assert (only(hotel).state, only(hotel).error, only(hotel).attempts) == ("waiting", "smtp_451", 1)
    assert sending(hotel).last_error == "smtp_451"
    clock.now += DELAYS[1]
    worker(clock).run()
    assert (only(hotel).state, only(hotel).error, only(hotel).attempts) == ("sent", "", 2)
    server.connections = 0
    for day in (13, 15, 17):
        nights = {"check_in": f"2026-12-{day}", "check_out": f"2026-12-{day + 1}"}
        book_stays(hotel, nights, now=clock())
    worker(clock).run()
    assert len(server.arrived) == 4
    assert server.connections <= 1


@pytest.mark.parametrize(
    ("answers", "refuses", "code"),
    [
        (["550 no such user"], {}, "smtp_550"),
        ([], {"somchai@example.com": "553 not here"}, "smtp_553"),
    ],
)
def test_a_refusal_for_good_is_given_up_at_once_and_says_so(hotel, clock, server, answers, refuses, code):
    server.answers, server.refuses = answers, refuses
    book_stays(hotel, NIGHTS)
    worker(clock).run()
    assert (only(hotel).state, only(hotel).error, only(hotel).attempts) == ("failed", code, 1)
    assert only(hotel).subject
    assert (sending(hotel).state, sending(hotel).last_error) == (State.FAILED, code)
    assert server.arrived == []


def test_a_server_that_never_takes_it_is_given_up_after_all_attempts(hotel, clock, server):
    server.answers = ["421 too busy"] * 20
    book_stays(hotel, NIGHTS)
    for delay in DELAYS:
        clock.now += max(delay, timedelta(minutes=2))
        worker(clock).run()
    assert (only(hotel).state, only(hotel).error) == ("failed", "smtp_not_ready")
    assert sending(hotel).state == State.FAILED


def test_whoever_is_refused_of_several_is_noted(hotel, clock, server):
    server.refuses = {"manager@baan-talay.example": "550 left the house"}
    hotel.details["email"]["reservations"].append("not an address")
    hotel.save()
    code = book_stays(hotel, NIGHTS, booker=Booker(name="A", email="", phone="", language="en"))
    change_at_once(property=hotel, code=code, operations=[Cancel(1)], actor=the_guest.GUEST, now=FAR)
    worker(clock).run()
    row = only(hotel)
    assert (row.state, row.error, server.recipients) == ("sent", "partly_refused", [[RESERVATIONS]])
    assert row.refused == ["manager@baan-talay.example", "not an address"]
    assert server.arrived[0]["Reply-To"] is None


def test_a_server_that_dies_on_the_way_gets_the_same_mail_again(hotel, clock, server):
    server.answers = ["die after"]  # it took the mail, but nobody heard so
    book_stays(hotel, NIGHTS)
    worker(clock).run()
    assert (only(hotel).state, only(hotel).error) == ("waiting", "smtp_disconnected")
    clock.now += DELAYS[1]
    worker(clock).run()
    assert only(hotel).state == "sent"
    first, second = server.arrived
    assert first["Message-ID"] == second["Message-ID"]


def test_a_kept_connection_that_the_server_has_ended_is_opened_anew_without_a_failed_attempt(
    hotel, clock, server
):
    book_stays(hotel, NIGHTS)
    worker(clock).run()
    server.answers = ["die before"]
    book_stays(hotel, NIGHTS, now=clock())
    worker(clock).run()
    assert set(Mail.objects.of(hotel).values_list("state", "attempts")) == {("sent", 1)}


@pytest.mark.parametrize("port", [1, 0])
def test_no_server_is_no_reason_to_lose_a_mail(hotel, clock, settings, port):
    settings.MAILERS = mailers_at(port, timeout=0.2)
    book_stays(hotel, NIGHTS)
    worker(clock).run()
    assert (only(hotel).state, only(hotel).error) == ("waiting", "smtp_unreachable")
    assert sending(hotel).state == State.WAITING


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_between_sending_and_saying_so_sends_one_mail_twice_under_one_id(
    hotel, clock, server
):
    book_stays(hotel, NIGHTS)

    def dies(execute, sql, params, many, context):
        """At the first statement after the server said 250: nothing is written down yet."""
        if server.arrived:
            raise KilledError
        return execute(sql, params, many, context)

    with connection.execute_wrapper(dies), pytest.raises(KilledError):
        worker(clock).run()
    assert only(hotel).state == "waiting"
    clock.now += LEASE
    worker(clock).run()
    assert [mail["Message-ID"] for mail in server.arrived] == [server.arrived[0]["Message-ID"]] * 2
    assert only(hotel).state == "sent"
    assert sending(hotel).attempts == 2


def test_names_and_addresses_cannot_break_out_of_their_headers(hotel, clock, server):
    hotel.name = {"en": 'The "Inn"\r\nBcc: all@example.com\u202e'}
    hotel.save()
    names = [
        "Eve\r\nBcc: victim@example.com",
        "محمد بن سلمان",
        "名前" * 95,
        "<script>alert(1)</script>",
        "{{ pin }}",
        "\ue000pin\ue001",
    ]
    for day, name in enumerate(names, start=10):
        nights = {"check_in": f"2026-12-{day}", "check_out": f"2026-12-{day + 1}"}
        eve = Booker(name=name, email="eve@exämple.com", phone="", language="en")
        book_stays(hotel, nights, booker=eve)
        worker(clock).run()
    assert len(server.arrived) == len(names)
    pins = [decrypt(row.pin) for row in Booking.objects.of(hotel)]
    for mail, name in zip(server.arrived, names, strict=True):
        assert mail["Bcc"] is None
        assert mail["From"].addresses[0].display_name == 'The "Inn" Bcc: all@example.com'
        found = parts(mail)
        assert "<script>" not in found["text/html"]
        assert len(re.findall(r"^PIN: \S+\r?$", found["text/plain"], re.MULTILINE)) == 1
        assert sum(pin in found["text/plain"] for pin in pins) == 1, name
    assert set(map(tuple, server.recipients)) == {("eve@xn--exmple-cua.com",)}


@pytest.mark.parametrize("address", ["not an address", "a@b@c", "ใคร@example.com", "a@", "a b@example.com"])
def test_an_address_that_no_server_could_take_is_given_up(hotel, clock, server, address):
    book_stays(hotel, NIGHTS, booker=Booker(name="A", email=address, phone="", language="en"))
    worker(clock).run()
    assert (only(hotel).state, only(hotel).error) == ("failed", "no_address")
    assert server.connections == 0


def test_without_a_mail_server_and_in_a_restored_house_mails_are_kept_to_be_read(
    hotel, clock, server, settings
):
    MailHold(property=hotel, since=FAR).save(force_insert=True)
    book_stays(hotel, NIGHTS)
    worker(clock).run()
    MailHold.objects.of(hotel).delete()
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}}
    book_stays(hotel, NIGHTS)
    worker(clock).run()
    assert [(mail.state, bool(mail.html)) for mail in Mail.objects.of(hotel)] == [("kept", True)] * 2
    assert server.arrived == []


def test_a_mail_that_was_sent_is_not_sent_again_when_its_message_comes_twice(hotel, clock, server):
    book_stays(hotel, NIGHTS)
    worker(clock).run()
    Message.objects.of(hotel).filter(topic="mail.send").update(state=State.WAITING, done_at=None)
    worker(clock).run()
    assert len(server.arrived) == 1


def test_a_server_that_says_nothing_holds_nobody_up_for_long_and_what_fails_does_not_hold_up_the_others(
    hotel, clock, server, settings
):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        working = settings.MAILERS
        settings.MAILERS = mailers_at(silent.getsockname()[1], timeout=0.1)
        book_stays(hotel, NIGHTS)
        worker(clock).run()
    assert (only(hotel).state, only(hotel).error) == ("waiting", "smtp_timeout")
    settings.MAILERS = working
    server.refuses = {"somchai@example.com": "450 mailbox busy"}
    book_stays(hotel, NIGHTS, booker=Booker(name="Ann", email="ann@example.com", phone="", language="en"))
    clock.now += DELAYS[1]
    worker(clock).run()
    assert sorted(Mail.objects.of(hotel).values_list("state", "error")) == [
        ("sent", ""),
        ("waiting", "smtp_450"),
    ]
