"""Pictures of offers: drawn anew, small enough for a phone, found under their name by their own hotel only."""

import io
from uuid import uuid4

import pytest
from PIL import Image

from kunjae.concierge.pictures import (
    LONGEST_SIDE,
    keep_picture,
    offer_picture,
    picture_name,
    picture_of,
    read_picture,
)
from kunjae.kernel.errors import InvalidInput
from kunjae.properties.pictures import MOST_BYTES


def drawn(kind="JPEG", size=(60, 40), mode="RGB", colour="red", **saved):
    file = io.BytesIO()
    Image.new(mode, size, colour).save(file, kind, **saved)
    return file.getvalue()


def test_whatever_it_was_it_is_a_small_upright_jpeg_of_dots_alone():
    exif = Image.Exif()
    exif[0x010E], exif[0x0112] = "at home, 13.7 N", 6  # a description; turned by a quarter
    turned = Image.open(io.BytesIO(offer_picture(drawn(exif=exif.tobytes()))))
    assert (turned.format, turned.size, dict(turned.getexif())) == ("JPEG", (40, 60), {})
    large = Image.open(io.BytesIO(offer_picture(drawn(size=(4000, 1000)))))
    assert large.size == (LONGEST_SIDE, LONGEST_SIDE // 4)
    clear = Image.open(io.BytesIO(offer_picture(drawn("PNG", mode="RGBA", colour=(0, 0, 0, 0)))))
    assert clear.getpixel((5, 5)) == (255, 255, 255)
    assert b"script" not in offer_picture(drawn("WEBP") + b"<script>")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\0" * (MOST_BYTES + 1), "too_large"),
        (b"%PDF-1.4\n%%EOF", "not_a_picture"),
        (b"GIF89a" + b"\0" * 40, "not_a_picture"),
        (drawn()[:-200], "not_a_picture"),
        (drawn("PNG", size=(6400, 6400), mode="1", colour=0), "not_a_picture"),
    ],
    ids=range(6),
)
def test_odd_files_are_refused_by_name(content, code):
    with pytest.raises(InvalidInput) as refused:
        offer_picture(content, "offers.0.picture")
    assert [(error.path, error.code) for error in refused.value.errors] == [("offers.0.picture", code)]


def test_a_picture_is_its_own_hotels(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    hotel, other = uuid4(), uuid4()
    path = keep_picture(hotel, drawn())
    name = picture_name(path)
    assert picture_of(hotel, name) == path
    assert read_picture(hotel, name) == (tmp_path / path).read_bytes()
    assert (picture_of(other, name), read_picture(other, name)) == ("", None)
    secret = tmp_path / str(hotel) / "slips" / name
    secret.parent.mkdir()
    secret.write_bytes(b"a slip")
    for wrong in (f"../slips/{name}", "", name.upper(), name + "\n", f"{hotel}/offers/{name}"):
        assert read_picture(hotel, wrong) is None, wrong
