"""A call sent twice with one key is done once, also when both come at the same time."""

import importlib
import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, connections

from kunjae.api.idempotency import KEPT_FOR
from kunjae.api.models import KeptAnswer
from kunjae.bookings.models import Booking
from kunjae.changes.models import HistoryEntry
from kunjae.inventory.models import RoomNight
from kunjae.payments.models import Payment
from tests.api.caller import Api, read, wrong_paths
from tests.hotel import FAR, book_stays, book_two_rooms, make_hotel

STAY = {"room_type": "STD", "rate_plan": "BAR", "check_in": "2026-12-10", "check_out": "2026-12-12"}
BODY = {"booker": {"name": "Malee"}, "stays": [STAY]}
CASH = {"method": "cash", "amount": "100.00"}
CANCEL = {"op": "cancel", "stay": 2}


def test_the_same_key_and_body_answer_the_same_without_doing_it_again(hotel, api):
    first, again = api.post("/bookings", BODY, key="a"), api.post("/bookings", BODY, key="a")
    assert (first.status_code, again.status_code) == (201, 201)
    assert read(first) == read(again)
    assert first["Location"] == again["Location"]
    assert "Idempotency-Replayed" not in first
    assert again["Idempotency-Replayed"] == "true"
    assert Booking.objects.of(hotel).count() == 1


def test_every_call_that_writes_by_post_heeds_the_key(hotel, api):
    code = book_two_rooms(hotel)
    payments = [api.post(f"/bookings/{code}/payments", CASH, key="pay") for _ in range(3)]
    assert len({response.content for response in payments}) == 1
    assert Payment.objects.of(hotel).count() == 1
    body = {"operations": [CANCEL], "digest": api.preview(code, CANCEL)["digest"]}
    changes = [api.post(f"/bookings/{code}/changes", body, key="change") for _ in range(3)]
    assert {response.status_code for response in changes} == {201}
    assert len({response.content for response in changes}) == 1
    assert HistoryEntry.objects.of(hotel).count() == 1


def test_without_a_key_and_with_another_it_is_done_again(hotel, api):
    code = book_two_rooms(hotel)
    for key in (None, None, "a", "b"):
        assert api.post(f"/bookings/{code}/payments", CASH, key=key).status_code == 201
    assert Payment.objects.of(hotel).count() == 4


def test_the_body_may_be_spaced_and_ordered_otherwise(hotel, api):
    code = book_two_rooms(hotel)
    api.post(f"/bookings/{code}/payments", CASH, key="a")
    raw = b'{ "amount" : "100.00",\n "method" : "cash" }'
    again = api.call("POST", f"/bookings/{code}/payments", raw=raw, headers={"Idempotency-Key": "a"})
    assert again["Idempotency-Replayed"] == "true"


def test_another_body_or_address_with_the_same_key_is_a_conflict(hotel, api):
    code, other = (
        book_two_rooms(hotel),
        book_stays(hotel, {"check_in": "2026-12-10", "check_out": "2026-12-12"}),
    )
    api.post(f"/bookings/{code}/payments", CASH, key="a")
    for path, body in [
        (f"/bookings/{code}/payments", CASH | {"amount": "100.01"}),
        (f"/bookings/{other}/payments", CASH),
    ]:
        response = api.post(path, body, key="a")
        assert (response.status_code, read(response)["code"]) == (409, "idempotency_key_reused")
    assert Payment.objects.of(hotel).count() == 1


def test_two_properties_may_use_one_key(hotel, api):
    other = Api(make_hotel("other"))
    first, second = api.post("/bookings", BODY, key="a"), other.post("/bookings", BODY, key="a")
    assert read(first)["code"] != read(second)["code"]
    assert "Idempotency-Replayed" not in second


def test_a_refused_call_keeps_nothing_and_may_be_tried_again_with_its_key(hotel, api):
    code = book_two_rooms(hotel)
    stale = {"operations": [CANCEL], "digest": "0" * 64}
    refused = api.post(f"/bookings/{code}/changes", stale, key="a")
    assert read(refused)["code"] == "plan_outdated"
    assert not KeptAnswer.objects.of(hotel).exists()
    fresh = stale | {"digest": read(refused)["preview"]["digest"]}
    assert api.post(f"/bookings/{code}/changes", fresh, key="a").status_code == 201


def test_sold_out_with_a_key_is_answered_as_without(hotel, api):
    dates = {"check_in": "2026-12-10", "check_out": "2026-12-12"}
    book_stays(hotel, dates, dates, dates)
    assert read(api.post("/bookings", BODY, key="a"))["code"] == "sold_out"


@pytest.mark.parametrize("key", [" ", "x" * 201, "tab\there", "é"])
def test_a_key_that_cannot_be_one_is_named(hotel, api, key):
    response = api.call("POST", "/bookings", body=BODY, headers={"Idempotency-Key": key})
    if key.strip():
        assert wrong_paths(response) == {"Idempotency-Key": "invalid_key"}
    assert Booking.objects.of(hotel).count() == (0 if key.strip() else 1)


def test_keys_as_long_as_allowed_are_kept(hotel, api):
    assert api.post("/bookings", BODY, key="x" * 200).status_code == 201
    assert KeptAnswer.objects.of(hotel).get().key == "x" * 200


