"""What somebody at the front desk does with a browser, in Thai or English."""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path
from typing import Any

from axe_core_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import ConsoleMessage, FloatRect, Locator, Page, Response, expect

from kunjae.accounts.models import Membership, User
from kunjae.bookings.commands import Booker
from kunjae.bookings.models import Booking
from kunjae.properties.models import Property
from kunjae.rates.models import RatePlan
from tests.hotel import SOMCHAI, book_stays, make_hotel, set_prices

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "howto" / "pictures"
PICTURES_WANTED = bool(os.environ.get("KUNJAE_TEST_PICTURES"))
EMAIL, PASSWORD = "nok@example.com", "a long pass phrase"
WORDS = {
    "sign in": ("เข้าสู่ระบบ", "Sign in"),
    "bookings": ("รายการจอง", "Bookings"),
    "change/cancel": ("เปลี่ยนแปลง/ยกเลิก", "Change/cancel"),
    "change": ("เปลี่ยนแปลง", "Change"),
    "cancel": ("ยกเลิก", "Cancel"),
    "preview": ("พรีวิว", "Preview"),
    "change again": ("เปลี่ยนแปลงอีกครั้ง", "Change again"),
    "reset": ("รีเซ็ต", "Reset"),
    "confirm and save": ("ยืนยันและบันทึกการเปลี่ยนแปลง", "Confirm and save"),
    "yes, save": ("ยืนยันการบันทึก", "Yes, save the change"),
    "record": ("บันทึกประวัติและค่าชาร์จ", "Record history and charge"),
    "room number": ("หมายเลขห้อง", "Room number"),
    "add a room": ("เพิ่มห้อง", "Add a room"),
    "move": ("ย้ายไปการจองอื่น", "Move to another booking"),
    "001 is taken": ("ห้อง 001 ไม่ว่างในคืนที่เลือก", "Room 001 is taken on"),
    "beds differ": ("เตียงไม่เหมือนห้องเดิม", "Beds differ"),
    "cancelled in this preview": ("ยกเลิกในพรีวิวนี้", "Cancelled in this preview"),
    "nothing to settle": (
        "ไม่มียอดที่ต้องชำระหรือคืน · คงเหลือชำระที่โรงแรม 3,600 บาท",
        "Nothing to settle, 3,600 THB left for the stay",
    ),
    "save this?": ("บันทึกการเปลี่ยนแปลงนี้หรือไม่", "Save this change?"),
    "saved": ("บันทึกการเปลี่ยนแปลงแล้ว", "The change is saved."),
    "outdated": ("ข้อมูลเปลี่ยนไประหว่างดำเนินการ ยังไม่ได้บันทึก", "The booking changed in the meantime; nothing was saved"),
    "differs": ("ต่างจากพรีวิวก่อน", "differs from the last preview"),
    "history": ("ประวัติการเปลี่ยนแปลง", "History"),
    "new dates": ("20–22 ธ.ค. 2569", "20–22 Dec 2026"),
    "old dates": ("10–12 ธ.ค. 2569", "10–12 Dec 2026"),
    "asked by phone": ("ลูกค้าโทรแจ้ง", "The guest asked by phone"),
}  # fmt: skip


