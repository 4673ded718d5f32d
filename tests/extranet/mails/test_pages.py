"""The pages of mails: what was sent, sending it again, the words of each, and what waits in the outbox."""

import re
from datetime import timedelta

import pytest
from django.core import mail as django_mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kunjae.accounts.encryption import decrypt
from kunjae.bookings.models import Booking
from kunjae.messages.facts import LANGUAGES, WRITTEN
from kunjae.messages.models import Mail, MailTemplate
from kunjae.outbox.models import Message
from tests.extranet.desk import staff
from tests.hotel import FAR, book_stays
from tests.messages.desk import everything_happens, make_talkative_hotel, worker
from tests.outbox.desk import Clock

pytestmark = pytest.mark.django_db
NIGHTS = {"check_in": "2026-12-10", "check_out": "2026-12-12"}


@pytest.fixture
def hotel():
    return make_talkative_hotel()


@pytest.fixture
def clock():
    return Clock()


def text(answer):
    return answer.content.decode()


def wording(kind="booking_confirmed", reader="guest", language="en"):
    return f"/extranet/baan-talay/settings/mails/{kind}/{reader}/{language}/"


def test_the_list_shows_every_mail_and_costs_the_same_for_many(hotel, clock):
    client, url = staff(hotel, role="viewer"), "/extranet/baan-talay/mails/"
    assert "No mails yet" in text(client.get(url))
    book_stays(hotel, NIGHTS)
    worker(clock).run()
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(url)
    code = everything_happens(hotel, clock)
    worker(clock).run()
    with CaptureQueriesContext(connection) as many:
        page = text(client.get(url))
    assert len(many) == len(few)
    assert page.count("<tr>") - 1 == Mail.objects.of(hotel).count() > 10
    for words in ("Refund on its way", "Money came too late", "Change dropped", "To the hotel"):
        assert words in page
    of_booking = text(client.get(url, {"booking": code.lower(), "state": "sent"}))
    assert of_booking.count("<tr>") - 1 == Mail.objects.of(hotel).filter(booking__code=code).count()
    assert "No mail fits the filters" in text(client.get(url, {"booking": code, "state": "failed"}))
    for odd in ({"state": "nonsense"}, {"booking": "x" * 50}):
        assert client.get(url, odd).status_code == 422
    assert client.get(url, {"booking": "a\0b", "after": "zzz"}).status_code in (200, 422)


