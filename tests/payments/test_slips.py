"""Slips of transfers: pictures drawn anew and PDFs, kept under names that nobody guesses, of one hotel only."""

import io
from datetime import timedelta
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest
from PIL import Image

from kunjae.backups.uploads import paths_of_uploads
from kunjae.kernel.errors import InvalidInput
from kunjae.payments.commands.slips import MOST_SLIPS, attach_slip, open_slip
from kunjae.payments.errors import CheckoutClosed, NoSuchCheckout, NoSuchSlip
from kunjae.payments.models import Checkout, Slip
from kunjae.payments.pictures import LONGEST_SIDE, MOST_BYTES, readable_picture
from kunjae.payments.queries import TaskKind, money_tasks
from tests.hotel import FAR, book_two_rooms, make_hotel
from tests.payments.pictures import picture
from tests.payments.till import Clock, begin, open_till, worker

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def with_a_place():
    """A photograph that says where it was taken."""
    exif = Image.Exif()
    exif[0x010E], exif[0x0112] = "at home, 13.7 N", 6  # a description; turned by a quarter
    return picture(exif=exif.tobytes(), size=(60, 40))


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (picture(), "image/jpeg"),
        (picture("PNG", mode="RGBA", colour=(0, 0, 0, 0)), "image/png"),
        (picture("PNG", mode="P", colour=0), "image/png"),
        (picture("WEBP"), "image/jpeg"),
        (picture(mode="CMYK", colour=(0, 0, 0, 0)), "image/jpeg"),
        (PDF, "application/pdf"),
    ],
)
def test_pictures_and_pdfs_are_taken(content, kind):
    kept = readable_picture(content)
    assert kept.kind == kind
    if kind != "application/pdf":
        Image.open(io.BytesIO(kept.content)).load()


def test_nothing_but_the_dots_of_a_picture_is_kept():
    kept = Image.open(io.BytesIO(readable_picture(with_a_place()).content))
    assert (dict(kept.getexif()), kept.size) == ({}, (40, 60))
    assert b"at home" in with_a_place()
    behind = picture() + b"<script>alert(1)</script>"
    assert b"script" not in readable_picture(behind).content
    large = Image.open(io.BytesIO(readable_picture(picture(size=(5000, 300))).content))
    assert large.size == (LONGEST_SIDE, 144)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\0" * (MOST_BYTES + 1), "too_large"),
        (b"<html><script>alert(1)</script></html>", "not_a_picture"),
        (b"GIF89a" + b"\0" * 40, "not_a_picture"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "not_a_picture"),
        (picture()[:-200], "not_a_picture"),
        (picture("PNG")[:60], "not_a_picture"),
        (partial(picture, "PNG", size=(30000, 30000), mode="1", colour=0), "not_a_picture"),
        (partial(picture, "PNG", size=(6400, 6400), mode="1", colour=0), "not_a_picture"),
        (b"%PDF-1.4 cut", "not_a_picture"),
        (b" %PDF-1.4\n%%EOF", "not_a_picture"),
    ],
    ids=range(11),
)
def test_odd_files_are_refused(content, code):
    content = content() if callable(content) else content  # what takes long to draw is drawn only here
    with pytest.raises(InvalidInput) as refused:
        readable_picture(content)
    assert [(error.path, error.code) for error in refused.value.errors] == [("slip", code)]


@pytest.fixture
def hotel(db, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "uploads")
    hotel = make_hotel()
    with open_till(hotel):
        yield hotel


def send(hotel, checkout, content=None, now=FAR):
    return attach_slip(property=hotel, checkout=checkout.id, content=content or picture(), now=now)


def test_a_slip_is_kept_for_staff_and_its_checkout_no_longer_ends_by_itself(hotel):
    clock = Clock()
    checkout = begin(hotel, book_two_rooms(hotel))
    slip = send(hotel, checkout, now=clock.forward(minutes=29))
    assert slip.path.startswith(f"{hotel.id}/slips/")
    assert paths_of_uploads() == [slip.path]
    worker(clock).run()
    clock.forward(hours=9)
    worker(clock).run()
    assert Checkout.objects.of(hotel).get().state == "slip"
    (task,) = money_tasks(hotel)
    assert (task.kind, task.id, task.code) == (TaskKind.SLIP, checkout.id, checkout.code)
    opened = open_slip(hotel, slip.id)
    assert (opened.kind, opened.name) == ("image/jpeg", f"{checkout.code}.jpg")
    Image.open(io.BytesIO(opened.content)).load()
    send(hotel, checkout, PDF, now=clock())  # one more, better to be read
    assert len(money_tasks(hotel)) == 1


def test_what_is_not_taken_leaves_no_file(hotel):
    checkout = begin(hotel, book_two_rooms(hotel))
    for content, now, error in [
        (b"nothing", FAR, InvalidInput),
        (picture(), checkout.expires_at, CheckoutClosed),
    ]:
        with pytest.raises(error):
            send(hotel, checkout, content, now)
    with pytest.raises(NoSuchCheckout):
        send(hotel, Checkout(id=uuid4()))
    for _ in range(MOST_SLIPS):
        send(hotel, checkout)
    with pytest.raises(InvalidInput):
        send(hotel, checkout)
    Checkout.objects.of(hotel).update(state="paid", closed_at=FAR)
    with pytest.raises(CheckoutClosed):
        send(hotel, checkout)
    assert len(paths_of_uploads()) == MOST_SLIPS


def test_a_slip_of_another_hotel_is_not_there(hotel, tmp_path):
    slip = send(hotel, begin(hotel, book_two_rooms(hotel)), now=FAR + timedelta(minutes=1))
    with pytest.raises(NoSuchSlip):
        open_slip(make_hotel(slug="other"), slip.id)
    Path(tmp_path, "secret").write_text("of the house")
    for odd in ("../secret", "/etc/hostname", "", str(hotel.id), f"{uuid4()}/slips/1.jpg"):
        Slip.objects.of(hotel).update(path=odd)
        with pytest.raises(NoSuchSlip):
            open_slip(hotel, slip.id)
