"""Whatever is typed: a clear word at its field, in the user's language, nothing lost, nothing saved by half."""

from __future__ import annotations

import html

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from kunjae.accounts.models import User
from kunjae.extranet.setup.key import set_up_key
from kunjae.imports.exported import hotel_tables
from kunjae.properties.models import Property, Room, RoomType
from kunjae.rates.models import NightPrice, RatePlan
from tests.extranet.setup.newcomer import OWNER, PAGES, PRICES, PROPERTY, RATES, ROOMS, TYPED, Newcomer
from tests.hostile.fuzzing import examples
from tests.hotel import FAR

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(FAR, tick=False):
        yield


def at(page: str, language: str = "en") -> Newcomer:
    """A newcomer who has come to this page."""
    newcomer = Newcomer(language)
    newcomer.walk(until=page)
    return newcomer


def refused(answer, *words: str) -> str:
    text = html.unescape(answer.content.decode())
    assert answer.status_code == 422, answer.status_code
    for word in words:
        assert word in text, word
    return text


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"email": "nobody"}, "email"),
        ({"email": ""}, "required"),
        ({"name": "  "}, "required"),
        ({"name": "\u202eploy"}, "characters that cannot be stored"),
        ({"password": "short", "again": "short"}, "too short"),
        ({"password": "1234567890", "again": "1234567890"}, "too common"),
        ({"password": "ploy@example.com", "again": "ploy@example.com"}, "similar"),
        ({"again": "the tide comes in once"}, "differ"),
    ],
)
def test_a_wrong_owner_is_told_what_is_wrong_and_finds_the_rest_again(changed, words) -> None:
    text = refused(Newcomer().become_owner(**changed), words)
    for name in OWNER.keys() - changed.keys():
        assert f'value="{OWNER[name]}"' in text
    assert set_up_key() in text
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name_th": "", "name_en": ""}, "name_th"),
        ({"name_en": "x" * 201}, "name_en"),
        ({"name_en": "\x07"}, "name_en"),
        ({"slug": "Baan Talay"}, "slug"),
        ({"slug": "setup"}, "slug"),
        ({"slug": "gallery"}, "slug"),
        ({"phone": "1" * 41}, "phone"),
        ({"address": "\u202ex"}, "address"),
        ({"check_in_time": "25:00"}, "check_in_time"),
        ({"check_out_time": ""}, "check_out_time"),
        ({"timezone": "Mars/Base"}, "timezone"),
        ({"currency": "XXX"}, "currency"),
        ({"taxes": "lots"}, "taxes"),
        ({"taxes": "as_it_is"}, "taxes"),
        ({"line_id": "x" * 61}, "line_id"),
        ({"tax_id": "x" * 21}, "tax_id"),
    ],
)
def test_a_wrong_property_is_named_at_its_field(changed, field) -> None:
    text = refused(at("property").post("property", **changed), f'id="id_{field}_error"')
    if "name_th" not in changed:
        assert 'value="บ้านทะเล"' in text
    assert not Property.objects.exists()


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ({"name_en": "Setup"}, "setup-hotel"),
        ({"name_en": ""}, "hotel"),
        ({"name_en": "Krabi -- Sea & Sun_2"}, "krabi-sea-sun-2"),
        ({"name_en": "Café Nui"}, "cafe-nui"),
        ({"name_en": "x" * 200}, "x" * 50),
        ({"slug": "my-own"}, "my-own"),
    ],
)
def test_the_address_follows_from_the_english_name_unless_it_is_typed(typed, slug) -> None:
    assert at("property").post("property", **typed).status_code == 302
    assert Property.objects.get().slug == slug


def test_prices_without_taxes_no_tax_and_one_name_can_be_had() -> None:
    typed = {"without_taxes": "on", "taxes": "none", "name_th": "", "phone": "", "address": "", "line_id": ""}
    assert at("property").post("property", **typed).status_code == 302
    table = hotel_tables(Property.objects.get())["property"]
    assert (table["prices_include_taxes"], table["vat_percent"], table["name"]) == (
        False,
        "0",
        {"en": "Baan Talay"},
    )
    assert not {"phone", "address", "line_id", "tax_id"} & table.keys()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"0-name_th": "", "0-name_en": ""}, "0-name_th"),
        ({"0-numbers": ""}, "0-numbers"),
        ({"0-numbers": "110-101"}, "0-numbers"),
        ({"0-numbers": "1-9999"}, "0-numbers"),
        ({"0-numbers": "101, 101"}, "0-numbers"),
        ({"0-numbers": "x" * 21}, "0-numbers"),
        ({"1-numbers": "201"}, "1-numbers"),
        ({"0-beds": "a hammock"}, "0-beds"),
        ({"0-base_adults": "0"}, "0-base_adults"),
        ({"0-base_adults": "many"}, "0-base_adults"),
        ({"0-base_adults": "4"}, "0-max_adults"),
        ({"0-max_children": "-1"}, "0-max_children"),
        ({"0-code": "A B"}, "0-code"),
        ({"0-code": "A/B"}, "0-code"),
        ({"0-code": "X", "1-code": "X"}, "1-code"),
    ],
)
def test_a_wrong_room_type_is_named_at_its_field(changed, field) -> None:
    text = refused(at("rooms").post("rooms", **changed), f'id="id_{field}_error"')
    assert 'value="Sea view"' in text
    assert not RoomType.objects.of(Property.objects.get()).exists()
    assert not Room.objects.of(Property.objects.get()).exists()


