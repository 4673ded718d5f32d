"""An empty house, a browser and the address from the terminal: five pages, then the first guests are checked in."""

import os
import re

import pytest
from playwright.sync_api import Locator, expect

from kunjae.bookings.models import Stay
from kunjae.checks.proof import prove
from kunjae.extranet.setup.key import set_up_key
from kunjae.properties.models import Property, Room
from kunjae.rates.models import NightPrice
from tests.browser.desk import Desk
from tests.hotel import FAR

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LANGUAGES = ["en", "th"] if os.environ.get("KUNJAE_TEST_PICTURES") else ["en"]
PASSWORD = "the tide comes in twice"
WORDS = {
    "wants the key": ("รหัสตั้งค่า", "Set-up key"),
    "differ": ("รหัสผ่านทั้งสองช่องไม่ตรงกัน", "The two passwords differ."),
    "step 3": ("ขั้นตอนที่ 3 จาก 5", "Step 3 of 5"),
    "twice": ("ห้อง 105 ซ้ำกับประเภทห้องอื่น", "Room 105 stands in another type, too."),
    "sum": ("365 คืน × 2 ประเภทห้อง", "365 nights × 2 room types"),
    "ready": ("พร้อมใช้งานแล้ว: 15 ห้อง", "is ready: 15 rooms"),
    "new booking": ("เพิ่มการจอง", "New booking"),
    "checked in": ("เช็คอินแล้ว", "Checked in"),
}


class Newcomer:
    """Who has never seen Kunjae, at a window."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.page = desk, desk.page
        desk.expected |= {"422", "403"}

    def says(self, key: str) -> str:
        return WORDS[key][0 if self.desk.language == "th" else 1]

    def sees(self, key: str) -> None:
        expect(self.page.get_by_text(self.says(key)).first).to_be_visible()

    def looks_good(self, picture: str = "") -> None:
        if not self.desk.script:
            return  # both ask the page by JavaScript
        self.desk.fits()
        self.desk.is_accessible()
        if picture:
            self.desk.picture(picture, whole=True)

    def do(self, value: str) -> Locator:
        return self.page.locator(f'button[name="do"][value="{value}"]:visible').first

    def next(self, page: str) -> None:
        self.do("next").click()
        self.page.wait_for_url(re.compile(f"/{page}/$"))

    def fill(self, **typed: str) -> None:
        for name, text in typed.items():
            self.page.locator(f"#id_{name}").fill(text)

    def sets_up(self, *, pictures: str = "") -> None:
        """From the front door to the first page of the desk."""
        page, of = self.page, (lambda name: f"{pictures}-{name}" if pictures else "")
        page.goto("/")
        self.sees("wants the key")
        self.looks_good(of("key"))
        page.locator("#key").fill(set_up_key())
        page.locator("#key").press("Enter")
        page.wait_for_url(re.compile("key="))

        self.fill(name="Ploy Srisuk", email="ploy@example.com", password=PASSWORD, again="the tide")
        self.do("next").click()
        self.sees("differ")
        expect(page.locator("#id_password")).to_have_value(PASSWORD)
        self.looks_good()
        self.fill(again=PASSWORD)
        self.looks_good(of("owner"))
        self.next("property")

        self.fill(name_th="บ้านทะเล", name_en="Baan Talay", phone="076 123 456")
        if self.desk.script:
            expect(page.locator("#id_slug")).to_have_attribute("placeholder", "baan-talay")
        page.locator('input[name="taxes"][value="service_vat"]').check()
        self.looks_good(of("property"))
        self.next("rooms")

        self.sees("step 3")
        page.locator("#id_1-numbers").fill("105-109")
        self.do("next").click()
        self.sees("twice")
        self.looks_good()
        page.locator("#id_1-numbers").fill("201-205")
        self.do("add").click()
        expect(page.locator("#id_2-numbers")).to_be_visible()
        expect(page.locator("#id_1-numbers")).to_have_value("201-205")
        self.looks_good(of("rooms"))
        self.next("rates")

        page.locator('input[name="policy"][value="MOD"]').check()
        self.looks_good(of("rates"))
        self.next("prices")

        self.fill(price_0="1200", price_1="1800", weekend="300", extra_adult="500")
        self.sees("sum")
        self.looks_good(of("prices"))
        self.next("baan-talay")
        self.sees("ready")

    def takes_a_walk_in(self) -> None:
        """Tonight for two, and checked in at once."""
        page = self.page
        page.goto("/extranet/baan-talay/bookings/new/")
        with page.expect_response(lambda response: response.request.method == "POST"):
            page.locator('button[name="do"][value^="add:"]').first.click()
        self.desk.settled()
        page.locator("#id_name").fill("Malee Deesuk")
        self.do("book").click()
        page.wait_for_url(re.compile(r"/booked/$"))
        page.locator('a[href$="/check-in/"]').first.click()
        page.wait_for_url(re.compile(r"/check-in/$"))
        room = page.locator("#id_room")
        if not room.input_value():
            room.select_option("101")
        page.locator("#id_later").check()
        self.do("check_in").click()
        page.wait_for_url(lambda address: "/check-in/" not in address)
        expect(page.get_by_text(self.says("checked in")).first).to_be_visible()


def is_at_work() -> None:
    hotel = Property.objects.get()
    assert Room.objects.of(hotel).count() == 15
    assert NightPrice.objects.of(hotel).count() == 730
    assert [stay.status for stay in Stay.objects.of(hotel)] == ["in_house"]
    assert [proof.code for proof in prove(today=FAR.date()) if not proof.holds] == []


def test_from_nothing_to_the_first_guests_in_thai_on_a_phone(open_desk):
    newcomer = Newcomer(open_desk(language="th", phone=True))
    newcomer.sets_up()
    newcomer.takes_a_walk_in()
    is_at_work()


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_nothing_to_the_first_guests_on_a_desk(open_desk, language):
    newcomer = Newcomer(open_desk(language=language))
    newcomer.sets_up(pictures="set-up")
    newcomer.desk.picture("set-up-done")
    newcomer.takes_a_walk_in()
    is_at_work()


def test_from_nothing_to_the_first_guests_without_javascript(open_desk):
    newcomer = Newcomer(open_desk(language="th", script=False))
    newcomer.sets_up()
    newcomer.takes_a_walk_in()
    is_at_work()


def test_by_night_and_in_thai_on_a_desk_all_of_it_can_be_read(open_desk):
    newcomer = Newcomer(open_desk(language="th", dark=True))
    newcomer.sets_up()


def test_a_set_up_that_was_cut_off_goes_on_at_another_window(open_desk):
    first = Newcomer(open_desk(language="en"))
    first.page.goto(f"/extranet/setup/?key={set_up_key()}")
    first.fill(name="Ploy", email="ploy@example.com", password=PASSWORD, again=PASSWORD)
    first.next("property")
    later = Newcomer(open_desk(language="en"))
    later.page.goto("/")
    later.page.wait_for_url(re.compile("/accounts/login/"))
    later.fill(login="ploy@example.com", password=PASSWORD)
    later.page.locator("#id_password").press("Enter")
    later.page.wait_for_url(re.compile("/setup/property/$"))
    later.fill(name_en="Baan Talay")
    later.next("rooms")
    first.fill(name_en="Another")  # the first window is still open
    first.desk.expected.add("409")
    first.do("next").click()
    expect(first.page.get_by_text("Somebody else saved this meanwhile")).to_be_visible()
    expect(first.page.locator("#id_name_en")).to_have_value("Baan Talay")
    first.looks_good()
    assert Property.objects.count() == 1