class Desk:
    """One window. `troubles`: whatever the browser complained about."""

    def __init__(self, page: Page, language: str, *, server: str, script: bool = True) -> None:
        self.page, self.language, self.server, self.script = page, language, server, script
        self.pictures = script and PICTURES_WANTED
        self.troubles: list[str] = []
        # htmx says so of a request that a newer one took the place of; what really fails has a status.
        self.expected = {"htmx:sendAbort", "htmx:afterRequest"}
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.troubles.append(f"script: {error}"))
        page.on("response", self._answered)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not any(words in message.text for words in self.expected):
            self.troubles.append(f"console: {message.text}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and not any(words in f"{response.status}" for words in self.expected):
            self.troubles.append(f"{response.status}: {response.url}")

    def says(self, key: str) -> str:
        return WORDS[key][0 if self.language == "th" else 1]

    # Finding and pressing

    def button(self, key: str, within: Locator | None = None) -> Locator:
        return (within or self.page.locator("#content")).get_by_role(
            "button", name=self.says(key), exact=True
        )

    def room(self, number: int | str) -> Locator:
        return self.page.locator(f"#room-{number}")

    def press(self, where: Locator) -> None:
        """Press, and wait until the page has answered."""
        with self.page.expect_response(
            lambda response: "/change/" in response.url and response.request.method == "POST"
        ):
            where.click()
        self.settled()

    def settled(self) -> None:
        self.page.wait_for_load_state()
        expect(self.page.locator(".htmx-request, .htmx-settling, .htmx-swapping")).to_have_count(0)

    def sees(self, key: str) -> None:
        expect(
            self.page.locator("#content").get_by_text(self.says(key)).locator("visible=true").first
        ).to_be_visible()

    def choose_dates(self, check_in: str, check_out: str) -> None:
        for day in (check_in, check_out):
            self.press(self.page.locator(f'button[value="pick:{day}"]'))

    def choose_room(self, number: str) -> None:
        """With JavaScript the page answers to the choice by itself."""
        room = self.page.locator("#id_room")
        if not self.script:
            room.select_option(number)
            return
        with self.page.expect_response(lambda response: response.request.method == "POST"):
            room.select_option(number)
        self.settled()

    # Checks of the whole page

    def picture(
        self,
        name: str,
        of: Locator | None = None,
        *,
        whole: bool = False,
        height: int | None = None,
        keep_mouse: bool = False,
    ) -> None:
        """Keep a picture for the how-to, when pictures are asked for: of a part, of the whole page, of what is seen, or
        of so many pixels of it from the top."""
        if not self.pictures:
            return
        PICTURES.mkdir(parents=True, exist_ok=True)
        if not keep_mouse:
            self.page.mouse.move(0, 0)
        if whole:
            self.page.evaluate("scrollTo(0, 0)")
        path = PICTURES / f"{name}.{self.language}.png"
        # Playwright hides the caret by a style of its own, which our policy forbids and reports.
        if of is not None:
            of.screenshot(path=path, caret="initial")
        else:
            seen = self.page.viewport_size
            clip = FloatRect(x=0, y=0, width=seen["width"], height=height) if seen and height else None
            self.page.screenshot(path=path, caret="initial", full_page=whole, clip=clip)

    def fits(self) -> None:
        """Nothing sticks out to the side."""
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        seen = (self.page.viewport_size or {"width": 0})[
            "width"
        ]  # a phone's innerWidth grows with what sticks out
        assert wide <= seen, f"{self.page.url}: {wide} px on {seen} px"

    def is_accessible(self) -> None:
        """Axe finds nothing serious."""
        found: dict[str, Any] = Axe().run(self.page)
        serious = [
            f"{each['id']} ({each['impact']}): {node['html'][:160]} {node['any'][0]['message'] if node['any'] else ''}"
            for each in found["violations"]
            if each["impact"] in ("serious", "critical")
            for node in each["nodes"]
        ]
        assert serious == [], self.page.url

    # Going about

    def come_in(self, to: str = "", *, email: str = EMAIL) -> None:
        """Be signed in already, and open a page of the property (`to` from there on, or the whole path). Quicker than
        `sign_in`: a password takes its time."""
        user = User.objects.get(email=email)
        client = Client()
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": self.server}]
        )
        if not to.startswith("/"):
            hotel = Property.objects.get(memberships__user=user)
            to = f"/extranet/{hotel.slug}/{to}"
        self.page.goto(to)

    def sign_in(self, to: str = "bookings/") -> None:
        """Sign in by the form, which leads to the day, and go to a page of the property."""
        self.page.goto("/extranet/")
        self.page.locator("#id_login").fill(EMAIL)
        self.picture("sign-in")
        self.page.locator("#id_password").fill(PASSWORD)
        self.page.locator("#id_password").press("Enter")
        self.page.wait_for_url(re.compile(r"/extranet/[^/]+/$"))
        if to:
            self.page.goto(self.page.url + to)

    def open_booking(self, code: str) -> None:
        self.page.get_by_role("link", name=code).first.click()
        self.page.wait_for_url(re.compile(f"/bookings/{code}/$"))

    def open_change(self) -> None:
        self.page.get_by_role("link", name=self.says("change/cancel")).first.click()
        self.page.wait_for_url(re.compile(r"/change/$"))


def a_hotel() -> tuple[Property, str, str]:
    """The hotel of the manual's example: rooms 001 and 002 on 10-12 December, 001 taken on 20-22, when nights cost
    1,800. The hotel, the booking's code, the code of who is in 001."""
    hotel = make_hotel()
    user = User(email=EMAIL, name="Nok")
    user.set_password(PASSWORD)
    user.save()
    Membership.objects.create(user=user, property=hotel, role="front_desk")
    plan = RatePlan.objects.of(hotel).get(code="BAR")
    standard = hotel_type(hotel, "STD")
    set_prices(hotel, plan, standard, 1800, date(2026, 12, 18), date(2026, 12, 26))
    taken = book_stays(
        hotel,
        {"check_in": "2026-12-20", "check_out": "2026-12-22", "room": "001"},
        booker=Booker(name="Malee Deesuk", email="malee@example.com", phone="+66898765432", language="th"),
    )
    dates = {"check_in": "2026-12-10", "check_out": "2026-12-12"}
    code = book_stays(hotel, dates | {"room": "001"}, dates | {"room": "002"}, booker=SOMCHAI)
    return hotel, _called(hotel, code, "KJ4F2A7Q"), _called(hotel, taken, "KJ9M3C5T")


def _called(hotel: Property, code: str, name: str) -> str:
    """The booking under a code of our own, so that every picture is the same each time."""
    Booking.objects.of(hotel).filter(code=code).update(code=name)
    return name


def hotel_type(hotel: Property, code: str) -> Any:
    from kunjae.properties.models import RoomType

    return RoomType.objects.of(hotel).get(code=code)
