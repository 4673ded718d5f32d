"""A hotel's connection with its PMS: what is kept of it, what it shows, and when nothing goes through."""

from __future__ import annotations

from dataclasses import asdict

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from kunjae.backups.holding import hold_back, release
from kunjae.kernel.errors import InvalidInput
from kunjae.outbox.models import Message
from kunjae.pms.connections import (
    connection_of,
    hook_address,
    is_hook,
    line_of,
    new_hook,
    remember_house,
    save_connection,
    trial_line,
)
from kunjae.pms.errors import ConnectionChanged, Held, KeysUnreadable, NoSuchPms, NotConnected
from kunjae.pms.facts import HouseThere
from kunjae.pms.maps import map_of, maps_of, save_map
from kunjae.pms.models import Connection
from kunjae.pms.queries import count_open, open_postings, postings_of
from kunjae.pms.registry import registered
from tests.hotel import FAR
from tests.ordering.the_counter import HOUR, broken, offer, stayed, wants
from tests.pms.front_desk import FrontDesk
from tests.pms.paper import HOUSE, SECRET, Paper

pytestmark = pytest.mark.django_db

ENTERED = {"token": SECRET, "hotel": "H1"}


@pytest.fixture
def desk():
    desk = FrontDesk()
    with registered(desk.pms):
        yield desk


def save(desk, values=ENTERED, *, enabled=False, now=FAR, **more):
    save_connection(property=desk.hotel, pms="paper", values=values, enabled=enabled, now=now, **more)


def refused(call, *arguments, **named):
    with pytest.raises(InvalidInput) as caught:
        call(*arguments, **named)
    return {error.path: error.code for error in caught.value.errors}


def test_credentials_are_kept_encrypted_and_never_shown(desk):
    save(desk, house=HOUSE)
    row, shown, line = Connection.objects.of(desk.hotel).get(), connection_of(desk.hotel), line_of(desk.hotel)
    assert line.secrets == {"token": SECRET}
    assert (line.details, line.currency, line.address) == ({"hotel": "H1"}, "THB", "https://paper.test")
    for text in (row.secrets, str(row.details), str(asdict(shown)), repr(shown), repr(line), str(line)):
        assert SECRET not in text
    assert shown.secrets_at == {"token": FAR}
    save(desk, {"token": "", "hotel": "H1"}, now=FAR + HOUR)
    assert line_of(desk.hotel).secrets == {"token": SECRET}
    assert connection_of(desk.hotel).secrets_at == {"token": FAR}
    save(desk, {"token": "other", "hotel": "H1"}, now=FAR + HOUR)
    assert line_of(desk.hotel).secrets == {"token": "other"}
    assert connection_of(desk.hotel).house == HOUSE  # the same hotel under another key


def test_what_is_tried_out_is_not_kept(desk):
    assert trial_line(desk.hotel, "paper", ENTERED).secrets == {"token": SECRET}
    assert not connection_of(desk.hotel).is_set_up
    assert refused(trial_line, desk.hotel, "paper", {"hotel": "H1"}) == {"token": "required"}
    save(desk)
    assert trial_line(desk.hotel, "paper", {"hotel": "H2"}).secrets == {"token": SECRET}
    assert line_of(desk.hotel).details == {"hotel": "H1"}


def test_it_works_only_tested_and_in_the_hotels_own_currency(desk):
    assert refused(save, desk, enabled=True) == {"enabled": "not_tested"}
    euros = HouseThere("H1", "Baan Talay", "EUR")
    assert refused(save, desk, enabled=True, house=euros) == {"enabled": "other_currency"}
    assert not connection_of(desk.hotel).is_set_up
    save(desk, enabled=True, house=HOUSE)
    assert (connection_of(desk.hotel).stopped_because, desk.hotel.details["pms"]) == ("", "two_way")
    assert refused(remember_house, property=desk.hotel, house=euros, now=FAR) == {"enabled": "other_currency"}
    assert connection_of(desk.hotel).stopped_because == "not_enabled"
    remember_house(property=desk.hotel, house=HOUSE, now=FAR)
    save(desk, enabled=True)
    assert refused(save, desk, ENTERED | {"hotel": "H2"}, enabled=True) == {"enabled": "not_tested"}


def test_who_saves_what_somebody_else_has_saved_meanwhile_sees_it_first(desk):
    save(desk, seen="")
    seen = connection_of(desk.hotel).seen
    save(desk, seen=seen, now=FAR + HOUR)
    for stale in (seen, ""):
        with pytest.raises(ConnectionChanged):
            save(desk, seen=stale, now=FAR + HOUR)


