"""Booking number and PIN: who gets in, who is slowed down, and that nobody learns which bookings there are."""

import re
from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from kunjae.bookings.facts import StayStatus
from kunjae.bookings.models import Booking
from kunjae.guest.access import COOKIE
from kunjae.guest.commands import nobodys_secret, sign_in
from kunjae.guest.errors import SlowedDown, WrongSignIn
from kunjae.guest.models import FailedTry, GuestSession
from kunjae.guest.network import address_of
from tests.guest.visitor import DETAILS, PHONE, Visitor, pin_of
from tests.hotel import FAR, book_stays, book_two_rooms, make_hotel

pytestmark = pytest.mark.django_db
NOBODYS = "KJZZZZZZ"


@pytest.fixture
def hotel():
    return make_hotel(details=DETAILS)


@pytest.fixture
def code(hotel):
    return book_two_rooms(hotel)


@pytest.fixture
def visitor(hotel):
    return Visitor(hotel, FAR)


def wrong(hotel, code):
    return f"{(int(pin_of(hotel, code)) + 1) % 10**6:06}"


def tried(hotel, code, pin, *, address="10.0.0.1", now=FAR):
    return sign_in(property=hotel, code=code, pin=pin, address=address, now=now)


def test_number_and_pin_open_the_booking_and_nothing_else(visitor, hotel, code):
    other = book_stays(hotel, {"check_in": "2026-12-10", "check_out": "2026-12-12", "room_type": "DLX"})
    answer = visitor.sign_in(f" {code[:4]}-{code[4:].lower()} ", pin_of(hotel, code))
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/g/baan-talay/{code}/")
    page = visitor.get(f"{code.lower()}/")
    assert page.status_code == 200
    assert code in page.content.decode()
    assert (
        visitor.get(f"{other}/").headers["Location"] == f"/g/baan-talay/?next=%2Fg%2Fbaan-talay%2F{other}%2F"
    )
    assert visitor.get("").headers["Location"] == f"/g/baan-talay/{code}/"


def test_the_cookie_is_for_this_hotel_and_for_no_script(visitor, code):
    visitor.sign_in(code)
    cookie = visitor.client.cookies[COOKIE]
    assert cookie["path"] == "/g/baan-talay/"
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not GuestSession.objects.of(visitor.hotel).filter(hash=cookie.value).exists(), (
        "only its hash is kept"
    )


def test_guest_pages_are_kept_nowhere(visitor, code):
    visitor.sign_in(code)
    page = visitor.get(f"{code}/")
    assert page.headers["Cache-Control"] == "no-store, private"
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_the_language_is_the_bookings_until_the_guest_chooses_one(hotel, code):
    visitor = Visitor(hotel, FAR, language="en")
    visitor.sign_in(code)
    assert '<html lang="th">' in visitor.get(f"{code}/").content.decode()
    chooser = Visitor(hotel, FAR, language="th")
    chooser.post("/i18n/setlang/", {"language": "en", "next": "/g/baan-talay/"})
    chooser.sign_in(code)
    assert '<html lang="en">' in chooser.get(f"{code}/").content.decode()


def test_a_wrong_pin_and_a_booking_that_does_not_exist_look_the_same(visitor, hotel, code):
    def shown(answer):
        return answer.status_code, re.sub(
            r'value="[^"]*"|"X-CSRFToken": "[^"]*"', "", answer.content.decode()
        ).replace(code, "").replace(NOBODYS, "")

    assert shown(visitor.sign_in(code, wrong(hotel, code))) == shown(visitor.sign_in(NOBODYS, "123456"))


def statements(work):
    with CaptureQueriesContext(connection) as queries, pytest.raises((WrongSignIn, SlowedDown)):
        work()
    return [re.sub(r"'[^']*'|\b[0-9a-f]{32}\b|\d+", "?", query["sql"]) for query in queries]


def test_a_booking_that_does_not_exist_takes_the_same_work(hotel, code):
    pin = wrong(hotel, code)
    first = statements(lambda: tried(hotel, code, pin))
    assert first == statements(lambda: tried(hotel, NOBODYS, pin))
    assert len(first) > 3


