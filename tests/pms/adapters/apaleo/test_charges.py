from __future__ import annotations

from datetime import timedelta

import pytest

from kunjae.pms.adapters.apaleo.adapter import Apaleo
from kunjae.pms.facts import Booked, Choice, HouseThere, Line
from kunjae.pms.ports import NotLetIn, PmsBusy, PmsDown, PmsRefused
from tests.pms.adapters.apaleo.desk import DAY, KEY, MAPPED, Clock, charge, line_to
from tests.pms.fakes.apaleo import CLIENT, HOUSE, SECRET, FakeApaleo, Folio
from tests.pms.fakes.server import LOST, SILENT, Answer, busy


def test_a_charge_stands_on_the_folio_once_however_often_it_is_sent(
    there: FakeApaleo, apaleo: Apaleo
) -> None:
    there.add("XPGM-1", DAY)
    line = line_to(there)
    assert apaleo.find(charge(), line) is None
    booked = apaleo.post(charge(), line)
    assert booked == Booked("XPGM-1-1-C1", "XPGM-1-1")
    (stands,) = there.charges(KEY)
    assert stands["name"] == "อาหารค่ำริมหาด × 2 (2026-11-25)"
    assert stands["amount"]["grossAmount"] == 1800
    assert (stands["serviceType"], stands["vatType"]) == ("FoodAndBeverages", "Normal")
    assert apaleo.post(charge(), line) == booked == apaleo.find(charge(), line)
    there.keys.clear()  # a day later Apaleo has forgotten the key
    assert apaleo.post(charge(), line) == booked
    assert len(there.charges(KEY)) == 1


def test_an_answer_that_is_lost_leaves_one_charge(there: FakeApaleo, apaleo: Apaleo) -> None:
    there.add("XPGM-1", DAY)
    line = line_to(there)
    there.then(LOST, on="/charges")
    with pytest.raises(PmsDown) as lost:
        apaleo.post(charge(), line)
    assert lost.value.sent
    found = apaleo.find(charge(), line)
    assert found is not None
    assert apaleo.post(charge(), line) == found
    assert there.owed() == 1800


def test_what_was_not_sent_says_so(there: FakeApaleo, apaleo: Apaleo) -> None:
    there.add("XPGM-1", DAY)
    line = line_to(there)
    apaleo.house(line)
    there.then(SILENT, on="GET /finance")
    with pytest.raises(PmsDown) as down:
        apaleo.post(charge(), line)
    assert not down.value.sent
    there.then(Answer(500), Answer(500), Answer(500), on="/charges")
    for _ in range(3):
        with pytest.raises(PmsDown, match="server_error") as broken:
            apaleo.post(charge(), line)
        assert broken.value.sent  # a 500 says nothing of whether it was booked
    there.then(Answer(200, b"<html>"), on="/charges")
    with pytest.raises(PmsDown, match="unreadable_answer") as unread:
        apaleo.post(charge(), line)
    assert unread.value.sent
    there.then(busy(90), on="/charges")
    with pytest.raises(PmsBusy) as told:
        apaleo.post(charge(), line)
    assert told.value.after == timedelta(seconds=90)
    assert there.owed() == 0
    apaleo.post(charge(), line)
    assert there.owed() == 1800


def test_a_closed_folio_costs_no_key_and_another_open_one_is_taken(there: FakeApaleo, apaleo: Apaleo) -> None:
    there.add("XPGM-1", DAY, status="CheckedOut")
    line = line_to(there)
    there.folios["XPGM-1-1"].closed = True
    with pytest.raises(PmsRefused, match="folio_locked") as refused:
        apaleo.post(charge(), line)
    assert refused.value.passing
    assert there.keys == {}
    there.folios["XPGM-1-2"] = Folio("XPGM-1-2", "XPGM-1", is_main=False)
    assert apaleo.post(charge(), line).folio == "XPGM-1-2"
    there.folios["XPGM-1-1"].closed = False
    other = charge(key="kunjae-2")
    assert apaleo.post(other, line).folio == "XPGM-1-1"  # the main one first


