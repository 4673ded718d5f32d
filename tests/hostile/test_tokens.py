"""Tokens, sessions and Idempotency-Keys that are not what they should be."""

from __future__ import annotations

import json

import pytest

from kunjae.accounts.commands import revoke_token
from kunjae.accounts.models import ApiToken, Membership, User
from tests.hostile.hotels import Hotels, fingerprint
from tests.hostile.pages import page_of
from tests.hostile.web import Answer, Visitor
from tests.hotel import FAR

MEGABYTE = 1_000_000
CASH = {"method": "cash", "amount": "10"}
MALFORMED = {
    "nothing": "", "the word alone": "Bearer", "a blank token": "Bearer ", "another scheme": "Basic {token}", "no scheme": "{token}",
    "two blanks": "Bearer  {token}", "a tab": "Bearer\t{token}", "cut": "Bearer {token[0]}", "a letter more": "Bearer {token}x", "in capitals": "Bearer {TOKEN}",
    "two in one": "Bearer {token}, Bearer {token}", "two, one wrong": "Bearer kj_x,Bearer {token}", "a list": "Bearer {token},{token}",
    "quoted": 'Bearer "{token}"', "odd bytes": "Bearer kj_\xff\xfe", "NUL": "Bearer {token}\x00", "a wildcard": "Bearer kj_%", "SQL": "Bearer kj_' OR 1=1 --",
    "its hash's beginning": "Bearer kj_0000", "huge": "Bearer kj_" + "x" * MEGABYTE, "many blanks": "Bearer" + " " * 10_000 + "{token}",
}  # fmt: skip


def post(program: Visitor, path: str, body: object, **headers: str) -> Answer:
    return program.ask(
        "POST", f"/api/v1{path}", json.dumps(body).encode(), "application/json", headers=headers
    )


def test_a_malformed_token_opens_nothing(hotels):
    token = hotels.token()
    for kind, written in MALFORMED.items():
        header = written.replace("{token[0]}", token[:-1]).replace("{TOKEN}", token.upper())
        program = Visitor(headers={"Authorization": header.replace("{token}", token)})
        for answer in (
            program.get("/api/v1/bookings"),
            post(program, f"/bookings/{hotels.code}/payments", CASH),
        ):
            assert answer.status == 401, kind
            assert answer.headers["www-authenticate"].startswith("Bearer"), kind
            assert hotels.code not in answer.text, kind


def test_the_word_before_a_token_may_be_written_small(hotels):
    assert (
        Visitor(headers={"Authorization": f"bearer {hotels.token()}"}).get("/api/v1/bookings").status == 200
    )


def test_a_token_opens_neither_pages_nor_by_the_address_and_a_session_not_the_api(hotels):
    token = hotels.token("owner")
    assert Visitor.program(token).get(f"/extranet/{hotels.ours.slug}/bookings/").status == 302
    assert Visitor().get(f"/api/v1/bookings?token={token}&authorization=Bearer%20{token}").status == 401
    assert Visitor({"Authorization": f"Bearer {token}"}).get("/api/v1/bookings").status == 401
    assert Visitor.signed_in(hotels.staff("owner")).get("/api/v1/bookings").status == 401


def test_a_strangers_token_finds_nothing_and_writes_nothing(hotels):
    stranger = Visitor.program(hotels.token("owner", of=hotels.theirs))
    before = fingerprint(hotels.ours), fingerprint(hotels.theirs)
    booking = f"/bookings/{hotels.code}"
    operations = {"operations": [{"op": "cancel", "stay": 1}]}
    answers = [
        stranger.get(f"/api/v1{booking}{rest}") for rest in ("", "/changes", "/changes/1", "/payments")
    ]
    answers += [
        post(stranger, f"{booking}/payments", CASH),
        post(stranger, f"{booking}/changes/preview", operations),
        post(stranger, f"{booking}/changes", operations | {"digest": "0" * 64}),
        stranger.ask("PATCH", f"/api/v1{booking}", b'{"notes": "x"}', "application/json"),
    ]
    assert [answer.status for answer in answers] == [404] * len(answers)
    assert not any("Somchai" in answer.text for answer in answers)
    assert (fingerprint(hotels.ours), fingerprint(hotels.theirs)) == before


def test_a_viewers_token_and_a_revoked_one_write_nothing(hotels):
    viewer, revoked = Visitor.program(hotels.token("viewer")), Visitor.program(hotels.token())
    newest = ApiToken.objects.filter(role="manager").latest("created", "id")
    assert revoke_token(token_id=newest.id, property_id=hotels.ours.id, now=FAR)
    before = fingerprint(hotels.ours)
    for program, status in ((viewer, 403), (revoked, 401)):
        for path, body in (("/bookings", {}), (f"/bookings/{hotels.code}/payments", CASH)):
            assert post(program, path, body, **{"Idempotency-Key": "a"}).status == status
    assert fingerprint(hotels.ours) == before


BAD_KEYS = [
    "",
    "x" * 201,
    "x" * MEGABYTE,
    "กุญแจ".encode().decode("latin-1"),
    "a\x00b",
    "a\tb",
    "\x7f",
    "\xff",
]


