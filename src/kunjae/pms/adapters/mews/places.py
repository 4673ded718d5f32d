"""The hotel in Mews: the service that its rooms are sold under, which guests count as children, what it may choose from."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kunjae.pms.adapters.mews.client import Client
from kunjae.pms.adapters.values import needed, part, parts, text
from kunjae.pms.facts import Choice, HouseThere
from kunjae.pms.ports import PmsRefused

KEPT = 600.0
"""Seconds for which a hotel's services are not asked for again."""
NO_TAX = "-"
"""The choice of no tax at all."""


@dataclass(frozen=True, slots=True)
class Stays:
    """`service`: the id of the service that rooms are sold under. `children`: age categories."""

    service: str
    children: frozenset[str]


class Places:
    """What rarely changes, of all hotels, kept for a while in this process. `clock`: seconds, ever rising."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: dict[tuple[str, str, str], tuple[Stays, float]] = {}

    def of(self, client: Client) -> Stays:
        """Raises PmsRefused `service_unclear` where several services sell rooms by the night and none was named."""
        line = client.line
        token = hashlib.sha256(line.secrets.get("access_token", "").encode()).hexdigest()
        kind = line.address, token, line.details.get("service", "")
        with self._lock:
            found, until = self._kept.get(kind, (None, 0.0))
        if found and self._clock() < until:
            return found
        stays = _stays(client)
        with self._lock:
            self._kept[kind] = stays, self._clock() + KEPT
        return stays


def house(client: Client) -> HouseThere:
    """Raises PmsRefused `net_pricing`: a hotel whose prices are without tax would have its amounts worked out anew."""
    found = _enterprise(client)
    if text(found, "Pricing") == "Net":
        raise PmsRefused("net_pricing")
    currency = next(
        (text(each, "Currency") for each in parts(found, "Currencies") if each.get("IsDefault") is True), ""
    )
    return HouseThere(needed(found, "Id"), text(found, "Name"), currency)


def choices(client: Client) -> Mapping[str, Sequence[Choice]]:
    """What each of the fields of an offer may be."""
    return {
        "service": tuple(
            Choice(needed(each, "Id"), text(each, "Name"))
            for each in _services(client)
            if text(each, "Data", "Discriminator") == "Additional"
        ),
        "tax": _tax_codes(client),
        "category": tuple(
            Choice(needed(each, "Id"), text(each, "Name"))
            for each in client.every("accountingCategories/getAll", "AccountingCategories", {})
            if each.get("IsActive") is True
        ),
    }


def room_types(client: Client, service: str) -> Sequence[Choice]:
    """Resource categories of the service."""
    return tuple(
        Choice(needed(each, "Id"), _named(each))
        for each in client.every("resourceCategories/getAll", "ResourceCategories", {"ServiceIds": [service]})
        if each.get("IsActive") is True
    )


def rates(client: Client, service: str) -> Sequence[Choice]:
    """Rates of the service."""
    asked = {
        "ServiceIds": [service],
        "Extent": {"Rates": True, "RateGroups": False, "AvailabilityBlockAssignments": False},
    }
    return tuple(
        Choice(needed(each, "Id"), text(each, "Name"))
        for each in client.every("rates/getAll", "Rates", asked)
        if each.get("IsActive") is True
    )


def _stays(client: Client) -> Stays:
    wanted = client.line.details.get("service", "").strip()
    bookable = [each for each in _services(client) if text(each, "Data", "Discriminator") == "Bookable"]
    if wanted:
        bookable = [
            each
            for each in bookable
            if wanted == text(each, "Id") or wanted.casefold() == text(each, "Name").casefold()
        ]
    if len(bookable) != 1:
        raise PmsRefused("service_unclear")
    service = needed(bookable[0], "Id")
    children = frozenset(
        needed(each, "Id")
        for each in client.every("ageCategories/getAll", "AgeCategories", {"ServiceIds": [service]})
        if text(each, "Classification") == "Child"
    )
    return Stays(service, children)


def _services(client: Client) -> list[Mapping[str, Any]]:
    return [each for each in client.every("services/getAll", "Services", {}) if each.get("IsActive") is True]


def _enterprise(client: Client) -> Mapping[str, Any]:
    return part(client.read("configuration/get", {}), "Enterprise")


def _tax_codes(client: Client) -> Sequence[Choice]:
    """The rates of the hotel's tax environment that have no end."""
    code = text(_enterprise(client), "TaxEnvironmentCode")
    environments = parts(client.read("taxEnvironments/getAll", {}), "TaxEnvironments")
    taxations: set[object] = set()
    for each in environments:
        if text(each, "Code") == code and isinstance(each.get("TaxationCodes"), list):
            taxations |= set(each["TaxationCodes"])
    found = [
        Choice(needed(each, "Code"), needed(each, "Code"))
        for each in parts(client.read("taxations/getAll", {}), "TaxRates")
        if text(each, "TaxationCode") in taxations and _has_no_end(each)
    ]
    return (*found, Choice(NO_TAX, "No tax"))


def _has_no_end(tax: Mapping[str, Any]) -> bool:
    intervals = parts(tax, "ValidityInvervalsUtc")  # spelled like this there
    return not intervals or any(not text(each, "EndUtc") for each in intervals)


def _named(found: Mapping[str, Any]) -> str:
    """The first of its names by language; the id where it has none."""
    names = [each for _, each in sorted(part(found, "Names").items()) if isinstance(each, str) and each]
    return names[0] if names else needed(found, "Id")
