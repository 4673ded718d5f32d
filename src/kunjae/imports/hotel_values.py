"""The single values that only a hotel file has (others: `kernel.values`). Each function raises InvalidInput naming `path`."""

from __future__ import annotations

from kunjae.kernel.errors import FieldError, InvalidInput, invalid
from kunjae.kernel.moments import zone
from kunjae.kernel.money import decimals_of
from kunjae.kernel.parsing import parse_text
from kunjae.kernel.values import text_like

parse_slug = text_like(
    r"[a-z0-9]+(-[a-z0-9]+)*",
    60,
    "invalid_slug",
    "must be small letters, digits and hyphens, such as baan-talay",
    "ต้องเป็นตัวอักษรอังกฤษพิมพ์เล็ก ตัวเลข และขีดกลาง เช่น baan-talay",
)
parse_colour = text_like(
    r"#[0-9A-Fa-f]{6}",
    7,
    "invalid_colour",
    'must be a colour such as "#0E5A5A"',
    'ต้องเป็นสี เช่น "#0E5A5A"',
)
parse_file_name = text_like(
    r"[^./\\][^/\\]*",
    200,
    "invalid_file_name",
    "must be the name of a file beside this one",
    "ต้องเป็นชื่อไฟล์ที่อยู่โฟลเดอร์เดียวกัน",
)


def parse_room_number(value: object, path: str) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        raise invalid(
            path,
            "invalid_type",
            'must be a text, such as "101": a number would lose its zeros',
            'ต้องเป็นข้อความ เช่น "101" เพราะตัวเลขจะเสียเลขศูนย์ข้างหน้า',
        )
    return parse_text(value, path, most=20)


def parse_timezone(value: object, path: str) -> str:
    name = parse_text(value, path, most=60)
    zone(name, path)
    return name


def parse_currency(value: object, path: str) -> str:
    code = parse_text(value, path, most=3)
    try:
        decimals_of(code)
    except InvalidInput as error:
        wrong = error.errors[0]
        raise InvalidInput(FieldError(path, wrong.code, wrong.message)) from error
    return code
