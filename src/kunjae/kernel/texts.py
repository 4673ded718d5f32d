"""Texts that are kept in several languages: names of rooms, conditions, messages."""

from __future__ import annotations

from collections.abc import Mapping

type LocalText = Mapping[str, str]
"""Language code -> text, for instance `{"th": "ห้องมาตรฐาน", "en": "Standard"}`."""


def in_language(text: LocalText, language: str) -> str:
    """The text in `language`, else in English, else in whichever language there is; empty if there is none."""
    return text.get(language) or text.get("en") or next(iter(text.values()), "")


def filled(text: LocalText, **values: object) -> dict[str, str]:
    """The text with `{name}` replaced in every language."""
    return {language: words.format(**values) for language, words in text.items()}
