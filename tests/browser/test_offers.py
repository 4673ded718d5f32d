"""Increase sales in a browser: a new offer from its first field to the guest's page, dragging, and a form that is wrong."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from playwright.sync_api import expect

from kunjae.accounts.models import Membership, User
from kunjae.concierge.queries import offers
from tests.browser.desk import EMAIL
from tests.extranet.offers.shop import LATE, MASSAGE, TRANSFER, on_sale
from tests.guest.visitor import pin_of
from tests.hotel import book_stays, make_hotel

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = {
    "new offer": ("เพิ่มข้อเสนอ", "New offer"),
    "price": ("ราคา", "Price"),
    "questions": ("คำถาม", "Questions"),
    "segments": ("กลุ่มเป้าหมาย", "Segments"),
    "stock": ("จำนวนต่อวัน", "Stock"),
    "advanced": ("ขั้นสูง", "Advanced"),
    "auto confirm": ("ยืนยันอัตโนมัติ", "Auto confirm"),
    "save": ("บันทึก", "Save"),
    "saved": ("บันทึก สปาริมทะเล แล้ว", "Spa by the sea is saved."),
    "all offers": ("ข้อเสนอทั้งหมด", "All offers"),
    "edit": ("แก้ไข", "Edit"),
    "name": ("สปาริมทะเล", "Spa by the sea"),
    "before": ("ยังไม่ได้บันทึก", "Not saved yet"),
}


@pytest.fixture
def hotel(server, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "uploads")
    hotel = make_hotel()
    Membership.objects.create(user=User.objects.create(email=EMAIL), property=hotel, role="manager")
    return hotel


class Shop:
    """A manager at the pages of offers; what is said in `WORDS`."""

    def __init__(self, desk):
        self.desk, self.page = desk, desk.page
        desk.expected |= {"422", "409"}
        desk.page.context.add_cookies(
            [{"name": "django_language", "value": desk.language, "url": desk.server}]
        )

    def says(self, key):
        return WORDS[key][0 if self.desk.language == "th" else 1]

    def tab(self, key):
        self.page.locator(".tab-set__tab", has_text=self.says(key)).click()

    def save(self):
        self.page.locator("#offer-form .button--primary").click()
        self.page.wait_for_load_state()

    def looks_good(self):
        self.desk.fits()
        self.desk.is_accessible()

    def order(self):
        return [row.get_attribute("data-code") for row in self.page.locator("[data-drag-list] tr").all()]


def picture():
    file = io.BytesIO()
    Image.new("RGB", (900, 600), "teal").save(file, "JPEG")
    return {"name": "spa.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


@pytest.mark.parametrize(("language", "script"), [("th", True), ("en", False)])
def test_an_offer_from_its_first_field_to_the_guests_page(open_desk, hotel, language, script):
    shop = Shop(open_desk(language=language, script=script))
    page = shop.page
    shop.desk.come_in("offers/")
    if script:
        shop.looks_good()
    page.get_by_role("link", name=shop.says("new offer")).first.click()
    page.locator("#id_name__th").fill("สปาริมทะเล")
    page.locator("#id_name__en").fill("Spa by the sea")
    page.locator("#id_category").select_option("wellness")
    page.locator("#id_picture_file").set_input_files(picture())
    shop.tab("price")
    page.locator("#id_price").fill("1,250")
    page.locator("#id_price_per").select_option("person")
    if script:
        expect(page.locator("#example")).to_contain_text("1,250 บาท")
        shop.looks_good()
    shop.tab("questions")
    page.locator("#id_day__asked").check()
    page.locator("#id_slot__asked").check()
    page.locator("#id_slot__from").fill("10:00")
    page.locator("#id_slot__to").fill("12:00")
    page.locator("#id_slot__every_minutes").fill("60")
    page.locator("[value='slot:fill']").click()
    expect(page.locator("#id_slot__times")).to_have_value("10:00\n11:00\n12:00")
    page.locator("[value='words:add']").click()
    page.locator("[name='words-0-label__th']").fill("แพ้น้ำมันไหม")
    page.locator("[name='words-0-label__en']").fill("Any oil to avoid?")
    page.locator("[name='words-0-required']").uncheck()
    shop.tab("stock")
    page.locator("#id_stock").fill("8")
    shop.tab("advanced")
    page.get_by_label(shop.says("auto confirm")).check()
    shop.save()
    expect(page.locator("#messages")).to_contain_text(shop.says("saved"))
    expect(page.locator("#id_auto_confirm")).to_be_visible()  # the tab that was open still is
    if script:
        shop.looks_good()
    page.get_by_role("link", name=shop.says("all offers")).click()
    expect(page.locator("[data-drag-list] tr")).to_have_count(1)
    (offer,) = offers(hotel)
    assert (offer.price, offer.stock, offer.auto_confirm, len(offer.questions)) == (125000, 8, True, 3)

    code = book_stays(hotel, {"check_in": "2026-12-10", "check_out": "2026-12-12"})
    guest = Shop(open_desk(language=language, phone=True))
    guest.page.goto(f"/g/{hotel.slug}/?next=/g/{hotel.slug}/{code}/concierge/")
    guest.page.locator("#id_code").fill(code)
    guest.page.locator("#id_pin").fill(pin_of(hotel, code))
    guest.page.locator("#id_pin").press("Enter")
    guest.page.wait_for_url(f"**/{code}/**")
    guest.page.goto(f"/g/{hotel.slug}/{code}/concierge/")
    expect(guest.page.get_by_text(guest.says("name")).first).to_be_visible()
    expect(guest.page.get_by_text("1,250").first).to_be_visible()
    shown = guest.page.locator("img[src*='/pictures/']").first
    expect(shown).to_have_js_property("complete", True)
    assert shown.evaluate("image => image.naturalWidth") == 900


def test_offers_are_put_in_order_by_dragging_with_mouse_and_finger_and_by_arrows_without_scripts(
    open_desk, hotel
):
    on_sale(hotel, MASSAGE, TRANSFER, LATE)
    shop = Shop(open_desk())
    shop.desk.come_in("offers/")
    assert shop.order() == ["spa", "transfer", "late"]
    shop.looks_good()
    first, last = (shop.page.locator("[data-drag-grip]").nth(each).bounding_box() for each in (0, 2))
    with shop.page.expect_response(lambda answer: answer.request.method == "POST"):
        shop.page.mouse.move(first["x"] + 8, first["y"] + 8)
        shop.page.mouse.down()
        shop.page.mouse.move(first["x"] + 8, first["y"] + 40)
        shop.page.mouse.move(last["x"] + 8, last["y"] + last["height"], steps=8)
        expect(shop.page.locator(".is-dragged")).to_have_count(1)
        shop.page.mouse.up()
    shop.desk.settled()
    assert shop.order() == ["transfer", "late", "spa"]
    assert [each.code for each in offers(hotel)] == ["transfer", "late", "spa"]

    button = shop.page.locator("#up-late")
    button.focus()
    with shop.page.expect_response(lambda answer: answer.request.method == "POST"):
        button.press("Enter")
    shop.desk.settled()
    assert shop.order() == ["late", "transfer", "spa"]
    shop.page.locator("#down-late").press("Enter")
    expect(shop.page.locator("[data-drag-list] tr").first).to_have_attribute("data-code", "transfer")
    expect(shop.page.locator("#down-late")).to_be_focused()
    on_sale(hotel, MASSAGE | {"code": "foot"})  # somebody else's
    shop.page.locator("#up-spa").click()
    expect(shop.page.locator("#messages .notice, #messages [class*=message]").first).to_be_visible()
    assert shop.order() == ["transfer", "late", "spa", "foot"]

    finger = Shop(open_desk(phone=True))
    finger.desk.come_in("offers/")
    finger.looks_good()
    grips = finger.page.locator("[data-drag-grip]")
    grips.nth(1).scroll_into_view_if_needed()
    second, top = grips.nth(1).bounding_box(), finger.page.locator("[data-drag-list] tr").first.bounding_box()
    touch = finger.page.context.new_cdp_session(finger.page)

    def send(kind, y=None):
        points = [] if y is None else [{"x": second["x"] + 8, "y": y}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    with finger.page.expect_response(lambda answer: answer.request.method == "POST"):
        send("touchStart", second["y"] + 8)
        for step in range(1, 9):
            send("touchMove", second["y"] + (top["y"] - second["y"]) * step / 8)
        send("touchEnd")
    finger.desk.settled()
    assert finger.order() == ["late", "transfer", "spa", "foot"]

    plain = Shop(open_desk(script=False))
    plain.desk.come_in("offers/")
    expect(plain.page.locator("[data-drag-grip]").first).to_be_hidden()
    plain.page.locator("button[value='up:spa']").click()
    plain.page.locator("button[value='off:late']").click()
    assert plain.order() == ["late", "spa", "transfer", "foot"]
    assert [each.enabled for each in offers(hotel)] == [False, True, True, True]


@pytest.mark.parametrize(("language", "phone"), [("th", True), ("en", False)])
def test_a_form_that_is_wrong_opens_at_the_tab_and_keeps_all_that_was_typed(
    open_desk, hotel, language, phone
):
    on_sale(hotel, MASSAGE)
    shop = Shop(open_desk(language=language, phone=phone, dark=phone))
    page = shop.page
    shop.desk.come_in("offers/")
    page.locator(".offers__edit a").click()
    page.locator("#id_name__en").fill("Spa by the sea")
    shop.tab("segments")
    page.locator("#id_segment__least_nights").fill("5")
    page.locator("#id_segment__most_nights").fill("2")
    shop.tab("advanced")
    page.locator("#id_note").fill("Ask Nok")
    shop.save()
    expect(page.get_by_text(shop.says("before")).first).to_be_visible()
    expect(page.locator("#id_segment__most_nights_error")).to_be_visible()
    shop.looks_good()
    page.locator("#id_segment__most_nights").fill("7")
    shop.save()
    expect(page.locator(".is-wrong")).to_have_count(0)
    (offer,) = offers(hotel)
    assert (offer.name["en"], offer.note, offer.segment.most_nights) == ("Spa by the sea", "Ask Nok", 7)
