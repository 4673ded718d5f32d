"""The folios of a reservation, and the charge of ours among what stands on them.

A charge is known by its receipt. Staff move charges from folio to folio, and rules of the hotel send them on: then the
charge stays where it was with a note of where it went, and stands there under the same receipt.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kunjae.pms.adapters.apaleo.client import Client
from kunjae.pms.adapters.values import minor, needed, part, parts, text
from kunjae.pms.ports import PmsDown

MOST_FOLIOS = 20


@dataclass(frozen=True, slots=True)
class FolioLine:
    """A charge on a folio. `left`: what allowances have not taken back, in minor units. `gone_to`: the folio that it was
    moved to."""

    id: str
    receipt: str
    left: int
    gone_to: str


@dataclass(frozen=True, slots=True)
class Folio:
    """`takes`, `gives`: charges, allowances can be added."""

    id: str
    is_main: bool
    currency: str
    takes: bool
    gives: bool
    lines: tuple[FolioLine, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """Our charge, where it stands. `left`: what it still charges. `gives`: an allowance can take it back there."""

    folio: str
    id: str
    left: int
    gives: bool


def folios_of(client: Client, reservation: str) -> list[Folio]:
    """All folios of a reservation, the main one first."""
    listed = client.pages(
        "finance",
        "v1",
        "folios",
        params={"reservationIds": reservation, "expand": "allowedActions"},
        under="folios",
    )
    found = []
    for each in listed:
        folio = _folio(client, needed(each, "id"), each)
        if folio is None:  # it is on the list: who says now that there is none is not to be believed
            raise PmsDown("unreadable_answer", sent=False)
        found.append(folio)
    return sorted(found, key=lambda folio: (not folio.is_main, folio.id))


def our_charge(client: Client, folios: list[Folio], key: str) -> Found | None:
    """The charge with this receipt on any of them, or wherever it was moved from there; None when there is none, or
    nothing is left of it."""
    seen = {folio.id for folio in folios}
    lost: Found | None = None
    queue = list(folios)
    while queue:
        folio = queue.pop(0)
        for line in folio.lines:
            if line.receipt != key:
                continue
            if not line.gone_to:
                if line.left > 0:
                    return Found(folio.id, line.id, line.left, folio.gives)
                continue
            if line.gone_to in seen or len(seen) >= MOST_FOLIOS:
                continue
            seen.add(line.gone_to)
            there = _folio(client, line.gone_to, {})
            if there is None or not any(each.receipt == key for each in there.lines):
                lost = Found(line.gone_to, line.id, line.left, False)
            else:
                queue.append(there)
    return lost


def _folio(client: Client, id: str, listed: Mapping[str, Any]) -> Folio | None:
    """`listed`: what the list said of it; only there stands what may be done with it."""
    found = client.get("finance", "v1", "folios", id, params={"expand": "allowedActions"})
    if found is None:
        return None
    actions = listed.get("allowedActions", found.get("allowedActions"))
    is_open = not (text(found, "status").startswith("Closed") or found.get("isClosed") is True)
    currency = needed(found, "balance", "currency")
    taken_back: dict[str, int] = {}
    for each in parts(found, "allowances"):
        charge = text(each, "sourceChargeId")
        amount = abs(minor(part(each, "amount").get("grossAmount"), currency))
        taken_back[charge] = taken_back.get(charge, 0) + amount
    return Folio(
        id=needed(found, "id"),
        is_main=found.get("isMainFolio") is True,
        currency=currency,
        takes=is_open and (not isinstance(actions, list) or "AddCharge" in actions),
        gives=is_open and (not isinstance(actions, list) or "AddAllowance" in actions),
        lines=tuple(_line(each, currency, taken_back) for each in parts(found, "charges")),
    )


def _line(found: Mapping[str, Any], currency: str, taken_back: Mapping[str, int]) -> FolioLine:
    id = needed(found, "id")
    return FolioLine(
        id=id,
        receipt=text(found, "receipt"),
        left=minor(part(found, "amount").get("grossAmount"), currency) - taken_back.get(id, 0),
        gone_to=text(found, "movedTo", "id") or text(found, "routedTo", "id"),
    )
