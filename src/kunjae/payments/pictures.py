"""What a guest may hand in as a slip: a picture, drawn anew so that nothing but its dots is kept, or a PDF."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from kunjae.kernel.errors import InvalidInput, invalid

MOST_BYTES = 8 * 1024 * 1024
MOST_DOTS = 40_000_000
LONGEST_SIDE = 2400
"""Dots; a transfer slip is read well at half of it."""

JPEG, PNG, PDF = "image/jpeg", "image/png", "application/pdf"
ENDINGS = {JPEG: "jpg", PNG: "png", PDF: "pdf"}


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
        return _drawn_anew(content)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError):
        raise _unreadable(path) from None


def _drawn_anew(content: bytes) -> Picture:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # counted below
        image = Image.open(io.BytesIO(content), formats=["JPEG", "PNG", "WEBP"])
        if image.width * image.height > MOST_DOTS:
            raise ValueError("too many dots")
        kind = PNG if image.format == "PNG" else JPEG
        image.load()
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    dots = Image.new("RGB", upright.size, "white")
    clear = upright.convert("RGBA")
    dots.paste(clear, mask=clear.getchannel("A"))
    kept = io.BytesIO()
    if kind == PNG:
        dots.save(kept, "PNG", optimize=True)
    else:
        dots.save(kept, "JPEG", quality=88)
    return Picture(kind, kept.getvalue())


def _unreadable(path: str) -> InvalidInput:
    return invalid(
        path,
        "not_a_picture",
        "must be a picture (JPEG, PNG, WebP) or a PDF that can be opened",
        "ต้องเป็นไฟล์รูปภาพ (JPEG, PNG, WebP) หรือ PDF ที่เปิดได้",
    )