def test_a_pin_is_decrypted_whether_there_is_a_booking_or_not(hotel, code, monkeypatch):
    decrypted = []
    own = Fernet.decrypt

    def counted(self, token, ttl=None):
        decrypted.append(len(token))
        return own(self, token, ttl)

    monkeypatch.setattr(Fernet, "decrypt", counted)
    for number in (code, NOBODYS):
        with pytest.raises(WrongSignIn):
            tried(hotel, number, "x")
    assert len(decrypted) == 2
    assert decrypted[0] == decrypted[1] == len(nobodys_secret()), "as long as a real one"


def test_pins_are_slowed_then_stopped_and_open_again(visitor, hotel, code):
    for _ in range(3):
        assert visitor.sign_in(code, wrong(hotel, code)).status_code == 422
    answer = visitor.sign_in(code)
    assert answer.status_code == 429, "the right PIN, too early"
    assert answer.headers["Retry-After"] == "10"
    assert "wait 10 seconds" in answer.content.decode()
    visitor.go_on(timedelta(seconds=10))
    assert visitor.sign_in(code, wrong(hotel, code)).status_code == 422
    for _ in range(6):
        visitor.go_on(timedelta(minutes=5))
        assert visitor.sign_in(code, wrong(hotel, code)).status_code == 422
    visitor.go_on(timedelta(minutes=59, seconds=59))
    assert visitor.sign_in(code).status_code == 429, "stopped for an hour"
    visitor.go_on(timedelta(seconds=1))
    assert visitor.sign_in(code).status_code == 302
    assert visitor.sign_in(code).status_code == 302, "what failed before no longer counts against the booking"


def test_a_booking_that_does_not_exist_is_slowed_alike(hotel, code):
    def waits(of):
        found = []
        for minute in range(30):
            try:
                tried(hotel, of, "999999x", address=f"10.0.1.{minute}", now=FAR + timedelta(minutes=minute))
            except SlowedDown as error:
                found.append((minute, error.wait))
            except WrongSignIn:
                pass
        return found

    assert waits(code) == waits(NOBODYS) != []


def test_a_network_is_slowed_whatever_bookings_it_tries(hotel, code):
    for number in range(20):
        with pytest.raises(WrongSignIn):
            tried(hotel, f"KJAAAA{number:02}", "123456")
    with pytest.raises(SlowedDown):
        tried(hotel, code, pin_of(hotel, code))
    assert tried(hotel, code, pin_of(hotel, code), address="10.0.0.2").code == code


def test_ones_own_booking_makes_no_room_for_guessing_others(hotel, code):
    for number in range(19):
        with pytest.raises(WrongSignIn):
            tried(hotel, f"KJAAAA{number:02}", "123456")
    assert tried(hotel, code, pin_of(hotel, code)).code == code
    with pytest.raises(WrongSignIn):
        tried(hotel, "KJAAAA19", "123456")
    with pytest.raises(SlowedDown):
        tried(hotel, "KJAAAA20", "123456")


def test_another_hotel_counts_for_itself_and_knows_no_booking_of_ours(hotel, code):
    theirs = make_hotel("other-hotel")
    pin = pin_of(hotel, code)
    for _ in range(3):
        with pytest.raises(WrongSignIn):
            tried(theirs, code, pin)
    assert tried(hotel, code, pin).code == code


def test_a_session_opens_nothing_at_another_hotel(visitor, hotel, code):
    visitor.sign_in(code)
    theirs = make_hotel("other-hotel")
    stranger = Visitor(theirs, FAR)
    stranger.client.cookies[COOKIE] = visitor.client.cookies[COOKIE].value
    assert stranger.get(f"{code}/").status_code == 302


def test_a_session_ends_by_itself(visitor, code):
    visitor.sign_in(code)
    for _ in range(4):
        visitor.go_on(timedelta(hours=11, minutes=59))
        assert visitor.get(f"{code}/").status_code == 200
    visitor.go_on(timedelta(minutes=4))
    assert visitor.get(f"{code}/").status_code == 302
    visitor.sign_in(code)
    visitor.go_on(timedelta(hours=12))
    assert visitor.get(f"{code}/").status_code == 302


def test_signing_out_ends_it_here_and_in_the_house(visitor, hotel, code):
    visitor.sign_in(code)
    token = visitor.client.cookies[COOKIE].value
    assert visitor.post("sign-out/").status_code == 302
    assert visitor.get(f"{code}/").status_code == 302
    thief = Visitor(hotel, FAR)
    thief.client.cookies[COOKIE] = token
    assert thief.get(f"{code}/").status_code == 302
    assert not GuestSession.objects.of(hotel).exists()


