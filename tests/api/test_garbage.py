"""Whatever is sent, the answer is a problem that says what is wrong; never a crash."""

from typing import Any

import pytest
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from hypothesis import given
from hypothesis import strategies as st

from kunjae.api.problems import respond
from kunjae.api.service import edge
from kunjae.changes.operations_text import NAMES
from kunjae.tenancy.transactions import Busy
from tests.api.caller import read
from tests.hostile.fuzzing import examples
from tests.hotel import book_two_rooms

KNOWN = ["booker", "name", "email", "phone", "stays", "notes", "source", "language", "operations", "op", "stay", "room", "room_type", "rate_plan", "check_in", "check_out", "adults", "children", "pricing", "nightly_prices", "policy", "tiers", "conditions", "meal", "digest", "record", "reason", "method", "amount", "reference", "version", "guest_name", "booking", "waive_fees", "days_before", "percent", "always", "nights", "max_changes", "charge_on", "items", "offer", "answers", "expected", "price", "price_per", "questions", "segment", "steps", "kind", "stock"]  # fmt: skip
VALUES = ["STD", "BAR", "DLX", "001", "2026-12-10", "2026-12-12", "9999-12-31", "0001-01-01", "today", "manual", "keep", "cash", "1.00", "-1", "1e5", "NaN", "breakfast", "direct", "\x00", "\ud800", "a\u202eb", "😀", "", " ", "\u0000x", *NAMES]  # fmt: skip
TEXTS = st.sampled_from(VALUES) | st.text(max_size=8)
NUMBERS = st.integers(-3, 5) | st.sampled_from([10**18, -(10**18), 2**63, 2**31, 10**400, 0.1, 1e308])
SCALARS = st.none() | st.booleans() | NUMBERS | TEXTS
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(KNOWN) | st.text(max_size=3), inner, max_size=5)
    ),
    max_leaves=12,
)
OPERATION = st.fixed_dictionaries(
    {"op": st.sampled_from(sorted(NAMES)), "stay": st.integers(1, 3) | ANYTHING},
    optional=dict.fromkeys([*KNOWN[11:23], "guest_name", "booking", "meal"], ANYTHING | TEXTS),
)
STAY = st.fixed_dictionaries(
    {
        "room_type": st.sampled_from(["STD", "DLX"]) | ANYTHING,
        "rate_plan": st.sampled_from(["BAR", "NRF"]) | ANYTHING,
        "check_in": st.just("2026-12-20") | ANYTHING,
        "check_out": st.just("2026-12-22") | ANYTHING,
    },
    optional={
        "adults": SCALARS,
        "children": SCALARS,
        "room": ANYTHING,
        "nightly_prices": ANYTHING,
        "guest_name": ANYTHING,
    },
)
BODIES = (
    ANYTHING
    | st.fixed_dictionaries({"operations": st.lists(OPERATION, max_size=3)}, optional={"record": SCALARS, "digest": SCALARS, "reason": SCALARS})
    | st.fixed_dictionaries({"booker": st.fixed_dictionaries({"name": TEXTS}, optional={"email": TEXTS, "phone": TEXTS, "language": TEXTS, "country": TEXTS}) | ANYTHING, "stays": st.lists(STAY, max_size=2)}, optional={"notes": ANYTHING, "source": ANYTHING})
    | st.fixed_dictionaries({}, optional={"method": TEXTS, "amount": SCALARS, "reference": ANYTHING, "message": ANYTHING, "expires_at": SCALARS, "reason": ANYTHING, "notes": ANYTHING, "booker": ANYTHING, "version": SCALARS})
    | st.fixed_dictionaries({"items": st.lists(st.fixed_dictionaries({"stay": st.integers(0, 3), "offer": TEXTS}, optional={"answers": ANYTHING, "expected": SCALARS}), max_size=2) | ANYTHING})
    | st.fixed_dictionaries({"name": TEXTS}, optional={"price": SCALARS, "price_per": TEXTS, "questions": ANYTHING, "segment": ANYTHING, "steps": ANYTHING, "kind": TEXTS, "stock": SCALARS, "version": SCALARS})
)  # fmt: skip
FEW = examples(80)
WRITES = [
    ("POST", "/bookings"),
    ("PATCH", "/bookings/{code}"),
    ("POST", "/bookings/{code}/changes/preview"),
    ("POST", "/bookings/{code}/changes"),
    ("POST", "/bookings/{code}/payments"),
    ("POST", "/bookings/{code}/payment-requests"),
    ("POST", "/bookings/{code}/orders"),
    ("PUT", "/offers/spa"),
]


@pytest.fixture
def code(hotel):
    return book_two_rooms(hotel)


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_no_body_whatever_crashes_a_call(api, code, method, path):
    @FEW
    @given(BODIES)
    def holds(body: Any) -> None:
        response = api.call(method, path.format(code=code), body=body)
        assert response.status_code in (200, 201, 409, 422), response.content

    holds()


@pytest.mark.parametrize(
    "path", ["/availability", "/bookings", "/bookings/{code}/changes", "/bookings/{code}/payments"]
)
def test_no_query_whatever_crashes_a_list(api, code, path):
    names = st.sampled_from(
        ["limit", "cursor", "q", "status", "arriving_from", "check_in", "check_out", "adults", "children"]
    )
    texts = st.sampled_from([value for value in VALUES if "\ud800" not in value]) | st.text(
        st.characters(codec="utf-8"), max_size=12
    )

    @FEW
    @given(st.dictionaries(names, texts, max_size=3))
    def holds(query: dict[str, str]) -> None:
        assert api.get(path.format(code=code), **query).status_code in (200, 422)

    holds()