def test_without_any_room_type_nothing_goes_on() -> None:
    blank = {name: "" for name in ROOMS if name.endswith(("name_th", "name_en", "numbers"))}
    refused(at("rooms").post("rooms", **blank), "At least one type of room is needed.")


def test_a_post_without_any_row_offers_one() -> None:
    refused(
        at("rooms").client.post(f"{PAGES}rooms/", {}),
        "At least one type of room is needed.",
        'name="0-numbers"',
    )


def test_a_row_is_added_without_losing_what_was_typed() -> None:
    newcomer = at("rooms")
    answer = newcomer.post("rooms", do="add", **{"0-name_en": "Garden"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert 'name="2-numbers"' in text
    assert 'value="Garden"' in text
    assert "_error" not in text
    more = {f"{row}-{name}": "" for row in range(12) for name in ("numbers", "name_en", "name_th")}
    full = newcomer.post("rooms", do="add", **more).content.decode()
    assert 'value="add"' not in full
    assert 'name="12-numbers"' not in full


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"policy": "none"}, "policy"),
        ({"policy": ""}, "policy"),
        ({"meal": "caviar"}, "meal"),
        ({"prepay_percent": "101"}, "percentage from 0 to 100"),
        ({"prepay_percent": "half"}, "percentage from 0 to 100"),
        ({"name_en": "\x07"}, "name_en"),
    ],
)
def test_a_wrong_rate_plan_is_named_at_its_field(changed, words) -> None:
    refused(at("rates").post("rates", **changed), words, "field__error")
    assert not RatePlan.objects.of(Property.objects.get()).exists()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"price_0": ""}, "required"),
        ({"price_0": "0"}, "more than zero"),
        ({"price_1": "1500 THB"}, "must be an amount"),
        ({"price_1": "-5"}, "must not be negative"),
        ({"price_1": "1.005"}, "THB has 2 decimals"),
        ({"weekend": "lots"}, "must be an amount"),
        ({"price_0": "99999999999", "weekend": "99999999999"}, "is too large"),
        ({"extra_adult": "9" * 31}, "30"),
    ],
)
def test_a_wrong_price_is_named_at_its_field(changed, words) -> None:
    text = refused(at("prices").post("prices", **changed), words, "field__error")
    kept = next(name for name in ("price_1", "price_0") if name not in changed)
    assert f'value="{PRICES[kept]}"' in text
    assert not NightPrice.objects.of(Property.objects.get()).exists()


def test_what_is_wrong_is_said_in_thai_to_whoever_reads_thai() -> None:
    newcomer = at("rooms", "th")
    refused(newcomer.post("rooms", **{"0-numbers": "110-101"}), "เรียงกลับกัน")
    assert newcomer.post("rooms").status_code == 302
    refused(newcomer.post("rates", prepay_percent="101"), "ต้องเป็นร้อยละ 0 ถึง 100")


def test_a_form_that_somebody_else_was_quicker_with_saves_nothing() -> None:
    newcomer = at("rooms")
    stale = newcomer.seen("rooms")
    newcomer.post("rooms")
    answer = newcomer.client.post(f"{PAGES}rooms/", stale | ROOMS | {"0-numbers": "901"})
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "Somebody else saved this meanwhile" in text
    assert "101-103, 201" in text
    assert not Room.objects.of(Property.objects.get()).filter(number="901").exists()
    for name, typed in (("property", PROPERTY | {"name_en": "Other"}), ("rates", RATES)):
        for seen in ("x", ""):
            answer = newcomer.client.post(f"{PAGES}{name}/", typed | {"seen": seen})
            assert answer.status_code == 409, (name, seen)
    assert Property.objects.get().name["en"] == "Baan Talay"


def test_prices_of_rooms_that_changed_since_are_not_saved() -> None:
    newcomer = at("prices")
    stale = newcomer.seen("prices")
    newcomer.post("rooms", **{"1-name_en": "", "1-numbers": "", "0-code": "GDN"})
    answer = newcomer.client.post(f"{PAGES}prices/", stale | PRICES)
    assert (answer.status_code, answer.url) == (302, "/extranet/")  # type: ignore[attr-defined]
    assert not NightPrice.objects.of(Property.objects.get()).exists()


ODD = st.one_of(
    st.text(max_size=40),
    st.text("0123456789-, .", max_size=30),
    st.sampled_from(["\x00", "9" * 400, "1e3", "๑๐๑-๑๑๐", "²", "<script>", "NaN", "-1", "0", "101-100000", "‮", "\ud7ff", "on"]),
)  # fmt: skip


@pytest.mark.parametrize("page", [*TYPED, "owner"])
def test_nothing_that_is_typed_breaks_a_page(page) -> None:
    newcomer = at(page) if page != "owner" else Newcomer()
    address = f"{PAGES}{page}/" if page != "owner" else PAGES
    usual = TYPED.get(page) or OWNER | {"key": set_up_key()}

    @examples(40)
    @given(
        st.dictionaries(st.sampled_from([*usual, "seen", "do", "12-numbers"]), ODD, min_size=1, max_size=4)
    )
    def holds(spoilt: dict[str, str]) -> None:
        answer = newcomer.client.post(address, usual | spoilt)
        assert answer.status_code in (200, 302, 403, 409, 422)
        if page == "owner" and answer.status_code == 302:
            User.objects.all().delete()
            newcomer.client.logout()

    newcomer.client.raise_request_exception = True
    holds()
