"""A hotel with a few offers, and the form of one as a browser sends it."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image

from kunjae.concierge.commands.catalogue import save_offer
from kunjae.concierge.facts import OfferFacts
from kunjae.concierge.models import Offer
from kunjae.concierge.offer_text import Known, offer_from_json
from kunjae.concierge.queries import offers
from kunjae.properties.models import Property
from kunjae.properties.queries import house
from tests.extranet.settings.pages import typed
from tests.hotel import CLERK, FAR

MASSAGE: dict[str, Any] = {
    "code": "spa",
    "name": {"th": "นวดไทย", "en": "Thai massage"},
    "price": "900",
    "price_per": "person",
    "stock": 8,
    "questions": [
        {"kind": "day", "days": "any"},
        {"kind": "slot", "times": ["10:00", "14:00"]},
        {
            "kind": "text",
            "code": "allergies",
            "label": {"th": "แพ้อะไรไหม", "en": "Any allergies?"},
            "required": False,
        },
    ],
}
TRANSFER: dict[str, Any] = {"code": "transfer", "name": {"th": "รถรับส่ง", "en": "Transfer"}, "price": "1200"}
LATE: dict[str, Any] = {
    "code": "late",
    "kind": "late_check_out",
    "name": {"th": "เช็คเอาท์ล่าช้า", "en": "Late check-out"},
    "steps": [{"at": "14:00", "amount": "500"}],
}
TO_DELUXE: dict[str, Any] = {
    "code": "to-dlx",
    "kind": "upgrade",
    "name": {"th": "อัพเกรด", "en": "To Deluxe"},
    "to_type": "DLX",
    "percent": "60",
    "least": "300",
}


def on_sale(hotel: Property, *tables: dict[str, Any]) -> None:
    """Save these offers."""
    known = Known(house(hotel).by_code, {"BAR", "NRF"}, tuple(hotel.languages))
    for table in tables:
        offer = offer_from_json(table, hotel.currency, "", known=known)
        save_offer(property=hotel, offer=offer, version=None, actor=CLERK, now=FAR)


def saved(hotel: Property, code: str = "spa") -> OfferFacts:
    return next(each for each in offers(hotel, retired=True) if each.code == code)


def codes(hotel: Property) -> list[str]:
    return [each.code for each in offers(hotel)]


def version(hotel: Property, code: str = "spa") -> int:
    return Offer.objects.of(hotel).get(code=code).version


def form_of(client: Any, address: str) -> dict[str, Any]:
    """The form of the offer as the browser would send it back untouched."""
    answer = client.get(address)
    assert answer.status_code == 200
    return sent_back(answer)


def sent_back(answer: Any) -> dict[str, Any]:
    """The controls of the form on a page, as they would be posted."""
    return typed(answer, "seen")


def photograph(size: tuple[int, int] = (60, 40), name: str = "photo.jpg", kind: str = "JPEG") -> io.BytesIO:
    """A file as a browser sends it."""
    file = io.BytesIO()
    Image.new("RGB", size, "teal").save(file, kind)
    file.seek(0)
    file.name = name
    return file
