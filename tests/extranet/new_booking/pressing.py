"""A browser without JavaScript: reads the form of a new booking and presses its buttons."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

from kunjae.bookings.models import Booking
from kunjae.properties.models import Property
from tests.extranet.change.pressing import Form
from tests.extranet.desk import staff

MALEE = {"name": "Malee Deesuk", "phone": "089 876 5432"}
"""As she says it on the phone."""


class NewBookingPage:
    """The page as somebody sees it; `press` answers with the next one."""

    def __init__(
        self, hotel: Property, *, client: Client | None = None, language: str = "en", **asked: str
    ) -> None:
        self.hotel = hotel
        self.client = client or staff(hotel, language=language)
        self.address = f"/extranet/{hotel.slug}/bookings/new/"
        self.see(self.client.get(self.address, asked))

    def see(self, answer: Any) -> NewBookingPage:
        self.answer = answer
        if answer.status_code in (200, 409, 422):
            # The reader knows the change page's form.
            self.form = Form(answer.content.decode().replace('<form id="new-booking"', '<form id="change"'))
        return self

    def press(self, button: str, *, htmx: str = "", **typed: Any) -> NewBookingPage:
        """Press a button with these fields filled in (None: taken out)."""
        values = self.form.values | {"do": button} | typed
        posted = {name: value for name, value in values.items() if value is not None}
        headers = {"HX-Request": "true", "HX-Target": htmx} if htmx else {}
        return self.see(self.client.post(self.address, posted, headers=headers))

    def choose(self, *products: str) -> NewBookingPage:
        """Choose rooms one after the other: `STD BAR`."""
        for product in products:
            if f"add:{product}" not in self.form.buttons:
                self.press("more")
            assert f"add:{product}" in self.form.buttons, sorted(self.form.buttons)
            self.press(f"add:{product}")
        return self

    @property
    def status(self) -> int:
        return int(self.answer.status_code)

    @property
    def html(self) -> str:
        return str(self.answer.content.decode())

    @property
    def words(self) -> str:
        """The page as read aloud: without tags, blanks drawn together."""
        text = re.sub(r"<(script|style|title)\b.*?</\1>", " ", self.html, flags=re.S)
        text = re.sub(r"<[^>]+>", " ", text)
        return " ".join(text.replace("&#x27;", "'").replace("&amp;", "&").replace("&quot;", '"').split())

    @property
    def total(self) -> int | None:
        """Of the rooms chosen, in whole units of the hotel's money."""
        total = self.answer.context["total"]
        return None if total is None else total // 100

    def offers(self) -> dict[str, int | None]:
        """What is offered: product -> total in whole units."""
        return {
            offer.product: offer.total and offer.total // 100
            for each in self.answer.context.get("types", ())
            for offer in each.offers
        }

    def offer(self, product: str) -> Any:
        [found] = [
            offer
            for each in self.answer.context["types"]
            for offer in each.offers
            if offer.product == product
        ]
        return found

    def rooms_left(self) -> dict[str, int]:
        return {each.code: each.rooms_left for each in self.answer.context["types"]}

    def buttons(self) -> set[str]:
        return {value for value, enabled in self.form.buttons.items() if enabled}

    def error_of(self, name: str) -> str:
        """The message that stands beside a field."""
        found = re.search(rf'id="(?:id_)?{name}[_-]error">(.*?)</(?:div|p)>', self.html, flags=re.S)
        return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split()) if found else ""

    def booked(self) -> Booking:
        """The booking that the answer leads to."""
        assert self.status == 302, self.words
        code = self.answer["Location"].split("/")[-3]
        return Booking.objects.of(self.hotel).select_related("booker", "note").get(code=code)
