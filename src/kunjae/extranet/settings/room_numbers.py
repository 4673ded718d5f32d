"""Room numbers written as ranges: `101-110, 201`."""

from __future__ import annotations

import re

from kunjae.kernel.errors import invalid

MOST_AT_ONCE = 500
_RANGE = re.compile(r"(?P<before>.*?)(?P<first>\d+)\s*[-–]\s*(?P<again>.*?)(?P<last>\d+)", re.ASCII)


def numbers_in(text: str) -> list[str]:
    """Every number of the text, in its order: parts stand between commas or on lines, and a part `A01-A12` or `101-110`
    is all from the first to the last, with the zeros of the first.

    Raises InvalidInput for a range that runs backwards, a number that is named twice, and more than MOST_AT_ONCE.
    """
    found: list[str] = []
    for part in re.split(r"[,;\n]", text):
        found += _numbers_of(part.strip())
        if len(found) > MOST_AT_ONCE:
            raise invalid(
                "", "too_many", "At most {n} rooms at once.", "เพิ่มได้ไม่เกิน {n} ห้องต่อครั้ง", n=MOST_AT_ONCE
            )
    twice = next((number for number in found if found.count(number) > 1), None)
    if twice is not None:
        raise invalid("", "given_twice", "{n} is named twice.", "ระบุห้อง {n} ซ้ำ", n=twice)
    return found


def _numbers_of(part: str) -> list[str]:
    match = _RANGE.fullmatch(part)
    if match is None or match["again"] not in ("", match["before"]):
        return [part] if part else []
    if len(match["first"]) > 9 or len(match["last"]) > 9:
        return [part]
    first, last, width = int(match["first"]), int(match["last"]), len(match["first"])
    if last < first:
        raise invalid("", "backwards", "{part} runs backwards.", "{part} เรียงย้อนกลับ", part=part)
    last = min(last, first + MOST_AT_ONCE)  # one too many, which the caller refuses
    return [f"{match['before']}{number:0{width}}" for number in range(first, last + 1)]
