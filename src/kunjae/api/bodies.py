"""Reading a request's body: JSON of a sane size and shape, or a refusal that says what is wrong."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, UnreadablePostError

from kunjae.api.problems import Refused
from kunjae.kernel.texts import LocalText

LARGEST_BODY = 1024 * 1024
DEEPEST = 20


def read_json(request: HttpRequest, *, optional: bool = False) -> Any:
    """The body's JSON; numbers with decimals as Decimal, written as they were. `optional`: one that is left out is an
    empty object.

    Raises Refused: `unsupported_media_type`, `length_required`, `body_too_large`, `malformed_json`.
    """
    if optional and not _body(request):
        return {}
    media_type = (request.content_type or "").lower()
    if media_type != "application/json" and not (
        media_type.startswith("application/") and media_type.endswith("+json")
    ):
        raise Refused(
            "unsupported_media_type",
            {
                "en": "Send the body as JSON, with Content-Type: application/json.",
                "th": "กรุณาส่งข้อมูลเป็น JSON พร้อม Content-Type: application/json",
            },
        )
    return _parsed(_body(request))


def _body(request: HttpRequest) -> bytes:
    too_large: LocalText = {
        "en": f"The body is at most {LARGEST_BODY} bytes.",
        "th": f"ข้อมูลที่ส่งต้องไม่เกิน {LARGEST_BODY} ไบต์",
    }
    length = request.headers.get("Content-Length", "")
    if not length and request.headers.get("Transfer-Encoding"):
        raise Refused("length_required")  # Django reads nothing of it
    if length.isdigit() and (len(length) > 9 or int(length) > LARGEST_BODY):
        raise Refused("body_too_large", too_large)
    try:
        body = request.body
    except RequestDataTooBig:
        raise Refused("body_too_large", too_large) from None
    except UnreadablePostError:
        raise Refused("bad_request") from None
    if len(body) > LARGEST_BODY:
        raise Refused("body_too_large", too_large)
    return body


def _parsed(body: bytes) -> Any:
    try:
        data = json.loads(body.decode("utf-8"), parse_float=_decimal, parse_constant=_no_number)
    except UnicodeDecodeError:
        raise _malformed("is not UTF-8", "ไม่ใช่ UTF-8") from None
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise _malformed(f"is not JSON ({place})", f"ไม่ใช่ JSON ({place})") from None
    except (ValueError, RecursionError):  # a number of thousands of digits, NaN; thousands of brackets
        raise _malformed("is not JSON that can be read", "ไม่ใช่ JSON ที่อ่านได้") from None
    _check_depth(data)
    return data


def _malformed(en: str, th: str) -> Refused:
    return Refused("malformed_json", {"en": f"The body {en}.", "th": f"ข้อมูลที่ส่ง{th}"})


def _decimal(digits: str) -> Decimal:
    try:
        return Decimal(digits)
    except InvalidOperation:
        raise ValueError(digits[:20]) from None


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _check_depth(data: Any) -> None:
    level = [data]
    for _ in range(DEEPEST):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return
    raise _malformed("is nested too deeply", "ซ้อนกันลึกเกินไป")