def test_what_apaleo_refuses_is_a_no(there: FakeApaleo, apaleo: Apaleo) -> None:
    there.add("XPGM-1", DAY)
    line = line_to(there)
    for wrong, code, passing in (
        (charge(mapping={}), "not_mapped", False),
        (charge(mapping={**MAPPED, "vat_type": "Nonsense"}), "refused", True),
        (charge(reservation="NONE-1", room=""), "no_reservation", True),
        (charge(currency="JPY"), "wrong_currency", False),
    ):
        with pytest.raises(PmsRefused, match=code) as refused:
            apaleo.post(wrong, line)
        assert refused.value.passing is passing
    apaleo.post(charge(), line)  # mapped anew it has another key: Apaleo answers the old one with the same no
    assert there.owed() == 1800


def test_a_charge_is_taken_back_once_wherever_it_was_moved(there: FakeApaleo, apaleo: Apaleo) -> None:
    there.add("XPGM-1", DAY)
    line = line_to(there)
    booked = apaleo.post(charge(), line)
    there.folios["COMPANY"] = Folio("COMPANY", "")
    there.move(booked.id, "XPGM-1-1", "COMPANY")
    moved = apaleo.find(charge(), line)
    assert moved == Booked("COMPANY-C1", "COMPANY")
    assert apaleo.post(charge(), line) == moved
    there.then(LOST, on="/allowances")
    with pytest.raises(PmsDown) as lost:
        apaleo.reverse(charge(), booked, line)
    assert lost.value.sent
    apaleo.reverse(charge(), booked, line)
    apaleo.reverse(charge(), booked, line)
    assert there.owed() == 0
    assert len(there.folios["COMPANY"].allowances) == 1
    there.folios["XPGM-1-1"].charges.append(
        {**there.folios["COMPANY"].charges[0], "id": "C9"}
    )  # twice, somehow
    apaleo.reverse(charge(), booked, line)
    assert there.owed() == 0
    assert apaleo.find(charge(), line) is None


def test_what_staff_have_taken_back_in_part_is_taken_back_for_the_rest(
    there: FakeApaleo, apaleo: Apaleo
) -> None:
    there.add("XPGM-1", DAY)
    line = line_to(there)
    booked = apaleo.post(charge(), line)
    there.folios["XPGM-1-1"].allowances.append(
        {
            "id": "A",
            "sourceChargeId": booked.id,
            "amount": {"grossAmount": 500, "currency": "THB"},
            "reason": "cold",
        }
    )
    there.folios["XPGM-1-1"].closed = True
    with pytest.raises(PmsRefused, match="folio_locked"):
        apaleo.reverse(charge(), booked, line)
    there.folios["XPGM-1-1"].closed = False
    apaleo.reverse(charge(), booked, line)
    assert there.owed() == 0


@pytest.mark.parametrize(("currency", "amount", "there_is"), [("JPY", 1800, 1800), ("KWD", 1800, 1.8)])
def test_amounts_are_those_of_the_currency(
    there: FakeApaleo, apaleo: Apaleo, currency: str, amount: int, there_is: float
) -> None:
    there.currency = currency
    there.add("XPGM-1", DAY, price=10)
    line = line_to(there)
    booked = apaleo.post(charge(currency=currency, amount=amount), line)
    assert there.owed() == there_is
    apaleo.reverse(charge(currency=currency, amount=amount), booked, line)
    assert there.owed() == 0


def test_a_token_serves_until_it_ends_and_is_fetched_anew_once(
    there: FakeApaleo, apaleo: Apaleo, clock: Clock
) -> None:
    there.add("XPGM-1", DAY)
    line = line_to(there)
    apaleo.post(charge(), line)
    apaleo.find(charge(), line)
    assert there.given == 1
    there.end_token()  # refused in the middle: the folio was read, the charge is not taken
    apaleo.post(charge(key="kunjae-2"), line)
    assert there.given == 2
    clock.now += 3600 - 59
    apaleo.find(charge(), line)
    assert there.given == 3
    there.then(Answer(401), Answer(401), on="/charges")
    with pytest.raises(NotLetIn):
        apaleo.post(charge(key="kunjae-3"), line)
    assert there.given == 4
    there.lock_out()
    with pytest.raises(NotLetIn):
        apaleo.find(charge(), line)
    with pytest.raises(NotLetIn):
        apaleo.house(line_to(there, client_secret="other"))
    there.token = 0
    there.then(Answer(403), on="/charges")
    with pytest.raises(NotLetIn):
        apaleo.post(charge(key="kunjae-4"), line)


