"""A guest at the Concierge, as a browser without scripts has it."""

from __future__ import annotations

import re
from typing import Any

from tests.guest.paying.payer import words
from tests.guest.visitor import DETAILS, Visitor
from tests.hotel import FAR
from tests.ordering.the_counter import make_resort, stayed

SPA_AT_TWO = {"day": "2026-12-10", "slot": "2026-12-10 14:00", "number": "1"}


class Shopper(Visitor):
    """Signed in to a booking; the last answer is in `answer`, its words in `text`."""

    code = ""
    answer: Any = None

    @property
    def text(self) -> str:
        return words(self.answer)

    @property
    def status(self) -> int:
        return int(self.answer.status_code)

    def open(self, path: str = "concierge/") -> Shopper:
        self.answer = self.get(f"{self.code}/{path}")
        return self

    def send(self, path: str, data: dict[str, str]) -> Shopper:
        self.answer = self.post(f"{self.code}/{path}", data)
        return self

    def choose(self, offer: str, stay: str = "", **typed: str) -> Shopper:
        """Put it into the basket."""
        return self.send(f"concierge/{offer}/" + (f"?stay={stay}" if stay else ""), typed | {"do": "add"})

    def follow(self) -> Shopper:
        self.answer = self.get(self.answer.headers["Location"])
        return self

    def offered(self) -> list[str]:
        """The codes of the offers that the page leads to."""
        return re.findall(r"/concierge/([^/\"?]+)/[\"?]", self.answer.content.decode())

    def order(self) -> Shopper:
        """Look at the basket and press its button."""
        page = self.open("basket/").answer.content.decode()
        seen = re.search(r'name="seen" value="([^"]*)"', page)
        return self.send("basket/", {"do": "order", "seen": seen[1] if seen else ""})


def shopper(
    hotel: Any = None, *, language: str = "en", now: Any = FAR, code: str = "", **stay: Any
) -> Shopper:
    """A guest of two nights from 10 December, who is signed in."""
    guest = Shopper(hotel or make_resort(details=DETAILS), now, language=language)
    guest.code = code or stayed(guest.hotel, **stay)
    guest.sign_in(guest.code)
    guest.client.cookies["django_language"] = language
    return guest