def test_a_key_that_can_be_none_is_named_and_nothing_is_done(hotels):
    program, before = Visitor.program(hotels.token()), fingerprint(hotels.ours)
    for key in BAD_KEYS:
        answer = post(program, f"/bookings/{hotels.code}/payments", CASH, **{"Idempotency-Key": key})
        assert answer.status == 422, ascii(key)[:20]
        assert json.loads(answer.body)["errors"][0]["path"] == "Idempotency-Key"
        assert fingerprint(hotels.ours) == before


A_BOOKING = {
    "booker": {"name": "A"},
    "stays": [
        {"room_type": "STD", "rate_plan": "BAR", "check_in": "2026-12-20", "check_out": "2026-12-21"},
    ],
}
SOMETHING_ELSE = [
    ("/bookings/{code}/payments", CASH | {"amount": "10.00"}),
    ("/bookings/{code}/payments", CASH | {"reference": None}),
    ("/bookings/{lower}/payments", CASH | {"amount": "11"}),
    ("/bookings/{other}/payments", CASH),
    ("/bookings", A_BOOKING),
    ("/bookings/{code}/changes", {"operations": [], "digest": "x"}),
]


def test_a_key_that_stood_for_something_else_is_a_conflict_and_nothing_is_done(hotels):
    program, key = Visitor.program(hotels.token()), {"Idempotency-Key": "a"}
    assert post(program, f"/bookings/{hotels.code}/payments", CASH, **key).status == 201
    before = fingerprint(hotels.ours)
    codes = {"code": hotels.code, "other": hotels.other_code, "lower": hotels.code.lower()}
    for path, body in SOMETHING_ELSE:
        answer = post(program, path.format(**codes), body, **key)
        assert (answer.status, json.loads(answer.body)["code"]) == (409, "idempotency_key_reused"), path
        assert fingerprint(hotels.ours) == before, path


def test_a_key_is_the_hotels_own(hotels):
    """Another program of the hotel is answered what the first one was; a stranger's with the same key is not."""
    path, key = f"/bookings/{hotels.code}/payments", {"Idempotency-Key": "a"}
    first = post(Visitor.program(hotels.token()), path, CASH, **key)
    again = post(Visitor.program(hotels.token("owner")), path, CASH, **key)
    stranger = post(Visitor.program(hotels.token(of=hotels.theirs)), path, CASH, **key)
    assert (first.status, again.body, again.headers["idempotency-replayed"]) == (201, first.body, "true")
    assert stranger.status == 404


def test_the_answer_kept_for_a_key_is_not_for_a_token_that_may_not_ask(hotels):
    path, key = f"/bookings/{hotels.code}/payments", {"Idempotency-Key": "a"}
    post(Visitor.program(hotels.token()), path, CASH, **key)
    assert post(Visitor.program(hotels.token("viewer")), path, CASH, **key).status == 403


# Sessions


@pytest.fixture
def address(hotels: Hotels) -> str:
    return f"/extranet/{hotels.ours.slug}/bookings/{hotels.code}/details/"


def test_a_strangers_staff_finds_no_page_of_ours(hotels, address):
    user = User.objects.create(email="owner@example.org")
    Membership.objects.create(user=user, property=hotels.theirs, role="owner")
    visitor = Visitor.signed_in(user)
    before = fingerprint(hotels.ours)
    for rest in ("", "details/", "change/", "payments/", "history/", "history/1/"):
        answer = visitor.get(address.replace("details/", rest))
        assert answer.status == 404
        assert "Somchai" not in answer.text
    fields = {"csrfmiddlewaretoken": visitor.cookies["csrftoken"], "name": "X"}
    assert visitor.post(address, fields).status == 404
    crossed = address.replace(hotels.ours.slug, hotels.theirs.slug)
    assert visitor.get(crossed).status == 404
    assert fingerprint(hotels.ours) == before


@pytest.mark.parametrize(("change", "status"), [("role", 403), ("membership", 404), ("person", 302)])
def test_who_may_no_longer_is_shown_out_at_once(hotels, address, change, status):
    user = hotels.staff("front_desk")
    visitor = Visitor.signed_in(user)
    form = next(form for form in page_of(visitor.get(address).text, address).forms if form.address == address)
    if change == "role":
        Membership.objects.filter(user=user).update(role="viewer")
    elif change == "membership":
        Membership.objects.filter(user=user).delete()
    else:
        User.objects.filter(id=user.id).update(is_active=False)
    before = fingerprint(hotels.ours)
    assert visitor.post(address, [*form.values(), ("notes", "x")]).status == status
    assert fingerprint(hotels.ours) == before


def test_a_form_of_another_session_is_refused(hotels, address):
    one, other = Visitor.signed_in(hotels.staff("front_desk")), Visitor.signed_in(hotels.staff("manager"))
    form = next(form for form in page_of(one.get(address).text, address).forms if form.address == address)
    before = fingerprint(hotels.ours)
    assert other.post(address, form.values()).status == 403
    assert fingerprint(hotels.ours) == before
