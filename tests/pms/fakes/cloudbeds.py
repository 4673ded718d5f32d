"""The demo's front office over HTTP, made to misbehave: a Cloudbeds whose every question is held against
Cloudbeds' own description, and whose every answer, too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from kunjae.config.demo.front_office.house import House
from kunjae.config.demo.front_office.wire import OLD, Wire, nested
from tests.hotel import FAR
from tests.pms.fakes.description import Description, description
from tests.pms.fakes.server import Answer, Asked, FakePms, Wrong, running

API_KEY, HOTEL = "cbat_of_the_fake", "31842"
SPA = {"sku": "SPA-1", "name": "Spa", "category": "Wellness", "price": 90000}


class CloudbedsServer(FakePms):
    """`house` is what it knows; `now` its clock; `lock` and `unlock` what a clerk does who has a reservation
    open."""

    def forget(self) -> None:
        self.now: datetime = FAR
        self.api_key = API_KEY
        self.house = House(clock=lambda: self.now)
        self.furnish()

    def furnish(self, currency: str = "THB", decimals: int = 2) -> None:
        """A hotel with two room types, its prices in this currency."""
        self.house.furnish(
            {
                "id": HOTEL,
                "name": "Baan Talay",
                "currency": currency,
                "decimals": decimals,
                "timezone": "Asia/Bangkok",
                "api_key": API_KEY,
            },
            room_types=[{"id": "71", "name": "Standard"}, {"id": "72", "name": "Deluxe"}],
            rate_plans=[{"id": "5", "name": "Flexible"}, {"id": "6", "name": "Half board"}],
            items=[SPA],
        )

    def check(self, asked: Asked) -> None:
        description_of(asked).check(asked)
        if asked.path != f"{OLD}getHotelDetails" and not asked.headers.get("x-api-key"):
            raise Wrong("no key")
        if '"itemPaid": true' in asked.body.decode() or "itemPaid=true" in asked.body.decode():
            raise Wrong("this would book a payment in cash")

    def answer(self, asked: Asked) -> Answer:
        self.house.hotel["api_key"] = self.api_key
        status, body = Wire(self.house).answer(
            asked.method, asked.path, asked.query, asked.headers, asked.body
        )
        answer = Answer(status, body)
        if status not in (401, 403):
            description_of(asked).check_answer(asked, answer)
        return answer

    # What people do at it

    def book(self, number: str = "1001", **more: Any) -> dict[str, Any]:
        """A guest of one room for two nights of December 10."""
        rooms = more.pop("rooms", None) or [room()]
        guest = {
            "first": "Anna",
            "last": "Berg",
            "email": "anna@example.com",
            "phone": "+46 8 123",
            "country": "SE",
        }
        return self.house.book(more.pop("guest", guest), rooms, number=number, **more)

    def lock(self, number: str, locked: bool = True) -> None:
        self.house.data["reservations"][number]["locked"] = locked

    def forget_keys(self) -> None:
        """Its memory of keys ends some day."""
        self.house.data["keys"].clear()

    def owed(self) -> float:
        """What all folios come to."""
        return sum(self.house.charged(number) for number in self.house.data["reservations"]) / 100

    def standing(self, number: str) -> list[tuple[str, int]]:
        """What is on the folio: names and amounts."""
        return [(each["name"], each["amount"]) for each in self.house.folio(number) if not each["voided"]]


def room(**more: Any) -> dict[str, Any]:
    """A room as `House.book` takes it."""
    return {
        "room_type": "71",
        "from": "2026-12-10",
        "to": "2026-12-12",
        "adults": 2,
        "rate": "Flexible",
        "prices": [150000, 160000],
        **more,
    }


def description_of(asked: Asked) -> Description:
    """Which of the two descriptions has this call."""
    if asked.path.startswith(OLD):
        return description("cloudbeds/pms-v1.3.json.gz", _form, _is_moment)
    return description("cloudbeds/pms-v2.0.json.gz")


def _is_moment(value: Any) -> bool:
    """With a space, as Cloudbeds' guide has it."""
    return re.fullmatch(r"\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?", str(value)) is not None


def _form(body: bytes) -> Any:
    return nested(parse_qsl(body.decode(), keep_blank_values=True))


@contextmanager
def open_cloudbeds() -> Iterator[CloudbedsServer]:
    with running(CloudbedsServer) as server:
        yield server
