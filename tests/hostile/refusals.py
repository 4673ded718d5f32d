"""Where a request may be right by the API's document and still be refused: what JSON Schema cannot say.

Each call has its own list of codes; any other refusal of positive data is a fault of the document or of the API.
"""

from __future__ import annotations

import json
from typing import Any

TEXTS = {
    "invalid_characters",  # control characters, halves of characters, marks that turn the text around
    "required",  # nothing but blanks
    "invalid_email",  # what an address may be is no pattern
}
MONEY = {
    "too_many_decimals",  # how many there are is the currency's
    "amount_too_large",
}
STAYS = TEXTS | MONEY | {
    "no_nights",  # the second date lies behind the first
    "too_many_nights",
    "date_out_of_range",
    "nobody",  # adults and children together
    "unknown_room_type",  # codes are the hotel's own
    "unknown_rate_plan",
    "unknown_room",
    "wrong_number_of_prices",  # as many as nights
}  # fmt: skip
OPERATIONS = STAYS | {
    "unknown_stay",
    "unknown_booking",
    "stay_is_live",  # reinstated though it never ended
    "stay_not_live",  # changed though it ended
    "prices_not_used",  # prices beside a pricing that is not manual
    "operation_twice",  # of one stay
    "operations_conflict",
    "pricing_conflict",
    "tier_when",  # either days_before or always, and one charge
    "tier_charge",
    "tier_twice",
}
OF_A_GUEST = {
    "no_nights",
    "too_many_nights",
    "date_out_of_range",
    "unknown_room_type",
    "unknown_stay",
    "stay_not_live",
    "operation_twice",
    "operations_conflict",
} | TEXTS
ORDERS = TEXTS | MONEY | {
    "unknown_stay",
    "unknown_offer",
    "no_such_offer",
    "offer_refused",
    "price_changed",
    "sold_out",
    "invalid_type",  # of an answer: what it must be, the offer says
    "invalid_date",
    "invalid_time",
    "invalid_number",
    "unknown_field",  # an answer that the offer does not ask for
    "day_not_offered",
    "slot_not_offered",
    "hour_not_offered",
    "not_an_object",
    "too_long",
    "out_of_range",
    "too_many",
}  # fmt: skip
OFFERS = TEXTS | MONEY | {
    "unknown_field",  # that this kind of offer does not have
    "wrong_list",
    "invalid_code",  # codes are the hotel's own, and have no blanks
    "unknown_code",
    "code_taken",
    "code_reserved",
    "stale_offer",
    "no_such_offer",
    "unknown_room_type",
    "kind_fixed",
    "invalid_time",
    "given_twice",
    "kind_twice",
    "only_words",
    "day_of_nights",
    "slot_times",  # a slot needs its times
    "before_from",
    "below_least",
    "not_above_price",
    "upgrade_price",
    "upgrade_least",
    "not_lower",
    "never_seen",
    "after_first_day",
    "invalid_type",
    "date_out_of_range",
}  # fmt: skip
MAY_REFUSE: dict[str, set[str]] = {
    "availability": {"no_nights", "too_many_nights", "date_out_of_range", "nobody"},
    "list_bookings": TEXTS | {"invalid_cursor"},  # a cursor is what an answer gave, and opaque
    "create_booking": STAYS | {"invalid_key", "plan_refused"},
    "read_booking": set(),
    "edit_booking": TEXTS | {"languages_differ"},
    "preview": OPERATIONS,
    "confirm": OPERATIONS | {"invalid_key", "plan_refused", "reason_required"},
    "check_in": TEXTS
    | {
        "invalid_key",
        "unknown_country",  # three letters that no country has
        "no_birth_date",  # in the future, or too long ago
        "date_out_of_range",
        "no_thai_id",
        "no_passport_number",
        "unknown_room",
        "plan_refused",  # the room is taken
        "reason_required",
        "room_required",
    },
    "check_out": TEXTS | {"invalid_key", "balance_open", "plan_refused"},
    "no_show": TEXTS | {"invalid_key", "plan_refused"},
    "list_changes": {"invalid_cursor"},
    "read_change_entry": set(),
    "create_payment": TEXTS | MONEY | {"amount_not_positive", "invalid_key"},
    "list_payments": {"invalid_cursor"},
    "read_payment_schedule": set(),
    "create_refund": TEXTS | MONEY | {"amount_not_positive", "refund_exceeds_payment", "invalid_key"},
    "create_payment_request": TEXTS
    | MONEY
    | {"amount_not_positive", "expires_outside", "invalid_moment", "invalid_key"},
    "list_payment_requests": {"invalid_cursor"},
    "call_off_payment_request": {"invalid_key"},
    "list_orders": TEXTS | {"invalid_cursor", "date_out_of_range"},
    "read_order": set(),
    "confirm_an_order": {"invalid_key", "order_ended", "sold_out"},
    "cancel_an_order": TEXTS | {"invalid_key", "order_ended", "type_taken"},
    "read_order_posting": set(),
    "retry_order_posting": {"invalid_key"},
    "booking_offers": set(),
    "quote_booking_orders": ORDERS,
    "create_orders": ORDERS | {"invalid_key"},
    "list_offers": set(),
    "list_upgrades": set(),
    "read_offer": {"no_such_offer"},
    "read_upgrade": {"no_such_offer"},
    "write_offer": OFFERS,
    "write_upgrade": OFFERS,
    "retire_offer": {"no_such_offer"},
    "retire_upgrade": {"no_such_offer"},
    "guest_offers": set(),
    "guest_orders": set(),
    "guest_quote_orders": ORDERS,
    "guest_create_orders": ORDERS,
    "guest_cancel_order": {"no_such_order", "order_ended", "order_not_free", "type_taken"},
    "guest_sign_in": TEXTS,
    "guest_sign_out": set(),
    "guest_booking": set(),
    "guest_calendar": TEXTS | {"date_out_of_range", "unknown_room_type"},
    "guest_preview": OF_A_GUEST,
    "guest_confirm": OF_A_GUEST | {"guest_refused", "plan_refused"},
    "guest_drop": set(),
    "guest_ways_to_pay": set(),
    "guest_pay": TEXTS
    | MONEY
    | {
        "amount_not_positive",
        "invalid_choice",  # which ways to pay there are is the hotel's
        "invalid_url",
        "nothing_to_pay",
        "slowed_down",  # more attempts in an hour than a person begins
    },
    "guest_checkout": set(),
}


def codes_of(content: bytes) -> set[str]:
    """The codes of what a refusal names: of its wrong fields, else its own."""
    problem: dict[str, Any] = json.loads(content)
    return {error["code"] for error in problem.get("errors", [])} or {problem["code"]}
