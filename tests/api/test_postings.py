"""How an order stands in a two-way PMS, through the API, and trying again. Every answer is held against the document."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
import time_machine

from kunjae.pms.registry import registered
from tests.api.caller import Api, read
from tests.hotel import FAR
from tests.ordering.the_counter import again, make_resort, massage, order, stayed
from tests.pms.front_desk import FrontDesk
from tests.pms.paper import SECRET

pytestmark = pytest.mark.django_db


@pytest.fixture
def pms() -> Iterator[FrontDesk]:
    desk = FrontDesk()
    with registered(desk.pms), time_machine.travel(FAR, tick=False):
        desk.opens()
        yield desk


def test_a_failed_posting_says_why_and_is_tried_again_at_once(pms: FrontDesk) -> None:
    api, code = Api(pms.hotel), stayed(pms.hotel)
    (row,) = pms.ordered(code, massage(persons=2))
    path = f"/orders/{row.id}/posting"
    assert read(api.get(path)) == {
        "order": str(row.id), "posting_status": "waiting", "currency": "THB", "items": [],
    }  # fmt: skip
    pms.works()
    answer = read(api.get(path))
    (item,) = answer["items"]
    assert answer["posting_status"] == "failed"
    assert (item["kind"], item["state"], item["error"], item["amount"], item["tries"]) == (
        "charge", "failed", "no_reservation", "1800.00", 1,
    )  # fmt: skip
    assert item["next_try_on"] is not None
    assert read(api.get(f"/orders/{row.id}"))["posting_status"] == "failed"
    pms.pms.knows(code)
    first = api.post(f"{path}/retry", {}, key="again")
    assert first.status_code == 200
    assert read(api.post(f"{path}/retry", {}, key="again")) == read(first)
    pms.works()
    assert again(row).posting == "posted"
    (item,) = read(api.get(path))["items"]
    assert (item["state"], item["pms_id"], item["reservation"], item["next_try_on"]) == (
        "posted", "C1", f"R-{code}", None,
    )  # fmt: skip
    assert item["posted_on"] == "2026-11-25T02:00:00Z"
    assert read(api.post(f"{path}/retry", {}))["posting_status"] == "posted", "nothing to try is no error"
    assert pms.pms.asked.count("post") == 1
    assert SECRET not in str(read(api.get(path)))


def test_who_may_look_and_who_may_try_again(pms: FrontDesk) -> None:
    (row,) = pms.ordered(stayed(pms.hotel), massage())
    path = f"/orders/{row.id}/posting"
    viewer = Api(pms.hotel, role="viewer")
    assert viewer.get(path).status_code == 200
    assert viewer.post(f"{path}/retry", {}).status_code == 403
    assert Api(pms.hotel).post(f"{path}/retry", {"force": True}).status_code == 422
    other = make_resort("other")
    for api, id in ((Api(other), row.id), (Api(pms.hotel), UUID(int=7))):
        for answer in (api.get(f"/orders/{id}/posting"), api.post(f"/orders/{id}/posting/retry", {})):
            assert (answer.status_code, read(answer)["code"]) == (404, "no_such_order")


@pytest.mark.parametrize(("currency", "amount"), [("JPY", "900"), ("KWD", "900.000")])
def test_amounts_have_the_decimals_of_their_currency(currency: str, amount: str) -> None:
    hotel = make_resort("abroad", currency=currency, details={"pms": "two_way"})
    (row,) = order(hotel, stayed(hotel), massage())
    answer = read(Api(hotel).get(f"/orders/{row.id}/posting"))
    assert (answer["currency"], answer["items"], answer["posting_status"]) == (currency, [], "not_needed")
    assert read(Api(hotel).get(f"/orders/{row.id}"))["revenue"] == amount
