"""What must hold of what orders brought into a hotel's PMS, as SQL of its own like the other invariants."""

# ruff: noqa: S608 - every statement is put together from constants of this file

from __future__ import annotations

from kunjae.checks.invariants import Invariant

UNDONE = "('waiting', 'unknown', 'failed')"
_OPEN = (
    f"((x.wanted AND x.state IN {UNDONE}) OR (NOT x.wanted AND (x.state IN {UNDONE} OR x.state = 'posted')))"
)
_POSTINGS = "SELECT COUNT(*) FROM pms_folioposting x WHERE {only:x}"

_WITH_ORDER = """
    FROM pms_folioposting x
    JOIN concierge_order o ON o.property_id = x.property_id AND o.id = x.order_id
    JOIN bookings_booking b ON b.property_id = o.property_id AND b.id = o.booking_id"""


def _waits(topic: str, name: str, id: str) -> str:
    """That a message of this topic about that id waits or is held back."""
    return f"""EXISTS (SELECT 1 FROM outbox_message m WHERE m.property_id = x.property_id AND m.topic = '{topic}'
        AND m.state IN ('waiting', 'held') AND {{json:m.payload:{name}}} = REPLACE(CAST({id} AS text), '-', ''))"""


POSTINGS = (
    Invariant(
        "folios_follow_their_orders",
        "What an order brings into the PMS is what it is to bring there, or somebody is about to see to that",
        _POSTINGS,
        f"""
        SELECT b.code || ': ' || o.status || ' order of ' || o.amount || ', ' || x.kind || ' of ' || x.amount || ' is wanted'
        {_WITH_ORDER}
        WHERE {{only:x}} AND x.wanted AND o.posting <> 'to_do'
            AND (o.status <> 'confirmed' OR x.booking <> b.code OR (x.kind = 'charge' AND x.amount <> o.amount))
            AND NOT {_waits("pms.folio", "order", "o.id")}""",
    ),
    Invariant(
        "postings_are_not_forgotten",
        "What is not as it should be in a PMS at work will be looked at, or somebody was told",
        f"{_POSTINGS} AND {_OPEN}",
        f"""
        SELECT b.code || ': ' || x.kind || ' ' || x.state || CASE WHEN x.wanted THEN '' ELSE ', to be taken off' END
        {_WITH_ORDER}
        JOIN pms_connection c ON c.property_id = x.property_id AND c.enabled AND NOT c.held AND c.paused_at IS NULL
        WHERE {{only:x}} AND {_OPEN} AND x.told_at IS NULL AND NOT {_waits("pms.settle", "posting", "x.id")}""",
    ),
    Invariant(
        "orders_are_on_their_way_to_the_folio",
        "An order that waits for a two-way PMS has something to bring there, or somebody is about to see to that",
        "SELECT COUNT(*) FROM concierge_order x WHERE {only:x} AND x.posting IN ('waiting', 'unknown', 'failed', 'posted')",
        f"""
        SELECT b.code || ': ' || x.status || ' order, posting ' || x.posting
        FROM concierge_order x
        JOIN bookings_booking b ON b.property_id = x.property_id AND b.id = x.booking_id
        WHERE {{only:x}} AND x.posting IN ('waiting', 'unknown', 'failed', 'posted')
            AND NOT EXISTS (SELECT 1 FROM pms_folioposting p WHERE p.property_id = x.property_id AND p.order_id = x.id
                AND (p.wanted OR p.state IN {UNDONE} OR p.state = 'posted'))
            AND NOT {_waits("pms.folio", "order", "x.id")}""",
    ),
    Invariant(
        "orders_say_what_is_on_the_folio",
        "An order counts as on the folio exactly while a charge of it stands there, as far as anybody knows",
        "SELECT COUNT(*) FROM concierge_order x WHERE {only:x} AND x.posted_at IS NOT NULL",
        f"""
        SELECT b.code || ': order posting ' || x.posting
            || CASE WHEN x.posted_at IS NULL THEN ', a charge is on the folio' ELSE ', no charge is on the folio' END
        FROM concierge_order x
        JOIN bookings_booking b ON b.property_id = x.property_id AND b.id = x.booking_id
        JOIN (SELECT property_id, order_id,
                SUM(CASE WHEN kind = 'charge' AND state IN ('posted', 'by_hand') THEN 1 ELSE 0 END) AS standing,
                SUM(CASE WHEN kind = 'charge' AND state = 'unknown' THEN 1 ELSE 0 END) AS unclear
            FROM pms_folioposting GROUP BY property_id, order_id) p
        ON p.property_id = x.property_id AND p.order_id = x.id
        WHERE {{only:x}} AND x.amount > 0 AND x.posting NOT IN ('by_hand', 'to_do')
            AND p.unclear = 0 AND (p.standing > 0) <> (x.posted_at IS NOT NULL)
            AND NOT {_waits("pms.folio", "order", "x.id")}""",
    ),
    Invariant(
        "reservations_are_one_booking",
        "A reservation that follows the PMS is a booking of the PMS's, and no other is",
        "SELECT COUNT(*) FROM pms_reservation x WHERE {only:x} AND x.booking_id IS NOT NULL",
        """
        SELECT b.code || ': ' || b.source || ', reservation ' || x.number
        FROM pms_reservation x
        JOIN bookings_booking b ON b.property_id = x.property_id AND b.id = x.booking_id
        WHERE {only:x} AND x.is_theirs AND b.source NOT LIKE 'pms:%%'""",
    ),
)
