"""Where a request comes from on the network."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

LONGEST_ADDRESS = 100


def address_of(request: HttpRequest) -> str:
    """The caller's address: what the connection says, or, behind as many proxies as KUNJAE_PROXIES says, what the
    outermost of them wrote into X-Forwarded-For. Whatever stands left of that the caller may have written."""
    proxies: int = settings.PROXIES
    connected = str(request.META.get("REMOTE_ADDR", ""))
    if not proxies:
        return connected
    passed = [each.strip() for each in request.headers.get("X-Forwarded-For", "").split(",") if each.strip()]
    return (passed[-proxies] if len(passed) >= proxies else connected)[:LONGEST_ADDRESS]
