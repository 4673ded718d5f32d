"""Reading JSON and TOML that people wrote: every wrong field is named, all at once."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any

from kunjae.kernel.errors import FieldError, InvalidInput, invalid
from kunjae.kernel.texts import LocalText

MOST_TEXT = 5000
_ABSENT = object()


class Reader:
    """Takes known fields out of a mapping and collects what is wrong; `finish` raises it.

    A field that nobody took is an error too (`unknown_field`): a typo never passes silently.
    """

    def __init__(self, data: object, path: str) -> None:
        if not isinstance(data, Mapping):
            raise invalid(path, "invalid_type", "must be an object with fields", "ต้องเป็นข้อมูลแบบมีชื่อฟิลด์")
        self._left: dict[str, Any] = dict(data)
        self._path = path
        self._errors: list[FieldError] = []

    def take[T](self, name: str, parse: Callable[[Any, str], T], default: Any = _ABSENT) -> T:
        """The field parsed; `default` is parsed in its place when it is left out; an error when there is none."""
        value = self._left.pop(name, default)
        return self._parsed(name, value, parse)

    def take_optional[T](self, name: str, parse: Callable[[Any, str], T]) -> T | None:
        """The field parsed; None when it is left out or null."""
        value = self._left.pop(name, None)
        return None if value is None else self._parsed(name, value, parse)

    def take_or_null[T, D](self, name: str, parse: Callable[[Any, str], T], default: D) -> T | D | None:
        """The field parsed; None when it is null; `default` as it is when it is left out."""
        if name not in self._left:
            return default
        return self.take_optional(name, parse)

    def has(self, name: str) -> bool:
        """Whether the field is there, null or not."""
        return name in self._left

    def is_null(self, name: str) -> bool:
        """Whether the field is left out or null; a null is taken."""
        if self._left.get(name) is not None:
            return False
        self._left.pop(name, None)
        return True

    def boolean(self, name: str, default: bool) -> bool:
        return self.take(name, _parse_boolean, default)

    def integer(self, name: str, least: int, most: int, default: Any = _ABSENT) -> int:
        return self.take(name, lambda value, path: parse_integer(value, path, least, most), default)

    def optional_integer(self, name: str, least: int, most: int) -> int | None:
        return self.take_optional(name, lambda value, path: parse_integer(value, path, least, most))

    def text(self, name: str, default: Any = _ABSENT, *, most: int = 200, blank: bool = False) -> str:
        return self.take(name, lambda value, path: parse_text(value, path, most=most, blank=blank), default)

    def choice[C: StrEnum](self, name: str, choices: type[C], default: Any = _ABSENT) -> C:
        return self.take(name, lambda value, path: parse_choice(value, path, choices), default)

    def items[T](self, name: str, parse: Callable[[Any, str], T], *, most: int = 1000) -> list[T]:
        """A list, each item parsed with its own path (`tiers.0`); left out means empty."""
        value = self._left.pop(name, [])
        path = self.at(name)
        if not isinstance(value, list):
            self._wrong(invalid(path, "invalid_type", "must be a list", "ต้องเป็นรายการ"))
            return []
        if len(value) > most:
            self._wrong(invalid(path, "too_many", "has more than {n} entries", "มีมากกว่า {n} รายการ", n=most))
            return []
        parsed = []
        for index, item in enumerate(value):
            try:
                parsed.append(parse(item, f"{path}.{index}"))
            except InvalidInput as error:
                self._wrong(error)
        return parsed

    def stop_if_wrong(self) -> None:
        """Raise InvalidInput if anything was wrong so far: what follows needs the values taken."""
        if self._errors:
            raise InvalidInput(*self._errors)

    def need(self, name: str, *, null: bool = False) -> None:
        """Note that a field is missing (`null`: a null counts as given)."""
        if name not in self._left or (not null and self._left[name] is None):
            self.wrong(name, "required", "is required", "ต้องระบุ")

    def wrong(self, name: str, code: str, en: str, th: str) -> None:
        """Note that a field is wrong."""
        self._wrong(invalid(self.at(name), code, en, th))

    def attempt[T](self, make: Callable[[], T], otherwise: T) -> T:
        """What `make` gives; `otherwise`, with its errors noted, when it raises InvalidInput."""
        try:
            return make()
        except InvalidInput as error:
            self._wrong(error)
            return otherwise

    def finish(self) -> None:
        """Raise InvalidInput if anything was wrong or left over."""
        for name in self._left:
            self._wrong(invalid(self.at(str(name)), "unknown_field", "is not a known field", "ไม่ใช่ฟิลด์ที่รู้จัก"))
        if self._errors:
            raise InvalidInput(*self._errors)

    def _parsed[T](self, name: str, value: Any, parse: Callable[[Any, str], T]) -> T:
        try:
            if value is _ABSENT:
                raise invalid(self.at(name), "required", "is required", "ต้องระบุ")
            return parse(value, self.at(name))
        except InvalidInput as error:
            self._wrong(error)
            return None  # type: ignore[return-value]  # never seen: finish() raises before the value is used

    def at(self, name: str) -> str:
        """The path of a field, as errors name it."""
        return f"{self._path}.{name}" if self._path else name

    def _wrong(self, error: InvalidInput) -> None:
        self._errors.extend(error.errors)


def parse_integer(value: object, path: str, least: int, most: int) -> int:
    """A whole number within bounds; digits in a text count, and so does a Decimal of 2.0. Raises InvalidInput naming `path`."""
    if (
        isinstance(value, str) and value.strip().isascii() and value.strip().isdigit() and len(value) < 20
    ) or (isinstance(value, Decimal) and least <= value <= most and value == int(value)):
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise invalid(
            path,
            "invalid_integer",
            "must be a whole number from {least} to {most}",
            "ต้องเป็นจำนวนเต็มตั้งแต่ {least} ถึง {most}",
            least=least,
            most=most,
        )
    return value


def parse_text(value: object, path: str, *, most: int = 200, blank: bool = False) -> str:
    """A text without control characters, trimmed. Raises InvalidInput naming `path`."""
    if not isinstance(value, str):
        raise invalid(path, "invalid_type", "must be a text", "ต้องเป็นข้อความ")
    words = value.strip()
    if not words and not blank:
        raise invalid(path, "required", "is required", "ต้องระบุ")
    if len(words) > most:
        raise invalid(path, "too_long", "is longer than {n} characters", "ยาวเกิน {n} ตัวอักษร", n=most)
    if not words.isprintable() and any(_is_unfit(letter) for letter in words):
        raise invalid(path, "invalid_characters", "has characters that cannot be stored", "มีอักขระที่บันทึกไม่ได้")
    return words


def _is_unfit(letter: str) -> bool:
    """Control characters but for line ends and tabs, halves of characters, and marks that turn the text around them.

    Other invisible ones stay: Thai and emoji are written with them.
    """
    turns_around = "\u202a" <= letter <= "\u202e" or "\u2066" <= letter <= "\u2069"
    return turns_around or (unicodedata.category(letter) in ("Cc", "Cs", "Cn") and letter not in "\n\r\t")


def parse_choice[C: StrEnum](value: object, path: str, choices: type[C]) -> C:
    """One of the enumeration's values. Raises InvalidInput naming `path` and what is allowed."""
    try:
        return choices(value)  # type: ignore[arg-type]  # whatever it is, the enumeration knows or refuses it
    except ValueError:
        allowed = ", ".join(choice.value for choice in choices)
        raise invalid(
            path,
            "invalid_choice",
            "must be one of: {allowed}",
            "ต้องเป็นค่าใดค่าหนึ่งต่อไปนี้: {allowed}",
            allowed=allowed,
        ) from None


def parse_local_text(value: object, path: str) -> LocalText:
    """A text for all languages, or one per language: `"Spa"`, `{th = "สปา", en = "Spa"}`."""
    if isinstance(value, str):
        words = parse_text(value, path, most=MOST_TEXT, blank=True)
        return {"th": words, "en": words} if words else {}
    if not isinstance(value, Mapping) or not all(key in ("th", "en") for key in value):
        raise invalid(
            path,
            "invalid_text",
            "must be a text, or texts for th and en",
            "ต้องเป็นข้อความ หรือข้อความภาษา th และ en",
        )
    return {
        key: words
        for key, words in (
            (key, parse_text(words, f"{path}.{key}", most=MOST_TEXT, blank=True))
            for key, words in value.items()
        )
        if words
    }


def _parse_boolean(value: object, path: str) -> bool:
    if not isinstance(value, bool):
        raise invalid(path, "invalid_boolean", "must be true or false", "ต้องเป็น true หรือ false")
    return value
