"""Why a guest cannot do something, in words that end with what helps: the hotel's phone (rules.md 7). Pure."""

from __future__ import annotations

from kunjae.changes.wording import refusal_text
from kunjae.kernel.texts import in_language

_HELP = {"en": "Please contact the hotel, phone {phone}.", "th": "กรุณาติดต่อที่พัก โทร. {phone}"}
_WITHOUT_PHONE = {"en": "Please contact the hotel.", "th": "กรุณาติดต่อที่พัก"}


def help_text(language: str, phone: str) -> str:
    """What always helps."""
    return in_language(_HELP if phone else _WITHOUT_PHONE, language).format(phone=phone)


def refusal_sentence(code: str, language: str, phone: str) -> str:
    """The reason behind a code of rules.md 7, and what helps."""
    return f"{refusal_text(code, language)} {help_text(language, phone)}"
