"""What a guest may hand in as a slip: a picture, drawn anew so that nothing but its dots is kept, or a PDF."""

from __future__ import annotations

from dataclasses import dataclass

from kunjae.kernel.errors import InvalidInput, invalid
from kunjae.properties.pictures import MOST_BYTES, NotAPicture, as_jpeg, as_png, drawn_anew

LONGEST_SIDE = 2400
"""Dots; a transfer slip is read well at half of it."""

JPEG, PNG, PDF = "image/jpeg", "image/png", "application/pdf"
ENDINGS = {JPEG: "jpg", PNG: "png", PDF: "pdf"}

__all__ = ["ENDINGS", "LONGEST_SIDE", "MOST_BYTES", "Picture", "readable_picture"]


@dataclass(frozen=True, slots=True)
class Picture:
    """The file as it is kept. `kind`: image/jpeg, image/png or application/pdf."""

    kind: str
    content: bytes


def readable_picture(content: bytes, path: str = "slip") -> Picture:
    """The file as it may be kept. Raises InvalidInput naming `path` for one that is empty, too large, or neither a
    picture (JPEG, PNG, WebP) nor a PDF."""
    if not content:
        raise invalid(path, "empty", "the file is empty", "ไฟล์ว่างเปล่า")
    if len(content) > MOST_BYTES:
        raise invalid(path, "too_large", "the file is larger than 8 MB", "ไฟล์ใหญ่กว่า 8 MB")
    if content.startswith(b"%PDF-"):
        if b"%%EOF" not in content[-2048:]:
            raise _unreadable(path)
        return Picture(PDF, content)
    try:
        dots, was = drawn_anew(content, LONGEST_SIDE)
    except NotAPicture:
        raise _unreadable(path) from None
    return Picture(PNG, as_png(dots)) if was == "PNG" else Picture(JPEG, as_jpeg(dots))


def _unreadable(path: str) -> InvalidInput:
    return invalid(
        path,
        "not_a_picture",
        "must be a picture (JPEG, PNG, WebP) or a PDF that can be opened",
        "ต้องเป็นไฟล์รูปภาพ (JPEG, PNG, WebP) หรือ PDF ที่เปิดได้",
    )
