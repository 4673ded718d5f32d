"""What must hold of payments, refunds, payment requests and attempts to pay, as SQL of its own like the other
invariants."""

from __future__ import annotations

from kunjae.checks.invariants import Invariant

_REFUND_OF_MESSAGE = "REPLACE({json:m.payload:refund}, '-', '') = REPLACE(CAST(r.id AS text), '-', '')"

MONEY = (
    Invariant(
        "refunds_are_within_payments",
        "No more goes back than was paid, and every payment has reserved what its refunds say",
        "SELECT COUNT(*) FROM payments_payment x WHERE {only:x}",
        """
        SELECT b.code || ': payment of ' || p.amount || ', reserved ' || p.refunded || ', refunds '
            || COALESCE(r.total, 0)
        FROM payments_payment p
        JOIN bookings_booking b ON b.property_id = p.property_id AND b.id = p.booking_id
        LEFT JOIN (SELECT property_id, payment_id, booking_id, SUM(amount) AS total FROM payments_refund
            WHERE state <> 'failed' GROUP BY property_id, payment_id, booking_id) r
        ON r.property_id = p.property_id AND r.payment_id = p.id AND r.booking_id = p.booking_id
        WHERE {only:p} AND (p.refunded <> COALESCE(r.total, 0) OR p.refunded > p.amount OR p.refunded < 0)""",
    ),
    Invariant(
        "refunds_are_in_ledger",
        "A refund that is done stands in the ledger with its amount, and no other takes anything off it",
        "SELECT COUNT(*) FROM payments_refund x WHERE {only:x}",
        """
        SELECT b.code || ': refund of ' || r.amount || ', ' || r.state || ', ledger ' || COALESCE(l.total, 0)
        FROM payments_refund r
        JOIN bookings_booking b ON b.property_id = r.property_id AND b.id = r.booking_id
        LEFT JOIN (SELECT property_id, refund_id, booking_id, payment_id, SUM(amount) AS total
            FROM payments_ledgerentry WHERE kind IN ('refund', 'refund_failed')
            GROUP BY property_id, refund_id, booking_id, payment_id) l
        ON l.property_id = r.property_id AND l.refund_id = r.id AND l.booking_id = r.booking_id
            AND l.payment_id = r.payment_id
        WHERE {only:r}
            AND COALESCE(l.total, 0) <> CASE WHEN r.state = 'done' THEN -r.amount ELSE 0 END""",
    ),
    Invariant(
        "paid_is_payments_less_refunds",
        "What was paid for a booking is its payments less the refunds that are done",
        "SELECT COUNT(*) FROM bookings_booking x WHERE {only:x}",
        """
        SELECT b.code || ': paid ' || b.paid || ', payments ' || COALESCE(p.total, 0) || ', refunds '
            || COALESCE(r.total, 0)
        FROM bookings_booking b
        LEFT JOIN (SELECT property_id, booking_id, SUM(amount) AS total FROM payments_payment
            GROUP BY property_id, booking_id) p
        ON p.property_id = b.property_id AND p.booking_id = b.id
        LEFT JOIN (SELECT property_id, booking_id, SUM(amount) AS total FROM payments_refund
            WHERE state = 'done' GROUP BY property_id, booking_id) r
        ON r.property_id = b.property_id AND r.booking_id = b.id
        WHERE {only:b} AND b.paid <> COALESCE(p.total, 0) - COALESCE(r.total, 0)""",
    ),
    Invariant(
        "queued_refunds_have_their_message",
        "Every refund that a provider is to make has a message in the outbox that waits",
        "SELECT COUNT(*) FROM payments_refund x WHERE {only:x}",
        f"""
        SELECT b.code || ': refund of ' || r.amount FROM payments_refund r
        JOIN bookings_booking b ON b.property_id = r.property_id AND b.id = r.booking_id
        LEFT JOIN outbox_message m ON m.property_id = r.property_id AND m.topic = 'payments.refund'
            AND m.state IN ('waiting', 'held') AND {_REFUND_OF_MESSAGE}
        WHERE {{only:r}} AND r.state = 'queued' AND m.id IS NULL""",  # noqa: S608 - a constant
    ),
    Invariant(
        "paid_checkouts_brought_money",
        "Every attempt to pay that is paid brought money, and money came through no other",
        "SELECT COUNT(*) FROM payments_checkout x WHERE {only:x}",
        """
        SELECT b.code || ': ' || c.state || ', ' || COALESCE(p.times, 0) || ' payments' FROM payments_checkout c
        JOIN bookings_booking b ON b.property_id = c.property_id AND b.id = c.booking_id
        LEFT JOIN (SELECT property_id, checkout_id, booking_id, COUNT(*) AS times FROM payments_payment
            GROUP BY property_id, checkout_id, booking_id) p
        ON p.property_id = c.property_id AND p.checkout_id = c.id AND p.booking_id = c.booking_id
        WHERE {only:c} AND (c.state = 'paid') <> (COALESCE(p.times, 0) > 0)""",
    ),
    Invariant(
        "paid_requests_have_their_money",
        "Every payment request is paid when all of its money has come, and only then",
        "SELECT COUNT(*) FROM payments_paymentrequest x WHERE {only:x}",
        """
        SELECT b.code || ': ' || q.state || ', asked for ' || q.amount || ', brought ' || COALESCE(p.total, 0)
        FROM payments_paymentrequest q
        JOIN bookings_booking b ON b.property_id = q.property_id AND b.id = q.booking_id
        LEFT JOIN (SELECT p.property_id, c.request_id, SUM(p.amount) AS total FROM payments_payment p
            JOIN payments_checkout c ON c.property_id = p.property_id AND c.id = p.checkout_id
            WHERE c.request_id IS NOT NULL GROUP BY p.property_id, c.request_id) p
        ON p.property_id = q.property_id AND p.request_id = q.id
        WHERE {only:q} AND (q.state = 'paid') <> (COALESCE(p.total, 0) >= q.amount)""",
    ),
    Invariant(
        "nobody_pays_for_what_is_over",
        "No attempt to pay is open for a change or a payment request that is over",
        "SELECT COUNT(*) FROM payments_checkout x WHERE {only:x}",
        """
        SELECT b.code || ': ' || c.purpose || ' of ' || c.amount FROM payments_checkout c
        JOIN bookings_booking b ON b.property_id = c.property_id AND b.id = c.booking_id
        LEFT JOIN changes_pendingchange p ON p.property_id = c.property_id AND p.id = c.pending_id
        LEFT JOIN payments_paymentrequest q ON q.property_id = c.property_id AND q.id = c.request_id
        WHERE {only:c} AND c.state IN ('started', 'open') AND c.purpose <> 'balance'
            AND (COALESCE(p.state, 'none') NOT IN ('waiting', 'slip'))
            AND (COALESCE(q.state, 'none') NOT IN ('sent', 'seen'))""",
    ),
)
