"""A mail within a page of the house."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.csp import CSP

PREVIEW_CSP: dict[str, Any] = {
    "default-src": [CSP.SELF],
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, "data:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
"""The page with a preview: the mail stands in a sandboxed frame (`srcdoc`) that inherits this, and mails carry their
styles in their tags."""


def pictures_here(html: str) -> str:
    """The mail with its pictures from wherever this page came from, which need not be the address that mails name."""
    return html.replace(f'src="{settings.BASE_URL}/', 'src="/')