def test_one_permission_that_is_missing_is_no_reason_to_stop_all(there: FakeApaleo, apaleo: Apaleo) -> None:
    there.add("XPGM-1", DAY)
    line = line_to(there)
    booked = apaleo.post(charge(), line)
    there.then(Answer(403), on="/allowances")
    with pytest.raises(PmsRefused, match="may_not_cancel"):
        apaleo.reverse(charge(), booked, line)
    for where in ("/offers", "/amend"):
        there.then(Answer(403), on=where)
        with pytest.raises(PmsRefused, match="may_not_upgrade"):
            apaleo.set_room_type("XPGM-1", "XPGM-1", "BER-SUI", KEY, line)


def test_tokens_of_hotels_are_their_own(there: FakeApaleo, apaleo: Apaleo) -> None:
    apaleo.house(line_to(there))
    with pytest.raises(NotLetIn):
        apaleo.house(line_to(there, client_secret="another hotel's"))


def test_the_hotel_and_what_it_may_choose(there: FakeApaleo, apaleo: Apaleo) -> None:
    line = line_to(there)
    assert apaleo.house(line) == HouseThere(HOUSE, "Koh Hotel", "THB")
    choices = apaleo.choices(line)
    assert [each.value for each in choices["service_type"]] == ["FoodAndBeverages", "Accommodation", "Other"]
    assert [each.value for each in choices["vat_type"]] == ["Normal", "Reduced", "Without"]
    assert [each.label for each in choices["vat_type"]] == ["Normal 19 %", "Reduced 7 %", "Without"]
    assert choices["sub_account"] == (Choice("BER-SPA", "Spa"),)
    assert set(choices) == {each.name for each in apaleo.map_fields}
    assert [each.value for each in apaleo.room_types(line)] == ["BER-DBL", "BER-SUI"]
    assert apaleo.rates(line)[1] == Choice("BER-SUI-FLEX", "Flexible (BER-SUI-FLEX)")
    details = {"client_id": CLIENT, "property_id": "MUC"}
    other = Line(line.property_id, there.url, "THB", "Asia/Bangkok", line.secrets, details)
    with pytest.raises(PmsRefused, match="no_such_house"):
        apaleo.house(other)
    assert [each.path for each in apaleo.check({"client_id": "x"})] == ["property_id", "client_secret"]


def test_that_nothing_is_there_is_not_read_out_of_a_broken_answer(there: FakeApaleo, apaleo: Apaleo) -> None:
    there.add("XPGM-1", DAY)
    line = line_to(there)
    apaleo.post(charge(), line)
    for broken in (Answer(404), Answer(200, {}), Answer(200, b"")):
        for where in ("GET /finance/v1/folios", "GET /finance/v1/folios/XPGM"):
            there.then(broken, on=where)
            with pytest.raises(PmsDown, match="unreadable_answer"):
                apaleo.find(charge(), line)
        there.then(broken, on="reservations")
        with pytest.raises(PmsDown, match="unreadable_answer"):
            list(apaleo.arrivals(DAY, DAY, line))
    there.then(Answer(404), on="reservations/XPGM-1")
    assert apaleo.reservation("XPGM-1", line) is not None


def test_the_dry_run_shows_the_request_without_keys(there: FakeApaleo, apaleo: Apaleo) -> None:
    shown = apaleo.shown(charge(), line_to(there))
    assert shown.method == "POST"
    assert shown.url.endswith("/finance/v1/folio-actions/{folio}/charges")
    assert '"amount": 1800' in shown.body
    assert SECRET not in repr(shown) + repr(line_to(there))
    assert there.asked == []
