"""The same races through the staff pages: a session, the form with its digest, the buttons, no JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.live.client import Caller, Visitor, at_once
from tests.live.desk import ChangePage
from tests.live.hotel import Season
from tests.live.server import Server

pytestmark = pytest.mark.database


@pytest.fixture
def somebody(server: Server) -> Callable[[], Visitor]:
    """The front desk, signed in once, as many tabs as are wanted."""
    first = Visitor(server)
    assert first.sign_in().status == 302
    return lambda: first.another_tab(server)


def test_one_of_8_desks_gets_the_room_and_the_others_are_shown_who_has_it(
    server: Server, season: Season, somebody: Callable[[], Visitor]
) -> None:
    clerk = Caller(server)
    codes = [clerk.booked(season.stay(20 + index, 21 + index)) for index in range(8)]
    pages = [ChangePage(somebody(), code) for code in codes]
    for page in pages:
        page.press("edit:1").press("stage", room="003", **season.nights(10, 12)).press("confirm")
    at_once([lambda page=page: page.press("save") for page in pages])  # type: ignore[misc]
    [winner] = [page for page in pages if page.answer.status == 302]
    assert clerk.read(winner.code)["stays"][0]["room"] == "003"
    for page in pages:
        if page is not winner:
            assert page.answer.status == 409
            assert "The booking changed in the meantime; nothing was saved" in page.words
            assert re.search(rf"Room 003 is taken on .*\(booking {winner.code}\)", page.words), page.words
            assert page.form.buttons["confirm"] is False, "another room must be chosen first"
            assert clerk.read(page.code)["version"] == 1
    loser = next(page for page in pages if page is not winner)
    loser.press("edit:1").press("stage", room="004").press("confirm").press("save")
    assert loser.answer.status == 302, "the fresh preview can be mended and saved"


def test_two_desks_save_different_changes_of_one_booking(
    server: Server, season: Season, somebody: Callable[[], Visitor]
) -> None:
    code = Caller(server).booked(season.stay(10, 12), season.stay(10, 12))
    one, two = ChangePage(somebody(), code), ChangePage(somebody(), code)
    one.press("cancel:1").press("confirm")
    two.press("cancel:2").press("confirm")
    at_once([lambda: one.press("save"), lambda: two.press("save")])
    assert sorted([one.answer.status, two.answer.status]) == [302, 409]
    loser = two if two.answer.status == 409 else one
    assert "The booking changed in the meantime; nothing was saved" in loser.words
    assert [each["status"] for each in Caller(server).read(code)["stays"]].count("cancelled") == 1
    loser.press("confirm").press("save")
    assert loser.answer.status == 302, "it is what they wanted, seen anew"
    assert {each["status"] for each in Caller(server).read(code)["stays"]} == {"cancelled"}