@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b"nonsense",
        b"\xff\xfe{}",
        b'{"a": "\xc3\x28"}',
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b'{"a": 1e99999999999999999999999}',
        b'{"a": ' + b"9" * 5000 + b"}",
        b"[" * 100_000,
        b"[" * 100_000 + b"]" * 100_000,
        b'{"a":' * 21 + b"1" + b"}" * 21,
        b'\xef\xbb\xbf{"a": 1}',
        b"\x00",
    ],
    ids=range(13),
)
@pytest.mark.parametrize(("method", "path"), WRITES)
def test_what_is_not_json_is_told_so(api, code, method, path, raw):
    response = api.call(method, path.format(code=code), raw=raw)
    assert (response.status_code, read(response)["code"]) == (400, "malformed_json")


def test_a_body_that_is_missing_is_told_so(api, code):
    assert api.call("PATCH", f"/bookings/{code}", raw=b"").status_code in (400, 415)


def test_half_characters_do_not_break_the_answer(api, code):
    raw = b'{"\\ud800": 1, "operations": [{"op": "\\ud800"}, {"op": "set_guest", "stay": 1, "guest_name": "\\udfff"}]}'
    response = api.call("POST", f"/bookings/{code}/changes/preview", raw=raw)
    assert response.status_code == 422
    assert {error["path"] for error in read(response)["errors"]} == {
        "operations.0.op",
        "operations.1.guest_name",
        "?",
    }


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/json", "application/xml"])  # fmt: skip
@pytest.mark.parametrize(("method", "path"), WRITES)
def test_a_body_that_is_not_called_json_is_told_so(api, code, method, path, content_type):
    response = api.call(method, path.format(code=code), raw=b"{}", content_type=content_type)
    assert (response.status_code, read(response)["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", "APPLICATION/JSON", "application/vnd.hotel+json", "application/json; charset=utf-16", "application/json; charset=nonsense"])  # fmt: skip
def test_json_by_other_names_is_read(api, code, content_type):
    response = api.call("PATCH", f"/bookings/{code}", raw=b"{}", content_type=content_type)
    assert response.status_code == 200


@pytest.mark.parametrize("charset", ["utf-16", "punycode", "nonsense"])
def test_a_query_string_is_utf_8_whatever_the_content_type_says(api, charset):
    response = api.client.get(
        "/api/v1/bookings?limit=1&q=%E0%B8%81",
        headers=api.headers,
        CONTENT_TYPE=f"text/plain; charset={charset}",
    )
    assert response.status_code == 200


def test_a_query_string_that_is_not_utf_8_is_read_as_well_as_can_be(api):
    for query in ("q=%FF%FE", "q=%ED%A0%80", "limit=1&&&=&q", "q=\xff"):
        response = api.client.get(f"/api/v1/bookings?{query}", headers=api.headers)
        assert response.status_code in (200, 422)


@pytest.mark.parametrize("size", [1024 * 1024 + 1, 3 * 1024 * 1024])
def test_a_body_beyond_the_limit_is_told_so(api, code, size):
    response = api.call("PATCH", f"/bookings/{code}", raw=b" " * size)
    assert (response.status_code, read(response)["code"]) == (413, "body_too_large")


def test_a_claimed_length_beyond_the_limit_is_believed(api, code):
    for length in ("99999999", "9" * 30):
        response = api.call("PATCH", f"/bookings/{code}", raw=b"{}", headers={"Content-Length": length})
        assert response.status_code == 413


def test_a_body_in_chunks_is_asked_for_whole(api, code):
    response = api.client.generic(
        "PATCH",
        f"/api/v1/bookings/{code}",
        content_type="application/json",
        headers=api.headers | {"Transfer-Encoding": "chunked"},
        CONTENT_TYPE="application/json",
    )
    assert (response.status_code, read(response)["code"]) == (411, "length_required")


def test_a_query_of_thousands_of_fields_is_refused(api):
    response = api.client.get(
        "/api/v1/bookings", {f"a{index}": "1" for index in range(10_001)}, headers=api.headers
    )
    assert (response.status_code, read(response)["code"]) == (400, "bad_request")


def test_the_largest_prices_of_the_longest_stays_still_add_up(hotel, api):
    from kunjae.properties.models import Room, RoomType

    standard = RoomType.objects.of(hotel).get(code="STD")
    for number in range(40):
        Room.objects.create(property=hotel, number=f"X{number}", room_type=standard)
    stay = {
        "room_type": "STD",
        "rate_plan": "BAR",
        "check_in": "2026-12-01",
        "check_out": "2027-12-01",
        "nightly_prices": ["100000000000.00"] * 365,
    }
    response = api.post("/bookings", {"booker": {"name": "A"}, "stays": [stay] * 30})
    assert (response.status_code, read(response)["value"]) == (201, "1095000000000000.00")


def test_busy_is_told_with_when_to_try_again(rf):
    response = respond(rf.get("/api/v1/bookings"), Busy())
    assert response is not None
    assert (response.status_code, response["Retry-After"], read(response)["code"]) == (503, "1", "busy")


def test_a_database_that_is_gone_is_told_and_not_a_fault(hotel, api):
    def gone(*_: Any) -> None:
        raise OperationalError("the server closed the connection")

    with connection.execute_wrapper(gone):
        response = api.get("/bookings")
    assert (response.status_code, response["Retry-After"], read(response)["code"]) == (503, "5", "busy")


def test_a_fault_of_ours_is_logged_and_told_without_its_inside(rf, caplog):
    def broken(request: HttpRequest) -> HttpResponse:
        raise RuntimeError("secret inside")

    response = edge(broken)(rf.get("/api/v1/bookings"))
    assert response.status_code == 500
    assert read(response)["code"] == "internal_error"
    assert b"secret" not in response.getvalue()
    assert "api_failed" in caplog.text
