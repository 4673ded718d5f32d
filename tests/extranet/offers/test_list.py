"""The lists of offers and of room upgrades: put in order, switched, read by everybody."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kunjae.concierge.commands.catalogue import put_in_order
from tests.extranet.desk import staff
from tests.extranet.offers.shop import LATE, MASSAGE, TO_DELUXE, TRANSFER, codes, on_sale, saved
from tests.hotel import make_hotel

pytestmark = pytest.mark.django_db
OFFERS, UPGRADES = "/extranet/baan-talay/offers/", "/extranet/baan-talay/upgrades/"


@pytest.fixture
def hotel(db):
    hotel = make_hotel()
    on_sale(hotel, MASSAGE, TRANSFER, LATE, TO_DELUXE)
    return hotel


def words(answer):
    return answer.content.decode()


def shown(hotel):
    """The codes of the list of offers, in its order."""
    return [code for code in codes(hotel) if code != "to-dlx"]


def test_each_list_shows_its_own_with_price_and_who_sees_it(hotel):
    client = staff(hotel, "manager")
    page = words(client.get(OFFERS))
    places = [page.index(name) for name in ("Thai massage", "Transfer", "Late check-out")]
    assert places == sorted(places)
    assert "900 THB" in page
    assert "per person" in page
    assert "8 a day" in page
    assert "Every guest" in page
    assert "To Deluxe" not in page
    page = words(client.get(UPGRADES))
    assert "every lower type → Deluxe" in page
    assert "60% of the difference" in page
    assert "at least 300 THB" in page
    assert "Thai massage" not in page


def test_arrows_move_one_and_dragging_gives_all_their_order(hotel):
    client = staff(hotel, "manager")
    seen = {"seen": "spa transfer late"}
    assert client.post(OFFERS, {"do": "down:spa", **seen}).status_code == 302
    assert shown(hotel) == ["transfer", "spa", "late"]
    answer = client.post(OFFERS, {"do": "order", "order": "late spa transfer", "seen": "transfer spa late"})
    assert answer.status_code == 302
    assert shown(hotel) == ["late", "spa", "transfer"]
    client.post(OFFERS, {"do": "up:late", "seen": "late spa transfer"})
    client.post(OFFERS, {"do": "up:nothing", "seen": "late spa transfer"})
    assert shown(hotel) == ["late", "spa", "transfer"]


def test_an_order_of_yesterday_changes_nothing(hotel):
    client = staff(hotel, "manager")
    put_in_order(property=hotel, codes=["late", "transfer", "spa"], upgrades=False)
    for wanted in ({"do": "order", "order": "spa late transfer"}, {"do": "up:spa"}):
        answer = client.post(OFFERS, wanted | {"seen": "spa transfer late"})
        assert answer.status_code == 409
        assert "Somebody else changed the list meanwhile" in words(answer)
    assert shown(hotel) == ["late", "transfer", "spa"]


def test_a_switch_takes_one_from_sale_and_back(hotel):
    client = staff(hotel, "manager")
    client.post(OFFERS, {"do": "off:spa"})
    assert not saved(hotel).enabled
    assert 'aria-checked="false"' in words(client.get(OFFERS))
    client.post(OFFERS, {"do": "on:spa"})
    assert saved(hotel).enabled
    answer = client.post(OFFERS, {"do": "on:gone"})
    assert answer.status_code == 409
    assert "not on the list any more" in words(answer)


@pytest.mark.parametrize("role", ["front_desk", "viewer"])
def test_others_read_and_change_nothing(hotel, role):
    client = staff(hotel, role)
    page = words(client.get(OFFERS))
    assert "Thai massage" in page
    assert 'name="do"' not in page
    assert "New offer" not in page
    assert client.post(OFFERS, {"do": "off:spa"}).status_code == 403
    assert client.get(OFFERS + "new/").status_code == 403
    page = client.get(OFFERS + "spa/")
    assert page.status_code == 200
    assert '<fieldset class="card__body tab-set__panels" disabled>' in words(page)
    assert client.post(OFFERS + "spa/", {"do": "retire"}).status_code == 403
    assert client.post(OFFERS + "new/example/", {}).status_code == 403
    assert saved(hotel).enabled
    assert not saved(hotel).retired


@pytest.mark.parametrize(
    "posted",
    [{}, {"do": "up"}, {"do": "order"}, {"do": "order", "order": "spa", "seen": ""}, {"do": "on:"}, {"do": "on:\0"},
     {"do": "order", "order": "spa spa x", "seen": "spa transfer late"}, {"do": "down:ä", "seen": "spa transfer late"}],
)  # fmt: skip
def test_nothing_that_is_posted_breaks_the_list(hotel, posted):
    assert staff(hotel, "owner").post(OFFERS, posted).status_code in (302, 409)
    assert sorted(codes(hotel)) == ["late", "spa", "to-dlx", "transfer"]


def test_other_hotels_offers_do_not_exist(hotel):
    other = make_hotel("other")
    client = staff(other, "owner", email="owner@other.example")
    assert client.get(OFFERS).status_code == 404
    assert client.get("/extranet/other/offers/spa/").status_code == 404
    assert client.get("/extranet/other/offers/").status_code == 200
    assert staff(hotel, "manager").get(UPGRADES + "spa/").status_code == 404


def test_the_list_asks_the_database_as_often_with_many_offers(hotel):
    client = staff(hotel, "manager")
    client.get(OFFERS)

    def queries(path=""):
        with CaptureQueriesContext(connection) as found:
            client.get(OFFERS + path)
        return len(found)

    few = queries()
    assert queries("spa/") <= 12
    on_sale(hotel, *[TRANSFER | {"code": f"t{index}"} for index in range(20)])
    assert queries() == few <= 12
