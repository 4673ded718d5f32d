"""What cannot be understood or used: a message beside the field, what was typed kept, nothing saved, never a crash."""

import json
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunjae.bookings.models import Booking
from kunjae.changes.models import HistoryEntry
from tests.extranet.change.pressing import ChangePage
from tests.hostile.fuzzing import examples
from tests.hotel import book_two_rooms

pytestmark = pytest.mark.django_db

REQUIRED = "This field is required."
HUGE = "9" * 400


def nothing_saved(page, hotel):
    row = Booking.objects.of(hotel).get(code=page.code)
    return row.version == 1 and not HistoryEntry.objects.of(hotel).exists()


WRONG_VALUES: list[tuple[dict[str, str | None], str, str]] = [
        ({"check_in": "2026-12-22", "check_out": "2026-12-20"}, "check_out", "after"),
        ({"check_in": "2026-12-20", "check_out": "2026-12-20"}, "check_out", "after"),
        ({"check_in": "2026-12-20", "check_out": "2028-01-24"}, "check_out", "nights"),
        ({"check_in": ""}, "check_in", REQUIRED),
        ({"check_in": None}, "check_in", REQUIRED),
        ({"check_in": "10/12/2026"}, "check_in", "Enter a valid date."),
        ({"check_in": "2026-02-30"}, "check_in", "Enter a valid date."),
        ({"check_in": "0001-01-01", "check_out": "0001-01-03"}, "check_out", "is not a date"),
        ({"check_in": "9999-12-30", "check_out": "9999-12-31"}, "check_out", "is not a date"),
        ({"check_in": "2026-12-10\x00"}, "check_in", ""),
        ({"room_type": "SUITE"}, "room_type", "Select a valid choice."),
        ({"room_type": ""}, "room_type", REQUIRED),
        ({"rate_plan": "GONE"}, "rate_plan", "Select a valid choice."),
        ({"pricing": "free"}, "pricing", "Select a valid choice."),
        ({"adults": "0", "children": "0"}, "adults", "somebody must stay"),
        ({"adults": "two"}, "adults", "Enter a whole number."),
        ({"adults": "-1"}, "adults", "greater than or equal to 0"),
        ({"adults": HUGE}, "adults", ""),
        ({"children": "1.5"}, "children", "Enter a whole number."),
        ({"children": ""}, "children", REQUIRED),
        ({"guest_name": "x" * 300}, "guest_name", "at most 200"),
        ({"guest_name": "Ma\x00lee"}, "guest_name", "Null characters"),
        ({"guest_name": "Ma\x07lee"}, "guest_name", "cannot be stored"),
        ({"change_meal": "on", "meal": "breakfast in bed"}, "meal", "Select a valid choice."),
        ({"change_conditions": "on", "conditions_en": "x" * 6000}, "conditions_en", "at most 5000"),
        ({"change_conditions": "on", "conditions_th": "\x07"}, "conditions_th", "cannot be stored"),
    ]  # fmt: skip
CHOICES = {"pricing", "room_type", "rate_plan", "meal"}


def test_a_wrong_value_is_named_beside_its_field(page, hotel):
    for typed, field, message in WRONG_VALUES:
        page.see(page.client.get(page.address)).press("edit:1").press("stage", **typed)
        assert page.status == 200, typed
        assert page.error_of(field), typed
        assert message in page.error_of(field), typed
        assert page.form.values["editing"] == "stay:1", "the editor stays open"
        for name, value in typed.items():
            if name not in CHOICES and value and value.isprintable():
                assert page.form.values[name] == value, "what was typed is kept"
        assert page.staged == []
        assert nothing_saved(page, hotel), typed


WRONG_PRICES = [
    "abc",
    "-1",
    "1.234",
    "1,0,0",
    "1e9",
    "NaN",
    "Infinity",
    HUGE,
    "๑๐๐",
    "0x10",
    "1\x00",
    "99999999999999",
]


