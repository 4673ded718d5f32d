"""What must hold of guests' changes that wait for their money and of the nights kept for them, as SQL of its own like the
other invariants."""

# ruff: noqa: S608 - every statement is put together from constants of this folder

from __future__ import annotations

from kunjae.checks.invariants import Invariant
from kunjae.checks.orders import HOLDS_A_ROOM

WAITING_CHANGES = (
    Invariant(
        "waiting_changes_are_named",
        "Every booking names the guest's change of it that waits for its money, and no other",
        "SELECT COUNT(*) FROM changes_pendingchange x WHERE {only:x}",
        """
        SELECT b.code || ': ' || COALESCE(p.state, 'names none that waits') FROM bookings_booking b
        LEFT JOIN changes_pendingchange p ON p.property_id = b.property_id AND p.booking_id = b.id
            AND p.state IN ('waiting', 'slip')
        WHERE {only:b} AND (b.pending_id IS NOT NULL OR p.id IS NOT NULL)
            AND (b.pending_id IS NULL OR p.id IS NULL OR b.pending_id <> p.id)""",
    ),
    Invariant(
        "options_are_waiting_changes_and_orders",
        "Nights are kept for every change that waits and every order that holds a room, and for nothing else",
        "SELECT COUNT(*) FROM inventory_option x WHERE {only:x}",
        f"""
        SELECT w.id || ': ' || COUNT(*) || ' of what waits and its option'
        FROM (
            SELECT property_id, booking_id, CAST(id AS text) AS id FROM inventory_option
            UNION ALL
            SELECT property_id, booking_id, CAST(id AS text) FROM changes_pendingchange
            WHERE state IN ('waiting', 'slip')
            UNION ALL
            SELECT property_id, booking_id, CAST(id AS text) FROM concierge_order x
            WHERE {HOLDS_A_ROOM}
        ) w
        WHERE {{only:w}}
        GROUP BY w.property_id, w.booking_id, w.id HAVING COUNT(*) <> 2""",
    ),
    Invariant(
        "counters_are_nights_kept",
        "Every counter of a type and night is the nights that options keep",
        "SELECT COUNT(*) FROM inventory_optionnight x WHERE {only:x}",
        """
        SELECT t.code || ' on ' || c.night || ': counter ' || SUM(c.counted) || ', options ' || SUM(c.kept)
        FROM (
            SELECT property_id, room_type_id, night, kept AS counted, 0 AS kept FROM inventory_typenight
            UNION ALL
            SELECT property_id, room_type_id, night, 0, rooms FROM inventory_optionnight
        ) c
        JOIN properties_roomtype t ON t.property_id = c.property_id AND t.id = c.room_type_id
        WHERE {only:c}
        GROUP BY c.property_id, c.room_type_id, t.code, c.night HAVING SUM(c.counted) <> SUM(c.kept)""",
    ),
    Invariant(
        "confirmed_changes_are_in_the_history",
        "Every guest's change that was paid for is an entry of its booking's history",
        "SELECT COUNT(*) FROM changes_pendingchange x WHERE {only:x} AND x.state = 'confirmed'",
        """
        SELECT b.code || ' asked at ' || p.asked_at FROM changes_pendingchange p
        JOIN bookings_booking b ON b.property_id = p.property_id AND b.id = p.booking_id
        LEFT JOIN changes_historyentry h ON h.property_id = p.property_id AND h.booking_id = p.booking_id
            AND h.number = p.entry_number AND h.kind = 'change' AND h.recorded
        WHERE {only:p} AND p.state = 'confirmed' AND h.id IS NULL""",
    ),
)