def test_it_survives_whatever_becomes_of_the_booking(visitor, hotel, code):
    visitor.sign_in(code)
    Booking.objects.of(hotel).filter(code=code).update(status=StayStatus.CANCELLED.value, version=7)
    assert visitor.get(f"{code}/").status_code == 200


def test_the_sign_in_leads_back_to_the_page_that_was_asked_for(visitor, hotel, code):
    wanted = visitor.get(f"{code}/booking.ics").headers["Location"]
    page = visitor.get(wanted).content.decode()
    assert f'value="{code}"' in page
    answer = visitor.post(
        data={"code": code, "pin": pin_of(hotel, code), "next": f"/g/baan-talay/{code}/booking.ics"}
    )
    assert answer.headers["Location"] == f"/g/baan-talay/{code}/booking.ics"


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example/",
        "/extranet/",
        "/g/baan-talay/{}/../../x",
        "/g/baan-talay/{}\\@evil",
    ],
)
def test_it_leads_nowhere_else(visitor, hotel, code, wanted):
    answer = visitor.post(data={"code": code, "pin": pin_of(hotel, code), "next": wanted.format(code)})
    assert answer.headers["Location"] == f"/g/baan-talay/{code}/"


def test_what_is_missing_is_named_and_the_rest_is_kept(visitor, code):
    answer = visitor.post(data={"code": code, "pin": " "})
    assert answer.status_code == 422
    assert "Please enter the PIN." in answer.content.decode()
    assert f'value="{code}"' in answer.content.decode()
    assert PHONE in answer.content.decode()
    assert not FailedTry.objects.of(visitor.hotel).exists()


@pytest.mark.parametrize("odd", ["\0", "x" * 5000, "' OR 1=1 --", "๐" * 90])
def test_odd_values_are_wrong_and_no_more(visitor, hotel, code, odd):
    assert visitor.post(data={"code": odd, "pin": odd}).status_code == 422
    with pytest.raises(WrongSignIn):
        tried(hotel, odd, odd)


def test_an_unknown_hotel_is_not_there(visitor):
    assert visitor.get("/g/nowhere/").status_code == 404


def test_a_page_that_went_wrong_leads_back_to_the_guests_own_start(hotel):
    strict = Client(enforce_csrf_checks=True)
    answers = [strict.post("/g/baan-talay/", {"code": "x", "pin": "y"}), strict.get("/g/baan-talay/a/b/c/d/")]
    assert [answer.status_code for answer in answers] == [403, 404]
    for answer in answers:
        assert 'class="button button--primary" href="/g/baan-talay/"' in answer.content.decode()
    assert 'class="button button--primary" href="/"' in strict.get("/nowhere/").content.decode()


def test_the_address_behind_proxies_is_the_one_they_wrote(visitor, hotel, code, settings):
    def fails(**headers):
        visitor.post(data={"code": NOBODYS, "pin": "1"}, headers=headers)
        visitor.go_on(timedelta(hours=1))
        return set(FailedTry.objects.of(hotel).filter(kind="address").values_list("subject", flat=True))

    assert len(fails(x_forwarded_for="1.1.1.1") | fails(x_forwarded_for="2.2.2.2")) == 1, (
        "nobody asked to trust it"
    )
    settings.PROXIES = 1
    assert len(fails(x_forwarded_for="9.9.9.9, 1.1.1.1")) == 2
    assert len(fails(x_forwarded_for="8.8.8.8, 1.1.1.1")) == 2, (
        "what stands left of the proxy's word is the caller's own"
    )


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("10.0.0.1", "10.0.0.2", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:10.0.0.1", "10.0.0.1", True),
        ("fe80::1%eth0", "fe80::2%eth0", True),
        ("nonsense", "nonsense", True),
    ],
)
def test_an_ipv6_network_is_one_address(first, second, same):
    found = [address_of(RequestFactory(REMOTE_ADDR=address).get("/")) for address in (first, second)]
    assert (found[0] == found[1]) is same


def test_old_rows_are_cleared_away(visitor, hotel, code):
    visitor.sign_in(code)
    with pytest.raises(WrongSignIn):
        tried(hotel, NOBODYS, "1")
    visitor.go_on(timedelta(days=3))
    visitor.sign_in(code)
    assert not FailedTry.objects.of(hotel).exists()
    assert GuestSession.objects.of(hotel).count() == 1
