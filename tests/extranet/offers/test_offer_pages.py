"""The form beside its example, its pictures and rows, in other currencies, and whatever is sent to it."""

import tomllib
from dataclasses import asdict
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kunjae.concierge.models import Offer
from kunjae.concierge.pictures import keep_picture, picture_name
from kunjae.concierge.queries import offers
from kunjae.config.demo import hotel as demo
from kunjae.imports.hotel import import_hotel
from kunjae.imports.hotel_file import read_hotel_file
from kunjae.properties.pictures import MOST_BYTES
from tests.extranet.desk import staff
from tests.extranet.offers.shop import (
    LATE,
    MASSAGE,
    TO_DELUXE,
    codes,
    form_of,
    on_sale,
    photograph,
    saved,
    sent_back,
)
from tests.extranet.settings.pages import error_at, words
from tests.hotel import FAR, make_hotel

pytestmark = pytest.mark.django_db
OFFERS, UPGRADES = "/extranet/baan-talay/offers/", "/extranet/baan-talay/upgrades/"


@pytest.fixture(autouse=True)
def _uploads(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "uploads")


def test_the_example_shows_what_is_typed_and_saves_nothing(db):
    hotel = make_hotel(prices_include_taxes=False, vat_percent="7", service_charge_percent="10")
    on_sale(hotel, MASSAGE | {"old_price": "1000"}, LATE, TO_DELUXE)
    client = staff(hotel, "manager")
    page = words(client.get(OFFERS + "spa/"))
    assert "1,059.30 THB" in page
    assert "<s" in page
    assert "1,177 THB" in page
    assert "Any allergies?" in page
    assert "The hotel confirms the order" in page
    typed = form_of(client, OFFERS + "spa/") | {
        "name__en": "<b>Spa</b>",
        "price": "100",
        "taxes": "none",
        "auto_confirm": "on",
    }
    shown = words(client.post(OFFERS + "new/example/", typed))
    assert "&lt;b&gt;Spa&lt;/b&gt;" in shown
    assert "100 THB" in shown
    assert "Confirmed at once" in shown
    assert "1,059.30" not in shown
    assert "<html" not in shown
    page = words(client.get(OFFERS + "late/"))
    assert "Check-out until 14:00" in page
    assert "Check-out is at 12:00 and check-in at 14:00 anyway" in page
    assert "at least 353.10 THB per night" in words(client.get(UPGRADES + "to-dlx/"))
    for nonsense in (
        {},
        {"kind": "x", "price": "x"},
        {"kind": "upgrade", "steps-count": "9" * 30},
        {"kind": "late_check_out", "steps-count": "1"},
    ):
        assert client.post(OFFERS + "new/example/", nonsense).status_code == 200
    assert client.post(UPGRADES + "new/example/", {"by": "percent", "percent": "x"}).status_code == 200
    assert client.post(OFFERS + "new/example/", {"of": "gone"}).status_code == 404
    assert saved(hotel).price == 90000


def test_a_picture_is_drawn_anew_kept_replaced_and_removed(db):
    hotel = make_hotel()
    on_sale(hotel, MASSAGE)
    client = staff(hotel, "manager")

    def send(**more):
        return client.post(OFFERS + "spa/", form_of(client, OFFERS + "spa/") | more)

    assert send(picture_file=photograph((60, 40), "x.png", "PNG")).status_code == 302
    first = saved(hotel).picture
    assert first.startswith(f"{hotel.id}/offers/")
    assert first.endswith(".jpg")
    assert send(note="again").status_code == 302
    assert saved(hotel).picture == first
    assert send(picture_file=photograph(), no_picture="on").status_code == 302
    second = saved(hotel).picture
    assert second not in ("", first)
    assert (
        client.get(f"/g/baan-talay/pictures/{picture_name(first)}").status_code == 200
    )  # a mail may show it
    assert send(no_picture="on").status_code == 302
    assert saved(hotel).picture == ""


@pytest.mark.parametrize(
    "file",
    [b"", b"<svg/>", b"%PDF-1.4\n%%EOF", b"\xff\xd8\xff" * 9, b"\0" * (MOST_BYTES + 1)],
    ids=["empty", "svg", "pdf", "cut", "large"],
)
def test_odd_pictures_are_refused_and_everything_typed_stays(db, file):
    hotel = make_hotel()
    client = staff(hotel, "manager")
    typed = form_of(client, OFFERS + "new/") | {"name__en": "Spa", "price": "5", "stock": "3"}
    answer = client.post(
        OFFERS + "new/", typed | {"picture_file": SimpleUploadedFile("a.jpg", file, "image/jpeg")}
    )
    assert answer.status_code == 422
    assert error_at(answer, "picture_file")
    assert sent_back(answer)["stock"] == "3"
    assert codes(hotel) == []


def test_pictures_of_others_and_other_files_are_no_pictures(db):
    hotel, other = make_hotel(), make_hotel("other")
    client = staff(hotel, "manager")
    theirs = picture_name(keep_picture(other.id, photograph().read()))
    typed = form_of(client, OFFERS + "new/") | {"name__en": "Spa", "price": "5"}
    for name in (theirs, "../slips/x.jpg", "x", "a" * 32 + ".jpg", "%2e%2e"):
        answer = client.post(OFFERS + "new/", typed | {"picture": name})
        assert answer.status_code == 422
        assert "choose the picture again" in error_at(answer, "picture_file")
        assert client.get(f"/g/baan-talay/pictures/{name.rpartition('/')[2]}").status_code == 404
    assert client.get(f"/g/other/pictures/{theirs}").status_code == 200
    assert client.get(f"/g/nowhere/pictures/{theirs}").status_code == 404
    assert client.post(f"/g/other/pictures/{theirs}").status_code == 405


