"""Pictures as guests send them, drawn when a test asks for one: the largest take their time."""

import io
from functools import cache
from typing import Any

from PIL import Image


@cache
def picture(
    kind: str = "JPEG", size: tuple[int, int] = (60, 40), mode: str = "RGB", colour: Any = "red", **saved: Any
) -> bytes:
    """The bytes of a file with one colour."""
    file = io.BytesIO()
    Image.new(mode, size, colour).save(file, kind, **saved)
    return file.getvalue()
