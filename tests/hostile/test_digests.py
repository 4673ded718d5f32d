"""A digest saves exactly what it was shown with, once: not another booking's, not a replayed one, not one made up."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from kunjae.changes.commands import preview_change
from kunjae.changes.operations_text import operations_from_json
from kunjae.properties.models import Property
from tests.hostile.hotels import Hotels, fingerprint, pay, versions
from tests.hostile.pages import Form, page_of
from tests.hostile.web import Answer, Visitor
from tests.hotel import FAR

CANCEL = [{"op": "cancel", "stay": 1}]
GUEST = [{"op": "set_guest", "stay": 1, "guest_name": "Anna"}]


def digest_of(hotel: Property, code: str, operations: list[dict[str, Any]] = CANCEL) -> str:
    read = operations_from_json(operations, hotel.currency)
    return preview_change(property=hotel, code=code, operations=read, now=FAR).digest


class ByProgram:
    """Confirms through the API."""

    def __init__(self, hotels: Hotels) -> None:
        self.hotels = hotels
        self.program = Visitor.program(hotels.token())

    def save(self, digest: str, operations: list[dict[str, Any]] = CANCEL) -> Answer:
        body = json.dumps({"operations": operations, "digest": digest}).encode()
        address = f"/api/v1/bookings/{self.hotels.code}/changes"
        return self.program.ask("POST", address, body, "application/json")


class ByHand:
    """Confirms on the change page."""

    def __init__(self, hotels: Hotels) -> None:
        self.visitor = Visitor.signed_in(hotels.staff("front_desk"))
        self.address = f"/extranet/{hotels.ours.slug}/bookings/{hotels.code}/change/"

    def save(self, digest: str, operations: list[dict[str, Any]] = CANCEL) -> Answer:
        changed = {"staged": json.dumps(operations), "digest": digest, "do": "save", "record": "on"}
        return self.visitor.post(self.address, list((dict(self.form().values()) | changed).items()))

    def form(self) -> Form:
        page = page_of(self.visitor.get(self.address).text, self.address)
        return next(form for form in page.forms if form.address == self.address)


@pytest.fixture(params=[ByProgram, ByHand])
def desk(hotels: Hotels, request: pytest.FixtureRequest) -> ByProgram | ByHand:
    made: ByProgram | ByHand = request.param(hotels)
    return made


SAVED = {ByProgram: 201, ByHand: 302}
WRONG: dict[str, Callable[[Hotels], str]] = {
    "of another booking": lambda hotels: digest_of(hotels.ours, hotels.other_code),
    "of another hotel's booking": lambda hotels: digest_of(hotels.theirs, hotels.their_code),
    "of another change": lambda hotels: digest_of(hotels.ours, hotels.code, GUEST),
    "of the same and one more": lambda hotels: digest_of(
        hotels.ours, hotels.code, [*CANCEL, {"op": "cancel", "stay": 2}]
    ),
    "in capitals": lambda hotels: digest_of(hotels.ours, hotels.code).upper(),
    "cut": lambda hotels: digest_of(hotels.ours, hotels.code)[:-1],
    "with a letter more": lambda hotels: digest_of(hotels.ours, hotels.code) + "0",
    "twice": lambda hotels: digest_of(hotels.ours, hotels.code) * 2,
    "made up": lambda _: "0" * 64,
    "odd": lambda _: "\u202e\x00ก",
    "a wildcard": lambda _: "%",
    "huge": lambda _: "0" * 900_000,
    "nothing": lambda _: "",
}


def test_a_digest_that_is_not_that_of_the_preview_saves_nothing(hotels, desk):
    before = fingerprint(hotels.ours), fingerprint(hotels.theirs)
    for wrong, digest in WRONG.items():
        answer = desk.save(digest(hotels))
        assert answer.status in (409, 422), f"{wrong}: {answer.text[:500]}"
        assert (fingerprint(hotels.ours), fingerprint(hotels.theirs)) == before, wrong


def test_the_right_digest_saves_once_and_replayed_saves_nothing(hotels, desk):
    digest = digest_of(hotels.ours, hotels.code)
    assert desk.save(digest).status == SAVED[type(desk)]
    saved = fingerprint(hotels.ours)
    for _ in range(2):
        assert desk.save(digest).status == 409
    assert fingerprint(hotels.ours) == saved


def test_a_digest_shown_before_somebody_paid_saves_nothing(hotels, desk):
    digest = digest_of(hotels.ours, hotels.code)
    pay(hotels.ours, hotels.code)
    before = fingerprint(hotels.ours)
    assert desk.save(digest).status == 409
    assert fingerprint(hotels.ours) == before


def test_the_digest_of_one_change_does_not_save_another(hotels, desk):
    digest = digest_of(hotels.ours, hotels.code)
    before = versions(hotels.ours)
    for operations in (GUEST, [], [*CANCEL, {"op": "cancel", "stay": 2}]):
        assert desk.save(digest, operations).status in (409, 422)
    assert versions(hotels.ours) == before


@pytest.mark.parametrize("page", ["details", "payments"])
def test_a_form_sent_twice_is_done_once(hotels, page):
    visitor = Visitor.signed_in(hotels.staff("front_desk"))
    base = f"/extranet/{hotels.ours.slug}/bookings/{hotels.code}/"
    shown = page_of(visitor.get(base + ("details/" if page == "details" else "")).text, f"{base}{page}/")
    form = next(form for form in shown.forms if form.address == f"{base}{page}/")
    changed = {"notes": "New"} if page == "details" else {"method": "cash", "amount": "10"}
    fields = list((dict(form.values()) | changed).items())
    assert visitor.post(form.address, fields).status == 302
    saved = fingerprint(hotels.ours)
    assert visitor.post(form.address, fields).status == 409
    assert fingerprint(hotels.ours) == saved
