"""What must hold of every booking, room and night, each as SQL of its own.

Nothing here goes through the house's rules, commands or queries: a mistake of theirs must not hide itself. Every
check is one statement, so that it sees one moment of a hotel at work, and runs on SQLite and PostgreSQL alike.
"""

# ruff: noqa: S608 - every statement is put together from constants of this file

from __future__ import annotations

from dataclasses import dataclass

LIVE = "('reserved', 'in_house', 'checked_out')"
OPEN = "('reserved', 'in_house')"


@dataclass(frozen=True, slots=True)
class Invariant:
    """One thing that must hold.

    `count` counts what is looked at; `broken` selects a few words about each violation. In both, `{only:x}` keeps
    the alias x to the property asked for, `{days:a:b}` is the number of days from a to b, `{json:a:b}` the text under
    the key b in the JSON of column a, and `{today}` and `{tomorrow}` are dates.
    """

    code: str
    says: str
    count: str
    broken: str


def _all(table: str, where: str = "") -> str:
    return f"SELECT COUNT(*) FROM {table} x WHERE {{only:x}}{f' AND {where}' if where else ''}"


_SUMS = """
    LEFT JOIN (SELECT property_id, booking_id, SUM(amount) AS total FROM payments_ledgerentry
        WHERE {where} GROUP BY property_id, booking_id) s
    ON s.property_id = b.property_id AND s.booking_id = b.id"""


def _sum_of(where: str) -> str:
    return _SUMS.format(where=where)


