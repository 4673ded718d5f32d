"""Reading the `[[offers]]` and `[[upgrades]]` of a hotel file."""

from __future__ import annotations

from kunjae.concierge.facts import OfferKind
from kunjae.concierge.offer_text import offer_from_json
from kunjae.imports.hotel_facts import OfferEntry
from kunjae.imports.hotel_values import parse_file_name
from kunjae.kernel.errors import invalid

_UPGRADE = OfferKind.UPGRADE.value


def read_offer(data: object, currency: str, path: str, *, upgrade: bool) -> OfferEntry:
    """One entry of `[[offers]]` or `[[upgrades]]`. Raises InvalidInput naming every wrong field."""
    if not isinstance(data, dict):
        raise invalid(path, "invalid_type", "must be a table", "ต้องเป็นตาราง")
    table = {"kind": _UPGRADE} | data if upgrade else data
    if (table.get("kind") == _UPGRADE) != upgrade:
        raise invalid(
            f"{path}.kind",
            "other_list",
            "upgrades stand in [[upgrades]], all else in [[offers]]",
            "อัพเกรดห้องอยู่ใน [[upgrades]] อย่างอื่นอยู่ใน [[offers]]",
        )
    offer = offer_from_json(table, currency, path, known=None)
    if offer.picture:
        parse_file_name(offer.picture, f"{path}.picture")
    return OfferEntry(offer=offer, path=path)
