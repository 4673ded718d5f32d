"""The codes of the API's problems, which programs may rely on: status, title, and when each is answered."""

from __future__ import annotations

from dataclasses import dataclass

from kunjae.kernel.texts import LocalText


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem: its status, its title in both languages, and when it is answered (for the reference)."""

    status: int
    title: LocalText
    when: str


def _kind(status: int, en: str, th: str, when: str) -> Kind:
    return Kind(status, {"en": en, "th": th}, when)


KINDS: dict[str, Kind] = {
    "bad_request": _kind(400, "The request cannot be read", "อ่านคำขอไม่ได้", "The request itself is broken."),
    "malformed_json": _kind(
        400,
        "The body is not JSON",
        "ข้อมูลที่ส่งไม่ใช่ JSON",
        "The body is not JSON in UTF-8, or nested too deeply.",
    ),
    "unauthenticated": _kind(
        401, "A valid token is needed", "ต้องใช้โทเคนที่ถูกต้อง", "No token, or one that is unknown or revoked."
    ),
    "wrong_sign_in": _kind(
        401,
        "Booking number and PIN do not match",
        "หมายเลขการจองหรือรหัส PIN ไม่ถูกต้อง",
        "No booking of the property has this number and this PIN.",
    ),
    "forbidden": _kind(
        403, "The token may not do this", "โทเคนนี้ไม่มีสิทธิ์ทำรายการนี้", "The token's role may not do this."
    ),
    "not_found": _kind(404, "There is no such address", "ไม่พบที่อยู่นี้", "No call of the API has this address."),
    "no_such_booking": _kind(
        404, "There is no such booking", "ไม่พบการจองนี้", "The token's property has no booking of that code."
    ),
    "no_such_change": _kind(
        404,
        "There is no such entry",
        "ไม่พบรายการประวัตินี้",
        "The booking's history has no entry of that number.",
    ),
    "no_such_stay": _kind(
        404,
        "There is no such stay",
        "ไม่พบรายการนี้",
        "The booking has no stay of that number.",
    ),
    "no_such_offer": _kind(
        404, "There is no such offer", "ไม่พบข้อเสนอนี้", "The token's property has no offer of that code."
    ),
    "no_such_order": _kind(
        404, "There is no such order", "ไม่พบคำสั่งซื้อนี้", "The token's property has no order of that id."
    ),
    "no_such_payment": _kind(
        404,
        "There is no such payment",
        "ไม่พบรายการรับชำระนี้",
        "The token's property has no payment of that id.",
    ),
    "no_such_payment_request": _kind(
        404,
        "There is no such payment request",
        "ไม่พบรายการเรียกเก็บเงินนี้",
        "The booking has no payment request of that id.",
    ),
    "no_such_property": _kind(
        404, "There is no such hotel", "ไม่พบที่พักนี้", "No hotel has this slug in its address."
    ),
    "no_such_checkout": _kind(
        404,
        "There is no such attempt to pay",
        "ไม่พบรายการชำระเงินนี้",
        "The guest's booking has no attempt to pay of that id.",
    ),
    "nothing_waits": _kind(
        404,
        "No change waits for its payment",
        "ไม่มีการเปลี่ยนแปลงที่รอชำระเงิน",
        "No change of the guest's booking waits for its payment, or the hotel looks for it at its bank already.",
    ),
    "method_not_allowed": _kind(
        405, "The method is not allowed here", "ใช้เมธอดนี้ไม่ได้", "The address exists, but not for this method."
    ),
    "amount_moved": _kind(
        409,
        "Another amount is to be paid",
        "ยอดที่ต้องชำระเปลี่ยนไปแล้ว",
        "What is to be paid is another amount than the one sent; nothing was begun.",
    ),
    "checkout_closed": _kind(
        409,
        "The attempt to pay is over",
        "รายการชำระเงินนี้ปิดแล้ว",
        "Its time is over, or a newer attempt took its place.",
    ),
    "early_departure": _kind(
        409,
        "Nights are left",
        "ยังเหลือคืนที่จองไว้",
        "Checking out now drops nights. `preview` holds what that costs, and the digest to confirm it with.",
    ),
    "idempotency_answer_lost": _kind(
        409,
        "The answer to this key can no longer be read",
        "อ่านคำตอบเดิมของคีย์นี้ไม่ได้แล้ว",
        "The Idempotency-Key came before with this very call, which was done. Its answer was kept under another secret "
        "key of the house.",
    ),
    "idempotency_key_reused": _kind(
        409,
        "The key was used with another request",
        "คีย์นี้ถูกใช้กับคำขออื่นแล้ว",
        "The Idempotency-Key came before with another address or body.",
    ),
    "payment_request_closed": _kind(
        409,
        "The payment request is no longer open",
        "รายการเรียกเก็บเงินนี้ปิดแล้ว",
        "It is paid, or its time is over.",
    ),
    "plan_outdated": _kind(
        409,
        "Something moved meanwhile",
        "ข้อมูลเปลี่ยนไประหว่างดำเนินการ",
        "The digest no longer holds; nothing was saved. `preview` holds the fresh preview.",
    ),
    "slip_waits": _kind(
        409,
        "A slip waits to be looked at",
        "ส่งสลิปแล้ว กำลังรอตรวจสอบ",
        "The guest sent a slip for the same payment, and the hotel looks at its bank.",
    ),
    "sold_out": _kind(409, "Sold out", "ห้องเต็ม", "The room type has no room left on `nights`."),
    "too_early": _kind(
        409,
        "The stay has not begun",
        "ยังไม่ถึงวันเช็คอิน",
        "Before a stay's first day nobody checks in, and nobody fails to come.",
    ),
    "version_conflict": _kind(
        409,
        "The booking was changed meanwhile",
        "การจองถูกแก้ไขไปแล้ว",
        "The `version` sent is not the booking's own (`version` of the answer).",
    ),
    "wrong_status": _kind(
        409,
        "The stay's status does not allow this",
        "สถานะปัจจุบันทำรายการนี้ไม่ได้",
        "The stay's status forbids it.",
    ),
    "length_required": _kind(
        411,
        "The body's length must be told",
        "ต้องระบุความยาวของข้อมูลที่ส่ง",
        "The body came in chunks; send it whole, with Content-Length.",
    ),
    "body_too_large": _kind(413, "The body is too large", "ข้อมูลที่ส่งใหญ่เกินไป", "The body is above 1 MiB."),
    "unsupported_media_type": _kind(
        415, "The body must be JSON", "ข้อมูลที่ส่งต้องเป็น JSON", "The body's Content-Type is not application/json."
    ),
    "amount_too_large": _kind(
        422, "The amounts are too large", "จำนวนเงินมากเกินไป", "Amounts add up to more than can be kept."
    ),
    "balance_open": _kind(
        422,
        "Money is still owed",
        "ยังมียอดค้างชำระ",
        "The booking owes `balance`: record the payment, or give a reason.",
    ),
    "guest_refused": _kind(
        422,
        "The guest cannot change this alone",
        "ผู้เข้าพักเปลี่ยนแปลงรายการนี้เองไม่ได้",
        "`refusals` says why, by the codes `policy_forbids`, `no_policy`, `lives_in_pms`, `change_limit_reached`, `past_check_in`, "
        "`balance_mismatch`, `booking_cancelled`, `change_pending`.",
    ),
    "invalid": _kind(
        422, "Some values cannot be used", "ข้อมูลบางรายการไม่ถูกต้อง", "Wrong fields; each is named in `errors`."
    ),
    "plan_refused": _kind(
        422,
        "The change cannot be confirmed",
        "ยืนยันการเปลี่ยนแปลงนี้ไม่ได้",
        "Something must be chosen first or cannot be done; `problems` and `preview` say what.",
    ),
    "reason_required": _kind(
        422, "A reason is needed", "ต้องระบุเหตุผล", "The change corrects nights that have passed."
    ),
    "refund_exceeds_payment": _kind(
        422,
        "The payment does not hold as much",
        "ยอดคืนเกินยอดที่รับชำระ",
        "No more than `left` of the payment can be refunded: what was refunded of it and what is on its way is off.",
    ),
    "stale_offer": _kind(
        409,
        "The offer has changed",
        "ข้อเสนอมีการเปลี่ยนแปลง",
        "Somebody has saved the offer since it was read; nothing was saved.",
    ),
    "offer_refused": _kind(
        409,
        "This cannot be ordered",
        "สั่งรายการนี้ไม่ได้",
        "The offer is not for this stay, or not now: `reasons` has the codes. Nothing was ordered.",
    ),
    "price_changed": _kind(
        409,
        "A price has changed",
        "ราคามีการเปลี่ยนแปลง",
        "Something costs another amount than `expected`; nothing was ordered. `amounts` has those of all items now.",
    ),
    "order_ended": _kind(
        409, "The order has ended", "คำสั่งซื้อสิ้นสุดแล้ว", "It is cancelled or expired: nothing brings it back."
    ),
    "order_not_free": _kind(
        409,
        "The order cannot be cancelled here",
        "ยกเลิกคำสั่งซื้อนี้ด้วยตนเองไม่ได้",
        "The offer's rule does not let the guest cancel it alone, or no longer.",
    ),
    "type_taken": _kind(
        409,
        "The stay cannot go back",
        "ย้ายกลับห้องประเภทเดิมไม่ได้",
        "No room of the type that an upgraded stay was sold as is free on all its nights.",
    ),
    "room_required": _kind(
        422, "A room is needed", "ต้องระบุหมายเลขห้อง", "The stay has no room number yet, and none was given."
    ),
    "payment_not_started": _kind(
        422,
        "The payment could not be started",
        "เริ่มการชำระเงินไม่ได้",
        "The provider refused it; nothing was charged. Another way to pay may do.",
    ),
    "nothing_to_pay": _kind(
        422, "Nothing is to be paid", "ไม่มียอดที่ต้องชำระ", "The booking owes nothing, and no change of it waits."
    ),
    "slowed_down": _kind(
        429,
        "Too many tries",
        "ลองหลายครั้งเกินไป",
        "Too many tries failed, of this booking number or from this network, or too many payments were begun. Try again "
        "after Retry-After seconds.",
    ),
    "internal_error": _kind(
        500, "Something went wrong", "เกิดข้อผิดพลาดในระบบ", "A fault of ours; it is in the log."
    ),
    "provider_down": _kind(
        503,
        "The payment provider does not answer",
        "ผู้ให้บริการรับชำระเงินไม่ตอบสนอง",
        "Nothing was charged; try again after Retry-After seconds, or choose another way to pay.",
    ),
    "busy": _kind(
        503,
        "Too busy at the moment",
        "ระบบไม่ว่างชั่วคราว",
        "Others are changing the same rows; try again after Retry-After seconds.",
    ),
}