def test_a_wrong_price_is_named_beside_its_night(page, hotel):
    page.press("edit:1")
    for price in WRONG_PRICES:
        page.press("stage", pricing="manual", **{"price_2026-12-11": price})
        assert page.status == 200, price
        assert 'id="price_2026-12-11-error"' in page.html, price
        assert 'id="price_2026-12-10-error"' not in page.html, price
        assert page.staged == []
    assert nothing_saved(page, hotel)


def test_a_wrong_room_is_said(page, hotel):
    for room in ("999", "101", "x" * 50, "0\x001"):
        page.press("edit:1").press("stage", room=room)
        assert page.status == 200
        assert not page.form.buttons["confirm"]
        assert 'class="field__error"' in page.html or "is not of type" in page.words
        page.press("reset", forged=True)
    assert nothing_saved(page, hotel)


WRONG_POLICIES = [
    ({"policy-days_0": "-3"}, "greater than or equal to 0"),
    ({"policy-days_0": "soon"}, "Enter a whole number."),
    ({"policy-days_0": ""}, "days"),
    ({"policy-value_0": "150"}, "tiers"),
    ({"policy-value_0": "-5"}, "tiers"),
    ({"policy-value_0": "half"}, "tiers"),
    ({"policy-value_0": ""}, "tiers"),
    ({"policy-kind_0": "amount", "policy-value_0": "10.005"}, "tiers"),
    ({"policy-kind_0": "nights", "policy-value_0": "0"}, "tiers"),
    ({"policy-days_0": "3", "policy-days_1": "3"}, "tiers"),
    ({"policy-no_show_percent": "101"}, "no_show"),
    ({"policy-no_show_percent": ""}, REQUIRED),
    ({"policy-max_changes": "-1"}, "greater than or equal to 0"),
    ({"policy-max_changes": HUGE}, ""),
    ({"policy-clock": "sundial"}, "Select a valid choice."),
    ({"policy-charge_on": ""}, REQUIRED),
]


def test_a_wrong_policy_copy_is_said_and_kept(page, hotel):
    for typed, message in WRONG_POLICIES:
        page.see(page.client.get(page.address)).press("edit:1").press("stage", change_policy="on", **typed)
        assert page.status == 200, typed
        assert message in page.words, typed
        assert 'class="field__error"' in page.html or 'class="notice' in page.html, typed
        assert page.form.values["editing"] == "stay:1", typed
        assert page.staged == [], typed
    assert nothing_saved(page, hotel)


def test_errors_in_thai(hotel):
    page = ChangePage(hotel, book_two_rooms(hotel), language="th")
    page.press("edit:1").press("stage", check_in="2026-12-22", check_out="2026-12-20")
    assert page.error_of("check_out")
    assert not set(page.error_of("check_out")) & set(string.ascii_letters)
    page.press("stage", check_in="", check_out="2026-12-20")
    assert page.error_of("check_in")
    assert not set(page.error_of("check_in")) & set(string.ascii_letters)


def deep(levels: int) -> str:
    return '[{"op":' + "[" * levels + "]" * levels + "}]"


TAMPERED = [
        "", "[", "null", "7", '"cancel"', "{}", "[1]", '[{"op": 1}]', '[{"op": "explode", "stay": 1}]', '[{"stay": 1}]',
        '[{"op": "cancel"}]', '[{"op": "cancel", "stay": 0}]', '[{"op": "cancel", "stay": 99}]',
        '[{"op": "cancel", "stay": 1e400}]', '[{"op": "cancel", "stay": NaN}]', f'[{{"op": "cancel", "stay": {HUGE * 20}}}]',
        '[{"op": "cancel", "stay": 1}, {"op": "cancel", "stay": 1}]', '[{"op": "cancel", "stay": true}]',
        '[{"op": "cancel", "stay": 1, "fee": 0}]', deep(5), deep(200_000),
        '[{"op": "move_dates", "stay": 1, "check_in": "2026-12-22", "check_out": "2026-12-20"}]',
        '[{"op": "move_dates", "stay": 1, "check_in": [], "check_out": {}}]',
        '[{"op": "set_prices", "stay": 1, "nightly_prices": ["1"]}]',
        '[{"op": "set_prices", "stay": 1, "nightly_prices": {}}]',
        '[{"op": "set_terms", "stay": 1, "policy": {"tiers": 5}}]',
        '[{"op": "change_room_type", "stay": 1, "room_type": "\\u0000"}]',
        '[{"op": "assign_room", "stay": 1, "room": "\\ud800"}]',
        '[{"op": "set_guest", "stay": 1, "guest_name": "\\ud800"}]',
        '[{"op": "move_to_booking", "stay": 1, "booking": "KJ\\u0000"}]',
        '[{"op": "add_stay", "room_type": "STD", "rate_plan": "BAR", "check_in": "2026-12-10", "check_out": "2026-12-12"},' * 300,
        "[" + ",".join(['{"op": "cancel", "stay": 1}'] * 5000) + "]",
        "\x00", "\ufffd",
    ]  # fmt: skip


