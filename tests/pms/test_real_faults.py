"""The posting engine with the real adapters over HTTP, against PMSs that misbehave in any order: once they behave, each confirmed
order stands on the guest's account exactly once, and each cancelled one nets to zero."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from kunjae.pms.adapters.apaleo.adapter import Apaleo
from kunjae.pms.adapters.cloudbeds.adapter import Cloudbeds
from kunjae.pms.adapters.mews.adapter import Mews
from kunjae.pms.commands import resume
from kunjae.pms.connections import connection_of, save_connection
from kunjae.pms.facts import HouseThere
from kunjae.pms.maps import save_map
from kunjae.pms.models import FolioPosting
from kunjae.pms.registry import registered
from tests.ordering.the_counter import again, broken, cancel, stayed, wants
from tests.pms.fakes import apaleo as their_apaleo
from tests.pms.fakes import cloudbeds as their_cloudbeds
from tests.pms.fakes import mews as their_mews
from tests.pms.fakes.server import LOST, SILENT, Answer, busy, running
from tests.pms.front_desk import FrontDesk

pytestmark = pytest.mark.django_db

ORDERS = 4
FAULTS = (LOST, LOST, SILENT, Answer(500), Answer(200, b"<html>"), busy(20), Answer(401), Answer(409))


class AtApaleo:
    """What a hotel with Apaleo enters, and what its guests owe there."""

    make_adapter, make_fake = Apaleo, their_apaleo.FakeApaleo
    values = {
        "property_id": their_apaleo.HOUSE,
        "client_id": their_apaleo.CLIENT,
        "client_secret": their_apaleo.SECRET,
    }
    mapping = {"service_type": "FoodAndBeverages", "vat_type": "Normal"}
    sends = "/charges"

    def knows(self, there, code, check_in):
        there.add("XPGM-1", check_in, externalCode=code)

    def trouble(self, there, dice):
        """What only Apaleo does."""
        folio = there.folios["XPGM-1-1"]
        dice.choice((there.end_token, there.lock_out, lambda: setattr(folio, "closed", True)))()

    def is_well(self, there):
        there.token = 0
        there.folios["XPGM-1-1"].closed = False


class AtMews:
    """The same with Mews."""

    make_adapter, make_fake = Mews, their_mews.FakeMews
    values = {"client_token": their_mews.CLIENT, "access_token": their_mews.ACCESS}
    mapping = {"service": their_mews.RESTAURANT, "tax": "TH-7"}
    sends = "orders/add"

    def knows(self, there, code, check_in):
        there.add("52", check_in, ChannelNumber=code)

    def trouble(self, there, dice):
        there.may_cancel = dice.random() < 0.5

    def is_well(self, there):
        there.may_cancel = True


class AtCloudbeds:
    """The same with Cloudbeds, which cannot be asked what stands on a folio."""

    make_adapter, make_fake = Cloudbeds, their_cloudbeds.CloudbedsServer
    values = {"api_key": their_cloudbeds.API_KEY, "property_id": their_cloudbeds.HOTEL}
    mapping = {"category": "Wellness"}
    sends = "/folio/v1/checks"

    def knows(self, there, code, check_in):
        dates = {"from": check_in.isoformat(), "to": (check_in + timedelta(days=2)).isoformat()}
        there.book("1001", code=code, rooms=[their_cloudbeds.room(**dates)])

    def trouble(self, there, dice):
        def leaves():
            there.house.set_status("1001", "checked_out")

        dice.choice((there.forget_keys, leaves, lambda: there.lock("1001")))()

    def is_well(self, there):
        there.lock("1001", locked=False)
        there.house.set_status("1001", "checked_in")


@pytest.fixture(params=[AtApaleo, AtMews, AtCloudbeds], ids=["apaleo", "mews", "cloudbeds"], scope="module")
def at(request):
    return request.param()


@pytest.fixture(scope="module")
def _there(at):
    with running(at.make_fake) as there:
        yield there


@pytest.fixture
def there(_there):
    _there.start_afresh()
    yield _there
    assert not _there.complaints


@pytest.fixture
def desk(at, there, settings):
    pms = at.make_adapter()
    settings.PMS_ADDRESSES = {pms.code: there.url}
    desk = FrontDesk()
    with registered(pms):
        save_connection(
            property=desk.hotel,
            pms=pms.code,
            values=at.values,
            enabled=True,
            now=desk.clock.now,
            house=HouseThere("x", "x", "THB"),
        )
        save_map(property=desk.hotel, offer=None, values=at.mapping, now=desk.clock.now)
        yield desk


@pytest.mark.parametrize("seed", range(4))
def test_in_the_end_all_is_as_it_should_be(at, there, desk, seed):
    dice = random.Random(seed)
    code = stayed(desk.hotel)
    at.knows(there, code, desk.clock.now.date())
    rows = []
    for _ in range(ORDERS):
        rows += desk.ordered(code, wants("taxi"))
        for fault in dice.sample(FAULTS, 2):
            there.then(fault, on=dice.choice((at.sends, at.sends, "")))
        if dice.random() < 0.3:
            at.trouble(there, dice)
        desk.passes(minutes=dice.choice((0, 0, 2, 30, 600)))
        if dice.random() < 0.5:
            chosen = again(dice.choice(rows))
            if chosen.status == "confirmed":
                cancel(desk.hotel, chosen, now=desk.clock.now)
                desk.passes(seconds=dice.choice((0, 3, 300)))
    there.behave()
    at.is_well(there)
    resume(property=desk.hotel, now=desk.clock.now)
    desk.passes(days=2)
    confirmed = [row for row in map(again, rows) if row.status == "confirmed"]
    assert connection_of(desk.hotel).paused_at is None
    assert desk.open() == []
    assert there.owed() == sum(row.amount for row in confirmed) / 100
    wanted = FolioPosting.objects.of(desk.hotel).filter(wanted=True)
    assert sorted(wanted.values_list("state", flat=True)) == ["posted"] * len(confirmed)
    assert broken() == []
