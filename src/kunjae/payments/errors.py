"""Why money was not recorded, asked for, taken or sent back."""

from __future__ import annotations

from collections.abc import Mapping

from kunjae.kernel.errors import KunjaeError
from kunjae.kernel.money import amount_text
from kunjae.kernel.texts import LocalText, in_language


class _Said(KunjaeError):
    """An error whose words are the same every time."""

    words: LocalText

    def __init__(self) -> None:
        super().__init__(self.words["en"])

    def text(self, language: str) -> str:
        return in_language(self.words, language)


class BookingMoved(_Said):
    """The booking has changed since it was shown: nothing was recorded."""

    code = "booking_moved"
    words: LocalText = {
        "en": "The booking has changed meanwhile and nothing was recorded; please check its payments "
        "before recording again.",
        "th": "การจองนี้เปลี่ยนไประหว่างดำเนินการ ยังไม่ได้บันทึก กรุณาตรวจสอบรายการรับชำระก่อนบันทึกอีกครั้ง",
    }


class NoSuchPayment(_Said):
    """The property has no payment of that id."""

    code = "no_such_payment"
    words: LocalText = {"en": "There is no such payment.", "th": "ไม่พบรายการรับชำระนี้"}


class NoSuchRefund(_Said):
    """The property has no refund of that id."""

    code = "no_such_refund"
    words: LocalText = {"en": "There is no such refund.", "th": "ไม่พบรายการคืนเงินนี้"}


class NoSuchRequest(_Said):
    """The property, or the booking, has no payment request of that id."""

    code = "no_such_payment_request"
    words: LocalText = {"en": "There is no such payment request.", "th": "ไม่พบรายการเรียกเก็บเงินนี้"}


class NoSuchCheckout(_Said):
    """The property has no checkout of that id."""

    code = "no_such_checkout"
    words: LocalText = {"en": "There is no such attempt to pay.", "th": "ไม่พบรายการชำระเงินนี้"}


class NoSuchSlip(_Said):
    """The property has no slip of that id, or its file is gone."""

    code = "no_such_slip"
    words: LocalText = {"en": "There is no such slip.", "th": "ไม่พบสลิปนี้"}


class RefundExceedsPayment(KunjaeError):
    """More was to be refunded than the payment still holds. `left`: what it holds, minor units."""

    code = "refund_exceeds_payment"

    def __init__(self, left: int, currency: str) -> None:
        self.left = left
        self.currency = currency
        super().__init__(f"At most {amount_text(left, currency)} {currency} of this payment can be refunded.")

    def text(self, language: str) -> str:
        if language == "th":
            return f"คืนเงินจากรายการรับชำระนี้ได้ไม่เกิน {amount_text(self.left, self.currency)} {self.currency}"
        return str(self)


class RefundMoved(_Said):
    """The refund stands elsewhere by now: what was asked no longer fits."""

    code = "refund_moved"
    words: LocalText = {
        "en": "This refund has moved on meanwhile; please look at it again.",
        "th": "สถานะของรายการคืนเงินนี้เปลี่ยนไปแล้ว กรุณาตรวจสอบอีกครั้ง",
    }


class RequestClosed(_Said):
    """The payment request is paid, expired or cancelled."""

    code = "payment_request_closed"
    words: LocalText = {
        "en": "This payment request is no longer open.",
        "th": "รายการเรียกเก็บเงินนี้ปิดแล้ว",
    }


class CheckoutClosed(_Said):
    """The attempt to pay is over: paid, failed, expired or cancelled."""

    code = "checkout_closed"
    words: LocalText = {
        "en": "This payment is no longer open. Please start again.",
        "th": "รายการชำระเงินนี้ปิดแล้ว กรุณาเริ่มใหม่อีกครั้ง",
    }


class SlipWaits(_Said):
    """A slip of the same payment waits to be looked at: a second attempt could be paid twice."""

    code = "slip_waits"
    words: LocalText = {
        "en": "A slip for this payment has been sent. The hotel is looking at its bank.",
        "th": "ส่งสลิปของรายการนี้แล้ว ที่พักกำลังตรวจสอบยอดเงิน",
    }


class TooManyAttempts(_Said):
    """A booking began more attempts to pay within an hour than a person does."""

    code = "too_many_attempts"
    words: LocalText = {
        "en": "There were too many attempts to pay. Please try again in an hour, or call the hotel.",
        "th": "มีการเริ่มชำระเงินหลายครั้งเกินไป กรุณาลองใหม่ในอีกหนึ่งชั่วโมง หรือโทรหาที่พัก",
    }


class ProviderUnknown(_Said):
    """The property does not take money in this way."""

    code = "provider_not_enabled"
    words: LocalText = {
        "en": "The hotel does not take payments in this way. Please choose another.",
        "th": "ที่พักไม่ได้เปิดรับชำระด้วยวิธีนี้ กรุณาเลือกวิธีอื่น",
    }


class AmountNotTaken(KunjaeError):
    """The provider cannot be paid this amount in this currency: said before the guest pays. `step`: what amounts must
    be a multiple of, minor units; 0 when it does not take the currency at all."""

    code = "amount_not_taken"

    def __init__(self, step: int, currency: str, name: LocalText) -> None:
        self.step = step
        self.currency = currency
        self.name = name
        super().__init__(self.text("en"))

    def text(self, language: str) -> str:
        name = in_language(self.name, language)
        if not self.step:
            if language == "th":
                return f"{name} ไม่รับชำระเป็น {self.currency} กรุณาเลือกวิธีอื่น"
            return f"{name} takes no payments in {self.currency}. Please choose another way to pay."
        step = amount_text(self.step, self.currency)
        if language == "th":
            return f"{name} รับเฉพาะยอดที่หารด้วย {step} {self.currency} ลงตัว กรุณาเลือกวิธีอื่น"
        return f"{name} takes only multiples of {step} {self.currency}. Please choose another way to pay."


class CannotStartPayment(KunjaeError):
    """The provider did not make ready to be paid: nothing was charged. `why`: its code; `down`: whether it may help to
    try again."""

    code = "payment_not_started"

    def __init__(self, why: str, name: LocalText, *, down: bool) -> None:
        self.why = why
        self.name: Mapping[str, str] = name
        self.down = down
        super().__init__(self.text("en"))

    def text(self, language: str) -> str:
        name = in_language(self.name, language)
        if language == "th":
            if self.down:
                return f"{name} ไม่ตอบสนองในขณะนี้ ยังไม่มีการเรียกเก็บเงิน กรุณาลองใหม่ในอีกสักครู่หรือเลือกวิธีอื่น"
            return f"{name} ไม่รับรายการนี้ ยังไม่มีการเรียกเก็บเงิน กรุณาเลือกวิธีอื่นหรือโทรหาที่พัก"
        if self.down:
            return (
                f"{name} does not answer at the moment. Nothing was charged. "
                "Please try again in a moment, or choose another way to pay."
            )
        return (
            f"{name} did not accept this payment. Nothing was charged. "
            "Please choose another way to pay, or call the hotel."
        )
