"""Where a request comes from on the network."""

from __future__ import annotations

from ipaddress import IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.http import HttpRequest

LONGEST_ADDRESS = 100
ONE_HOUSEHOLD = 64
"""Whoever has an IPv6 address has all of the network with so many leading bits in common, and may call from any of them."""


def address_of(request: HttpRequest) -> str:
    """The caller's address: what the connection says, or, behind as many proxies as KUNJAE_PROXIES says, what the
    outermost of them wrote into X-Forwarded-For. Whatever stands left of that the caller may have written.

    Of an IPv6 address the network stands for it.
    """
    proxies: int = settings.PROXIES
    connected = str(request.META.get("REMOTE_ADDR", ""))
    if not proxies:
        return _network(connected)
    passed = [each.strip() for each in request.headers.get("X-Forwarded-For", "").split(",") if each.strip()]
    return _network((passed[-proxies] if len(passed) >= proxies else connected)[:LONGEST_ADDRESS])


def _network(address: str) -> str:
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if isinstance(known, IPv6Address):
        plain = known.ipv4_mapped
        return str(plain or IPv6Network((int(known), ONE_HOUSEHOLD), strict=False))
    return str(known)
