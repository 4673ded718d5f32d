"""A guest orders on a phone, and staff answer: docs/howto/orders.md, step by step; its pictures are taken here."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from kunjae.bookings.models import Booking, Stay
from kunjae.messages.models import Mail
from kunjae.properties.models import Property
from tests.browser.concierge import CODE, UPSELL, Guest, Staff, a_selling_hotel, order_of, work
from tests.browser.desk import PICTURES_WANTED
from tests.hotel import SOMCHAI
from tests.ordering.the_counter import broken, order, wants

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
THAI_FIRST = ["th", "en"] if PICTURES_WANTED else ["th"]
WORDS = {
    "received": ("ได้รับคำสั่งซื้อของท่านแล้ว", "Your orders are received."),
    "activity": ("กิจกรรมของผู้เข้าพัก", "Guest activity"),
    "orders": (re.compile("คำสั่งซื้อ"), re.compile("Orders")),
    "confirmed": ("ยืนยันแล้ว", "Confirmed"),
    "cancelled": ("ยกเลิกแล้ว", "Cancelled"),
    "reason": ("ขออภัย ห้องดีลักซ์ปิดปรับปรุงในวันที่ท่านเข้าพัก", "We are sorry, the Deluxe rooms are closed on your dates."),
    "wish": ("เจ็บไหล่ขวา", "Sore right shoulder"),
    "by itself": ("คำสั่งซื้อของท่านได้รับการยืนยันแล้ว", "Your order is confirmed."),
    "added by": ("เพิ่มโดย Nok", "Added by Nok"),
}  # fmt: skip


@pytest.fixture
def hotel(server, settings) -> Property:
    settings.BASE_URL = "https://extranet.example"
    return a_selling_hotel(pms="one_way", email={"reservations": ["stay@baantalay.example"]})


def says(desk, key):
    return WORDS[key][0 if desk.language == "th" else 1]


def status_of(hotel, offer):
    return order_of(hotel, offer).status


@pytest.mark.parametrize("language", ["th", "en"])
def test_a_guest_orders_a_massage_and_an_upgrade_staff_confirm_one_and_cancel_the_other(
    open_desk, hotel, language
):
    staff = Staff(open_desk(language=language), hotel)
    staff.desk.come_in("settings/mails/notifications/")
    staff.page.locator("#id_address").fill(UPSELL)
    staff.page.locator('button[value="add"]').click()
    expect(staff.page.locator("#offer-confirmation")).to_contain_text(UPSELL)
    staff.looks_good("orders-notifications", height=620)

    guest = Guest(open_desk(language=language, phone=True), hotel)
    guest.come_in()
    guest.looks_good("concierge", whole=True)
    guest.open_offer("massage")
    guest.page.locator('input[name="day"][value="2026-12-11"]').tap()
    guest.page.locator(".slot", has_text="14:00").locator("visible=true").tap()
    with guest.page.expect_response(lambda answer: answer.request.method == "POST"):
        guest.page.locator("#number").select_option("2")
    expect(guest.page.locator("#offer-sum")).to_contain_text("1,800")
    guest.page.locator("#q-wishes").fill(says(guest.desk, "wish"))
    guest.looks_good("concierge-offer", whole=True)
    guest.put_into_basket()
    guest.shelf()
    guest.open_offer("sea-view")
    guest.put_into_basket()
    expect(guest.page.locator(".basket-sum .facts__total")).to_contain_text("3,200")
    guest.looks_good("concierge-basket", whole=True)
    guest.order_it()
    expect(guest.page.locator("#messages")).to_contain_text(says(guest.desk, "received"))
    guest.looks_good("concierge-orders", whole=True)
    work()

    told = Mail.objects.of(hotel).get(reader="hotel", about__order=order_of(hotel, "massage").id.hex)
    assert (told.to, told.reply_to) == ([UPSELL], SOMCHAI.email)
    staff.page.goto(f"/extranet/{hotel.slug}/mails/{told.id}/")
    staff.looks_good("orders-mail", height=600)
    staff.page.goto(f"/extranet/{hotel.slug}/")
    staff.page.locator(".masthead__menu button[popovertarget]", has_text=says(staff.desk, "activity")).click()
    staff.looks_good("orders-menu", height=300)
    staff.page.locator(".menu-panel").get_by_role("link", name=says(staff.desk, "orders")).click()
    staff.page.wait_for_url("**/orders/")
    for offer in ("massage", "sea-view"):
        expect(staff.button("confirm", offer)).to_be_visible()
    staff.looks_good("orders", height=560)
    staff.row("massage").locator(".order__offer").click()
    expect(staff.page.locator("#content")).to_contain_text(says(staff.desk, "wish"))
    staff.looks_good("orders-detail", whole=True)
    staff.page.go_back()
    staff.press("confirm", "massage")
    staff.sees("massage", says(staff.desk, "confirmed"))
    staff.press("cancel", "sea-view")
    staff.page.locator("#reason").fill(says(staff.desk, "reason"))
    staff.looks_good("orders-cancel", height=520)
    staff.page.locator('button[value="cancel-now"]').click()
    staff.sees("sea-view", says(staff.desk, "cancelled"))
    expect(staff.row("sea-view").locator("button")).to_have_count(0)
    expect(staff.row("massage").locator("button")).to_have_count(1)
    staff.looks_good("orders-answered", height=720)
    work()

    written = Mail.objects.of(hotel).filter(reader="guest", kind__startswith="order_")
    assert sorted(written.values_list("kind", flat=True)) == [
        "order_cancelled",
        "order_confirmed",
        "order_received",
        "order_received",
    ]
    guest.page.reload()
    expect(guest.own_order("massage")).to_contain_text(says(guest.desk, "confirmed"))
    expect(guest.own_order("sea-view")).to_contain_text(says(guest.desk, "reason"))
    guest.looks_good("concierge-answered", whole=True)
    assert Stay.objects.of(hotel).get().room_type.code == "STD"
    assert Booking.objects.of(hotel).get(code=CODE).orders == 180000
    assert broken() == []


@pytest.mark.parametrize("language", THAI_FIRST)
def test_with_auto_confirm_an_order_is_confirmed_as_it_is_placed(open_desk, hotel, language):
    staff = Staff(open_desk(language=language), hotel)
    staff.desk.come_in("offers/")
    staff.looks_good("offers", height=560)
    staff.page.locator('.offers__edit a[href$="/offers/pick-up/"]').click()
    staff.page.locator('label[for="tab-advanced"]').click()
    staff.page.locator("#id_auto_confirm").check()
    staff.looks_good("offers-auto-confirm", height=760)
    staff.page.locator(".offer__save button").click()
    staff.page.wait_for_load_state()

    guest = Guest(open_desk(language=language, phone=True, script=False), hotel)
    guest.come_in()
    guest.open_offer("pick-up")
    guest.put_into_basket()
    guest.order_it()
    expect(guest.page.locator("#messages")).to_contain_text(says(guest.desk, "by itself"))
    expect(guest.own_order("pick-up")).to_contain_text(says(guest.desk, "confirmed"))
    assert status_of(hotel, "pick-up") == "confirmed"

    staff.page.goto(f"/extranet/{hotel.slug}/orders/")
    staff.sees("pick-up", says(staff.desk, "confirmed"))
    expect(staff.row("pick-up").locator('button[value^="confirm:"]')).to_have_count(0)
    staff.looks_good("orders-auto-confirmed", height=680)
    staff.press("cancel", "pick-up")
    staff.page.locator('button[value="cancel-now"]').click()
    staff.sees("pick-up", says(staff.desk, "cancelled"))
    assert broken() == []


@pytest.mark.parametrize("language", THAI_FIRST)
def test_with_a_one_way_pms_a_confirmed_order_is_to_be_typed_and_ticked(open_desk, hotel, language):
    massage = wants("massage", day="2026-12-11", slot="14:00", number=2)
    order(hotel, CODE, massage)
    staff = Staff(open_desk(language=language), hotel)
    staff.desk.come_in("orders/")
    staff.press("confirm", "massage")
    staff.page.goto(f"/extranet/{hotel.slug}/orders/to-add/")
    expect(staff.page.locator("#content")).to_contain_text("SPA60")
    staff.looks_good("orders-to-add", height=520)
    staff.page.locator('button[value^="tick:"]').click()
    expect(staff.page.locator("#content")).to_contain_text(says(staff.desk, "added by"))
    staff.looks_good("orders-added", whole=True)
    assert order_of(hotel, "massage").posting == "by_hand"


@pytest.mark.parametrize("language", THAI_FIRST)
def test_the_guest_cancels_alone_and_staff_print_the_code_of_the_door(open_desk, hotel, language):
    order(hotel, CODE, wants("sea-view"))
    guest = Guest(open_desk(language=language, phone=True, dark=True), hotel)
    guest.come_in()
    guest.looks_good()
    guest.orders()
    guest.own_order("sea-view").locator("a.button--danger").click()
    guest.looks_good()
    guest.page.locator(".confirm button").click()
    guest.page.wait_for_url("**/orders/")
    expect(guest.own_order("sea-view")).to_contain_text(says(guest.desk, "cancelled"))
    guest.looks_good()
    assert status_of(hotel, "sea-view") == "cancelled"
    staff = Staff(open_desk(language=language), hotel)
    staff.desk.come_in("concierge-qr/")
    expect(staff.page.locator(".room-card").first).to_contain_text(re.compile("/g/baan-talay/concierge/"))
    expect(staff.page.locator(".room-card")).to_have_count(4)
    staff.looks_good("concierge-qr", height=760)
    assert broken() == []
