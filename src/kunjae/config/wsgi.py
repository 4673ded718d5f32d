"""The web server's entry."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.utils.http import parse_header_parameters

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kunjae.config.settings")

_django = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Django, told that every request is in UTF-8: it would believe whatever charset one claims, and some of those
    that Python knows, as zlib, are none that text can be read in. A Content-Type too long to be read, of which it would
    raise an error before anybody could answer it, is none that is known."""
    content_type = environ.get("CONTENT_TYPE", "")
    try:
        parse_header_parameters(content_type)
    except ValueError:
        content_type = environ["CONTENT_TYPE"] = "application/octet-stream"
    if "charset" in content_type.lower():
        parts = content_type.split(";")
        kept = [part for part in parts if not part.strip().lower().startswith("charset")]
        environ["CONTENT_TYPE"] = ";".join(kept)
    return _django(environ, start_response)