def test_a_mail_is_shown_as_it_was_sent_without_pin_and_links_and_can_be_sent_again_once(hotel, clock):
    book_stays(hotel, NIGHTS)
    worker(clock).run()
    row, pin = Mail.objects.of(hotel).get(), decrypt(Booking.objects.of(hotel).get().pin)
    client, url = staff(hotel), f"/extranet/baan-talay/mails/{row.id}/"
    page, body = client.get(url), client.get(url + "body/")
    assert row.subject in text(page)
    for answer in (page, body):
        assert pin not in text(answer)
        assert "/open/" not in text(answer)
    assert "PIN: ••••" in text(body)
    policy = body.headers["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in page.headers["Content-Security-Policy"]
    assert body.headers["X-Frame-Options"] == "SAMEORIGIN"
    for _ in range(2):  # pressed twice
        assert client.post(url, {"times": "0"}).status_code == 302
    clock.now = timezone.now() + timedelta(days=9)
    worker(clock).run()
    assert Mail.objects.of(hotel).count() == 2
    ids = {message.extra_headers["Message-ID"] for message in django_mail.outbox}
    assert len(ids) == len(django_mail.outbox) == 2
    assert all(f"PIN: {pin}" in message.body for message in django_mail.outbox)
    assert staff(hotel, role="viewer", email="v@example.com").post(url, {"times": "1"}).status_code == 403
    elsewhere = staff(make_talkative_hotel("other"), email="x@example.com")
    assert elsewhere.get(url).status_code == 404
    assert elsewhere.get(url.replace("baan-talay", "other")).status_code == 404
    assert elsewhere.get(url.replace("baan-talay", "other") + "body/").status_code == 404


def test_a_mail_that_has_nobody_to_go_to_any_more_says_so(hotel, clock):
    book_stays(hotel, NIGHTS)
    worker(clock).run()
    row = Mail.objects.of(hotel).get()
    booker = Booking.objects.of(hotel).select_related("booker").get().booker
    type(booker).objects.of(hotel).filter(id=booker.id).update(email="")
    client = staff(hotel)
    answer = client.post(f"/extranet/baan-talay/mails/{row.id}/", {"times": "x"}, follow=True)
    assert "Nobody&#x27;s address is known" in text(answer)
    assert Mail.objects.of(hotel).count() == 1


def test_why_a_mail_was_not_sent_is_said_in_words(hotel, clock):
    book_stays(hotel, NIGHTS)
    worker(clock).run()
    row, client = Mail.objects.of(hotel).get(), staff(hotel)
    for code, words in {
        "smtp_550": "refused it for good (550)",
        "smtp_451": "put it off (451)",
        "smtp_login": "would not let the house in",
        "TypeError": "Something unforeseen went wrong (TypeError)",
    }.items():
        Mail.objects.of(hotel).filter(id=row.id).update(state="failed", error=code)
        assert words in text(client.get(f"/extranet/baan-talay/mails/{row.id}/"))
        assert words in text(client.get("/extranet/baan-talay/mails/"))


def test_only_managers_put_mails_into_words_and_every_mail_has_its_page(hotel):
    client = staff(hotel, role="manager")
    page = text(client.get("/extranet/baan-talay/settings/mails/"))
    assert "reservations@baan-talay.example" in page
    links = set(re.findall(r'href="(/extranet/baan-talay/settings/mails/\w+/\w+/\w+/)"', page))
    assert links == {
        wording(kind.value, reader.value, each) for kind, reader in WRITTEN for each in LANGUAGES
    }
    for url in sorted(links)[::7]:
        assert client.get(url).status_code == 200
    for odd in (
        wording("nonsense"),
        wording(reader="nobody"),
        wording(language="fr"),
        wording(reader="hotel"),
    ):
        assert client.get(odd).status_code == 404
    clerk = staff(hotel, email="desk@example.com")
    for url in ("/extranet/baan-talay/settings/mails/", wording(), "/extranet/baan-talay/settings/outbox/"):
        assert clerk.get(url).status_code == 403


def test_a_hotels_own_words_are_shown_with_a_real_booking_saved_sent_and_taken_back(hotel, clock):
    client = staff(hotel, role="owner")
    words = {
        "subject": "Sawasdee {{ guest.name }}",
        "body": "Your PIN is {{ pin }}.\n\n- one\n- {{ booking.code }}\n\n{{ button.booking }}\n\n"
        "{% for stay in stays %}{{ stay.dates }}{% endfor %} <b>{{ link.booking }}</b>",
        "booking": "",
        "seen": "",
    }
    assert (
        client.post(wording(language="th"), words | {"do": "preview"}).status_code == 200
    )  # nothing booked yet
    code = book_stays(hotel, NIGHTS)
    shown = client.post(wording(language="th"), words | {"do": "preview"})
    assert "Sawasdee Somchai Jaidee" in text(shown)
    assert f"&lt;li style=&quot;margin:4px 0;&quot;&gt;{code}&lt;/li&gt;" in text(shown)
    assert "Your PIN is ••••." in text(shown)
    assert "&amp;lt;b&amp;gt;" in text(shown)  # HTML of the hotel's own is shown as it is written
    assert not MailTemplate.objects.of(hotel).exists()
    assert client.post(wording(language="th"), words | {"do": "save"}).status_code == 302
    worker(clock).run()
    [sent] = django_mail.outbox
    assert sent.subject == "Sawasdee Somchai Jaidee"
    assert re.search(r"Your PIN is \d+\.", sent.body)
    assert "own words" in text(client.get("/extranet/baan-talay/settings/mails/"))
    late = client.post(wording(language="th"), words | {"do": "save", "subject": "Somebody else's"})
    assert late.status_code == 409
    assert "Somebody else" in text(late)
    again = re.search(r'name="seen" value="([^"]+)"', text(late))[1]
    assert client.post(wording(language="th"), words | {"do": "save", "seen": again}).status_code == 302
    assert client.post(wording(language="th"), {"do": "reset"}).status_code == 302
    assert not MailTemplate.objects.of(hotel).exists()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("one\ntwo {% if %}", "Line 2:"),
        ("{% for stay in stays %}", "Line 1:"),
        ("a\nb\n{{ booking.pin }} {{ nothing }}", "Line 3: there is no “booking.pin” in this mail"),
        ("{{ request.amount }}", "Line 1: there is no “request.amount” in this mail"),
        ("{{ booking.code | date: '%s' }}", "Line 1: there is no “date” in this mail"),
        ("{% include 'secrets' %}", "Line 1: unexpected tag"),
        ("{{ booking.__class__ }}", "there is no “booking.__class__”"),
        ("{% for stay in stays %}\n{{ stay.__class__ }}{% endfor %}", "Line 2: stay.__class__ is undefined"),
        ("{% for i in (1..99999999) %}a{% endfor %}", "writes or repeats too much"),
        (
            "{% assign a = 'aaaa' %}{% for i in (1..99) %}{% assign a = a | append: a %}{% endfor %}",
            "writes or repeats too much",
        ),
        ("", "This field is required"),
        ("x" * 20_001, "20000"),
        ("{{ booking.code " * 400, "Line 1:"),
    ],
)
def test_what_is_wrong_with_a_template_is_said_with_its_line_and_nothing_is_saved(hotel, body, words):
    book_stays(hotel, NIGHTS)
    client = staff(hotel, role="owner")
    for do in ("save", "preview"):
        answer = client.post(wording(), {"subject": "s", "body": body, "do": do, "seen": ""})
        assert answer.status_code == 422
        assert words in text(answer)
    assert not MailTemplate.objects.of(hotel).exists()


