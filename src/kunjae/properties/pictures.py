"""Pictures that people gave to a hotel, drawn anew, so that nothing but their dots is kept: no place where a photograph
was taken, nothing that a program could run."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

MOST_BYTES = 8 * 1024 * 1024
MOST_DOTS = 40_000_000
READ = ("JPEG", "PNG", "WEBP")


class NotAPicture(ValueError):
    """The file is none that can be opened, or has more dots than any hotel needs."""


def drawn_anew(content: bytes, longest: int) -> tuple[Image.Image, str]:
    """The picture upright on white, its longer side at most `longest` dots; and which of `READ` it was.

    Raises NotAPicture.
    """
    try:
        return _drawn(content, longest)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError):
        raise NotAPicture from None


def _drawn(content: bytes, longest: int) -> tuple[Image.Image, str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # counted below
        image = Image.open(io.BytesIO(content), formats=READ)
        if image.width * image.height > MOST_DOTS:
            raise ValueError("too many dots")
        was = str(image.format)
        image.load()
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((longest, longest))
    dots = Image.new("RGB", upright.size, "white")
    clear = upright.convert("RGBA")
    dots.paste(clear, mask=clear.getchannel("A"))
    return dots, was


def as_jpeg(dots: Image.Image, quality: int = 88) -> bytes:
    kept = io.BytesIO()
    dots.save(kept, "JPEG", quality=quality, progressive=True, optimize=True)
    return kept.getvalue()


def as_png(dots: Image.Image) -> bytes:
    kept = io.BytesIO()
    dots.save(kept, "PNG", optimize=True)
    return kept.getvalue()
