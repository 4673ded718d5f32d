"""What hostile input found, each as a plain test that says what went wrong."""

from __future__ import annotations

import pytest

from tests.hostile.hotels import Hotels
from tests.hostile.web import FORM, Visitor

LONG = "x" * 10_000


@pytest.fixture
def visitor(hotels: Hotels) -> Visitor:
    return Visitor.signed_in(hotels.staff("front_desk"))


@pytest.fixture
def base(hotels: Hotels) -> str:
    return f"/extranet/{hotels.ours.slug}/bookings/{hotels.code}/"


def test_a_content_type_too_long_to_be_read_was_a_fault_before_anybody_could_answer(hotels, visitor, base):
    content_type = f"multipart/form-data; boundary={LONG}"
    headers = {"X-CSRFToken": visitor.cookies["csrftoken"]}
    assert visitor.ask("POST", f"{base}change/", b"x", content_type, headers=headers).status == 200
    program = Visitor.program(hotels.token())
    answer = program.ask("POST", "/api/v1/bookings", b"{}", f"application/json; x={LONG}")
    assert (answer.status, answer.headers["content-type"]) == (415, "application/problem+json")


@pytest.mark.parametrize(
    "path", ["/bookings", "/bookings/{code}", "/bookings/{code}/changes/1", "/openapi.json"]
)
def test_head_was_not_allowed_where_get_was(hotels, path):
    program = Visitor.program(hotels.token())
    address = "/api/v1" + path.format(code=hotels.code)
    got, head = program.get(address), program.ask("HEAD", address)
    assert head.status == got.status == 200
    assert head.headers == got.headers


def test_head_of_what_can_only_be_posted_to_says_so(hotels):
    address = f"/api/v1/bookings/{hotels.code}/changes/preview"
    answer = Visitor.program(hotels.token()).ask("HEAD", address)
    assert (answer.status, answer.headers["allow"]) == (405, "POST")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "BREW"])
def test_any_method_showed_the_change_page_and_the_way_in(hotels, visitor, base, method):
    headers = {"X-CSRFToken": visitor.cookies["csrftoken"]}
    for address in (f"{base}change/", f"/extranet/{hotels.ours.slug}/", "/extranet/"):
        assert visitor.ask(method, address, b"do=look", FORM, headers=headers).status == 405


def test_payments_of_a_booking_that_is_not_there_led_to_its_page(hotels, visitor):
    address = f"/extranet/{hotels.ours.slug}/bookings/{hotels.their_code}/payments/"
    assert visitor.get(address).status == 404


def test_a_whole_number_written_as_2_0_was_refused_though_json_schema_calls_it_whole(hotels):
    program = Visitor.program(hotels.token())
    body = b'{"operations": [{"op": "change_guests", "stay": 1.0, "adults": 2.0}]}'
    answer = program.ask("POST", f"/api/v1/bookings/{hotels.code}/changes/preview", body, "application/json")
    assert answer.status == 200