@pytest.mark.parametrize(("kind", "reader"), WRITTEN)
def test_every_mail_can_be_previewed_before_it_was_ever_sent(hotel, kind, reader):
    code = book_stays(hotel, NIGHTS)
    client = staff(hotel, role="owner", language="th")
    from kunjae.messages.wording import house_wording

    words = house_wording(kind, reader, "en")
    given = {"subject": words.subject, "body": words.body, "booking": code, "do": "preview", "seen": ""}
    answer = client.post(wording(kind.value, reader.value), given)
    assert answer.status_code == 200
    assert "srcdoc" in text(answer)
    wrong = client.post(wording(kind.value, reader.value), given | {"booking": "KJNOTHERE"})
    assert wrong.status_code == 422


def test_words_that_can_no_longer_be_written_out_give_way_to_the_houses(hotel, clock):
    MailTemplate.objects.create(
        property=hotel,
        kind="booking_confirmed",
        reader="guest",
        language="th",
        subject="{{ a.name.of.long.ago }}",
        body="x",
        changed_at=FAR,
        changed_by="somebody",
    )
    book_stays(hotel, NIGHTS)
    worker(clock).run()
    assert django_mail.outbox[0].subject.startswith("ยืนยันการจอง")


def test_the_outbox_shows_what_waits_since_when_and_lets_what_failed_be_tried_again(hotel, client):
    url, owner = "/extranet/baan-talay/settings/outbox/", staff(hotel, role="owner")
    assert "Nothing waits" in text(owner.get(url))
    assert client.get("/readyz").json() == {"status": "ok", "outbox_oldest_seconds": 0.0}
    book_stays(hotel, NIGHTS)
    row = Message.objects.of(hotel).get()
    before = timezone.now() - timedelta(hours=1)
    Message.objects.of(hotel).update(due_at=before, created_at=before)
    assert "Something has been waiting for long" in text(owner.get(url))
    assert 3600 <= client.get("/readyz").json()["outbox_oldest_seconds"] < 3700
    Message.objects.of(hotel).update(state="failed", last_error="http_500", attempts=10)
    page = text(owner.get(url))
    assert "http_500" in page
    assert f'value="{row.id}"' in page
    assert owner.post(url, {"again": str(row.id)}, follow=True).status_code == 200
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("waiting", 0)
    assert "was tried again already" in text(owner.post(url, {"again": str(row.id)}, follow=True))
    assert owner.post(url, {"again": "nonsense"}).status_code == 404
