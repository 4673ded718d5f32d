"""The form of an offer: nothing that was typed is lost in any tab, and nothing that others saved is overwritten."""

import pytest

from kunjae.concierge.facts import (
    Category,
    DayChoice,
    PayWhen,
    PricePer,
    QuestionKind,
    TaxTreatment,
    WhenStayChanges,
)
from kunjae.concierge.pictures import picture_name
from kunjae.concierge.queries import offers
from tests.extranet.desk import staff
from tests.extranet.offers.shop import (
    LATE,
    MASSAGE,
    TO_DELUXE,
    TRANSFER,
    codes,
    form_of,
    on_sale,
    photograph,
    saved,
    sent_back,
    version,
)
from tests.extranet.settings.pages import error_at, words
from tests.hotel import make_hotel

pytestmark = pytest.mark.django_db
OFFERS, UPGRADES = "/extranet/baan-talay/offers/", "/extranet/baan-talay/upgrades/"
ROW = "tab-set__tab is-wrong"


@pytest.fixture(autouse=True)
def _uploads(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "uploads")


@pytest.fixture
def hotel(db):
    return make_hotel()


@pytest.fixture
def client(hotel):
    return staff(hotel, "manager")


EVERYTHING = {
    "name__th": "นวดไทย 60 นาที", "name__en": "Thai massage, 60 min", "description__th": "ในสวน", "description__en": "In the garden\r\nby the sea",
    "mail_text__en": "Come ten minutes early.", "category": "wellness", "enabled": "on",
    "price": "1,900.50", "price_per": "person", "old_price": "2500", "most_pieces": "4", "taxes": "vat_only",
    "day__asked": "on", "day__days": "departure", "day__required": "on",
    "slot__asked": "on", "slot__times": "9.00, 11:30", "slot__from": "14:00", "slot__to": "15:00", "slot__every_minutes": "30", "slot__required": "on", "slot__label__en": "When shall we start?",
    "number__asked": "on", "number__number_of": "persons", "number__least": "1", "number__most": "2",
    "words-count": "2", "words-0-label__th": "แพ้อะไรไหม", "words-0-label__en": "Any allergies?", "words-0-most": "80", "words-1-label__en": "",
    "segment__valid_from": "2026-12-01", "segment__valid_to": "2027-02-28", "segment__weekdays": ["mon", "sun"], "segment__before_arrival": "on",
    "segment__order_from_days": "30", "segment__order_until_days": "1", "segment__order_until_hours": "3",
    "segment__room_types": ["DLX"], "segment__rate_plans": ["BAR"], "segment__sources": ["direct", "line"], "segment__languages": ["th"],
    "segment__least_adults": "1", "segment__most_adults": "2", "segment__least_nights": "2", "segment__most_children": "0",
    "stock": "8", "auto_confirm": "on", "pay": "either", "guest_cancels_until": "24", "when_stay_changes": "move",
    "notify": "spa@example.com\nboss@example.com", "pms_product": "SPA60", "note": "Ask Nok",
}  # fmt: skip


def test_a_new_offer_has_all_that_was_typed_in_every_tab(hotel, client):
    fresh = form_of(client, OFFERS + "new/")
    del fresh["number__required"], fresh["segment__during_stay"]
    answer = client.post(
        OFFERS + "new/", fresh | EVERYTHING | {"tab": "stock", "picture_file": photograph((3000, 2000))}
    )
    assert answer.status_code == 302
    assert answer["Location"] == OFFERS + "thai-massage-60-min/?tab=stock"
    (offer,) = offers(hotel)
    assert offer.name == {"th": "นวดไทย 60 นาที", "en": "Thai massage, 60 min"}
    assert offer.description["en"] == "In the garden\nby the sea"
    assert offer.mail_text == {"en": "Come ten minutes early."}
    assert (offer.category, offer.price, offer.price_per, offer.old_price) == (
        Category.WELLNESS,
        190050,
        PricePer.PERSON,
        250000,
    )
    assert (offer.most_pieces, offer.taxes, offer.stock) == (4, TaxTreatment.VAT_ONLY, 8)
    day, slot, number, text = offer.questions
    assert (day.kind, day.days, day.required) == (QuestionKind.DAY, DayChoice.DEPARTURE, True)
    assert [f"{at:%H:%M}" for at in slot.times] == ["09:00", "11:30", "14:00", "14:30", "15:00"]
    assert slot.label == {"en": "When shall we start?"}
    assert (number.least, number.most, number.required) == (1, 2, False)
    assert (text.code, text.label["th"], text.most, text.required) == ("text_1", "แพ้อะไรไหม", 80, False)
    segment = offer.segment
    assert (segment.weekdays, segment.during_stay, segment.before_arrival) == ((0, 6), False, True)
    assert (segment.order_from_days, segment.order_until_days, segment.order_until_hours) == (30, 1, 3)
    assert (segment.room_types, segment.rate_plans, segment.sources) == (
        ("DLX",),
        ("BAR",),
        ("direct", "line"),
    )
    assert (segment.least_adults, segment.most_adults, segment.most_children, segment.least_nights) == (
        1,
        2,
        0,
        2,
    )
    assert (offer.auto_confirm, offer.pay, offer.guest_cancels_until) == (True, PayWhen.EITHER, 24)
    assert (offer.when_stay_changes, offer.notify) == (
        WhenStayChanges.MOVE,
        ("spa@example.com", "boss@example.com"),
    )
    assert (offer.pms_product, offer.note) == ("SPA60", "Ask Nok")
    picture = client.get(f"/g/baan-talay/pictures/{picture_name(offer.picture)}")
    assert picture["Content-Type"] == "image/jpeg"
    assert "immutable" in picture["Cache-Control"]


