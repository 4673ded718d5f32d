"""The guest's API: what a hotel's own website or app needs. Every answer is held against the document."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kunjae.bookings.models import Booking
from kunjae.changes.commands.money_in import take_provider_payment
from kunjae.payments.commands.refunds import request_refund
from kunjae.payments.facts import Method
from kunjae.payments.models import Checkout
from tests.api.caller import Api
from tests.changes.the_guest import pay_cash
from tests.guest.paying.payer import a_paying_hotel
from tests.guest.visitor import PHONE, pin_of
from tests.hotel import CLERK, FAR, book_stays, make_hotel

pytestmark = pytest.mark.django_db
DATES = {"check_in": "2026-12-10", "check_out": "2026-12-12"}
DEARER = {"op": "move_dates", "stay": 1, "check_in": "2026-12-20", "check_out": "2026-12-22"}
CANCEL = {"op": "cancel", "stay": 1}
MOST_QUERIES = 15


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(FAR, tick=False) as clock:
        yield clock


@pytest.fixture
def hotel():
    return a_paying_hotel(prepay=0)


@pytest.fixture
def code(hotel):
    return book_stays(hotel, DATES)


def signed_in(hotel, code, language="en"):
    api = Api(None, language=language)
    answer = api.post(f"/guest/{hotel.slug}/sign-in", {"code": code, "pin": pin_of(hotel, code)})
    assert answer.status_code == 200, answer.content
    api.headers["Authorization"] = f"Bearer {answer.json()['token']}"
    return api


@pytest.fixture
def api(hotel, code):
    return signed_in(hotel, code)


def prepaid(hotel, percent=100):
    """A booking of 3,000 with so much of it due and paid."""
    from kunjae.rates.models import RatePlan

    RatePlan.objects.of(hotel).filter(code="BAR").update(prepay_percent=percent)
    return book_stays(hotel, DATES)


def digest_of(api, *operations):
    answer = api.post("/guest/baan-talay/changes/preview", {"operations": list(operations)})
    assert answer.status_code == 200, answer.content
    return answer.json()["digest"]


def test_number_and_pin_become_a_token(hotel, code):
    answer = Api(None).post(
        f"/guest/{hotel.slug}/sign-in", {"code": code.lower(), "pin": pin_of(hotel, code)}
    )
    assert answer.status_code == 200
    assert (answer.json()["booking"], answer.json()["language"]) == (code, "th")
    assert answer.json()["expires_at"] == "2026-11-27T02:00:00Z"


@pytest.mark.parametrize("number", ["KJZZZZZZ", None])
def test_a_wrong_pin_is_401_then_429_whether_the_booking_exists_or_not(hotel, code, clock, number):
    api, body = Api(None), {"code": number or code, "pin": "nope"}
    for _ in range(3):
        answer = api.post(f"/guest/{hotel.slug}/sign-in", body)
        assert (answer.status_code, answer.json()["code"]) == (401, "wrong_sign_in")
    answer = api.post(f"/guest/{hotel.slug}/sign-in", body)
    assert (answer.status_code, answer.json()["code"]) == (429, "slowed_down")
    assert answer.headers["Retry-After"] == "10"
    clock.shift(timedelta(seconds=10))
    assert api.post(f"/guest/{hotel.slug}/sign-in", body).status_code == 401


def test_no_token_no_booking(hotel, code, api):
    assert Api(None).get("/guest/baan-talay/booking").status_code == 401
    make_hotel("other-hotel")
    assert api.get("/guest/other-hotel/booking").status_code == 401
    assert api.get("/guest/nowhere/booking").status_code == 401
    assert api.get("/bookings").status_code == 401, "a guest is no member of the staff"
    assert Api(hotel).get("/guest/baan-talay/booking").status_code == 401, "nor the other way round"
    assert (
        Api(None).post("/guest/nowhere/sign-in", {"code": "x", "pin": "y"}).json()["code"]
        == "no_such_property"
    )


def test_signing_out_ends_the_token(api):
    assert api.call("DELETE", "/guest/baan-talay/session").json() == {"signed_out": True}
    assert api.get("/guest/baan-talay/booking").status_code == 401


def test_the_booking_says_all_that_the_page_shows(hotel, code, api):
    found = api.get("/guest/baan-talay/booking").json()
    assert (found["code"], found["value"], found["collect_now"], found["later"]) == (
        code,
        "3000.00",
        "0.00",
        "3000.00",
    )
    assert found["schedule"] == [{"amount": "3000.00", "paid": "0.00", "due": "2026-12-10"}]
    stay = found["stays"][0]
    assert (stay["no_change"], stay["no_cancel"], stay["changes_left"]) == ([], [], None)
    assert [(each["until"], each["fee"], each["now"]) for each in stay["policy_course"]] == [
        ("2026-12-07T07:00:00Z", "0.00", True),
        ("2026-12-09T07:00:00Z", "1500.00", False),
        (None, "3000.00", False),
    ]
    assert found["waiting"] is None
    assert found["hotel"]["phone"] == PHONE


def test_a_preview_saves_nothing_and_says_what_is_to_pay(hotel):
    code = prepaid(hotel)
    api = signed_in(hotel, code)
    found = api.post("/guest/baan-talay/changes/preview", {"operations": [DEARER]}).json()
    assert [each["code"] for each in found["refusals"]] == ["balance_mismatch"]
    assert found["refusals"][0]["message"].endswith(f"Please contact the hotel, phone {PHONE}.")
    assert (found["can_confirm"], found["to_pay"]) == (False, "3600.00")
    assert Booking.objects.of(hotel).get(code=code).version == 1
    answer = api.post("/guest/baan-talay/changes", {"operations": [DEARER], "digest": found["digest"]})
    assert (answer.status_code, answer.json()["code"]) == (422, "guest_refused")
    assert [each["code"] for each in answer.json()["refusals"]] == ["balance_mismatch"]


def test_a_change_without_anything_to_pay_counts_at_once(api):
    answer = api.post("/guest/baan-talay/changes", {"operations": [DEARER], "digest": digest_of(api, DEARER)})
    assert answer.status_code == 201
    assert answer.json() == {"state": "confirmed", "refunded": "0.00", "waiting": None}
    assert api.get("/guest/baan-talay/booking").json()["value"] == "3600.00"


def test_an_old_digest_saves_nothing_and_brings_the_fresh_preview(hotel, code, api):
    digest = digest_of(api, DEARER)
    Booking.objects.of(hotel).filter(code=code).update(version=2)
    answer = api.post("/guest/baan-talay/changes", {"operations": [DEARER], "digest": digest})
    assert (answer.status_code, answer.json()["code"]) == (409, "plan_outdated")
    fresh = answer.json()["preview"]
    assert fresh["digest"] == digest_of(api, DEARER) != digest


def test_what_no_guest_may_ask_is_named(api):
    for operation, path in [
        ({"op": "set_prices", "stay": 1, "nightly_prices": ["1.00"]}, "operations.0.op"),
        (DEARER | {"pricing": "today"}, "operations.0.pricing"),
        (DEARER | {"room": "001"}, "operations.0.room"),
    ]:
        answer = api.post("/guest/baan-talay/changes/preview", {"operations": [operation]})
        assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, path)


def test_nights_that_are_taken_refuse_and_name_nobody(hotel, api):
    for room in ("001", "002", "003"):
        book_stays(hotel, {"check_in": "2026-12-20", "check_out": "2026-12-22", "room": room})
    answer = api.post("/guest/baan-talay/changes", {"operations": [DEARER], "digest": digest_of(api, DEARER)})
    assert (answer.status_code, answer.json()["code"]) == (422, "plan_refused")
    assert answer.json()["problems"][0]["code"] == "sold_out"
    assert "KJ" not in answer.content.decode().replace(Booking.objects.of(hotel).first().code, "")


def waiting(hotel):
    """A guest whose change waits for 600.00."""
    from kunjae.payments.commands import record_payment
    from tests.hotel import CLERK

    code = prepaid(hotel)
    record_payment(property=hotel, code=code, method=Method.CASH, amount=300000, actor=CLERK, now=FAR)
    api = signed_in(hotel, code)
    answer = api.post("/guest/baan-talay/changes", {"operations": [DEARER], "digest": digest_of(api, DEARER)})
    assert (answer.status_code, answer.json()["state"]) == (201, "waiting"), answer.content
    return code, api, answer.json()["waiting"]


def test_money_first_from_the_change_to_its_confirmation(hotel):
    _code, api, waits = waiting(hotel)
    assert waits == {
        "state": "waiting", "to_pay": "600.00", "missing": "600.00", "held_until": "2026-11-25T02:30:00Z"
    }  # fmt: skip
    found = api.get("/guest/baan-talay/booking").json()
    assert (found["waiting"], found["stays"][0]["check_in"]) == (waits, "2026-12-10")
    assert found["stays"][0]["no_change"] == ["change_pending"]
    ways = api.get("/guest/baan-talay/pay").json()
    assert (ways["amount"], ways["purpose"]) == ("600.00", "change")
    assert ("bank_transfer", "bank_transfer", "transfer") in [
        (way["provider"], way["method"], way["step"]) for way in ways["ways"]
    ]
    begun = api.post("/guest/baan-talay/pay", {"provider": "promptpay", "method": "promptpay"})
    assert begun.status_code == 201, begun.content
    assert (begun.json()["amount"], begun.json()["outcome"], begun.json()["url"]) == (
        "600.00",
        "transfer",
        "",
    )
    checkout = Checkout.objects.of(hotel).get(id=begun.json()["id"])
    take_provider_payment(
        property=hotel, checkout=checkout.id, amount=60000, method=Method.PROMPTPAY, provider="promptpay",
        provider_ref="bank-1", now=FAR + timedelta(minutes=5),
    )  # fmt: skip
    state = api.get(f"/guest/baan-talay/checkouts/{checkout.id}").json()
    assert (state["outcome"], state["missing"]) == ("changed", "0.00")
    assert api.get("/guest/baan-talay/booking").json()["stays"][0]["check_in"] == "2026-12-20"
    other = signed_in(hotel, book_stays(hotel, DATES))
    assert other.get(f"/guest/baan-talay/checkouts/{checkout.id}").status_code == 404


def test_a_waiting_change_is_given_up(hotel):
    _, api, _ = waiting(hotel)
    assert api.call("DELETE", "/guest/baan-talay/changes/waiting").json() == {"dropped": True}
    answer = api.call("DELETE", "/guest/baan-talay/changes/waiting")
    assert (answer.status_code, answer.json()["code"]) == (404, "nothing_waits")


def test_one_whose_time_is_over_is_gone_though_no_worker_looked(hotel, clock):
    _, api, _ = waiting(hotel)
    clock.shift(timedelta(minutes=30))
    found = api.get("/guest/baan-talay/booking").json()
    assert found["waiting"] is None
    assert found["stays"][0]["no_change"] == []


def test_what_a_guest_may_pay(hotel):
    api = signed_in(hotel, prepaid(hotel, 50))
    assert api.get("/guest/baan-talay/pay").json()["amount"] == "1500.00"
    way = {"provider": "bank_transfer", "method": "bank_transfer"}
    for amount, status, code in [
        ("0.00", 422, "amount_not_positive"),
        ("3000.01", 422, "amount_too_large"),
        ("1.001", 422, "too_many_decimals"),
    ]:
        answer = api.post("/guest/baan-talay/pay", way | {"amount": amount})
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (status, code)
    assert api.post("/guest/baan-talay/pay", way | {"amount": "3000.00"}).status_code == 201
    answer = api.post("/guest/baan-talay/pay", {"provider": "gold", "method": "cash"})
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "provider")
    for address in ("javascript:alert(1)", "https://[", "https:///back"):
        answer = api.post("/guest/baan-talay/pay", way | {"return_url": address})
        assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "return_url")


def test_what_is_on_its_way_back_is_to_be_paid_again(hotel):
    code = prepaid(hotel)
    payment = pay_cash(hotel, code, 300000)
    api = signed_in(hotel, code)
    assert api.get("/guest/baan-talay/pay").json()["amount"] == "0.00"
    request_refund(property=hotel, payment=payment.id, amount=50000, reason="", actor=CLERK, now=FAR)
    assert api.get("/guest/baan-talay/pay").json()["amount"] == "500.00"
    way = {"provider": "bank_transfer", "method": "bank_transfer"}
    assert api.post("/guest/baan-talay/pay", way).json()["amount"] == "500.00"


def test_nothing_is_to_be_paid_where_nothing_is_owed(hotel, code, api):
    api.post("/guest/baan-talay/changes", {"operations": [CANCEL], "digest": digest_of(api, CANCEL)})
    answer = api.post("/guest/baan-talay/pay", {"provider": "bank_transfer", "method": "bank_transfer"})
    assert (answer.status_code, answer.json()["code"]) == (422, "nothing_to_pay")


def test_the_calendar_has_prices_and_reasons(hotel, api):
    for room in ("001", "002", "003"):
        book_stays(hotel, {"check_in": "2026-12-28", "check_out": "2026-12-30", "room": room})
    found = api.get("/guest/baan-talay/calendar", stay=1, arrival="2026-12-27").json()
    days = {day["date"]: day for day in found["days"]}
    assert (len(days), found["room_type"]) == (62, "STD")
    assert days["2026-12-10"] == {
        "date": "2026-12-10", "price": "1500.00", "own_night": True, "no_arrival": None, "no_departure": None
    }  # fmt: skip
    assert days["2026-12-20"]["price"] == "1800.00"
    assert days["2026-12-28"]["no_arrival"] == "sold_out"
    assert days["2026-12-28"]["no_departure"] is None
    assert days["2026-12-29"]["no_departure"] == "night_between"
    assert api.get("/guest/baan-talay/calendar", stay=2).json()["code"] == "no_such_stay"
    assert api.get("/guest/baan-talay/calendar", stay=1, room_type="X").status_code == 422
    march = api.get("/guest/baan-talay/calendar", **{"stay": 1, "from": "2027-03-31"}).json()["days"]
    assert (march[0]["date"], march[-1]["date"]) == ("2027-03-01", "2027-04-30")
    assert march[-1]["no_arrival"] == "no_price"


def test_queries_know_no_stays_and_nights(hotel):
    def queries_of(*stays):
        api = signed_in(hotel, book_stays(hotel, *stays))
        counts = []
        for call in (
            lambda: api.get("/guest/baan-talay/booking"),
            lambda: api.post("/guest/baan-talay/changes/preview", {"operations": [CANCEL]}),
            lambda: api.post("/guest/baan-talay/changes/preview", {"operations": [DEARER]}),
        ):
            call()
            with CaptureQueriesContext(connection) as queries:
                assert call().status_code == 200
            counts.append(len(queries))
        return counts

    one = queries_of(DATES)
    assert one == queries_of(
        {"check_in": "2027-01-01", "check_out": "2027-02-25"}, DATES | {"room_type": "DLX"}
    )
    assert max(one) <= MOST_QUERIES, one


def test_it_speaks_thai(hotel, code):
    api = signed_in(hotel, prepaid(hotel), language="th")
    found = api.post("/guest/baan-talay/changes/preview", {"operations": [CANCEL]}).json()
    assert found["refusals"][0]["message"] == f"ยอดรวมและการชำระเงินไม่สอดคล้องกัน กรุณาติดต่อที่พัก โทร. {PHONE}"
