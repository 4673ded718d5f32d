"""What a guest wants changed, side by side with what is booked, while it waits for its payment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kunjae.changes.quotes import QuotedStay, quote_from_json
from kunjae.messages.blocks import Compared
from kunjae.messages.difference import Stay
from kunjae.messages.tables import Teller


def wanted_table(teller: Teller) -> list[Compared]:
    """One for each room that the guest's operations name (they move dates, change the room type, or cancel)."""
    pending = teller.matter.pending
    if pending is None:
        return []
    wanted: dict[int, list[Mapping[str, Any]]] = {}
    for operation in pending.operations:
        wanted.setdefault(operation["stay"], []).append(operation)
    stays = {stay["number"]: stay for stay in teller.matter.copy["stays"]}
    quote = quote_from_json(pending.quote, teller.hotel.currency)
    return [
        _compared(teller, stays[number], operations, quote.stay(number))
        for number, operations in sorted(wanted.items())
        if number in stays
    ]


def _compared(
    teller: Teller, stay: Stay, operations: list[Mapping[str, Any]], quoted: QuotedStay | None
) -> Compared:
    after = dict(stay)
    cancelled = False
    for operation in operations:
        cancelled = cancelled or operation["op"] == "cancel"
        after |= {
            name: operation[name] for name in ("check_in", "check_out", "room_type") if name in operation
        }
    rows = [
        ("dates", teller.dates(stay), teller.dates(after)),
        ("room_type", teller.room_type(stay["room_type"]), teller.room_type(after["room_type"])),
    ]
    if cancelled:
        rows = [("status", teller.say(stay["status"]), teller.say("cancel"))]
    if quoted is not None:
        total = sum(night.total for night in quoted.nights)
        rows.append(("total", teller.money(teller.amount(stay["total"])), teller.money(total)))
        if quoted.fee:
            rows.append(("fee", "", teller.money(quoted.fee)))
    return Compared(
        title=f"{teller.title(stay['number'])} · {teller.room_type(stay['room_type'])}",
        before=teller.say("before"),
        after=teller.say("after_waiting"),
        rows=tuple((teller.say(name), before, now) for name, before, now in rows),
    )
