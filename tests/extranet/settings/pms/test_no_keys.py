"""Whatever PMS: what a hotel entered as a secret stands on no page, in no request that is shown, and in no answer of the API."""

from __future__ import annotations

import pytest
from django.test import Client

from kunjae.pms.connections import save_connection
from kunjae.pms.maps import save_map
from kunjae.pms.ports import Pms
from kunjae.pms.registry import adapters
from kunjae.properties.models import Property
from tests.api.caller import Api
from tests.hotel import FAR
from tests.ordering.the_counter import confirm, massage, order, stayed

pytestmark = pytest.mark.django_db
SECRET = "sekrit-very-secret-31842"
HERE = "/extranet/baan-talay/"


@pytest.mark.parametrize("pms", adapters(), ids=lambda pms: pms.code)
def test_no_secret_is_shown(hotel: Property, manager: Client, pms: Pms) -> None:
    values = {each.name: SECRET if each.secret else "31842" for each in pms.fields}
    save_connection(property=hotel, pms=pms.code, values=values, enabled=False, now=FAR)
    save_map(property=hotel, offer=None, values={each.name: "31842" for each in pms.map_fields}, now=FAR)
    (spa,) = order(hotel, stayed(hotel), massage())
    confirm(hotel, spa)
    pages = [
        f"orders/{spa.id}/", "orders/not-posted/", "settings/pms/", f"settings/pms/connection/{pms.code}/",
        "settings/pms/offers/", "settings/pms/dry-run/?offer=spa", f"settings/pms/dry-run/?order={spa.id}", "settings/file/",
    ]  # fmt: skip
    for path in pages:
        answer = manager.get(HERE + path)
        assert answer.status_code == 200, path
        assert SECRET not in answer.content.decode(), path
    shown = manager.get(f"{HERE}settings/pms/dry-run/?order={spa.id}").content.decode()
    assert "<pre" in shown, "there is a request to look at"
    for path in (f"/orders/{spa.id}", f"/orders/{spa.id}/posting"):
        assert SECRET not in Api(hotel).get(path).content.decode()
