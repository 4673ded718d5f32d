"""Which language an answer's messages are in: what the caller accepts, else the hotel's first, else English."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header

LANGUAGES = ("th", "en")


def language_of(request: HttpRequest) -> str:
    """`th` or `en`, the same throughout one request."""
    known = getattr(request, "kunjae_language", None)
    if known is None:
        known = _accepted(request.headers.get("Accept-Language", "")) or _of_hotel(request)
        if getattr(request, "auth", None) is not None:
            request.kunjae_language = known  # type: ignore[attr-defined]
    return str(known)


def _accepted(header: str) -> str | None:
    for tag, quality in parse_accept_lang_header(header[:500]):
        primary = tag.partition("-")[0]
        if primary in LANGUAGES and quality > 0:
            return primary
    return None


def _of_hotel(request: HttpRequest) -> str:
    caller = getattr(request, "auth", None)
    return hotel_language(caller.property.languages) if caller else "en"


def hotel_language(languages: object) -> str:
    """The hotel's first language that the house speaks."""
    spoken = languages if isinstance(languages, list) else []
    return next((language for language in spoken if language in LANGUAGES), "en")
