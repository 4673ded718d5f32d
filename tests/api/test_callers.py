"""Tokens, roles, languages; two hotels that know nothing of each other."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kunjae.accounts.commands import revoke_token
from kunjae.accounts.models import ApiToken
from tests.api.caller import Api, read
from tests.hotel import FAR, book_two_rooms, make_hotel

READS = [
    "/bookings",
    "/bookings/{code}",
    "/bookings/{code}/changes",
    "/bookings/{code}/changes/1",
    "/bookings/{code}/payments",
    "/bookings/{code}/payment-requests",
    "/bookings/{code}/payment-schedule",
]
CANCEL = {"op": "cancel", "stay": 1}


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Bearer kj_unknown", "Basic a2o6eA==", "Bearer kj_" + "x" * 5000, "Bearer kj_กุญแจ"])  # fmt: skip
def test_without_a_token_in_use_nothing_is_told(db, header):
    api = Api(None)
    response = api.call("GET", "/bookings", headers={} if header is None else {"Authorization": header})
    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith("Bearer")
    assert read(response)["code"] == "unauthenticated"


def test_a_revoked_token_opens_nothing(hotel, api):
    assert api.get("/bookings").status_code == 200
    revoke_token(token_id=ApiToken.objects.get().id, property_id=hotel.id, now=FAR)
    assert api.get("/bookings").status_code == 401


def test_a_call_is_known_to_its_token_in_one_query_and_writes_no_last_used(hotel, api):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        api.get("/bookings")
    assert sum("accounts_apitoken" in query["sql"] for query in queries) == 1
    assert ApiToken.objects.get().last_used is None


def test_a_viewer_reads_and_previews_and_does_nothing_else(hotel):
    code = book_two_rooms(hotel)
    viewer = Api(hotel, role="viewer")
    for path in READS[:3] + READS[4:]:
        assert viewer.get(path.format(code=code)).status_code == 200
    assert viewer.get("/availability", check_in="2026-12-10", check_out="2026-12-12").status_code == 200
    digest = viewer.preview(code, CANCEL)["digest"]
    for response in [
        viewer.post("/bookings", {}),
        viewer.post(f"/bookings/{code}/changes", {"operations": [CANCEL], "digest": digest}),
        viewer.patch(f"/bookings/{code}", {"notes": "x"}),
        viewer.post(f"/bookings/{code}/payments", {"method": "cash", "amount": "1"}),
    ]:
        assert response.status_code == 403
        assert read(response)["code"] == "forbidden"


def test_the_front_desk_does_everything_here(hotel):
    code = book_two_rooms(hotel)
    desk = Api(hotel, role="front_desk")
    assert desk.confirm(code, CANCEL).status_code == 201
    assert desk.post(f"/bookings/{code}/payments", {"method": "cash", "amount": "1"}).status_code == 201


@pytest.mark.parametrize("path", READS[1:])
def test_what_another_property_owns_does_not_exist(hotel, path):
    code = book_two_rooms(hotel)
    stranger = Api(make_hotel("other"), role="owner")
    assert stranger.get(path.format(code=code)).status_code == 404


def test_another_propertys_booking_can_be_neither_changed_nor_paid_nor_moved_to(hotel):
    code = book_two_rooms(hotel)
    other = make_hotel("other")
    own, stranger = book_two_rooms(other), Api(other)
    operations = {"operations": [CANCEL]}
    for response in [
        stranger.post(f"/bookings/{code}/changes/preview", operations),
        stranger.post(f"/bookings/{code}/changes", operations | {"digest": "x"}),
        stranger.patch(f"/bookings/{code}", {"notes": "x"}),
        stranger.post(f"/bookings/{code}/payments", {"method": "cash", "amount": "1"}),
    ]:
        assert response.status_code == 404
        assert read(response)["code"] == "no_such_booking"
    moved = stranger.post(
        f"/bookings/{own}/changes/preview",
        {"operations": [{"op": "move_to_booking", "stay": 1, "booking": code}]},
    )
    assert read(moved)["errors"][0]["code"] == "unknown_booking"
    assert [item["code"] for item in read(stranger.get("/bookings"))["items"]] == [own]


@pytest.mark.parametrize(
    ("accepted", "languages", "answered"),
    [
        ("th", ["en"], "th"),
        ("en-GB,en;q=0.8", ["th"], "en"),
        ("de, th;q=0.5, en;q=0.4", ["en"], "th"),
        ("de", ["th", "en"], "th"),
        ("", ["th", "en"], "th"),
        ("", ["en", "th"], "en"),
        ("", [], "en"),
        ("*;q=x,,;=th" + "x" * 3000, ["en"], "en"),
    ],
)
def test_messages_are_in_the_callers_language_else_the_hotels(db, accepted, languages, answered):
    hotel = make_hotel(languages=languages)
    response = Api(hotel, language=accepted).get("/bookings/KJ234567")
    assert response["Content-Language"] == answered
    title = {"th": "ไม่พบการจองนี้", "en": "There is no such booking"}[answered]
    assert read(response)["title"] == title
