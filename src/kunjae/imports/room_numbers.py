"""Room numbers as people write them: `101-110, 201`, `V1-V4`, `001–016`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kunjae.kernel.errors import invalid

MOST = 500
"""At once; a larger house has a hotel file."""
_APART = re.compile(r"[,;\n、]+")
_DASH = re.compile(r"\s*[-–—]\s*")
_RANGE = re.compile(r"(\D{0,10}?)(\d{1,9})-(\D{0,10}?)(\d{1,9})")


def room_numbers(text: str, path: str = "") -> list[str]:
    """The numbers one by one, in the order written; what runs between unlike numbers is one name. Raises InvalidInput
    naming `path`: ranges that run backwards, a number twice, more than MOST."""
    found: list[str] = []
    for part in _parts(text):
        found += _range(part, path)
        if len(found) > MOST:
            raise invalid(path, "too_many", "At most {n} rooms at once.", "ได้ไม่เกิน {n} ห้องต่อครั้ง", n=MOST)
    seen: set[str] = set()
    for number in found:
        if number in seen:
            raise invalid(path, "given_twice", "{n} is there twice.", "มีห้อง {n} ซ้ำกัน", n=number)
        seen.add(number)
    return found


def _parts(text: str) -> list[str]:
    parts: list[str] = []
    for part in _APART.split(_DASH.sub("-", text)):
        words = part.split()
        if len(words) > 1 and all(any(letter.isdigit() for letter in word) for word in words):
            parts += words  # 101 102 are two rooms, Villa 1 is one
        elif words:
            parts.append(" ".join(words))
    return parts


def _range(part: str, path: str) -> list[str]:
    match = _RANGE.fullmatch(part)
    if match is None:
        return [part]
    before, first, again, last = match.groups()
    if again not in ("", before):
        return [part]
    start, end, width = int(first), int(last), len(first) if first.startswith("0") else 0
    if end < start:
        raise invalid(path, "backwards", "{part} runs backwards.", "{part} เรียงกลับกัน", part=part)
    if end - start >= MOST:
        raise invalid(path, "too_many", "At most {n} rooms at once.", "ได้ไม่เกิน {n} ห้องต่อครั้ง", n=MOST)
    return [f"{before}{number:0{width}}" for number in range(start, end + 1)]


def numbers_text(numbers: Sequence[str]) -> str:
    """The numbers as people would write them: what `room_numbers` reads back."""
    parts: list[str] = []
    run: list[str] = []
    for number in [*numbers, ""]:
        if run and number != _following(run[-1]):
            parts += [f"{run[0]}-{run[-1]}"] if len(run) > 2 else run
            run = []
        run.append(number)
    return ", ".join(parts)


def _following(number: str) -> str | None:
    match = re.fullmatch(r"(\D{0,10})(\d{1,9})", number, re.ASCII)
    if match is None:
        return None
    before, digits = match.groups()
    return f"{before}{int(digits) + 1:0{len(digits)}}"