@pytest.mark.parametrize("button", ["look", "save"])
def test_a_tampered_staging_counts_as_nothing(page, hotel, button):
    for staged in TAMPERED:
        page.press(button, forged=True, staged=staged)
        assert page.status in (200, 409, 422), staged[:200]
        assert page.staged == [], staged[:200]
        assert page.total == (6000, 6000, 0, 0)
    assert nothing_saved(page, hotel)


@pytest.mark.parametrize(
    "seen",
    [
        "",
        "[]",
        "[",
        "null",
        '{"1": 5}',
        '{"1": {"dates": {}}}',
        deep(200_000),
        '{"1": {"figures": []}}',
        "\x00",
    ],
)
def test_a_tampered_memory_of_the_last_preview_harms_nothing(page, hotel, seen):
    page.press("cancel:2").press("save", forged=True, digest="x", seen=seen)
    assert page.status == 409
    assert nothing_saved(page, hotel)


@pytest.mark.parametrize("digest", ["\x00", HUGE, "ก" * 64, "' OR 1=1 --"])
def test_a_tampered_digest_saves_nothing(page, hotel, digest):
    page.press("cancel:2").press("save", forged=True, digest=digest)
    assert page.status == 409
    assert nothing_saved(page, hotel)


@pytest.mark.parametrize("reason", ["a\x00b", "\x07", "\u202eback", "x" * 5000])
def test_a_reason_that_cannot_be_stored_does_not_break_the_page(page, hotel, reason):
    page.press("cancel:2").press("confirm").press("save", reason=reason)
    if len(reason) > 1000:  # only a forged post is longer than the field allows
        assert page.status == 302
        assert len(HistoryEntry.objects.of(hotel).get().reason) == 1000
    else:
        assert page.status == 422
        assert "cannot be stored" in page.html.partition('id="reason-error"')[2].partition("</p>")[0]
        assert nothing_saved(page, hotel)


MADE_UP_BUTTONS = [
     "", "edit", "edit:", "edit:x", "edit:0", "edit:99", f"edit:{HUGE}", "edit:-1", "edit:²", "cancel:", "cancel:99",
     "cancel:1:2", "add:", "add:x", "add:99", "add:²", f"add:{HUGE}", "move:", "move:99", "reset:x", "reset:99",
     "reset:add", "reset:addx", "reset:add99", "reset:add²", f"reset:add{HUGE}", "pick:", "pick:x", "pick:0001-01-01",
     "pick:9999-12-31", "month:", "month:x", "month:0000-00", "month:0001-01", "month:9999-12", "month:2026-13",
     "month:2026-12-01", "explode", "save:1", "stage:1", "confirm:x", "\x00", "edit:\x00", "reinstate:1", "reinstate:99",
]  # fmt: skip
MADE_UP_EDITORS = [
    "stay:", "stay:99", "stay:²", "add:x", "add:99", "add:²", "move:", "move:99", "x", "\x00",
]  # fmt: skip


@pytest.mark.parametrize("where", ["closed", "open"])
def test_a_made_up_button_does_no_harm(page, hotel, where):
    if where == "open":
        page.press("edit:1")
    shown = page.form
    for do in MADE_UP_BUTTONS:
        page.form = shown
        page.press(do, forged=True)
        assert page.status in (200, 404, 409, 422), do
    assert nothing_saved(page, hotel)