def test_rows_and_times_are_added_with_everything_else_as_it_was_typed(db):
    hotel = make_hotel()
    client = staff(hotel, "manager")
    typed = form_of(client, OFFERS + "new/") | {
        "price": "nine", "name__en": "Spa", "segment__room_types": ["DLX"], "slot__asked": "on", "tab": "questions",
        "slot__times": "9:15", "slot__from": "10:00", "slot__to": "12:00", "slot__every_minutes": "60",
        "words-count": "1", "words-0-label__en": "Allergies?", "words-0-required": "on",
    }  # fmt: skip
    filled = sent_back(
        client.post(OFFERS + "new/", typed | {"rows": "slot:fill", "picture_file": photograph()})
    )
    assert filled["slot__times"].split() == ["09:15", "10:00", "11:00", "12:00"]
    assert (filled["slot__from"], filled["price"], filled["segment__room_types"], filled["tab"]) == (
        "",
        "nine",
        "DLX",
        "questions",
    )
    assert filled["picture"].endswith(".jpg")
    more = sent_back(client.post(OFFERS + "new/", filled | {"rows": "words:add"}))
    assert (more["words-count"], more["words-0-label__en"], more["picture"]) == (
        "2",
        "Allergies?",
        filled["picture"],
    )
    fewer = sent_back(client.post(OFFERS + "new/", more | {"rows": "words:remove:0"}))
    assert fewer["words-count"] == "1"
    assert "Allergies?" not in fewer.values()
    same = sent_back(client.post(OFFERS + "new/", typed | {"rows": "slot:fill", "slot__to": "x"}))
    assert (same["slot__times"], same["slot__to"]) == ("9:15", "x")


def test_questions_in_words_keep_their_code_whatever_is_added_before_them(db):
    hotel = make_hotel()
    on_sale(hotel, MASSAGE)
    client = staff(hotel, "manager")
    typed = form_of(client, OFFERS + "spa/") | {
        "words-count": "3",
        "words-1-label__en": "Music?",
        "words-2-label__en": "Oil?",
        "words-2-code": "text_1",
    }
    assert client.post(OFFERS + "spa/", typed).status_code == 302
    assert [each.code for each in saved(hotel).questions[2:]] == ["allergies", "text_2", "text_1"]


@pytest.mark.parametrize(
    ("currency", "price", "entered", "minor"),
    [("JPY", "1,500", "1500", 1500), ("KWD", "4.125", "4.125", 4125)],
)
def test_prices_have_the_decimals_of_their_currency(db, currency, price, entered, minor):
    hotel = make_hotel(currency=currency)
    client = staff(hotel, "manager")
    fresh = form_of(client, OFFERS + "new/") | {"name__en": "Spa"}
    assert client.post(OFFERS + "new/", fresh | {"price": price}).status_code == 302
    assert offers(hotel)[0].price == minor
    assert form_of(client, OFFERS + "spa/")["price"] == entered
    answer = client.post(OFFERS + "new/", fresh | {"price": "1.1234"})
    assert answer.status_code == 422
    assert error_at(answer, "price")


def test_a_new_offer_without_an_english_name_gets_a_code_all_the_same(db):
    hotel = make_hotel(languages=["th"])
    client = staff(hotel, "manager", language="th")
    fresh = form_of(client, OFFERS + "new/")
    assert client.post(OFFERS + "new/", fresh | {"name__th": "นวด", "price": "1"}).status_code == 302
    assert codes(hotel) == ["offer"]
    assert client.post(OFFERS + "new/", fresh | {"name__th": "", "price": "1"}).status_code == 422


ODD = ["", "\0", "x" * 6000, "-1", "9" * 40, "นวด", "<script>", "\ud7ff"]


@pytest.mark.parametrize(
    "address", [OFFERS + "spa/", OFFERS + "new/", OFFERS + "late/", UPGRADES + "to-dlx/"]
)
def test_whatever_is_posted_in_every_field_is_answered(db, address):
    hotel = make_hotel()
    on_sale(hotel, MASSAGE, LATE, TO_DELUXE)
    client = staff(hotel, "owner")
    names = form_of(client, address).keys() - {"csrfmiddlewaretoken"}
    before = list(Offer.objects.of(hotel).order_by("code").values_list("code", "version"))
    for value in ODD:
        answer = client.post(address, dict.fromkeys(names, value))
        assert answer.status_code in (409, 422), value
        assert client.post(address, dict.fromkeys(names | {"rows"}, value)).status_code == 200, value
        assert client.get(address, {"tab": value}).status_code == 200, value
    assert client.post(address, {}).status_code in (409, 422)
    assert client.get(OFFERS + "%00/").status_code == client.get(OFFERS + "gone/").status_code == 404
    assert list(Offer.objects.of(hotel).order_by("code").values_list("code", "version")) == before


def test_every_offer_of_the_demo_hotel_is_the_same_after_its_form_was_saved_untouched(db):
    text = Path(demo.__file__).with_name("baan-talay.toml").read_text()
    hotel = import_hotel(file=read_hotel_file(tomllib.loads(text)), now=FAR, beside=demo.picture).property
    client = staff(hotel, "owner")
    before = offers(hotel)
    assert len(before) >= 15
    for offer in before:
        address = f"/extranet/{hotel.slug}/{'upgrades' if offer.upgrade else 'offers'}/{offer.code}/"
        answer = client.post(address, form_of(client, address))
        assert answer.status_code == 302, (offer.code, words(answer))
    for old, new in zip(before, offers(hotel), strict=True):
        assert asdict(new) == asdict(old)