@pytest.mark.parametrize(
    "table", [MASSAGE, TRANSFER, LATE | {"stock": 2}], ids=["massage", "transfer", "late"]
)
def test_saving_an_untouched_form_changes_nothing(hotel, client, table):
    on_sale(hotel, table)
    before = saved(hotel, table["code"])
    address = f"{OFFERS}{table['code']}/"
    assert client.post(address, form_of(client, address)).status_code == 302
    assert saved(hotel, table["code"]) == before


def test_saving_an_untouched_upgrade_changes_nothing(hotel, client):
    kept = {
        "questions": [{"kind": "text", "code": "why", "label": "Why?"}],
        "segment": {"room_types": ["STD"]},
        "stock": 1,
    }
    on_sale(hotel, TO_DELUXE | kept)
    before = saved(hotel, "to-dlx")
    assert client.post(UPGRADES + "to-dlx/", form_of(client, UPGRADES + "to-dlx/")).status_code == 302
    assert saved(hotel, "to-dlx") == before


def test_one_wrong_field_leads_to_its_tab_and_everything_else_is_still_there(hotel, client):
    on_sale(hotel, MASSAGE)
    typed = (
        form_of(client, OFFERS + "spa/")
        | EVERYTHING
        | {"price": "nine", "stock": "x", "tab": "advanced", "picture_file": photograph()}
    )
    answer = client.post(OFFERS + "spa/", typed)
    assert answer.status_code == 422
    assert error_at(answer, "price")
    page = words(answer)
    assert page.count(ROW) == 2
    assert error_at(answer, "stock")
    assert 'value="price" id="tab-price" checked' in page
    again = {**sent_back(answer), "tab": "price"}
    assert again["picture"], "the picture is kept, as a browser sends it once only"
    assert again["notify"] == "spa@example.com\nboss@example.com"
    assert again["segment__weekdays"] == ["mon", "sun"]
    assert client.post(OFFERS + "spa/", again | {"price": "900", "stock": "3"}).status_code == 302
    offer = saved(hotel)
    assert (offer.price, offer.pms_product, picture_name(offer.picture)) == (90000, "SPA60", again["picture"])


WRONG = [
    ("name__th", {"name__th": "", "name__en": " "}, "content"),
    ("price", {"price": ""}, "price"),
    ("old_price", {"old_price": "100"}, "price"),
    ("most_pieces", {"most_pieces": "0"}, "price"),
    ("slot__times", {"slot__asked": "on", "slot__times": "25:00"}, "questions"),
    ("slot__times", {"slot__asked": "on", "slot__times": ""}, "questions"),
    ("slot__to", {"slot__asked": "on", "slot__from": "10:00", "slot__every_minutes": "30"}, "questions"),
    ("number__most", {"number__asked": "on", "number__least": "5", "number__most": "2"}, "questions"),
    ("day__asked", {"day__asked": "on", "price_per": "night"}, "questions"),
    (
        "words-0-label__th",
        {"words-count": "1", "words-0-label__th": "x" * 201, "words-0-label__en": "A"},
        "questions",
    ),
    (
        "segment__valid_to",
        {"segment__valid_from": "2026-12-02", "segment__valid_to": "2026-12-01"},
        "segments",
    ),
    ("segment__valid_from", {"segment__valid_from": "1700-01-01"}, "segments"),
    ("segment__during_stay", {"segment__before_arrival": [], "segment__during_stay": []}, "segments"),
    ("segment__most_nights", {"segment__least_nights": "3", "segment__most_nights": "2"}, "segments"),
    (
        "segment__order_until_days",
        {"segment__order_from_days": "3", "segment__order_until_days": "4"},
        "segments",
    ),
    ("stock", {"stock": "-1"}, "stock"),
    ("notify", {"notify": "nobody"}, "advanced"),
    ("guest_cancels_until", {"guest_cancels_until": "x"}, "advanced"),
]


def test_wrong_values_are_named_at_their_field_and_lead_to_its_tab(hotel, client):
    fresh = form_of(client, OFFERS + "new/") | {"name__en": "Transfer", "price": "1200"}
    for field, given, tab in WRONG:
        answer = client.post(OFFERS + "new/", fresh | given)
        assert answer.status_code == 422, given
        assert error_at(answer, field), given
        assert f'value="{tab}" id="tab-{tab}" checked' in words(answer), given
    assert codes(hotel) == []