@pytest.mark.parametrize("do", ["look", "stage", "pick:2026-12-20"])
def test_a_made_up_editor_does_no_harm(page, hotel, do):
    shown = page.press("edit:1").form
    for editing in MADE_UP_EDITORS:
        page.form = shown
        page.press(do, forged=True, editing=editing)
        assert page.status in (200, 404, 422), editing
    assert nothing_saved(page, hotel)


def test_other_methods_and_no_body(page):
    assert page.client.post(page.address).status_code == 200
    assert page.client.put(page.address).status_code in (200, 405)
    assert page.client.delete(page.address).status_code in (200, 405)
    assert page.client.head(page.address).status_code == 200


FIELDS = [
    "do", "editing", "staged", "seen", "digest", "reason", "record", "month", "picking", "check_in", "check_out",
    "room_type", "room", "adults", "children", "guest_name", "rate_plan", "pricing", "change_meal", "meal",
    "change_conditions", "conditions_th", "conditions_en", "change_policy", "booking", "waive_1",
    "price_2026-12-10", "price_2026-12-11", "price_x", "policy-none", "policy-max_changes", "policy-charge_on",
    "policy-clock", "policy-no_show_percent", "policy-when_0", "policy-days_0", "policy-kind_0", "policy-value_0",
    "policy-when_3", "policy-days_3", "policy-kind_3", "policy-value_3",
]  # fmt: skip
LIKELY = st.sampled_from(
    ["", "on", "1", "0", "-1", "2026-12-20", "2026-12-22", "STD", "DLX", "BAR", "NRF", "001", "later", "manual", "today",
     "keep", "stay:1", "add:", "add:0", "move:1", "days", "always", "percent", "nights", "amount", "1500", "1e5", "9" * 30,
     "null", "[]", "{}", "\x00", "２", "²", "2026-12", "9999-12-31", "0001-01-01", "none"]
)  # fmt: skip
OPERATION = st.dictionaries(
    st.sampled_from(["op", "stay", "check_in", "check_out", "room", "room_type", "rate_plan", "adults", "children",
                     "nightly_prices", "pricing", "policy", "meal", "conditions", "booking", "guest_name", "waive_fees"]),
    st.one_of(
        st.sampled_from(["move_dates", "cancel", "add_stay", "set_prices", "set_terms", "reinstate", "2026-12-20", "STD"]),
        st.integers(-5, 5), st.none(), st.booleans(), st.lists(st.sampled_from(["1", "x", None]), max_size=3),
        st.text(max_size=5),
    ),
    max_size=6,
)  # fmt: skip
BUTTON = st.one_of(
    st.sampled_from(["look", "stage", "save", "confirm", "close", "reset", "add", "add:0", "edit:1", "cancel:2", "move:1"]),
    st.builds("{}:{}".format, st.sampled_from(["pick", "month", "reset", "reinstate", "edit"]), st.text(max_size=8)),
    st.text(max_size=10),
)  # fmt: skip


@given(data=st.data())
@examples(60)
def test_nothing_that_is_posted_breaks_the_page_or_the_booking(page, hotel, data):
    """Without the digest of a preview nothing can be saved, so whatever is posted leaves the booking as it was."""
    page.see(page.client.get(page.address)).press("edit:1")
    posted = dict(page.form.values)
    for name in data.draw(st.lists(st.sampled_from(FIELDS), min_size=1, max_size=6, unique=True)):
        posted[name] = data.draw(st.one_of(LIKELY, st.text(max_size=20)))
    if data.draw(st.booleans()):
        posted["staged"] = json.dumps(data.draw(st.lists(OPERATION, max_size=3)))
    posted["do"] = data.draw(BUTTON)
    posted["digest"] = ""
    answer = page.client.post(page.address, posted)
    assert answer.status_code in (200, 404, 409, 422)
    assert nothing_saved(page, hotel)