INVARIANTS = (
    Invariant(
        "ledger_is_value",
        "A booking's value is the sum of its ledger",
        _all("bookings_booking"),
        "SELECT b.code || ': value ' || b.value || ', ledger ' || COALESCE(s.total, 0) FROM bookings_booking b"
        + _sum_of("account = 'value'")
        + " WHERE {only:b} AND b.value <> COALESCE(s.total, 0)",
    ),
    Invariant(
        "value_is_nights_fees_and_orders",
        "A booking's value is the nights of its live stays, its fees and the orders billed with it",
        _all("bookings_booking"),
        f"""
        SELECT b.code || ': value ' || b.value || ', nights ' || COALESCE(n.total, 0) || ', fees ' || b.fees
            || ', orders ' || b.orders
        FROM bookings_booking b
        LEFT JOIN (SELECT s.property_id, s.booking_id, SUM(n.room_price + n.extra_price) AS total
            FROM bookings_stay s JOIN bookings_staynight n
            ON n.property_id = s.property_id AND n.stay_id = s.id
            WHERE s.status IN {LIVE} GROUP BY s.property_id, s.booking_id) n
        ON n.property_id = b.property_id AND n.booking_id = b.id
        WHERE {{only:b}} AND b.value <> COALESCE(n.total, 0) + b.fees + b.orders""",
    ),
    Invariant(
        "ledger_has_fees",
        "A booking's fees are those of its ledger",
        _all("bookings_booking"),
        "SELECT b.code || ': fees ' || b.fees || ', ledger ' || COALESCE(s.total, 0) FROM bookings_booking b"
        + _sum_of("kind IN ('fee', 'fee_waived')")
        + " WHERE {only:b} AND b.fees <> COALESCE(s.total, 0)",
    ),
    Invariant(
        "ledger_is_paid",
        "What was paid for a booking is the sum of its ledger",
        _all("bookings_booking"),
        "SELECT b.code || ': paid ' || b.paid || ', ledger ' || COALESCE(s.total, 0) FROM bookings_booking b"
        + _sum_of("account = 'paid'")
        + " WHERE {only:b} AND b.paid <> COALESCE(s.total, 0)",
    ),
    Invariant(
        "payments_are_in_ledger",
        "Every payment stands in the ledger of its booking once, with its amount",
        _all("payments_payment"),
        """
        SELECT b.code || ': payment of ' || p.amount || ', ledger ' || COALESCE(l.total, 0)
        FROM payments_payment p
        JOIN bookings_booking b ON b.property_id = p.property_id AND b.id = p.booking_id
        LEFT JOIN (SELECT property_id, payment_id, booking_id, SUM(amount) AS total
            FROM payments_ledgerentry WHERE kind = 'payment'
            GROUP BY property_id, payment_id, booking_id) l
        ON l.property_id = p.property_id AND l.payment_id = p.id AND l.booking_id = p.booking_id
        WHERE {only:p} AND p.amount <> COALESCE(l.total, 0)""",
    ),
    Invariant(
        "no_room_twice",
        "No room is taken twice for one night",
        _all("inventory_roomnight"),
        """
        SELECT 'room ' || r.number || ' on ' || n.night || ': ' || n.times || ' times'
        FROM (SELECT property_id, room_id, night, COUNT(*) AS times FROM inventory_roomnight
            GROUP BY property_id, room_id, night HAVING COUNT(*) > 1) n
        JOIN properties_room r ON r.property_id = n.property_id AND r.id = n.room_id
        WHERE {only:n}""",
    ),
    Invariant(
        "room_nights_have_a_stay",
        "Every taken night of a room is one of its live stay's, block's or option's nights",
        _all("inventory_roomnight"),
        f"""
        SELECT 'room ' || r.number || ' on ' || n.night
        FROM inventory_roomnight n
        JOIN properties_room r ON r.property_id = n.property_id AND r.id = n.room_id
        LEFT JOIN bookings_stay s ON s.property_id = n.property_id AND s.id = n.stay_id
            AND s.room_id = n.room_id AND s.status IN {LIVE}
            AND n.night >= s.check_in AND n.night < s.check_out
        LEFT JOIN inventory_block k ON k.property_id = n.property_id AND k.id = n.block_id
            AND k.room_id = n.room_id AND n.night >= k.first_night AND n.night < k.until
        LEFT JOIN inventory_option o ON o.property_id = n.property_id AND o.id = n.option_id
        WHERE {{only:n}} AND s.id IS NULL AND k.id IS NULL AND o.id IS NULL""",
    ),
    Invariant(
        "stays_have_their_room",
        "Every live stay with a room has it on all its nights",
        _all("bookings_stay", f"x.room_id IS NOT NULL AND x.status IN {LIVE}"),
        f"""
        SELECT b.code || ' stay ' || s.number || ': ' || COUNT(n.id) || ' nights of its room'
        FROM bookings_stay s
        JOIN bookings_booking b ON b.property_id = s.property_id AND b.id = s.booking_id
        LEFT JOIN inventory_roomnight n ON n.property_id = s.property_id AND n.stay_id = s.id
            AND n.room_id = s.room_id AND n.night >= s.check_in AND n.night < s.check_out
        WHERE {{only:s}} AND s.room_id IS NOT NULL AND s.status IN {LIVE}
        GROUP BY s.property_id, s.id, b.code, s.number, s.check_in, s.check_out
        HAVING COUNT(n.id) <> {{days:s.check_in:s.check_out}}""",
    ),
    Invariant(
        "blocks_have_their_room",
        "Every block has its room on all its nights",
        _all("inventory_block"),
        """
        SELECT 'block of room ' || r.number || ' from ' || k.first_night
        FROM inventory_block k
        JOIN properties_room r ON r.property_id = k.property_id AND r.id = k.room_id
        LEFT JOIN inventory_roomnight n ON n.property_id = k.property_id AND n.block_id = k.id
            AND n.room_id = k.room_id AND n.night >= k.first_night AND n.night < k.until
        WHERE {only:k}
        GROUP BY k.property_id, k.id, r.number, k.first_night, k.until
        HAVING COUNT(n.id) <> {days:k.first_night:k.until}""",
    ),
    Invariant(
        "counters_are_nights_sold",
        "Every counter of a type and night is the nights of live stays",
        _all("inventory_typenight"),
        f"""
        SELECT t.code || ' on ' || c.night || ': counter ' || SUM(c.counted) || ', nights ' || SUM(c.slept)
        FROM (
            SELECT property_id, room_type_id, night, sold AS counted, 0 AS slept FROM inventory_typenight
            UNION ALL
            SELECT s.property_id, s.room_type_id, n.night, 0, 1 FROM bookings_stay s
            JOIN bookings_staynight n ON n.property_id = s.property_id AND n.stay_id = s.id
            WHERE s.status IN {LIVE}
        ) c
        JOIN properties_roomtype t ON t.property_id = c.property_id AND t.id = c.room_type_id
        WHERE {{only:c}}
        GROUP BY c.property_id, c.room_type_id, t.code, c.night HAVING SUM(c.counted) <> SUM(c.slept)""",
    ),
    Invariant(
        "counters_are_nights_blocked",
        "Every counter from today on is the nights of blocks",
        _all("inventory_typenight", "x.night >= {today}"),
        """
        SELECT t.code || ' on ' || c.night || ': counter ' || SUM(c.counted) || ', blocks ' || SUM(c.blocked)
        FROM (
            SELECT property_id, room_type_id, night, blocked AS counted, 0 AS blocked FROM inventory_typenight
            UNION ALL
            SELECT n.property_id, r.room_type_id, n.night, 0, 1 FROM inventory_roomnight n
            JOIN properties_room r ON r.property_id = n.property_id AND r.id = n.room_id
            WHERE n.block_id IS NOT NULL
        ) c
        JOIN properties_roomtype t ON t.property_id = c.property_id AND t.id = c.room_type_id
        WHERE {only:c} AND c.night >= {today}
        GROUP BY c.property_id, c.room_type_id, t.code, c.night HAVING SUM(c.counted) <> SUM(c.blocked)""",
    ),
    Invariant(
        "types_are_not_oversold",
        "No type is sold, blocked and kept beyond its rooms on any night",
        _all("inventory_typenight"),
        """
        SELECT t.code || ' on ' || c.night || ': ' || c.sold || ' sold, ' || c.blocked || ' blocked, '
            || c.kept || ' kept of ' || c.capacity
        FROM inventory_typenight c
        JOIN properties_roomtype t ON t.property_id = c.property_id AND t.id = c.room_type_id
        WHERE {only:c} AND (c.capacity < c.sold + c.blocked + c.kept OR c.sold < 0 OR c.blocked < 0
            OR c.kept < 0)""",
    ),
    Invariant(
        "capacity_is_rooms",
        "From tomorrow on a type has as many rooms to sell as there are rooms of it",
        _all("inventory_typenight", "x.night >= {tomorrow}"),
        """
        SELECT t.code || ' on ' || c.night || ': ' || c.capacity || ' to sell, ' || COALESCE(r.rooms, 0)
            || ' rooms'
        FROM inventory_typenight c
        JOIN properties_roomtype t ON t.property_id = c.property_id AND t.id = c.room_type_id
        LEFT JOIN (SELECT property_id, room_type_id, SUM(CASE WHEN retired THEN 0 ELSE 1 END) AS rooms
            FROM properties_room GROUP BY property_id, room_type_id) r
        ON r.property_id = c.property_id AND r.room_type_id = c.room_type_id
        WHERE {only:c} AND c.night >= {tomorrow} AND c.capacity <> COALESCE(r.rooms, 0)""",
    ),
    Invariant(
        "stays_have_their_nights",
        "Every stay has a price for each night from check-in to check-out, and none else",
        _all("bookings_stay"),
        """
        SELECT b.code || ' stay ' || s.number || ': ' || COUNT(n.id) || ' nights priced, '
            || COUNT(CASE WHEN n.night >= s.check_in AND n.night < s.check_out THEN 1 END) || ' of its own'
        FROM bookings_stay s
        JOIN bookings_booking b ON b.property_id = s.property_id AND b.id = s.booking_id
        LEFT JOIN bookings_staynight n ON n.property_id = s.property_id AND n.stay_id = s.id
        WHERE {only:s}
        GROUP BY s.property_id, s.id, b.code, s.number, s.check_in, s.check_out
        HAVING COUNT(n.id) <> {days:s.check_in:s.check_out}
            OR COUNT(DISTINCT CASE WHEN n.night >= s.check_in AND n.night < s.check_out THEN n.night END)
                <> {days:s.check_in:s.check_out}""",
    ),
    Invariant(
        "rooms_are_of_the_type",
        "The room of every stay still open is of the stay's type",
        _all("bookings_stay", f"x.room_id IS NOT NULL AND x.status IN {OPEN}"),
        f"""
        SELECT b.code || ' stay ' || s.number || ': room ' || r.number
        FROM bookings_stay s
        JOIN bookings_booking b ON b.property_id = s.property_id AND b.id = s.booking_id
        JOIN properties_room r ON r.property_id = s.property_id AND r.id = s.room_id
        WHERE {{only:s}} AND s.status IN {OPEN} AND r.room_type_id <> s.room_type_id""",
    ),
    Invariant(
        "bookings_sum_up_their_stays",
        "A booking's status, arrival, departure and last numbers are those of its stays and history",
        _all("bookings_booking"),
        f"""
        SELECT b.code || ': ' || b.status || ', ' || b.arrival || ' to ' || b.departure
        FROM bookings_booking b
        LEFT JOIN (SELECT property_id, booking_id, MAX(number) AS last,
                MAX(CASE status WHEN 'in_house' THEN 5 WHEN 'reserved' THEN 4 WHEN 'checked_out' THEN 3
                    WHEN 'no_show' THEN 2 ELSE 1 END) AS rank,
                MIN(CASE WHEN status IN {LIVE} THEN check_in END) AS live_in,
                MAX(CASE WHEN status IN {LIVE} THEN check_out END) AS live_out,
                MIN(check_in) AS any_in, MAX(check_out) AS any_out
            FROM bookings_stay GROUP BY property_id, booking_id) s
        ON s.property_id = b.property_id AND s.booking_id = b.id
        LEFT JOIN (SELECT property_id, booking_id, MAX(number) AS last FROM changes_historyentry
            GROUP BY property_id, booking_id) h
        ON h.property_id = b.property_id AND h.booking_id = b.id
        WHERE {{only:b}} AND (
            b.status <> CASE COALESCE(s.rank, 1) WHEN 5 THEN 'in_house' WHEN 4 THEN 'reserved'
                WHEN 3 THEN 'checked_out' WHEN 2 THEN 'no_show' ELSE 'cancelled' END
            OR b.arrival <> COALESCE(s.live_in, s.any_in, b.arrival)
            OR b.departure <> COALESCE(s.live_out, s.any_out, b.departure)
            OR b.last_stay_number < COALESCE(s.last, 0)
            OR b.last_entry_number <> COALESCE(h.last, 0))""",
    ),
    Invariant(
        "history_has_no_gaps",
        "The history of every booking is numbered from 1 without gaps",
        _all("changes_historyentry"),
        """
        SELECT b.code || ': ' || h.entries || ' entries, the last is ' || h.last
        FROM (SELECT property_id, booking_id, COUNT(DISTINCT number) AS entries, MIN(number) AS first,
            MAX(number) AS last FROM changes_historyentry GROUP BY property_id, booking_id) h
        JOIN bookings_booking b ON b.property_id = h.property_id AND b.id = h.booking_id
        WHERE {only:h} AND (h.first <> 1 OR h.last <> h.entries)""",
    ),
    Invariant(
        "history_figures_add_up",
        "The four figures of every change add up, and its fee stands in the ledger",
        _all("changes_historyentry", "x.kind = 'change'"),
        """
        SELECT b.code || ' change ' || h.number
        FROM changes_historyentry h
        JOIN bookings_booking b ON b.property_id = h.property_id AND b.id = h.booking_id
        LEFT JOIN (SELECT property_id, booking_id, change_number, SUM(amount) AS total
            FROM payments_ledgerentry WHERE kind = 'fee'
            GROUP BY property_id, booking_id, change_number) l
        ON l.property_id = h.property_id AND l.booking_id = h.booking_id AND l.change_number = h.number
        WHERE {only:h} AND h.kind = 'change' AND (h.current IS NULL OR h.new IS NULL OR h.fee IS NULL
            OR h.change IS NULL OR h.change <> h.new - h.current + h.fee OR h.fee <> COALESCE(l.total, 0))""",
    ),
)
