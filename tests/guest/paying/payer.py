"""A guest who pays: a hotel that takes money in three ways, and the pages of paying as a browser has them."""

from __future__ import annotations

import html
import io
import re
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from kunjae.payments.links import request_token
from kunjae.payments.models import Checkout
from kunjae.payments.providers.accounts import save_account
from kunjae.properties.models import RoomType
from kunjae.rates.models import RatePlan
from tests.guest.visitor import DETAILS, Visitor
from tests.hotel import FAR, book_stays, make_hotel, set_prices
from tests.payments.till import open_till

NUMBER = {"number": "081-234-5678", "account_name": "Baan Talay"}
ACCOUNT = {"bank": "Andaman Bank", "account_name": "Baan Talay", "account_number": "123-4-56789-0"}
TWO_NIGHTS = {"check_in": "2026-12-10", "check_out": "2026-12-12", "room": "001"}


def a_paying_hotel(prepay: int = 30, **settings: Any):
    """The small hotel with its plan BAR, so much to be prepaid, dearer on 18 to 26 December; transfers are taken."""
    hotel = make_hotel(details=DETAILS, **settings)
    plan = RatePlan.objects.of(hotel).get(code="BAR")
    RatePlan.objects.of(hotel).filter(code="BAR").update(prepay_percent=prepay)
    standard = RoomType.objects.of(hotel).get(code="STD")
    set_prices(hotel, plan, standard, 1800, date(2026, 12, 18), date(2026, 12, 26))
    save_account(property=hotel, code="bank_transfer", values=ACCOUNT, enabled=True, now=FAR)
    if hotel.currency == "THB":
        save_account(property=hotel, code="promptpay", values=NUMBER, enabled=True, now=FAR)
    return hotel


@contextmanager
def paying_guest(hotel, *stays, language: str = "en", **can: Any):
    """A guest who is signed in to a booking (two nights of 1,500), and the till that the hotel takes cards with."""
    with open_till(hotel, **can) as till:
        guest = Payer(hotel, FAR, language=language)
        guest.code = book_stays(hotel, *(stays or (TWO_NIGHTS,)))
        guest.sign_in(guest.code)
        guest.client.cookies["django_language"] = language
        yield guest, till


class Payer(Visitor):
    """A browser at the pages of paying; the last answer is in `answer`, its words in `text`."""

    code = ""
    answer: Any = None

    @property
    def text(self) -> str:
        return words(self.answer)

    begun = ""

    @property
    def checkout(self) -> Checkout:
        """The attempt that was begun last, as it stands now."""
        return Checkout.objects.of(self.hotel).get(id=self.begun)

    def open(self, path: str = "") -> Payer:
        self.answer = self.get(path or f"{self.code}/pay/")
        return self

    def asked_to_pay(self, request: Any) -> Payer:
        """The page of a payment request."""
        return self.open(f"request/{request_token(request.id)}/")

    def ways(self) -> list[str]:
        return re.findall(r'<button class="way" name="way" value="([^"]+)"', self.answer.content.decode())

    def press(self, way: str, **typed: str) -> Payer:
        """The button of a way to pay, on the page that is open; `typed` in place of what its form holds."""
        page = self.answer.content.decode()
        fields = dict(re.findall(r'<input type="hidden" name="(amount|kind|mark)" value="([^"]*)"', page))
        action = _address(r'<form method="post" action="([^"]+)" data-once>', page)
        self.answer = self.post(action, fields | {"way": way} | typed)
        if led := re.search(r"/checkout/([0-9a-f-]{36})/", self.answer.headers.get("Location", "")):
            self.begun = led[1]
        return self

    def pay_by(self, way: str) -> Checkout:
        """Begin to pay, and follow the house to where it leads."""
        self.press(way)
        self.follow()
        return self.checkout

    def follow(self) -> Payer:
        """Where the last answer leads, within the house."""
        return self.open(self.answer.headers["Location"])

    def send_slip(self, content: bytes | None = None, name: str = "slip.png", **data: Any) -> Payer:
        page = self.answer.content.decode()
        action = _address(r'action="([^"]+/slip/[^"]*)"', page)
        sent = {"slip": SimpleUploadedFile(name, a_picture() if content is None else content)}
        self.answer = self.post(action, sent | data)
        return self


def words(answer: Any) -> str:
    """What a page says, without its signs."""
    page = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", answer.content.decode(), flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def a_picture(width: int = 300, height: int = 500) -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(kept, "PNG")
    return kept.getvalue()


def _address(pattern: str, page: str) -> str:
    found = re.search(pattern, page)
    assert found is not None, pattern
    return html.unescape(found[1])
