"""A day at the desk of the demo hotel in a browser, as its how-to tells it: the morning, a booking by phone, a walk-in, the
calendar, guests who leave early, owe money or never came, the registers, and finding a booking."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from urllib.parse import quote

import pytest
import time_machine
from playwright.sync_api import Locator, expect

from kunjae.bookings.models import Booking, Registration, Stay
from kunjae.checks.proof import prove
from kunjae.config.demo.make import make_demo
from kunjae.config.demo.play import FRONT_DESK
from kunjae.inventory.models import Block
from kunjae.properties.cleaning import rooms_to_clean
from kunjae.properties.models import Property
from tests.browser.desk import PICTURES_WANTED, Desk
from tests.hotel import BANGKOK

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TODAY = datetime(2026, 12, 11, 11, tzinfo=BANGKOK)
HOTEL = "/extranet/baan-talay/"
THAI_ID = "1-1017-00230-70-8"
WORDS = {
    "new booking": ("เพิ่มการจอง", "New booking"),
    "calendar": ("ปฏิทินการจอง", "Booking calendar"),
    "asked": ("ลูกค้าขอกลับก่อน", "Has to go home early"),
    "paint": ("ทาสีใหม่", "Paint"),
    "malee": ("คุณมาลี โทรมา", "Malee, by phone"),
}


@pytest.fixture
def clock() -> Iterator[None]:
    with time_machine.travel(TODAY, tick=True):
        yield


@pytest.fixture
def hotel(server: str) -> Property:
    make_demo(now=TODAY, start=lambda _steps: None, tick=lambda: None, bookings=60)
    return Property.objects.get(slug="baan-talay")


class Day:
    """What the front desk does, one thing after the other."""

    def __init__(self, desk: Desk, hotel: Property, *, phone: bool) -> None:
        self.desk, self.page, self.hotel, self.phone = desk, desk.page, hotel, phone
        desk.expected |= {"409", "422"}

    # Getting about

    def says(self, key: str) -> str:
        return WORDS[key][0 if self.desk.language == "th" else 1]

    def stay_of(self, name: str) -> Stay:
        stays = Stay.objects.of(self.hotel).select_related("booking", "room")
        today = TODAY.date()
        return stays.get(
            booking__booker__name=name, check_in__lte=today + timedelta(days=2), check_out__gte=today
        )

    def looks_good(self, picture: str = "", of: Locator | None = None, *, whole: bool = False) -> None:
        self.desk.fits()
        if picture:
            self.desk.picture(f"desk-{picture}", of, whole=whole)

    def opens_the_day(self) -> None:
        self.page.goto(HOTEL)

    def opens(self, name: str, page: str) -> None:
        """From the day to the check-in, check-out, no-show or registration of somebody, wherever the day lists it."""
        self.opens_the_day()
        stay = self.stay_of(name)
        address = f"{stay.booking.code}/stays/{stay.number}/{page}/"
        self.page.locator(f'#content a[href*="{address}"]').locator("visible=true").first.click()
        self.page.wait_for_url(re.compile(address))

    def do(self, value: str) -> Locator:
        return self.page.locator(f'button[name="do"][value="{value}"]').locator("visible=true").first

    def press(self, where: Locator) -> None:
        with self.page.expect_response(lambda response: response.request.method == "POST"):
            where.click()
        self.desk.settled()

    def is_back_at_the_day(self) -> None:
        self.page.wait_for_url(re.compile(f"{HOTEL}$"))
        self.looks_good()

    # The day

    def looks_at_the_morning(self) -> None:
        self.desk.come_in(email=FRONT_DESK)
        for waiting, count in (("no-show", 1), ("owing", 1), ("unregistered", 2), ("unassigned", 2)):
            expect(self.page.locator(f"#waits-{waiting} li")).to_have_count(count)
        self.looks_good("morning")
        self.looks_good("waits", self.page.locator(".waits"))
        self.page.locator('#waits-clean button[value="203"]').click()
        self.page.wait_for_load_state()
        expect(self.page.locator("#waits-clean button")).to_have_count(1)
        assert rooms_to_clean(self.hotel) == ["011"]

    def takes_a_booking_by_phone(self) -> None:
        page = self.page
        page.get_by_role("link", name=self.says("new booking")).first.click()
        page.wait_for_url(re.compile(r"/bookings/new/$"))
        for field, day in (("check_out", "2026-12-20"), ("check_in", "2026-12-18")):
            with page.expect_response(lambda response: response.request.method == "POST"):
                page.locator(f"#id_{field}").fill(day)
                page.locator(f"#id_{field}").press("Tab")
            self.desk.settled()
        self.looks_good()
        self.press(self.do("add:DLX BAR"))
        page.locator("#id_name").fill("Ploy Saetang" if self.desk.language == "en" else "พลอย แซ่ตั้ง")
        page.locator("#id_phone").fill("081 555 6789")
        page.locator("#id_source").select_option("phone")
        page.wait_for_timeout(400)  # the search for earlier guests has been sent
        self.desk.settled()
        self.looks_good("phone-booking", whole=True)
        self.do("book").click()
        page.wait_for_url(re.compile(r"/booked/$"))
        self.looks_good()
        booked = Booking.objects.of(self.hotel).get(source="phone", booker__phone="+66815556789")
        assert (booked.arrival.isoformat(), booked.paid) == ("2026-12-18", 0)

    def takes_a_walk_in(self) -> None:
        """A room for tonight, paid in cash, checked in at once with both guests registered."""
        page = self.page
        page.get_by_role("link", name=self.says("new booking")).first.click()
        self.press(self.do("add:STD BAR"))
        page.locator("#id_room_1").select_option("014")
        page.locator("#id_name").fill("Arthit Boonmee")
        with page.expect_response(lambda response: response.request.method == "POST"):
            page.locator('input[name="method"][value="cash"]').check()
        self.desk.settled()
        self.press(self.do("pay:full"))
        self.do("book").click()
        page.wait_for_url(re.compile(r"/booked/$"))
        page.locator('#content a[href$="/check-in/"]').click()
        page.wait_for_url(re.compile(r"/check-in/$"))
        for position, (first, last, country, number) in enumerate(
            [("Arthit", "Boonmee", "THA", THAI_ID), ("Anna", "Berg", "SWE", "AA1234567")], 1
        ):
            page.locator(f"#id_guest-{position}-first_name").fill(first)
            page.locator(f"#id_guest-{position}-last_name").fill(last)
            page.locator(f"#id_guest-{position}-nationality").select_option(country)
            page.locator(f"#id_guest-{position}-document_number").fill(number)
        self.looks_good("check-in", whole=True)
        self.do("check_in").click()
        self.is_back_at_the_day()
        stay = self.stay_of("Arthit Boonmee")
        assert (stay.status, stay.room and stay.room.number, stay.booking.paid) == (
            "in_house", "014", stay.booking.value,
        )  # fmt: skip
        assert Registration.objects.of(self.hotel).filter(stay_id=stay.id).count() == 2

    def chooses_a_room(self) -> None:
        """For somebody who comes tomorrow: by dragging; no finger drags, it follows the link that dragging leads to."""
        page, stay = self.page, self.stay_of("Noah Müller")
        if self.phone:
            stage = quote('[{"op": "assign_room", "stay": 1, "room": "106"}]')
            page.goto(f"{HOTEL}bookings/{stay.booking.code}/change/?stage={stage}")
        else:
            page.get_by_role("link", name=self.says("calendar")).first.click()
            page.wait_for_url(re.compile(r"/calendar/$"))
            self.looks_good()
            page.locator(".cal tr", has_text="109").last.scroll_into_view_if_needed()
            self.drags(page.locator(".cal td > a", has_text="Noah Müller"), self.row("106"))
            page.wait_for_url(re.compile(r"/change/\?stage="))
        self.looks_good()
        if self.phone:
            page.locator(".settlement > summary").click()
        self.desk.press(self.desk.button("confirm and save"))
        self.desk.button("yes, save").click()
        page.wait_for_url(re.compile(f"/bookings/{stay.booking.code}/$"))
        room = self.stay_of("Noah Müller").room
        assert room is not None
        assert room.number == "106"

    def row(self, number: str) -> Locator:
        return self.page.locator(".cal tr", has=self.page.locator("th", has_text=re.compile(f"^{number}$")))

    def drags(self, what: Locator, to: Locator) -> None:
        start, end = what.bounding_box(), to.bounding_box()
        assert start
        assert end
        x = start["x"] + start["width"] / 2
        self.page.mouse.move(x, start["y"] + start["height"] / 2)
        self.page.mouse.down()
        self.page.mouse.move(x, end["y"] + end["height"] / 2, steps=6)
        expect(self.page.locator(".bar-ghost")).to_be_visible()
        self.desk.picture("desk-dragging", keep_mouse=True)
        self.page.mouse.up()

    def closes_rooms(self) -> None:
        """One is painted, one is held for somebody who is making up their mind."""
        page = self.page
        for do, field, text in (("block", "reason", "paint"), ("hold", "held_for", "malee")):
            page.goto(f"{HOTEL}calendar/")
            page.get_by_role("link", name="V4", exact=True).click()
            day = {"block": "14", "hold": "20"}[do]
            page.locator("#free_check_in").fill(f"2026-12-{day}")
            page.locator("#free_check_out").fill(f"2026-12-{int(day) + 2}")
            page.locator("details", has=page.locator(f'button[value="{do}"]')).locator("summary").click()
            page.locator(f"#free_{field}").fill(self.says(text))
            self.looks_good("hold" if do == "hold" else "")
            self.do(do).click()
            page.wait_for_url(re.compile(r"/calendar/(\?.*)?$"))
        blocks = Block.objects.of(self.hotel).filter(room__number="V4").order_by("first_night")
        assert [(block.reason, block.held_until is None) for block in blocks] == [
            (self.says("paint"), True),
            (self.says("malee"), False),
        ]

    def lets_guests_leave_early(self) -> None:
        page = self.page
        self.opens("Ethan Brown", "check-out")
        expect(page.locator(".settlement__total")).to_be_visible()
        page.locator("#reason").fill(self.says("asked"))
        self.looks_good("early", whole=True)
        page.locator("#payment_method").select_option("card_terminal")
        self.press(self.do("pay"))
        self.do("check_out").click()
        self.is_back_at_the_day()
        stay = self.stay_of("Ethan Brown")
        assert (stay.status, stay.check_out) == ("checked_out", date(2026, 12, 11))
        assert stay.booking.value == stay.booking.paid > 0

    def asks_for_what_is_owed(self) -> None:
        page = self.page
        self.opens("Claire Dubois", "check-out")
        self.press(self.do("check_out"))
        expect(page.locator("#reason[aria-invalid]")).to_be_visible()
        self.looks_good("owes", whole=True)
        page.locator("#payment_method").select_option("card_terminal")
        self.press(self.do("pay"))
        self.do("check_out").click()
        self.is_back_at_the_day()
        stay = self.stay_of("Claire Dubois")
        assert (stay.status, stay.booking.paid) == ("checked_out", stay.booking.value)
        assert "104" in rooms_to_clean(self.hotel)

    def gives_somebody_up_and_takes_it_back(self) -> None:
        page = self.page
        self.opens("Jonas Weber", "no-show")
        self.looks_good("no-show", whole=True)
        self.do("no_show").click()
        self.is_back_at_the_day()
        stay = self.stay_of("Jonas Weber")
        assert stay.status == "no_show"
        page.goto(f"{HOTEL}bookings/{stay.booking.code}/")
        self.looks_good("undo", page.locator("#room-1"))
        page.locator('form[action$="/no-show/undo/"] button').click()
        page.wait_for_load_state()
        assert self.stay_of("Jonas Weber").status == "reserved"

    def fills_the_registers(self) -> None:
        page, stay = self.page, self.stay_of("Priya Nair")
        page.goto(f"{HOTEL}guests/registers/?register=tm30&first=2026-12-10&last=2026-12-11")
        self.looks_good("registers")
        page.locator(f'a[href*="{stay.booking.code}/stays/1/registration/"]').click()
        page.locator("#id_guest-2-first_name").fill("Arjun")
        page.locator("#id_guest-2-last_name").fill("Nair")
        page.locator("#id_guest-2-nationality").select_option("IND")
        page.locator("#id_guest-2-document_number").fill("Z9876543")
        self.looks_good()
        self.do("save").click()
        page.wait_for_url(re.compile(f"/bookings/{stay.booking.code}/"))
        for register, words in (("tm30", "Z9876543,IND"), ("rr4", "Arjun Nair")):
            page.goto(f"{HOTEL}guests/registers/?register={register}&first=2026-12-10&last=2026-12-11")
            self.looks_good()
            with page.expect_download() as download:
                page.locator("#content a[download]").click()
            assert words in download.value.path().read_text(encoding="utf-8-sig")

    def finds_a_booking(self) -> None:
        page, stay = self.page, self.stay_of("ลลิตา เพชรดี")
        self.opens_the_day()
        if self.phone:
            page.locator("#find-q").tap()
        else:
            page.locator("#content").focus()
            page.keyboard.press("/")
        expect(page.locator("#find-q")).to_be_focused()
        page.keyboard.type("ลลิตา", delay=20)
        expect(page.locator(f'#found a[href$="/bookings/{stay.booking.code}/"]')).to_be_visible()
        self.looks_good()
        self.desk.picture("desk-find", height=400)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"/bookings/KJ[A-Z0-9]+/$"))


def live_through(desk: Desk, hotel: Property, *, phone: bool = False) -> None:
    day = Day(desk, hotel, phone=phone)
    steps: list[Callable[[], None]] = [
        day.looks_at_the_morning,
        day.takes_a_booking_by_phone,
        day.takes_a_walk_in,
        day.chooses_a_room,
        day.closes_rooms,
        day.lets_guests_leave_early,
        day.asks_for_what_is_owed,
        day.gives_somebody_up_and_takes_it_back,
        day.fills_the_registers,
        day.finds_a_booking,
    ]
    for step in steps:
        step()
    assert [proof.code for proof in prove(today=TODAY.date()) if not proof.holds] == []


def test_a_day_in_thai_at_a_desk(open_desk, hotel):
    live_through(open_desk(language="th"), hotel)


def test_a_day_in_english_on_a_phone(open_desk, hotel):
    desk = open_desk(language="en", phone=True)
    desk.pictures = False  # the how-to shows a desk
    live_through(desk, hotel, phone=True)


@pytest.mark.skipif(not PICTURES_WANTED, reason="only for the pictures of the English how-to")
def test_a_day_in_english_at_a_desk(open_desk, hotel):
    live_through(open_desk(language="en"), hotel)


@pytest.mark.skipif(not PICTURES_WANTED, reason="only for the pictures of the how-tos")
@pytest.mark.parametrize("language", ["th", "en"])
def test_the_pictures_of_a_phone(open_desk, hotel, language):
    desk = open_desk(language=language, phone=True)
    desk.come_in(email=FRONT_DESK)
    desk.picture("desk-phone")
