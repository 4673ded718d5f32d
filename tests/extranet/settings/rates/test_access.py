"""Who may see and set rates, in which language, and at what cost."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kunjae.rates.models import Policy, RatePlan
from tests.extranet.desk import staff
from tests.extranet.settings.rates.filling import text_of
from tests.hotel import make_hotel

pytestmark = pytest.mark.django_db(transaction=True)

HERE = "/extranet/baan-talay/settings/"
PAGES = {
    "policies/": ("นโยบายการยกเลิก", "Policies"),
    "policies/policy/new/": ("เพิ่มนโยบาย", "New policy"),
    "policies/F/": ("ค่าธรรมเนียมในแต่ละวันก่อนเข้าพัก", "Fee of every day before arrival"),
    "rate-plans/": ("เพิ่มเรท", "New rate plan"),
    "rate-plans/plan/new/": ("ชำระเมื่อจอง", "To pay when booked"),
    "rate-plans/BAR/": ("เลิกใช้เรทนี้", "Retire this rate plan"),
    "prices/": ("ตั้งราคา", "Set prices"),
}
POSTS = ["policies/F/", "policies/policy/new/", "policies/policy/try/", "rate-plans/", "rate-plans/BAR/", "rate-plans/plan/prepay/", "prices/"]  # fmt: skip


@pytest.fixture
def hotel():
    return make_hotel()


@pytest.mark.parametrize("role", ["owner", "manager"])
@pytest.mark.parametrize("page", PAGES)
def test_owners_and_managers_see_every_page(hotel, role, page):
    answer = staff(hotel, role).get(HERE + page)
    assert answer.status_code == 200
    assert PAGES[page][1] in text_of(answer)


@pytest.mark.parametrize("role", ["front_desk", "viewer"])
def test_others_see_and_set_nothing(hotel, role):
    client = staff(hotel, role)
    assert {client.get(HERE + page).status_code for page in PAGES} == {403}
    assert {client.post(HERE + page, {"do": "retire"}).status_code for page in POSTS} == {403}
    assert not Policy.objects.of(hotel).get().retired


def test_staff_of_another_hotel_find_no_such_pages(hotel):
    client = staff(make_hotel("other"), "owner")
    assert {client.get(HERE + page).status_code for page in PAGES} == {404}


def test_strangers_are_asked_to_sign_in(hotel):
    assert {Client().get(HERE + page).status_code for page in PAGES} == {302}


@pytest.mark.parametrize("page", PAGES)
def test_every_page_speaks_thai(hotel, page):
    words = text_of(staff(hotel, "manager", language="th").get(HERE + page))
    assert PAGES[page][0] in words
    for english in ("Save", "Retire", "Fee of", "Set prices", "Show", "Close"):
        assert f" {english} " not in words


def test_wrong_values_are_told_in_thai(hotel):
    client = staff(hotel, "manager", language="th")
    answer = client.post(f"{HERE}prices/", {"plans": "BAR", "types": "STD", "step": "set", "value": "x"})
    assert answer.status_code == 422
    assert "ต้องเป็นจำนวนเงิน" in text_of(answer)


@pytest.mark.parametrize("page", ["policies/", "policies/F/", "rate-plans/", "rate-plans/BAR/", "prices/"])
def test_more_policies_and_plans_take_no_more_queries(hotel, page):
    client = staff(hotel, "manager")
    client.get(HERE + page)
    few = _queries(client, page)
    for number in range(20):
        policy = Policy.objects.create(
            property=hotel, code=f"P{number}", name={"en": "More"}, terms={"tiers": []}
        )
        RatePlan.objects.create(property=hotel, code=f"R{number}", name={"en": "More"}, policy=policy)
    client.get(HERE + page)
    assert _queries(client, page) == few
    assert few <= 20


def _queries(client, page):
    with CaptureQueriesContext(connection) as found:
        assert client.get(HERE + page).status_code == 200
    return len(found)
