"""Somebody at the desk who looks at pages about money and presses their buttons as a browser does."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpResponse
from django.test import Client

from kunjae.bookings.models import Booking
from kunjae.outbox.models import Message
from kunjae.payments.commands import record_payment
from kunjae.payments.facts import Method
from kunjae.payments.models import Payment, Refund
from kunjae.properties.models import Property
from tests.hostile.pages import Form, page_of
from tests.hotel import CLERK, FAR
from tests.payments.till import bring, checkout_row


@dataclass
class MoneyDesk:
    hotel: Property
    code: str
    client: Client

    def by(self, client: Client) -> MoneyDesk:
        return replace(self, client=client)

    def address(self, *parts: object) -> str:
        return "/".join([f"/extranet/{self.hotel.slug}/bookings/{self.code}", *map(str, parts), ""])

    def look(self, *parts: object, asked: str = "", status: int = 200) -> str:
        answer: Any = self.client.get(self.address(*parts) + asked)
        assert answer.status_code == status, answer.content
        return words(answer)

    def form(self, button: str, *parts: object, asked: str = "") -> dict[str, str]:
        """What the form sends whose button has this value; the empty one is that of a form with one button."""
        answer = self.client.get(self.address(*parts) + asked)
        assert answer.status_code == 200
        form = _with(page_of(answer.content.decode(), self.address(*parts)).forms, button)
        return dict(form.values()) | ({"do": button} if button else {})

    def press(
        self, button: str, *parts: object, asked: Any = "", sent: Any = None, **typed: Any
    ) -> HttpResponse:
        """Press the button of the page; `sent`: what a page opened before sends."""
        values = (sent or self.form(button, *parts, asked=asked)) | typed
        return self.client.post(self.address(*parts), values)  # type: ignore[return-value]

    # What came and went

    @property
    def booking(self) -> Booking:
        return Booking.objects.of(self.hotel).get(code=self.code)

    def cash(self, amount: int, **given: Any) -> Payment:
        usual: dict[str, Any] = {"method": Method.CASH, "actor": CLERK, "now": FAR}
        return record_payment(property=self.hotel, code=self.code, amount=amount, **(usual | given))

    def card(self, amount: int) -> Payment:
        """A card was charged by the till."""
        payment = bring(self.hotel, checkout_row(self.hotel, self.booking, amount=amount), amount)
        assert isinstance(payment, Payment)
        return payment

    def refunds(self) -> list[tuple[str, int]]:
        rows = Refund.objects.of(self.hotel).order_by("amount")
        return list(rows.values_list("state", "amount"))

    def told(self, topic: str) -> int:
        return Message.objects.of(self.hotel).filter(topic=topic).count()


def _with(forms: list[Form], button: str) -> Form:
    for form in forms:
        values = [value for _name, value in form.buttons]
        if form.method == "POST" and (button in values) and "/bookings/" in form.address:
            return form
    raise AssertionError(f"no form with the button {button!r}")


def words(answer: HttpResponse) -> str:
    """The page as it is read, without its tags."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))
