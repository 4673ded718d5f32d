"""Clerks at work through the API, who remember what they were told and what they were still waiting for."""

from __future__ import annotations

import http.client
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.live.client import Answer, Caller
from tests.live.hotel import DELUXE, Season
from tests.live.server import Server

SEASON = Season()
FACTS = ("number", "status", "check_in", "check_out", "room_type", "room", "adults", "nights", "total")


def state_of(booking: Any) -> tuple[Any, ...]:
    """What a booking is, in an answer of the API and in the copies of its history alike."""
    return (
        booking["version"], booking["value"], booking["changes_recorded"],
        [{fact: each[fact] for fact in FACTS} for each in booking["stays"]],
    )  # fmt: skip


@dataclass
class Sent:
    """A request with its key, sent and not answered."""

    path: str
    body: dict[str, Any]
    key: str
    preview: Any = None


@dataclass
class Clerk:
    """Changes one booking over and over, and makes new ones, until the server is gone.

    All fight for the five deluxe rooms on three nights; who does not get one is told so, and goes on.
    """

    server: Server
    name: str
    chance: random.Random
    code: str = ""
    entries: list[Any] = field(default_factory=list)
    """The entries of the history that were acknowledged."""
    states: list[Any] = field(default_factory=list)
    """The booking after each of them."""
    booked: list[Any] = field(default_factory=list)
    """Other bookings that were acknowledged."""
    refused: int = 0
    broken: list[Answer] = field(default_factory=list)
    sent: Sent | None = None
    requests: int = 0

    def __post_init__(self) -> None:
        caller = Caller(self.server)
        self.code = caller.booked(SEASON.stay(0, 2), SEASON.stay(2, 4))
        caller.post(f"/bookings/{self.code}/payments", {"method": "cash", "amount": "100.00"})
        self.states.append(state_of(caller.read(self.code)))

    def work(self) -> None:
        """Until the server is gone; then `sent` is the request that got no answer, if it was one that writes."""
        caller = Caller(self.server)
        try:
            while True:
                self._one_more(caller)
        except (OSError, http.client.HTTPException):
            return

    def _one_more(self, caller: Caller) -> None:
        if self.chance.random() < 0.2:
            return self._answered(caller, Sent("/bookings", self._new_booking(), self._key()))
        operations = [self.chance.choice(self._changes())()]
        preview = caller.post(f"/bookings/{self.code}/changes/preview", {"operations": operations})
        if preview.status != 200:
            self._refused(preview)
            return None
        body = {
            "operations": operations,
            "digest": preview.json["digest"],
            "record": self.chance.random() < 0.5,
        }
        return self._answered(caller, Sent(f"/bookings/{self.code}/changes", body, self._key(), preview.json))

    def _answered(self, caller: Caller, sent: Sent) -> None:
        self.sent = sent
        answer = caller.post(sent.path, sent.body, key=sent.key)
        self.sent = None
        self.hear(sent, answer)

    def hear(self, sent: Sent, answer: Answer) -> None:
        """Remember what was acknowledged."""
        if answer.status != 201:
            self._refused(answer)
        elif sent.path == "/bookings":
            self.booked.append(answer.json)
        else:
            self.entries.append(answer.json)
            self.states.append(state_of(answer.json["after"]))

    def _refused(self, answer: Answer) -> None:
        if answer.status in (409, 422):
            self.refused += 1
        else:
            self.broken.append(answer)

    def _key(self) -> str:
        self.requests += 1
        return f"{self.name}-{self.requests}"

    def _new_booking(self) -> dict[str, Any]:
        first = self.chance.randrange(40, 80)
        booker = {"name": f"{self.name} {self.requests + 1}", "language": "en"}
        return {
            "booker": booker,
            "source": "direct",
            "stays": [SEASON.stay(first, first + 2, room_type="DLX")],
        }

    def _changes(self) -> list[Callable[[], dict[str, Any]]]:
        number, first = self.chance.choice((1, 2)), self.chance.randrange(8)
        room = self.chance.choice([*DELUXE, None])
        return [
            lambda: {"op": "move_dates", "stay": number, "room": None} | SEASON.nights(first, first + 2),
            lambda: {"op": "change_room_type", "stay": number, "room_type": "DLX", "room": room},
            lambda: {"op": "change_room_type", "stay": number, "room_type": "STD", "room": None},
            lambda: {"op": "set_guest", "stay": number, "guest_name": f"Guest {self.requests}"},
            lambda: {"op": "change_guests", "stay": number, "adults": self.chance.choice((1, 2, 3))},
            lambda: {"op": "cancel", "stay": number},
            lambda: {"op": "reinstate", "stay": number},
        ]
