"""A guest with a browser: knows a booking's number and PIN, signs in, looks at pages."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import time_machine
from django.test import Client

from kunjae.accounts.encryption import decrypt
from kunjae.bookings.models import Booking
from kunjae.properties.models import Property

PHONE = "+66 76 123 456"
DETAILS = {
    "phone": PHONE,
    "line_id": "@baantalay",
    "address": {"th": "99 หมู่ 1 กะตะ ภูเก็ต", "en": "99 Kata, Phuket"},
}


def pin_of(hotel: Property, code: str) -> str:
    return decrypt(Booking.objects.of(hotel).get(code=code).pin)


class Visitor:
    """One browser at one moment; `go_on` lets time pass. Everything else is as Django's client has it."""

    def __init__(self, hotel: Property, now: datetime, *, language: str = "en") -> None:
        self.hotel, self.now = hotel, now
        self.client = Client(headers={"accept-language": language})

    def go_on(self, time: timedelta) -> None:
        self.now += time

    def get(self, path: str = "", **headers: Any) -> Any:
        with time_machine.travel(self.now, tick=False):
            return self.client.get(self.address(path), headers=headers)

    def post(self, path: str = "", data: dict[str, str] | None = None, **more: Any) -> Any:
        with time_machine.travel(self.now, tick=False):
            return self.client.post(self.address(path), data or {}, **more)

    def address(self, path: str) -> str:
        return path if path.startswith("/") else f"/g/{self.hotel.slug}/{path}"

    def sign_in(self, code: str, pin: str | None = None, **more: Any) -> Any:
        return self.post(data={"code": code, "pin": pin_of(self.hotel, code) if pin is None else pin}, **more)
