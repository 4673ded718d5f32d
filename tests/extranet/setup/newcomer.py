"""Somebody who sets a hotel up, with a browser that has no JavaScript."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

from kunjae.extranet.setup.key import set_up_key

PAGES = "/extranet/setup/"
OWNER = {
    "name": "Ploy Srisuk",
    "email": "Ploy@Example.com",
    "password": "the tide comes in twice",
    "again": "the tide comes in twice",
}
PROPERTY = {
    "name_th": "บ้านทะเล",
    "name_en": "Baan Talay",
    "phone": "076 123 456",
    "address": "99 หมู่ 3 อำเภอตะกั่วป่า จังหวัดพังงา 82190",
    "check_in_time": "14:00",
    "check_out_time": "12:00",
    "taxes": "service_vat",
    "slug": "",
    "timezone": "Asia/Bangkok",
    "currency": "THB",
    "line_id": "@baantalay",
    "tax_id": "",
}
ROOMS = {
    "0-name_th": "ห้องมาตรฐาน",
    "0-name_en": "Standard",
    "0-numbers": "101-103, 201",
    "0-beds": "1 double",
    "0-base_adults": "2",
    "0-max_adults": "3",
    "0-max_children": "1",
    "0-code": "",
    "1-name_th": "",
    "1-name_en": "Sea view",
    "1-numbers": "V1 - V2",
    "1-beds": "1 king",
    "1-base_adults": "2",
    "1-max_adults": "2",
    "1-max_children": "0",
    "1-code": "",
}
RATES = {"meal": "breakfast", "policy": "MOD", "prepay_percent": "30", "name_th": "", "name_en": ""}
PRICES = {"price_0": "1,500", "price_1": "2500.50", "weekend": "300", "extra_adult": "500", "extra_child": ""}
TYPED = {"property": PROPERTY, "rooms": ROOMS, "rates": RATES, "prices": PRICES}


class Newcomer:
    """`post` sends what the page's hidden fields carry, as a browser does."""

    def __init__(self, language: str = "en") -> None:
        self.client = Client()
        self.client.cookies["django_language"] = language

    def become_owner(self, **changed: str) -> Any:
        return self.client.post(PAGES, OWNER | {"key": set_up_key()} | changed)

    def page(self, name: str) -> str:
        return self.client.get(f"{PAGES}{name}/").content.decode()

    def seen(self, name: str) -> dict[str, str]:
        found = re.search(r'name="seen" value="([^"]*)"', self.page(name))
        return {"seen": found[1] if found else ""}

    def post(self, name: str, **changed: str) -> Any:
        """What a newcomer types into this page; `changed` says what they type differently."""
        return self.client.post(f"{PAGES}{name}/", self.seen(name) | TYPED[name] | changed)

    def walk(self, until: str = "") -> None:
        """From the first page to this one, which is not filled in; "" to the end."""
        assert self.become_owner().status_code == 302
        for name in TYPED:
            if name == until:
                return
            answer = self.post(name)
            assert answer.status_code == 302, answer.content.decode()