def test_a_late_check_out_has_hours_and_whatever_was_typed_for_another_kind_does_not_matter(hotel, client):
    typed = form_of(client, OFFERS + "new/") | {
        "kind": "late_check_out", "name__en": "Stay longer", "price": "nonsense", "stock": "-5", "day__asked": "on", "slot__asked": "on",
        "steps-count": "2", "steps-0-at": "16:00", "steps-0-amount": "800", "steps-1-at": "14.00", "steps-1-amount": "500",
    }  # fmt: skip
    more = client.post(OFFERS + "new/", typed | {"rows": "steps:add"})
    assert more.status_code == 200
    assert sent_back(more)["steps-count"] == "3"
    assert codes(hotel) == []
    assert client.post(OFFERS + "new/", typed).status_code == 302
    offer = saved(hotel, "stay-longer")
    assert [(f"{step.at:%H:%M}", step.amount) for step in offer.steps] == [("14:00", 50000), ("16:00", 80000)]
    assert (offer.price, offer.stock, offer.questions) == (None, None, ())
    nothing = client.post(OFFERS + "new/", typed | {"steps-count": "0", "name__en": "Longer"})
    assert nothing.status_code == 422
    assert "needs an hour and its price" in words(nothing)


def test_an_upgrade_costs_an_amount_or_a_percentage_of_the_difference(hotel, client):
    fresh = form_of(client, UPGRADES + "new/") | {
        "name__en": "Deluxe",
        "to_type": "DLX",
        "from_types": ["STD"],
    }
    wrong = client.post(UPGRADES + "new/", fresh | {"by": "percent"})
    assert wrong.status_code == 422
    assert error_at(wrong, "percent")
    wrong = client.post(UPGRADES + "new/", fresh | {"to_type": "", "amount": "5"})
    assert error_at(wrong, "to_type")
    wrong = client.post(UPGRADES + "new/", fresh | {"to_type": "STD", "from_types": ["DLX"], "amount": "5"})
    assert error_at(wrong, "from_types")
    assert (
        client.post(UPGRADES + "new/", fresh | {"by": "amount", "amount": "700", "percent": "9"}).status_code
        == 302
    )
    terms = saved(hotel, "to-dlx").upgrade
    assert (terms.to_type, terms.from_types, terms.amount, terms.percent) == ("DLX", ("STD",), 70000, None)
    again = form_of(client, UPGRADES + "to-dlx/") | {"by": "percent", "percent": "62.5", "least": "300"}
    assert client.post(UPGRADES + "to-dlx/", again).status_code == 302
    terms = saved(hotel, "to-dlx").upgrade
    assert (terms.amount, str(terms.percent), terms.least) == (None, "62.5", 30000)


def test_a_stale_form_overwrites_nothing_and_shows_what_is_stored(hotel, client):
    on_sale(hotel, MASSAGE)
    mine = form_of(client, OFFERS + "spa/")
    theirs = mine | {
        "price": "950",
        "category": "wellness",
        "auto_confirm": "on",
        "picture_file": photograph(),
    }
    assert client.post(OFFERS + "spa/", theirs).status_code == 302
    answer = client.post(OFFERS + "spa/", mine | {"price": "800", "note": "mine"})
    assert answer.status_code == 409
    assert saved(hotel).price == 95000
    assert "950.00" in error_at(answer, "price")
    assert "Spa and wellness" in error_at(answer, "category")
    assert error_at(answer, "stock") == ""
    assert error_at(answer, "enabled") == ""
    assert "another picture" in error_at(answer, "picture_file")
    again = sent_back(answer)
    assert (again["price"], again["note"], again["seen"]) == ("800", "mine", str(version(hotel)))
    assert client.post(OFFERS + "spa/", again).status_code == 302
    assert (saved(hotel).price, saved(hotel).note) == (80000, "mine")
    assert client.post(OFFERS + "spa/", again | {"seen": "x" * 20}).status_code == 409


def test_a_code_is_taken_once(hotel, client):
    on_sale(hotel, MASSAGE)
    fresh = form_of(client, OFFERS + "new/") | {"name__en": "Spa", "price": "1"}
    answer = client.post(OFFERS + "new/", fresh)
    assert answer.status_code == 422
    assert "spa is taken" in error_at(answer, "code")
    answer = client.post(OFFERS + "new/", fresh | {"code": "new"})
    assert answer.status_code == 422
    assert error_at(answer, "code")
    assert client.post(OFFERS + "new/", fresh | {"code": "spa-2"}).status_code == 302
    assert codes(hotel) == ["spa", "spa-2"]


def test_a_retired_offer_leaves_the_list_and_can_come_back(hotel, client):
    on_sale(hotel, MASSAGE, TO_DELUXE)
    assert client.post(OFFERS + "spa/", {"do": "retire"})["Location"] == OFFERS
    assert saved(hotel).retired
    assert "Put back on the list" in words(client.get(OFFERS + "spa/"))
    assert client.post(OFFERS + "spa/", form_of(client, OFFERS + "spa/")).status_code == 302
    assert saved(hotel).retired, "saving does not bring it back"
    client.post(OFFERS + "spa/", {"do": "restore"})
    assert not saved(hotel).retired
    assert client.post(UPGRADES + "to-dlx/", {"do": "retire"})["Location"] == UPGRADES
