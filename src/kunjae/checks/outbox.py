"""What must hold of the outbox and of those who wait for what is in it, as SQL of its own like the other invariants."""

from __future__ import annotations

from kunjae.checks.invariants import Invariant

MOST_ATTEMPTS = 10

OUTBOX = (
    Invariant(
        "messages_say_where_they_stand",
        "Every message of the outbox says where it stands",
        "SELECT COUNT(*) FROM outbox_message m WHERE {only:m}",
        """
        SELECT m.topic || ' ' || m.key || ': ' || m.state FROM outbox_message m
        WHERE {only:m} AND (m.state NOT IN ('waiting', 'done', 'failed', 'held')
            OR (m.state = 'done' AND m.done_at IS NULL) OR (m.state <> 'done' AND m.done_at IS NOT NULL)
            OR (m.state = 'failed' AND m.last_error = '')
            OR (m.state NOT IN ('waiting', 'held') AND m.claim IS NOT NULL))""",
    ),
    Invariant(
        "messages_end",
        "No message waits that was tried as often as there are attempts",
        "SELECT COUNT(*) FROM outbox_message m WHERE {only:m}",
        f"""
        SELECT m.topic || ' ' || m.key || ': ' || m.attempts || ' attempts' FROM outbox_message m
        WHERE {{only:m}} AND m.state = 'waiting' AND (m.attempts > {MOST_ATTEMPTS}
            OR (m.attempts = {MOST_ATTEMPTS} AND m.claim IS NULL))""",  # noqa: S608 - a constant
    ),
    Invariant(
        "messages_have_their_booking",
        "Every message that waits or is held back is about a booking that there is",
        "SELECT COUNT(*) FROM outbox_message m WHERE {only:m} AND {json:m.payload:booking} IS NOT NULL",
        """
        SELECT m.topic || ' ' || m.key FROM outbox_message m
        LEFT JOIN bookings_booking b ON b.property_id = m.property_id AND b.code = {json:m.payload:booking}
        WHERE {only:m} AND m.state IN ('waiting', 'held') AND {json:m.payload:booking} IS NOT NULL AND b.id IS NULL""",
    ),
    Invariant(
        "deliveries_have_their_endpoint",
        "Every webhook that waits or is held back has an endpoint to go to",
        "SELECT COUNT(*) FROM outbox_message m WHERE {only:m} AND m.topic = 'webhook.deliver'",
        """
        SELECT m.key FROM outbox_message m
        LEFT JOIN webhooks_endpoint e ON e.property_id = m.property_id
            AND REPLACE(CAST(e.id AS text), '-', '') = {json:m.payload:endpoint}
        WHERE {only:m} AND m.topic = 'webhook.deliver' AND m.state IN ('waiting', 'held') AND e.id IS NULL""",
    ),
    Invariant(
        "endpoints_are_disabled_for_a_reason",
        "Every webhook endpoint is active, or disabled for a reason",
        "SELECT COUNT(*) FROM webhooks_endpoint e WHERE {only:e}",
        """
        SELECT e.url || ': ' || e.disabled_reason FROM webhooks_endpoint e
        WHERE {only:e} AND ((e.active AND e.disabled_reason <> '')
            OR (NOT e.active AND e.disabled_reason = ''))""",
    ),
)
