"""Offers and room upgrades of a hotel file: read, checked, brought about, and written again."""

import io
import tomllib
from datetime import timedelta

import pytest
from click.testing import CliRunner
from PIL import Image

from kunjae.concierge.commands.catalogue import put_in_order
from kunjae.concierge.logo import logo_of
from kunjae.concierge.models import Offer
from kunjae.concierge.pictures import offer_picture, picture_name, read_picture
from kunjae.concierge.queries import offers
from kunjae.config import cli
from kunjae.imports.exported import hotel_file_text
from kunjae.imports.hotel import import_hotel
from kunjae.imports.hotel_file import parse_toml, read_hotel_file
from kunjae.imports.hotel_offers import offer_pictures
from kunjae.imports.trial import try_hotel_file
from kunjae.kernel.errors import InvalidInput
from kunjae.properties.models import Property
from kunjae.properties.uploads import uploads_folder
from tests.hotel import FAR
from tests.imports.files import HOTEL

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _an_empty_folder_of_uploads(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


WHOLE = (
    HOTEL
    + """
[[offers]]
code = "dinner"
name = { th = "มื้อค่ำริมหาด", en = "Dinner on the beach" }
description = "Five courses"
mail_text = "At the pier, 19:00."
category = "food"
picture = "dinner.png"
price = "2500"
price_per = "piece"
most_pieces = 4
old_price = "2900"
taxes = "vat_only"
stock = 6
auto_confirm = true
pms_product = "DINNER"
notify = ["kitchen@example.com"]
note = "Ask for allergies"
guest_cancels_until = 24
when_stay_changes = "move"
pay = "either"
questions = [
  { kind = "day", days = "any" },
  { kind = "slot", from = 18:00:00, to = "20:00", every_minutes = 60, required = false },
  { code = "allergies", kind = "text", label = { th = "แพ้อาหาร", en = "Allergies" }, required = false, most = 200 },
]
[offers.segment]
valid_from = 2026-11-01
valid_to = "2027-10-31"
weekdays = ["sat", "fri"]
during_stay = false
order_until_hours = 6
room_types = ["STD", "DLX"]
rate_plans = ["BAR"]
sources = ["direct", "website"]
languages = ["th"]
least_adults = 2
most_children = 0
least_nights = 2

[[offers]]
code = "late"
kind = "late_check_out"
name = "Late check-out"
steps = [ { at = "16:00", amount = "900" }, { at = "14:00", amount = "500" } ]

[[upgrades]]
code = "to-dlx"
name = "Deluxe"
to_type = "DLX"
from_types = ["STD"]
percent = "60"
least = "300"

[[upgrades]]
code = "to-dlx-fixed"
name = "Deluxe, fixed"
to_type = "DLX"
amount = "800"
enabled = false
retired = true
"""
)


def picture(colour="teal"):
    file = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(file, "PNG")
    return file.getvalue()


def bring(text=WHOLE, beside=None, now=FAR):
    return import_hotel(file=read_hotel_file(parse_toml(text.encode())), now=now, beside=beside)


def wrong(text):
    with pytest.raises(InvalidInput) as refused:
        bring(text)
    return {error.path: error.code for error in refused.value.errors}


def kept():
    """The files in the folder of uploads."""
    folder = uploads_folder()
    return sorted(path.name for path in folder.rglob("*.jpg")) if folder.exists() else []


def test_a_hotel_gets_its_offers_once_and_writes_them_again_without_change():
    hotel = bring(beside={"dinner.png": picture()}.get).property
    found = {offer.code: offer for offer in offers(hotel, retired=True)}
    assert [(code, each.position) for code, each in found.items()] == [
        ("spa", 1),
        ("to-dlx", 1),
        ("dinner", 2),
        ("to-dlx-fixed", 2),
        ("late", 3),
    ]
    assert found["dinner"].segment.weekdays == (4, 5)
    assert [step.amount for step in found["late"].steps] == [50000, 90000]
    written = hotel_file_text(Property.objects.get())
    assert bring(written).changes == ()
    assert hotel_file_text(Property.objects.get()) == written
    tables = tomllib.loads(written)
    assert tables["offers"][1]["questions"][1]["times"] == ["18:00", "19:00", "20:00"]
    assert [each["code"] for each in tables["upgrades"]] == ["to-dlx", "to-dlx-fixed"]
    assert "kind" not in tables["upgrades"][0]
    Offer.objects.of(hotel).delete()
    assert bring(written).changes == ("offers spa, dinner, late: new", "upgrades to-dlx, to-dlx-fixed: new")
    assert hotel_file_text(Property.objects.get()) == written


def test_what_differs_is_changed_and_told_and_the_rest_stays():
    hotel = bring().property
    changed = WHOLE.replace("stock = 6", "stock = 8").replace('to = "20:00"', 'to = "19:00"')
    versions = dict(Offer.objects.of(hotel).values_list("code", "version"))
    assert bring(changed).changes == ("offer dinner: stock 6 → 8, terms changed",)
    after = dict(Offer.objects.of(hotel).values_list("code", "version"))
    assert {code for code in after if after[code] != versions[code]} == {"dinner"}
    # What a file leaves out stays as it is; what staff put in another order is put back by the whole file.
    assert bring(HOTEL).changes == ()
    put_in_order(property=hotel, codes=["late", "dinner", "spa"], upgrades=False)
    assert bring(changed).changes == (
        "offer spa: position 3 → 1 changed",
        "offer late: position 1 → 3 changed",
    )


@pytest.mark.parametrize(
    ("old", "new", "path", "code"),
    [
        ('to_type = "DLX"', 'to_type = "SUI"', "upgrades.0.to_type", "unknown_code"),
        ('from_types = ["STD"]', 'from_types = ["DLX"]', "upgrades.0.from_types", "not_lower"),
        (
            'room_types = ["STD", "DLX"]',
            'room_types = ["TENT"]',
            "offers.1.segment.room_types",
            "unknown_code",
        ),
        ('rate_plans = ["BAR"]', 'rate_plans = ["GONE"]', "offers.1.segment.rate_plans", "unknown_code"),
        ('code = "late"', 'code = "spa"', "offers.2.code", "given_twice"),
        ('code = "to-dlx"', 'code = "spa"', "upgrades.0.code", "given_twice"),
        ('kind = "late_check_out"', 'kind = "upgrade"', "offers.2.kind", "other_list"),
        ('"dinner.png"', '"../dinner.png"', "offers.1.picture", "invalid_file_name"),
    ],
)
def test_a_wrong_key_is_named_and_nothing_is_brought(old, new, path, code):
    assert wrong(WHOLE.replace(old, new, 1)) == {path: code}
    assert not Property.objects.exists()


def test_a_kind_is_for_ever():
    bring()
    late = 'kind = "late_check_out"\nname = "Late check-out"'
    assert wrong(WHOLE.replace(late, late.replace("late_check_out", "early_check_in"))) == {
        "offers.2.kind": "kind_fixed"
    }


def test_a_picture_beside_the_file_is_drawn_anew_and_kept_once():
    beside = {"dinner.png": picture()}
    hotel = bring(beside=beside.get).property
    (name,) = kept()
    dinner = next(offer for offer in offers(hotel) if offer.code == "dinner")
    assert picture_name(dinner.picture) == name
    assert read_picture(hotel.id, name).startswith(b"\xff\xd8")
    assert dict(offer_pictures(hotel)) == {name: read_picture(hotel.id, name)}
    assert bring(beside=beside.get).changes == ()
    assert kept() == [name]
    beside["dinner.png"] = picture("navy")
    assert bring(beside=beside.get).changes == ("offer dinner: picture changed",)
    assert len(kept()) == 2
    # Through the browser nothing stands beside it: the offer keeps what it has.
    assert bring().changes == ()
    assert bring(WHOLE.replace('picture = "dinner.png"\n', "")).changes == ("offer dinner: picture changed",)


def test_an_import_that_comes_to_nothing_leaves_no_picture():
    beside = {"dinner.png": picture()}

    def moved(*, property_written):
        raise InvalidInput

    file = read_hotel_file(parse_toml(WHOLE.encode()))
    with pytest.raises(InvalidInput):
        import_hotel(file=file, now=FAR, still=moved, beside=beside.get)
    assert kept() == []
    beside["dinner.png"] = b"no picture"
    with pytest.raises(InvalidInput) as refused:
        bring(beside=beside.get)
    assert [(error.path, error.code) for error in refused.value.errors] == [
        ("offers.1.picture", "not_a_picture")
    ]


def test_a_file_is_tried_without_saving_its_offers():
    hotel = bring(HOTEL).property
    file = read_hotel_file(parse_toml(WHOLE.encode()))
    trial = try_hotel_file(property=hotel, file=file, now=FAR + timedelta(days=1))
    assert trial.changes == ("offers dinner, late: new", "upgrades to-dlx, to-dlx-fixed: new")
    assert [offer.code for offer in offers(hotel)] == ["spa"]


def test_offers_hold_the_currency_unless_they_are_written_anew():
    other = HOTEL.replace('"THB"', '"USD"').split("[[prices]]")[0]
    bring(other + '\n[[offers]]\ncode = "spa"\nname = "Spa"\nprice = "900.50"\n')
    yen = other.replace('"USD"', '"JPY"')
    assert wrong(yen) == {"property.currency": "currency_in_use"}
    hotel = bring(yen + '\n[[offers]]\ncode = "spa"\nname = "Spa"\nprice = "90050"\n').property
    assert [offer.price for offer in offers(hotel)] == [90050]


def test_the_commands_carry_the_pictures_from_house_to_house(tmp_path):
    """Beside the file: read there, written there, and read again by another house."""
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
    (first / "hotel.toml").write_text(WHOLE, encoding="utf-8")

    def run(*words):
        result = CliRunner().invoke(cli.main, [str(word) for word in words])
        assert result.exit_code == 0, result.output
        return result

    missing = run("import-hotel", first / "hotel.toml")
    assert "the picture dinner.png is not beside hotel.toml" in missing.stderr
    (first / "dinner.png").write_bytes(picture())
    assert run("import-hotel", first / "hotel.toml").stdout == "offer dinner: picture changed\n"
    run("export-hotel", "baan-talay", second / "hotel.toml")
    (name,) = [path.name for path in second.glob("*.jpg")]
    text = (second / "hotel.toml").read_text(encoding="utf-8")
    (second / "hotel.toml").write_text(text.replace('"baan-talay"', '"another"'), encoding="utf-8")
    run("import-hotel", second / "hotel.toml")
    another = Property.objects.get(slug="another")
    (dinner,) = [offer for offer in offers(another) if offer.picture]
    assert read_picture(another.id, picture_name(dinner.picture)) == offer_picture(
        (second / name).read_bytes()
    )
    assert (dinner.code, dinner.stock) == ("dinner", 6)


def test_guests_see_the_logo_that_stands_beside_the_file_if_it_can_be_drawn(tmp_path):
    file = tmp_path / "hotel.toml"

    def bring_with(name):
        text = HOTEL.replace('currency = "THB"', f'currency = "THB"\nlogo = "{name}"', 1)
        file.write_text(text, encoding="utf-8")
        result = CliRunner().invoke(cli.main, ["import-hotel", str(file)])
        assert result.exit_code == 0, result.output
        return result

    assert "the logo logo.png is not beside hotel.toml" in bring_with("logo.png").stderr
    (tmp_path / "logo.png").write_bytes(picture())
    assert bring_with("logo.png").stdout == "logo changed\n"
    assert bring_with("logo.png").stdout == "Nothing changed.\n"
    hotel = Property.objects.get(slug="baan-talay")
    kept = read_picture(hotel.id, picture_name(logo_of(hotel)))
    assert kept == offer_picture(picture())
    (tmp_path / "logo.svg").write_text("<svg/>")
    assert "guests do not see the logo logo.svg: it must be a picture" in bring_with("logo.svg").stderr
    hotel.refresh_from_db()
    assert read_picture(hotel.id, picture_name(logo_of(hotel))) == kept