def test_a_kept_answer_shows_no_pin_and_no_names_to_who_reads_the_table(hotel, api):
    made = read(api.post("/bookings", BODY, key="a"))
    kept = KeptAnswer.objects.of(hotel).get()
    assert kept.status == 201
    assert made["code"] not in kept.answer
    assert "Malee" not in kept.answer


@pytest.mark.parametrize(
    ("language", "words"), [("en", "can no longer be read"), ("th", "อ่านคำตอบเดิมไม่ได้แล้ว")]
)
def test_what_was_answered_under_another_secret_key_is_not_done_again(hotel, settings, language, words):
    api = Api(hotel, language=language)
    code = book_two_rooms(hotel)
    calls = [
        ("/bookings", BODY),
        (f"/bookings/{code}/payments", CASH),
        (
            f"/bookings/{code}/changes",
            {"operations": [CANCEL], "digest": api.preview(code, CANCEL)["digest"]},
        ),
    ]
    calls.insert(1, calls.pop())  # a payment would outdate the preview
    for path, body in calls:
        assert api.post(path, body, key=path).status_code == 201
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another-key-" * 5
    for path, body in calls:
        refused = api.post(path, body, key=path)
        assert (refused.status_code, read(refused)["code"]) == (409, "idempotency_answer_lost")
        assert words in read(refused)["detail"]
        assert refused["Content-Type"] == "application/problem+json"
    assert (Booking.objects.of(hotel).count(), Payment.objects.of(hotel).count()) == (2, 1)
    assert HistoryEntry.objects.of(hotel).count() == 1
    assert read(api.post("/bookings", BODY | {"notes": "x"}, key="/bookings"))["code"] == (
        "idempotency_key_reused"
    )
    assert api.post("/bookings", BODY, key="another").status_code == 201
    settings.SECRET_KEY = old
    for path, body in calls:
        assert api.post(path, body, key=path)["Idempotency-Replayed"] == "true"


def test_answers_are_forgotten_after_a_week(hotel, api):
    first = read(api.post("/bookings", BODY, key="old"))
    with time_machine.travel(FAR + KEPT_FOR + timedelta(seconds=1), tick=False):
        again = read(api.post("/bookings", BODY, key="old"))
    assert first["code"] != again["code"]
    assert KeptAnswer.objects.of(hotel).get().at > FAR


def at_once(*calls):
    """Run the calls in threads that start together; what each answered."""
    ready, answers = threading.Barrier(len(calls)), [None] * len(calls)

    def run(index, call):
        try:
            ready.wait(60)
            answers[index] = call()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


@pytest.mark.django_db(transaction=True)
def test_two_calls_at_once_with_one_key_are_done_once_and_answer_the_same():
    hotel = make_hotel()
    code = book_two_rooms(hotel)
    api = Api(hotel)
    body = {"operations": [CANCEL], "digest": api.preview(code, CANCEL)["digest"]}
    for path, sent, table in [
        ("/bookings", BODY, Booking),
        (f"/bookings/{code}/changes", body, HistoryEntry),
        (f"/bookings/{code}/payments", CASH, Payment),
    ]:
        before = table.objects.of(hotel).count()
        answers = at_once(*[lambda path=path, sent=sent: api.post(path, sent, key=path)] * 4)
        assert [answer.status_code for answer in answers] == [201] * 4
        assert len({answer.content for answer in answers}) == 1
        assert table.objects.of(hotel).count() == before + 1


@pytest.mark.django_db(transaction=True)
def test_rivals_for_one_room_with_keys_of_their_own_never_share_it():
    hotel = make_hotel()
    api = Api(hotel)
    codes = [book_stays(hotel, {"check_in": "2026-12-10", "check_out": "2026-12-12"}) for _ in range(3)]
    assign = {"op": "assign_room", "stay": 1, "room": "001"}
    digests = [api.preview(code, assign)["digest"] for code in codes]
    answers = at_once(
        *(
            lambda code=code, digest=digest: api.post(
                f"/bookings/{code}/changes", {"operations": [assign], "digest": digest}, key=code
            )
            for code, digest in zip(codes, digests, strict=True)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
    assert RoomNight.objects.of(hotel).count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("key", [None, "key"])
def test_a_code_that_is_taken_is_drawn_again(monkeypatch, key):
    hotel = make_hotel()
    taken = book_stays(hotel, {"check_in": "2026-12-10", "check_out": "2026-12-12"})
    drawn = iter([taken, taken, "KJFRESH2"])
    module = importlib.import_module("kunjae.changes.commands.book")
    monkeypatch.setattr(module, "new_code", lambda: next(drawn))
    response = Api(hotel).post("/bookings", BODY, key=key)
    assert (response.status_code, read(response)["code"]) == (201, "KJFRESH2")


def test_the_table_keeps_one_answer_for_a_key(hotel):
    from django.db import IntegrityError, transaction

    row = {"property": hotel, "key": "a", "fingerprint": "x", "at": FAR}
    KeptAnswer.objects.create(**row)
    with pytest.raises(IntegrityError), transaction.atomic():
        KeptAnswer.objects.create(**row)
    assert not connection.needs_rollback
