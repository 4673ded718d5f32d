"""What can go wrong with offers and orders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kunjae.concierge.facts import OrderStatus
from kunjae.concierge.words import reason_text
from kunjae.kernel.errors import KunjaeError
from kunjae.kernel.texts import LocalText, in_language

if TYPE_CHECKING:
    from kunjae.concierge.rules.pricing import Quoted


class NoSuchOffer(KunjaeError):
    """The property has no offer of that code."""

    code = "no_such_offer"

    def __init__(self, offer: str) -> None:
        self.offer = offer
        super().__init__(f"There is no offer {offer}.")

    def text(self, language: str) -> str:
        return f"ไม่พบข้อเสนอ {self.offer}" if language == "th" else str(self)


class NoSuchOrder(KunjaeError):
    """The property has no order of that id."""

    code = "no_such_order"

    def text(self, language: str) -> str:
        return "ไม่พบคำสั่งซื้อนี้" if language == "th" else "There is no such order."


class StaleOffer(KunjaeError):
    """Somebody else has saved the offer since it was read: nothing was saved."""

    code = "stale_offer"

    def text(self, language: str) -> str:
        if language == "th":
            return "มีผู้แก้ไขข้อเสนอนี้ไปแล้ว ยังไม่ได้บันทึก กรุณาตรวจสอบแล้วบันทึกอีกครั้ง"
        return "Somebody else has changed this offer meanwhile and nothing was saved. Please check, and save again."


class OfferRefused(KunjaeError):
    """This offer cannot be ordered for this stay now: nothing was ordered. `reasons`: codes of `rules.shelf`; `offer`: its
    name; `path`: of the item that asked for it (`items.0`)."""

    code = "offer_refused"

    def __init__(self, reasons: Sequence[str], offer: LocalText | None = None, path: str = "") -> None:
        self.reasons = tuple(reasons)
        self.offer: LocalText = offer or {}
        self.path = path
        super().__init__(self.text("en"))

    def text(self, language: str) -> str:
        said = "; ".join(reason_text(reason, language) for reason in self.reasons)
        name = in_language(self.offer, language)
        return f"{name}: {said}" if name else said


class SoldOut(OfferRefused):
    """Somebody else was quicker: no piece, no room of the higher type or no night beside the stay is left."""

    code = "sold_out"


class PriceChanged(KunjaeError):
    """An offer costs something else than was shown: nothing was ordered. `quoted`: all of them as they stand now, in minor
    units of `currency`."""

    code = "price_changed"

    def __init__(self, quoted: Sequence[Quoted], currency: str) -> None:
        self.quoted, self.currency = tuple(quoted), currency
        super().__init__("A price has changed; please look at the new price before ordering.")

    def text(self, language: str) -> str:
        return "ราคามีการเปลี่ยนแปลง กรุณาตรวจสอบราคาใหม่ก่อนสั่งซื้อ" if language == "th" else str(self)


_ENDED = {
    OrderStatus.CANCELLED: ("คำสั่งซื้อนี้ถูกยกเลิกแล้ว", "The order was cancelled already."),
    OrderStatus.EXPIRED: ("คำสั่งซื้อนี้หมดอายุแล้ว", "The order has expired."),
}


class OrderEnded(KunjaeError):
    """The order is cancelled or expired: nothing brings it back."""

    code = "order_ended"

    def __init__(self, status: OrderStatus) -> None:
        self.status = status
        super().__init__(_ENDED[status][1])

    def text(self, language: str) -> str:
        return _ENDED[self.status][language != "th"]


class OrderNotFree(KunjaeError):
    """The rule written on the offer does not let the guest cancel it alone, or no longer."""

    code = "order_not_free"

    def text(self, language: str) -> str:
        if language == "th":
            return "คำสั่งซื้อนี้ยกเลิกด้วยตนเองไม่ได้แล้ว กรุณาติดต่อที่พัก"
        return "This order can no longer be cancelled here. Please contact the hotel."


class WrongPosting(KunjaeError):
    """There is nothing to add by hand for this order: it is not confirmed, or the hotel's PMS needs no clerk."""

    code = "wrong_posting"

    def text(self, language: str) -> str:
        if language == "th":
            return "คำสั่งซื้อนี้ไม่มีรายการที่ต้องเพิ่มใน PMS"
        return "There is nothing to add in the PMS for this order."
