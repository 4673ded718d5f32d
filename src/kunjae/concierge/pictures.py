"""The pictures of offers: uploaded by staff or named in a hotel file, drawn anew, kept in the folder of uploads.

A picture is written once under a name that nobody can guess and is never changed: an offer that gets another one gets
another name, so that browsers and mails may keep what they have.
"""

from __future__ import annotations

import re
from uuid import UUID

from kunjae.kernel.errors import invalid
from kunjae.properties.pictures import MOST_BYTES, NotAPicture, as_jpeg, drawn_anew
from kunjae.properties.uploads import keep_upload, read_upload

FOLDER = "offers"
LONGEST_SIDE = 1280
"""Dots: sharp on any phone; a guest's page shows several."""
_NAME = re.compile(r"[0-9a-f]{32}\.jpg", re.ASCII)


def offer_picture(content: bytes, path: str = "picture") -> bytes:
    """The picture as it may be kept, a JPEG. Raises InvalidInput naming `path` for a file that is empty, larger than
    8 MB, or no picture (JPEG, PNG, WebP)."""
    if not content:
        raise invalid(path, "empty", "the file is empty", "ไฟล์ว่างเปล่า")
    if len(content) > MOST_BYTES:
        raise invalid(path, "too_large", "the file is larger than 8 MB", "ไฟล์ใหญ่กว่า 8 MB")
    try:
        dots, _was = drawn_anew(content, LONGEST_SIDE)
    except NotAPicture:
        raise invalid(
            path,
            "not_a_picture",
            "must be a picture (JPEG, PNG, WebP) that can be opened",
            "ต้องเป็นไฟล์รูปภาพ (JPEG, PNG, WebP) ที่เปิดได้",
        ) from None
    return as_jpeg(dots, quality=84)


def keep_picture(property: UUID, content: bytes, path: str = "picture") -> str:
    """Keep a picture for `OfferFacts.picture`; its path in the folder of uploads. Not within a transaction: drawing
    takes its time. Raises InvalidInput as `offer_picture` does."""
    return keep_upload(property, FOLDER, "jpg", offer_picture(content, path))


def picture_name(picture: str) -> str:
    """By which name `guest:picture` shows `OfferFacts.picture`; empty without one."""
    return picture.rpartition("/")[2]


def is_picture_name(name: str) -> bool:
    """Whether a picture could be called so, whether there is one or not."""
    return _NAME.fullmatch(name) is not None


def picture_of(property: UUID, name: str) -> str:
    """The path of the property's picture of that name; empty for a name that is none or a file that is gone."""
    path = f"{property}/{FOLDER}/{name}"
    return path if read_picture(property, name) is not None else ""


def read_picture(property: UUID, name: str) -> bytes | None:
    """What the property's picture of that name holds, a JPEG; None where there is none."""
    return read_upload(property, f"{property}/{FOLDER}/{name}") if is_picture_name(name) else None
