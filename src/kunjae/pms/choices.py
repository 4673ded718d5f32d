"""What a hotel chooses from when it says what its offers are in the PMS: fetched when somebody asks for it, and kept, so that a
page never waits for the network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from kunjae.pms.connections import line_of
from kunjae.pms.facts import Choice
from kunjae.pms.models import Connection
from kunjae.pms.registry import adapter
from kunjae.properties.models import Property
from kunjae.tenancy.transactions import one_transaction

MOST_CHOICES = 2_000
"""Of one field; no drop-down has more."""


@dataclass(frozen=True, slots=True)
class ChoicesKept:
    """By the names of `map_fields`; `fetched_at` is None where nothing was fetched from this PMS yet."""

    fields: Mapping[str, Sequence[Choice]] = field(default_factory=dict)
    fetched_at: datetime | None = None


def choices_kept(property: Property) -> ChoicesKept:
    """What was fetched last, one query."""
    row = Connection.objects.of(property).values_list("pms", "choices").first()
    if row is None or not row[1] or row[1].get("pms") != row[0]:
        return ChoicesKept()
    kept: dict[str, Any] = row[1]
    return ChoicesKept(
        {name: tuple(Choice(*each) for each in found) for name, found in kept["fields"].items()},
        datetime.fromisoformat(kept["at"]),
    )


def fetch_choices(property: Property, now: datetime) -> None:
    """Ask the PMS and keep what it says. Takes the network's time. Raises NotConnected, PmsDown, PmsBusy, PmsRefused and
    NotLetIn."""
    line = line_of(property)
    pms = Connection.objects.of(property).values_list("pms", flat=True).get()
    found = adapter(pms).choices(line)
    kept = {
        name: [[each.value, each.label] for each in listed[:MOST_CHOICES]] for name, listed in found.items()
    }
    _keep(property, pms, {"pms": pms, "at": now.isoformat(), "fields": kept})


@one_transaction
def _keep(property: Property, pms: str, choices: dict[str, Any]) -> None:
    Connection.objects.of(property).filter(pms=pms).update(choices=choices)
