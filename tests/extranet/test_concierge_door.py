"""The QR code for the rooms: printed by everybody who may look, and read by a phone as the Concierge's address."""

import io
import re

import pytest
import segno
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from kunjae.accounts.models import Membership, User
from tests.hotel import make_hotel

pytestmark = pytest.mark.django_db


@pytest.fixture
def viewer(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    settings.BASE_URL = "https://extranet.example"
    hotel = make_hotel()
    user = User.objects.create(email="mali@example.com", name="Mali")
    Membership.objects.create(user=user, property=hotel, role="viewer")
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def test_the_cards_lead_to_the_door_in_the_languages_of_the_hotel(viewer):
    page = viewer.get("/extranet/baan-talay/concierge-qr/").content.decode()
    assert page.count("https://extranet.example/g/baan-talay/concierge/") >= 5
    assert page.count('class="room-card"') == 4
    assert "Scan to order massage" in page
    assert "สแกนเพื่อสั่งนวด" in page
    for asked, cards in [("1", 1), ("2", 2), ("3", 4), ("x", 4)]:
        page = viewer.get("/extranet/baan-talay/concierge-qr/", {"cards": asked}).content.decode()
        assert len(re.findall('class="room-card"', page)) == cards


def test_the_code_is_that_address_as_svg_and_png(viewer):
    drawn = viewer.get("/extranet/baan-talay/concierge-qr/code.svg")
    assert drawn.headers["Content-Type"] == "image/svg+xml"
    code = segno.make_qr("https://extranet.example/g/baan-talay/concierge/", error="m")
    dark = re.findall(r' d="([^"]+)"', drawn.content.decode())[-1]
    assert dark in code.svg_inline(scale=6, border=4, light="#fff")
    png = viewer.get("/extranet/baan-talay/concierge-qr/code.png")
    assert png.content.startswith(b"\x89PNG")
    assert png.headers["Content-Disposition"] == 'attachment; filename="concierge-baan-talay.png"'


def test_nobody_else_finds_it(viewer):
    make_hotel("elsewhere")
    assert viewer.get("/extranet/elsewhere/concierge-qr/").status_code == 404
    assert Client().get("/extranet/baan-talay/concierge-qr/").status_code == 302


def a_logo(kind="PNG"):
    kept = io.BytesIO()
    Image.new("RGBA", (300, 100), (14, 90, 90, 120)).save(kept, kind)
    return SimpleUploadedFile("logo.png", kept.getvalue())


def test_managers_choose_the_logo_that_guests_see(viewer):
    address = "/extranet/baan-talay/concierge-qr/logo/"
    assert viewer.post(address, {"logo": a_logo()}).status_code == 403
    Membership.objects.update(role="manager")
    for wrong in ({}, {"logo": SimpleUploadedFile("logo.png", b"<svg onload=alert(1)>")}):
        assert viewer.post(address, wrong).status_code == 422
    assert viewer.post(address, {"logo": a_logo()}).status_code == 302
    card = re.search(
        r'room-card__logo" src="([^"]+)"', viewer.get("/extranet/baan-talay/concierge-qr/").content.decode()
    )
    assert card
    guest = Client(headers={"accept-language": "en"})
    assert f'guest-logo" src="{card[1]}"' in guest.get("/g/baan-talay/").content.decode()
    assert guest.get(card[1]).content.startswith(b"\xff\xd8")
    assert viewer.post(address, {"do": "remove"}).status_code == 302
    assert "guest-logo" not in guest.get("/g/baan-talay/").content.decode()
