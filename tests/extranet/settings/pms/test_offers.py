"""What offers are in the PMS, chosen from what it has; and the request that would be sent, without sending it."""

from __future__ import annotations

import html
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kunjae.pms.connections import save_connection
from kunjae.pms.facts import HouseThere
from kunjae.pms.maps import map_of, maps_of, save_map
from kunjae.properties.models import Property
from tests.extranet.orders.reading import words
from tests.extranet.settings.pages import typed
from tests.hotel import FAR
from tests.ordering.the_counter import confirm, make_resort, massage, offer, order, stayed
from tests.pms.fakes.cloudbeds import API_KEY, HOTEL, CloudbedsServer
from tests.pms.fakes.server import SILENT

pytestmark = pytest.mark.django_db
OFFERS = "/extranet/baan-talay/settings/pms/offers/"
DRY_RUN = "/extranet/baan-talay/settings/pms/dry-run/"


def connect(hotel: Property, currency: str = "THB") -> None:
    save_connection(
        property=hotel,
        pms="cloudbeds",
        values={"api_key": API_KEY, "property_id": HOTEL},
        enabled=True,
        now=FAR,
        house=HouseThere(HOTEL, "Baan Talay", currency),
    )


def test_without_a_pms_both_lead_to_where_one_is_connected(hotel: Property, manager: Client) -> None:
    for path in (OFFERS, DRY_RUN):
        answer = manager.get(path, follow=True)
        assert answer.redirect_chain == [("/extranet/baan-talay/settings/pms/", 302)]
        assert "Connect a PMS first." in words(answer)


def test_offers_choose_from_what_was_fetched_and_the_rest_is_as_all_others(
    hotel: Property, manager: Client, server: CloudbedsServer
) -> None:
    connect(hotel)
    assert "Nothing has been fetched yet" in words(manager.get(OFFERS))
    asked = len(server.asked)
    server.then(SILENT)
    answer = manager.post(OFFERS, {"do": "fetch"})
    assert (answer.status_code, "The answer of the PMS broke off." in words(answer)) == (422, True)
    assert "Fetched from Cloudbeds." in words(manager.post(OFFERS, {"do": "fetch"}, follow=True))
    asked = len(server.asked)
    answer = manager.get(OFFERS)
    assert len(server.asked) == asked, "looking asks nobody"
    assert "Spa (SPA-1)" in answer.content.decode()
    sent = typed(answer, "spa.product")
    saved = manager.post(OFFERS, sent | {"do": "save", "spa.product": "SPA-1", "*.category": "Wellness"})
    assert saved.status_code == 302
    assert maps_of(hotel) == {None: {"category": "Wellness"}, "spa": {"product": "SPA-1"}}
    assert map_of(hotel, offer(hotel, "spa").id) == {"category": "Wellness", "product": "SPA-1"}
    page = manager.get(OFFERS).content.decode()
    assert re.search(r'<option value="SPA-1" selected>', page)
    sent = typed(manager.get(OFFERS), "spa.product")
    manager.post(OFFERS, sent | {"do": "save", "spa.product": ""})
    assert maps_of(hotel) == {None: {"category": "Wellness"}}


def test_what_the_pms_does_not_have_is_refused_and_what_it_had_once_may_stay(
    hotel: Property, manager: Client
) -> None:
    connect(hotel)
    manager.post(OFFERS, {"do": "fetch"})
    save_map(property=hotel, offer="taxi", values={"product": "GONE-1"}, now=FAR)
    sent = typed(manager.get(OFFERS), "spa.product")
    assert sent["taxi.product"] == "GONE-1"
    answer = manager.post(OFFERS, sent | {"do": "save", "spa.product": "<b>", "breakfast.product": "SPA-1"})
    assert answer.status_code == 422
    assert "The PMS does not have this." in words(answer)
    kept = typed(answer, "spa.product")
    assert (kept["spa.product"], kept["breakfast.product"]) == ("<b>", "SPA-1"), "what was typed stays"
    assert maps_of(hotel) == {"taxi": {"product": "GONE-1"}}
    assert manager.post(OFFERS, kept | {"do": "save", "spa.product": ""}).status_code == 302
    assert maps_of(hotel) == {"taxi": {"product": "GONE-1"}, "breakfast": {"product": "SPA-1"}}
    assert manager.post(OFFERS, {"do": "explode"}).status_code == 422


def test_a_stale_form_overwrites_nothing(hotel: Property, manager: Client) -> None:
    connect(hotel)
    manager.post(OFFERS, {"do": "fetch"})
    sent = typed(manager.get(OFFERS), "spa.product")
    save_map(property=hotel, offer="spa", values={"category": "Wellness"}, now=FAR)
    answer = manager.post(OFFERS, sent | {"do": "save", "spa.product": "SPA-1"})
    assert answer.status_code == 409
    assert "Stored meanwhile: Wellness" in words(answer)
    assert maps_of(hotel) == {"spa": {"category": "Wellness"}}
    again = typed(answer, "spa.product")
    assert again["spa.product"] == "SPA-1"
    assert manager.post(OFFERS, again | {"do": "save"}).status_code == 302
    assert maps_of(hotel) == {"spa": {"product": "SPA-1"}}


def test_the_page_takes_as_many_queries_for_many_offers(hotel: Property, manager: Client) -> None:
    from tests.ordering.the_counter import SPA, add_offer

    connect(hotel)
    counts = []
    for more in (0, 20):
        for index in range(more):
            add_offer(hotel, SPA, code=f"spa-{index}")
        for path in (OFFERS, DRY_RUN):
            with CaptureQueriesContext(connection) as asked:
                manager.get(path)
            counts.append(len(asked))
    assert counts[:2] == counts[2:]
    assert max(counts) <= 11


def test_a_dry_run_shows_the_request_without_keys_and_sends_nothing(
    hotel: Property, manager: Client, server: CloudbedsServer
) -> None:
    connect(hotel)
    save_map(property=hotel, offer="spa", values={"product": "SPA-1"}, now=FAR)
    (spa,) = order(hotel, stayed(hotel), massage(persons=2))
    confirm(hotel, spa)
    asked = len(server.asked)
    page = manager.get(f"{DRY_RUN}?offer=spa").content.decode()
    shown = html.unescape(page[page.index("<pre") : page.index("</pre>")])
    assert "POST" in page
    assert f"{server.url}/folio/v1/checks" in page
    assert "SPA-1" in shown
    page = words(manager.get(f"{DRY_RUN}?order={spa.id}"))
    assert "1,800 THB" in page
    assert spa.id.hex in page.replace("-", "")
    assert "The reservation is not known yet" in page
    for path in (f"{DRY_RUN}?offer=spa", f"{DRY_RUN}?order={spa.id}"):
        assert API_KEY not in manager.get(path).content.decode()
    assert len(server.asked) == asked
    for odd in ("?order=nonsense", "?offer=gone", "?offer=%00", ""):
        assert manager.get(DRY_RUN + odd).status_code == 200
    (theirs,) = order(other := make_resort("other"), stayed(other), massage())
    assert manager.get(f"{DRY_RUN}?order={theirs.id}").status_code == 404


@pytest.mark.parametrize("currency", ["JPY", "KWD"])
def test_other_currencies_have_their_own_decimals(
    manager: Client, server: CloudbedsServer, currency: str
) -> None:
    from tests.extranet.desk import staff

    hotel = make_resort("abroad", currency=currency)
    connect(hotel, currency)
    page = words(staff(hotel, "manager", "a@example.com").get(
        "/extranet/abroad/settings/pms/dry-run/?offer=spa"))  # fmt: skip
    assert f"900 {currency}" in page
