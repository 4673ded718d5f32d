"""A hotel that sells extras and upgrades, its guest on a phone, and its staff at the orders."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from playwright.sync_api import Locator, expect

from kunjae.accounts.models import Membership, User
from kunjae.bookings.models import Booking
from kunjae.concierge.models import Order
from kunjae.concierge.pictures import keep_picture
from kunjae.config.demo.hotel import picture
from kunjae.config.subscriptions import SUBSCRIPTIONS
from kunjae.outbox.dispatcher import Dispatcher
from kunjae.properties.models import Property
from tests.browser.desk import EMAIL, Desk
from tests.guest.visitor import DETAILS, pin_of
from tests.hotel import SOMCHAI, book_stays
from tests.ordering.the_counter import add_offer, make_resort

CODE = "KJ4F2A7Q"
UPSELL = "orders@baantalay.example"
MASSAGE = {
    "code": "massage",
    "name": {"th": "นวดไทย 60 นาที", "en": "Thai massage, 60 minutes"},
    "description": {
        "th": "นวดแผนไทยโดยหมอนวดผู้ชำนาญ ในศาลาริมทะเล พร้อมชาสมุนไพร",
        "en": "A traditional massage by experienced hands in the sala by the sea, with herbal tea.",
    },
    "mail_text": {"th": "พบกันที่ศาลาสปาริมหาด", "en": "We meet at the spa pavilion on the beach."},
    "category": "wellness",
    "price": "900",
    "price_per": "person",
    "old_price": "1100",
    "stock": 8,
    "pms_product": "SPA60",
    "guest_cancels_until": 24,
    "questions": [
        {"kind": "day", "days": "any"},
        {"kind": "slot", "from": "10:00", "to": "18:00", "every_minutes": 60},
        {"kind": "number", "number_of": "persons", "most": 4},
        {
            "code": "wishes",
            "kind": "text",
            "required": False,
            "label": {"th": "มีอาการบาดเจ็บหรือแพ้อะไรหรือไม่", "en": "Injuries or allergies"},
            "most": 300,
        },
    ],
}
PICK_UP = {
    "code": "pick-up",
    "name": {"th": "รถรับจากสนามบิน", "en": "Car from the airport"},
    "description": {"th": "รถเก๋งปรับอากาศ ไม่เกิน 3 ท่าน", "en": "Air-conditioned car for up to three."},
    "category": "transport",
    "price": "1200",
    "pms_product": "CAR",
}
LATE = {
    "code": "late",
    "kind": "late_check_out",
    "category": "room",
    "name": {"th": "เช็คเอาท์ล่าช้า", "en": "Late check-out"},
    "steps": [{"at": "14:00", "amount": "500"}, {"at": "18:00", "amount": "1000"}],
}
SEA_VIEW = {
    "code": "sea-view",
    "kind": "upgrade",
    "name": {"th": "อัพเกรดเป็นห้องดีลักซ์ วิวทะเล", "en": "Up to a Deluxe room with sea view"},
    "description": {
        "th": "ห้องใหญ่ขึ้น ชั้นบน ระเบียงส่วนตัวหันหน้าออกทะเล",
        "en": "More space, a higher floor and a balcony over the bay.",
    },
    "to_type": "DLX",
    "amount": "700",
    "guest_cancels_until": 24,
}


def a_selling_hotel(role: str = "manager", **details: Any) -> Property:
    """Offers with pictures, the booking KJ4F2A7Q in room 001 on 10-12 December, and Nok at the desk."""
    email = {"reservations": ["stay@baantalay.example"]}
    hotel = make_resort(offered=(), details=DETAILS | {"email": email, "colour": "#0E5A5A"} | details)
    for offer in (SEA_VIEW, MASSAGE, PICK_UP, LATE):
        drawn = picture(f"{offer['code']}.jpg")
        add_offer(hotel, offer | ({"picture": keep_picture(hotel.id, drawn)} if drawn else {}))
    user = User.objects.create(email=EMAIL, name="Nok")
    Membership.objects.create(user=user, property=hotel, role=role)
    stay = {"check_in": "2026-12-10", "check_out": "2026-12-12", "room": "001", "guest_name": "สมชาย ใจดี"}
    code = book_stays(hotel, stay, booker=SOMCHAI)
    work()  # what is told of the booking names it by its code
    Booking.objects.of(hotel).filter(code=code).update(code=CODE)
    return hotel


def work() -> None:
    """What the worker does in between: mails."""
    Dispatcher(SUBSCRIPTIONS, clock=lambda: datetime.now(UTC)).run()


def order_of(hotel: Property, offer: str) -> Order:
    return Order.objects.of(hotel).get(offer__code=offer)


def looks_good(desk: Desk, picture: str, **how: Any) -> None:
    """Nothing sticks out, axe finds nothing, and the picture for the how-to is taken with all its pictures in it."""
    desk.fits()
    desk.is_accessible()
    if picture and desk.pictures:
        desk.page.evaluate("for (const each of document.images) each.loading = 'eager'")
        desk.page.wait_for_function("[...document.images].every((each) => each.complete)")
        desk.picture(picture, **how)


class Guest:
    """One phone, signed in to the booking by the QR code of the room."""

    def __init__(self, desk: Desk, hotel: Property) -> None:
        self.desk, self.page, self.hotel = desk, desk.page, hotel
        desk.page.context.add_cookies(
            [{"name": "django_language", "value": desk.language, "url": desk.server}]
        )

    def come_in(self) -> None:
        self.page.goto(f"/g/{self.hotel.slug}/concierge/")
        self.page.locator("#id_code").fill(CODE)
        self.page.locator("#id_pin").fill(pin_of(self.hotel, CODE))
        self.page.locator("#id_pin").press("Enter")
        self.page.wait_for_url(f"**/{CODE}/concierge/")

    def looks_good(self, picture: str = "", **how: Any) -> None:
        looks_good(self.desk, picture, **how)

    def shelf(self) -> None:
        self.page.goto(f"/g/{self.hotel.slug}/{CODE}/concierge/")

    def orders(self) -> None:
        self.page.goto(f"/g/{self.hotel.slug}/{CODE}/orders/")

    def open_offer(self, offer: str) -> None:
        self.page.locator(f'.offer-card__link[href*="/concierge/{offer}/"]').click()
        self.page.wait_for_url(f"**/concierge/{offer}/")

    def put_into_basket(self) -> None:
        self.page.locator('#offer-form button[value="add"]').click()
        self.page.wait_for_url("**/basket/")

    def order_it(self) -> None:
        self.page.locator('button[value="order"]').click()
        self.page.wait_for_url("**/orders/")

    def own_order(self, offer: str) -> Locator:
        return self.page.locator(f"#order-{order_of(self.hotel, offer).id}")


class Staff:
    """Somebody at the orders of the extranet."""

    def __init__(self, desk: Desk, hotel: Property) -> None:
        self.desk, self.page, self.hotel = desk, desk.page, hotel

    def row(self, offer: str) -> Locator:
        return self.page.locator(f"#row-{order_of(self.hotel, offer).id.hex}")

    def button(self, verb: str, offer: str) -> Locator:
        """`confirm` or `cancel` in the row of an order."""
        return self.page.locator(f"#{verb}-{order_of(self.hotel, offer).id.hex}")

    def press(self, verb: str, offer: str) -> None:
        with self.page.expect_response(lambda answer: answer.request.method == "POST"):
            self.button(verb, offer).click()
        self.desk.settled()

    def sees(self, offer: str, words: str) -> None:
        expect(self.row(offer).locator(".order__do")).to_contain_text(words)

    def looks_good(self, picture: str = "", **how: Any) -> None:
        looks_good(self.desk, picture, **how)