def test_saving_ends_a_pause_and_another_pms_begins_anew(desk):
    save(desk, enabled=True, house=HOUSE)
    save_map(property=desk.hotel, offer=None, values={"product": "spa"}, now=FAR)
    Connection.objects.of(desk.hotel).update(
        paused_at=FAR, paused_reason="not_let_in", mapping={"rate_plan": "BAR"}
    )
    assert connection_of(desk.hotel).stopped_because == "paused"
    save(desk, enabled=True)
    assert connection_of(desk.hotel).stopped_because == ""
    with registered(Paper(desk.clock, code="other")):
        assert refused(
            save_connection,
            property=desk.hotel,
            pms="other",
            values={"hotel": "H1"},
            enabled=False,
            now=FAR,
        ) == {"token": "required"}
        save_connection(property=desk.hotel, pms="other", values=ENTERED, enabled=False, now=FAR)
        shown = connection_of(desk.hotel)
        assert (shown.pms, shown.house, shown.mapping, maps_of(desk.hotel)) == ("other", None, {}, {})
        with pytest.raises(NotConnected):
            line_of(desk.hotel, pms="paper")
    with pytest.raises(NoSuchPms):
        save_connection(property=desk.hotel, pms="none", values={}, enabled=False, now=FAR)


def test_under_another_key_of_the_house_credentials_are_asked_for_again(desk, settings):
    save(desk, enabled=True, house=HOUSE)
    new_hook(property=desk.hotel, now=FAR)
    settings.SECRET_KEY = "another-key-of-the-house-" * 2
    assert connection_of(desk.hotel).stopped_because == "keys_unreadable"
    for call in (line_of, hook_address):
        with pytest.raises(KeysUnreadable):
            call(desk.hotel)
    assert not is_hook(desk.hotel, "anything")
    assert refused(save, desk, {"hotel": "H1"}) == {"token": "required"}
    save(desk, enabled=True)
    assert line_of(desk.hotel).secrets == {"token": SECRET}


def test_a_hotel_from_a_backup_tells_its_pms_nothing_until_it_is_the_one_at_work(desk):
    desk.opens()
    code = stayed(desk.hotel)
    number = desk.pms.knows(code)
    desk.ordered(code, wants("taxi"))
    desk.pms.faults.append("down")
    desk.works()
    hold_back()
    with pytest.raises(Held):
        line_of(desk.hotel)
    desk.passes(days=1)
    assert desk.pms.standing() == []
    release()
    due = Message.objects.of(desk.hotel).filter(topic="pms.settle").values_list("due_at", flat=True)
    desk.clock.now = max(desk.clock.now, *due)  # what is released is due by this machine's own clock
    desk.passes(hours=1)
    assert desk.pms.standing() == [(number, 120000)]
    assert broken() == []


def test_the_address_that_the_pms_calls_is_secret(desk):
    with pytest.raises(NotConnected):
        new_hook(property=desk.hotel, now=FAR)
    assert hook_address(desk.hotel) == ""
    save(desk)
    address = new_hook(property=desk.hotel, now=FAR)
    secret = address.rpartition("/")[2]
    assert f"/hooks/pms/{desk.hotel.slug}/" in address
    assert (hook_address(desk.hotel), is_hook(desk.hotel, secret)) == (address, True)
    assert secret not in str(Connection.objects.of(desk.hotel).values())
    new_hook(property=desk.hotel, now=FAR)
    assert not is_hook(desk.hotel, secret)


def test_an_offer_is_what_was_chosen_for_it_else_what_all_others_are(desk):
    with pytest.raises(NotConnected):
        save_map(property=desk.hotel, offer=None, values={}, now=FAR)
    save(desk)
    save_map(property=desk.hotel, offer=None, values={"product": "misc", "unheard_of": "x"}, now=FAR)
    save_map(property=desk.hotel, offer="spa", values={"product": " spa "}, now=FAR)
    assert maps_of(desk.hotel) == {None: {"product": "misc"}, "spa": {"product": "spa"}}
    assert map_of(desk.hotel, offer(desk.hotel, "spa").id) == {"product": "spa"}
    assert map_of(desk.hotel, offer(desk.hotel, "taxi").id) == {"product": "misc"}
    save_map(property=desk.hotel, offer="spa", values={"product": ""}, now=FAR)
    assert maps_of(desk.hotel) == {None: {"product": "misc"}}
    assert refused(save_map, property=desk.hotel, offer="none", values={}, now=FAR) == {"offer": "unknown"}


def test_the_page_of_what_is_open_goes_on_where_it_ended_in_one_query(desk):
    desk.opens()
    code = stayed(desk.hotel)
    orders = desk.ordered(code, *[wants("taxi")] * 3)
    desk.works()  # which the PMS does not know
    with CaptureQueriesContext(
        database,
    ) as queries:
        first, place = open_postings(desk.hotel, most=2)
        rest, end = open_postings(desk.hotel, most=2, after=place)
    assert len(queries) == 2
    assert [each.order for each in (*first, *rest)] == [each.id for each in orders]
    assert (end, {each.booking for each in first}, first[0].guest) == ("", {code}, "Somchai Jaidee")
    assert first[0].posting.error == "no_reservation"
    for nonsense in ("x", "_", "2026-12-10T00:00:00_", "2026-12-10T00:00:00_zz"):
        assert len(open_postings(desk.hotel, after=nonsense)[0]) == 3
    assert (count_open(desk.hotel).all, count_open(desk.hotel).failed) == (3, 3)
    assert [each.is_open for each in postings_of(desk.hotel, orders[0].id)] == [True]
    assert len(open_postings(desk.hotel, failed=True)[0]) == 3
