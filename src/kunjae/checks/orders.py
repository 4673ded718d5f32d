"""What must hold of orders: what they count, the pieces and rooms that they hold, the stays that they moved; as SQL of its own
like the other invariants."""

# ruff: noqa: S608 - every statement is put together from constants of this file

from __future__ import annotations

from kunjae.checks.invariants import OPEN, Invariant

COUNTING = "('unconfirmed', 'confirmed')"
HOURS = "('late_check_out', 'early_check_in')"
HOLDS_A_ROOM = (
    f"((x.kind = 'upgrade' AND x.status = 'unconfirmed') OR (x.kind IN {HOURS} AND x.status IN {COUNTING}))"
)
"""Which orders keep nights by an option of their id, confirmed upgrades being stays of that type by then."""
_ORDERS = "SELECT COUNT(*) FROM concierge_order x WHERE {only:x}"

_WITH_BOOKING = """
    FROM concierge_order x
    JOIN bookings_booking b ON b.property_id = x.property_id AND b.id = x.booking_id
    JOIN bookings_stay s ON s.property_id = x.property_id AND s.id = x.stay_id"""

ORDERS = (
    Invariant(
        "orders_are_in_the_value",
        "What a booking's billed orders come to is what each of them counts",
        "SELECT COUNT(*) FROM bookings_booking x WHERE {only:x}",
        """
        SELECT b.code || ': orders ' || b.orders || ', counted ' || COALESCE(o.total, 0)
        FROM bookings_booking b
        LEFT JOIN (SELECT property_id, booking_id, SUM(counted) AS total FROM concierge_order
            GROUP BY property_id, booking_id) o
        ON o.property_id = b.property_id AND o.booking_id = b.id
        WHERE {only:b} AND b.orders <> COALESCE(o.total, 0)""",
    ),
    Invariant(
        "orders_are_in_the_ledger",
        "What an order counts is what the ledger of its booking says of it, and no other booking's says anything",
        _ORDERS,
        """
        SELECT b.code || ': order counted ' || SUM(c.counted) || ', ledger ' || SUM(c.entered)
        FROM (
            SELECT property_id, booking_id, id AS order_id, counted, 0 AS entered FROM concierge_order
            UNION ALL
            SELECT property_id, booking_id, order_id, 0, amount FROM payments_ledgerentry WHERE kind = 'order'
        ) c
        JOIN bookings_booking b ON b.property_id = c.property_id AND b.id = c.booking_id
        WHERE {only:c}
        GROUP BY c.property_id, c.booking_id, b.code, c.order_id HAVING SUM(c.counted) <> SUM(c.entered)""",
    ),
    Invariant(
        "orders_count_from_confirmation",
        "An order counts from its confirmation, or from its money, until it ends, and not what the hotel's PMS bills",
        _ORDERS,
        f"""
        SELECT b.code || ': ' || x.status || ' ' || x.payment || ' order of ' || x.amount || ' counts ' || x.counted
        {_WITH_BOOKING}
        WHERE {{only:x}} AND x.counted <> CASE
            WHEN (x.status = 'confirmed' OR (x.status = 'unconfirmed' AND x.payment = 'paid'))
                AND (x.posted_at IS NULL OR x.payment IN ('paid', 'authorised'))
            THEN x.amount ELSE 0 END""",
    ),
    Invariant(
        "orders_on_the_folio_say_since_when",
        "An order stands on the guest's account in the hotel's PMS from a moment on, or not at all",
        _ORDERS,
        f"""
        SELECT b.code || ': ' || x.status || ' order, posting ' || x.posting
            || CASE WHEN x.posted_at IS NULL THEN ', never posted' ELSE ', posted' END
        {_WITH_BOOKING}
        WHERE {{only:x}} AND ((x.posting IN ('posted', 'by_hand') AND x.status = 'confirmed' AND x.posted_at IS NULL
                AND x.amount > 0)
            OR (x.posting IN ('not_needed', 'reversed') AND x.posted_at IS NOT NULL))""",
    ),
    Invariant(
        "orders_are_with_their_stay",
        "Every order belongs to the booking that its stay is in",
        _ORDERS,
        f"""
        SELECT b.code || ' stay ' || s.number || ' is in another booking'
        {_WITH_BOOKING}
        WHERE {{only:x}} AND s.booking_id <> x.booking_id""",
    ),
    Invariant(
        "pieces_are_ordered",
        "Every day of an offer with a stock counts the pieces that its orders hold, and no more than there are",
        "SELECT COUNT(*) FROM concierge_offerday x WHERE {only:x}",
        f"""
        SELECT f.code || ' on ' || c.day || ': counter ' || SUM(c.counted) || ', orders ' || SUM(c.pieces)
        FROM (
            SELECT property_id, offer_id, day, ordered AS counted, 0 AS pieces,
                CASE WHEN ordered > most THEN 1 ELSE 0 END AS wrong FROM concierge_offerday
            UNION ALL
            SELECT property_id, offer_id, stock_day, 0, pieces, 0 FROM concierge_order
            WHERE stock_day IS NOT NULL AND status IN {COUNTING}
        ) c
        JOIN concierge_offer f ON f.property_id = c.property_id AND f.id = c.offer_id
        WHERE {{only:c}} AND f.stock IS NOT NULL
        GROUP BY c.property_id, c.offer_id, f.code, c.day
        HAVING SUM(c.counted) <> SUM(c.pieces) OR SUM(c.wrong) > 0""",
    ),
    Invariant(
        "stock_is_that_of_the_offer",
        "Every day of an offer has its stock, or what was ordered already where that is more",
        "SELECT COUNT(*) FROM concierge_offerday x WHERE {only:x}",
        """
        SELECT f.code || ' on ' || d.day || ': at most ' || d.most || ', stock ' || COALESCE(CAST(f.stock AS text), '-')
        FROM concierge_offerday d
        JOIN concierge_offer f ON f.property_id = d.property_id AND f.id = d.offer_id
        WHERE {only:d} AND (f.stock IS NULL
            OR d.most <> CASE WHEN d.ordered > f.stock THEN d.ordered ELSE f.stock END)""",
    ),
    Invariant(
        "upgrades_hold_a_room",
        "Every upgrade that waits keeps a room of its type on all nights of its stay",
        "SELECT COUNT(*) FROM concierge_order x WHERE {only:x} AND x.kind = 'upgrade' AND x.status = 'unconfirmed'",
        f"""
        SELECT b.code || ' stay ' || s.number || ': ' || COUNT(n.id) || ' nights are kept'
        {_WITH_BOOKING}
        LEFT JOIN properties_roomtype t ON t.property_id = x.property_id AND t.code = {{json:x.terms:room_type}}
        LEFT JOIN inventory_optionnight n ON n.property_id = x.property_id AND n.option_id = x.id
            AND n.room_type_id = t.id AND n.rooms = 1 AND n.night >= s.check_in AND n.night < s.check_out
        WHERE {{only:x}} AND x.kind = 'upgrade' AND x.status = 'unconfirmed'
        GROUP BY x.property_id, x.id, b.code, s.number, s.check_in, s.check_out
        HAVING COUNT(n.id) <> {{days:s.check_in:s.check_out}}""",
    ),
    Invariant(
        "hours_hold_their_night",
        "Every late check-out and early check-in keeps the night beside its stay, in its room",
        f"SELECT COUNT(*) FROM concierge_order x WHERE {{only:x}} AND x.kind IN {HOURS} AND x.status IN {COUNTING}",
        f"""
        SELECT b.code || ' stay ' || s.number || ': the night of its ' || x.kind
        {_WITH_BOOKING}
        LEFT JOIN inventory_roomnight r ON r.property_id = x.property_id AND r.option_id = x.id
            AND r.room_id = s.room_id AND (
                (x.kind = 'late_check_out' AND r.night = s.check_out)
                OR (x.kind = 'early_check_in' AND {{days:r.night:s.check_in}} = 1))
        LEFT JOIN inventory_optionnight n ON n.property_id = x.property_id AND n.option_id = x.id
            AND n.room_type_id = s.room_type_id AND n.rooms = 1 AND n.night = r.night
        WHERE {{only:x}} AND x.kind IN {HOURS} AND x.status IN {COUNTING}
        GROUP BY x.property_id, x.id, x.kind, b.code, s.number
        HAVING COUNT(r.id) <> 1 OR COUNT(n.id) <> 1""",
    ),
    Invariant(
        "upgraded_stays_have_their_order",
        "Every upgraded stay in its course has one confirmed upgrade to its type, and every such upgrade its stay",
        f"SELECT COUNT(*) FROM bookings_stay x WHERE {{only:x}} AND x.sold_as_id IS NOT NULL AND x.status IN {OPEN}",
        f"""
        SELECT b.code || ' stay ' || s.number || ': ' || COUNT(o.id) || ' upgrades to its type'
        FROM bookings_stay s
        JOIN bookings_booking b ON b.property_id = s.property_id AND b.id = s.booking_id
        JOIN properties_roomtype t ON t.property_id = s.property_id AND t.id = s.room_type_id
        LEFT JOIN concierge_order o ON o.property_id = s.property_id AND o.stay_id = s.id
            AND o.kind = 'upgrade' AND o.status = 'confirmed' AND {{json:o.terms:room_type}} = t.code
        WHERE {{only:s}} AND s.status IN {OPEN}
        GROUP BY s.property_id, s.id, b.code, s.number, s.sold_as_id
        HAVING COUNT(o.id) <> CASE WHEN s.sold_as_id IS NULL THEN 0 ELSE 1 END""",
    ),
)
