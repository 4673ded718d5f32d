"""What templates may name, each with what it says: what the page of a template shows and checks against."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kunjae.kernel.texts import LocalText
from kunjae.messages.facts import ORDERS, Kind, Reader
from kunjae.messages.templating import Names

_CHANGED = (Kind.BOOKING_CHANGED, Kind.BOOKING_CANCELLED)
_PENDING = (Kind.CHANGE_WAITING, Kind.CHANGE_DROPPED, Kind.LATE_MONEY)
_PAID = (Kind.PAYMENT_RECEIVED, Kind.LATE_MONEY)
_TO_PAY = (Kind.PAYMENT_REQUEST, Kind.CHANGE_WAITING)
_OFFERED = (Kind.PRE_ARRIVAL,)


@dataclass(frozen=True, slots=True)
class Variable:
    """One name: `booking.code`, or `stays[].dates` for each of a list. `kinds`: where there is one, empty: everywhere;
    `guests_only`: not in mails to the hotel; `hotels_only`: nowhere else."""

    path: str
    says: LocalText
    kinds: tuple[Kind, ...] = ()
    guests_only: bool = False
    hotels_only: bool = False

    def is_in(self, kind: Kind, reader: Reader) -> bool:
        """Whether a mail has it."""
        meant = not (self.hotels_only if reader is Reader.GUEST else self.guests_only)
        return meant and (not self.kinds or kind in self.kinds)


def _says(en: str, th: str) -> LocalText:
    return {"en": en, "th": th}


VARIABLES = (
    Variable("hotel.name", _says("the hotel's name", "ชื่อที่พัก")),
    Variable("hotel.phone", _says("its telephone, if it is set", "เบอร์โทรศัพท์ ถ้ากำหนดไว้")),
    Variable("hotel.line_id", _says("its LINE, if it is set", "LINE ID ถ้ากำหนดไว้")),
    Variable("hotel.email", _says("its first reservations address, if it is set", "อีเมลรับจองแรก ถ้ากำหนดไว้")),
    Variable("hotel.address", _says("its address, if it is set", "ที่อยู่ ถ้ากำหนดไว้")),
    Variable("hotel.check_in", _says("check-in time", "เวลาเช็คอิน")),
    Variable("hotel.check_out", _says("check-out time", "เวลาเช็คเอาท์")),
    Variable("guest.name", _says("the booker's name", "ชื่อผู้จอง")),
    Variable("guest.email", _says("the booker's e-mail", "อีเมลผู้จอง")),
    Variable("guest.phone", _says("the booker's telephone", "เบอร์โทรศัพท์ผู้จอง")),
    Variable("booking.code", _says("booking number", "หมายเลขการจอง")),
    Variable("booking.arrival", _says("first day", "วันเช็คอินแรก")),
    Variable("booking.departure", _says("last day", "วันเช็คเอาท์สุดท้าย")),
    Variable("booking.rooms", _says("how many rooms", "จำนวนห้อง")),
    Variable("booking.value", _says("total price", "มูลค่ารวม")),
    Variable("booking.paid", _says("what was paid", "ยอดที่ชำระแล้ว")),
    Variable("booking.to_pay_now", _says("what is to be paid now, if anything", "ยอดที่ต้องชำระตอนนี้ ถ้ามี")),
    Variable("booking.later", _says("what is left to pay at the hotel, if anything", "ยอดชำระที่โรงแรม ถ้ามี")),
    Variable("booking.to_return", _says("what goes back to the guest, if anything", "ยอดที่ต้องคืน ถ้ามี")),
    Variable("stays[].number", _says("a room's place in the booking", "ลำดับห้องในการจอง")),
    Variable("stays[].room_type", _says("room type", "ประเภทห้อง")),
    Variable("stays[].rate_plan", _says("rate plan", "เรท")),
    Variable("stays[].dates", _says("dates and nights", "วันที่และจำนวนคืน")),
    Variable("stays[].check_in", _says("check-in date", "วันเช็คอิน")),
    Variable("stays[].check_out", _says("check-out date", "วันเช็คเอาท์")),
    Variable("stays[].guests", _says("how many adults and children", "จำนวนผู้ใหญ่และเด็ก")),
    Variable("stays[].meal", _says("meals", "อาหาร")),
    Variable("stays[].conditions", _says("the rate plan's conditions, if any", "เงื่อนไขของเรท ถ้ามี")),
    Variable("stays[].policy", _says("what changing and cancelling costs, and from when", "นโยบายการยกเลิก")),
    Variable("stays[].price", _says("the room's price", "ราคาห้อง")),
    Variable("stays[].status", _says("confirmed, cancelled, …", "สถานะ")),
    Variable("table.rooms", _says("a table of all rooms", "ตารางห้องทั้งหมด")),
    Variable(
        "table.money", _says("a table of price, taxes, paid and left", "ตารางราคา ภาษี ยอดชำระ และยอดคงเหลือ")
    ),
    Variable(
        "table.changes",
        _says("a table of what is different, before and after", "ตารางเปรียบเทียบก่อนและหลัง"),
        (*_CHANGED, Kind.CHANGE_WAITING),
    ),
    Variable("button.booking", _says("a button that opens the booking", "ปุ่มเปิดการจอง")),
    Variable("link.booking", _says("its address", "ลิงก์เปิดการจอง")),
    Variable("button.pay", _says("a button to pay", "ปุ่มชำระเงิน"), _TO_PAY, guests_only=True),
    Variable("link.pay", _says("its address", "ลิงก์ชำระเงิน"), _TO_PAY, guests_only=True),
    Variable("pin", _says("the booking's PIN", "รหัส PIN ของการจอง"), (Kind.BOOKING_CONFIRMED,)),
    Variable("change.by_guest", _says("true when the guest did it", "เป็นจริงเมื่อผู้เข้าพักทำเอง"), _CHANGED),
    Variable("change.fee", _says("the fee, if any", "ค่าธรรมเนียม ถ้ามี"), _CHANGED),
    Variable(
        "change.difference", _says("by how much the price changed, if it did", "ส่วนต่างของราคา ถ้ามี"), _CHANGED
    ),
    Variable("change.to_pay", _says("what the change waits for", "ยอดที่ต้องชำระก่อนยืนยัน"), _PENDING),
    Variable("change.until", _says("until when it waits", "ชำระได้ถึงเมื่อใด"), _PENDING),
    Variable("change.because", _says("why it was dropped", "เหตุผลที่การเปลี่ยนแปลงไม่สำเร็จ"), _PENDING[1:]),
    Variable(
        "change.made",
        _says(
            "true when the change was paid before, and this is money that came twice",
            "เป็นจริงเมื่อการเปลี่ยนแปลงชำระและมีผลไปแล้ว เงินนี้จึงมาซ้ำ",
        ),
        (Kind.LATE_MONEY,),
    ),
    Variable("payment.amount", _says("what was paid", "ยอดที่ชำระ"), _PAID),
    Variable("payment.method", _says("how", "วิธีชำระ"), _PAID),
    Variable("payment.received", _says("when", "วันเวลาที่ได้รับ"), _PAID),
    Variable("request.amount", _says("what is asked for", "ยอดที่เรียกเก็บ"), (Kind.PAYMENT_REQUEST,)),
    Variable(
        "request.message", _says("the hotel's words, if any", "ข้อความจากโรงแรม ถ้ามี"), (Kind.PAYMENT_REQUEST,)
    ),
    Variable("request.until", _says("until when it can be paid", "ชำระได้ถึงเมื่อใด"), (Kind.PAYMENT_REQUEST,)),
    Variable("refund.amount", _says("what goes back", "ยอดที่คืน"), (Kind.REFUND_ON_ITS_WAY,)),
    Variable(
        "refund.by_hand",
        _says("true when the hotel sent it itself", "เป็นจริงเมื่อโรงแรมคืนเงินเอง"),
        (Kind.REFUND_ON_ITS_WAY,),
    ),
    Variable("refund.parts[].amount", _says("one part of it", "ยอดแต่ละส่วน"), (Kind.REFUND_ON_ITS_WAY,)),
    Variable(
        "refund.parts[].method",
        _says("how that part was paid", "วิธีชำระของแต่ละส่วน"),
        (Kind.REFUND_ON_ITS_WAY,),
    ),
    Variable("order.offer", _says("what was ordered", "ชื่อข้อเสนอ"), ORDERS),
    Variable("order.is_upgrade", _says("true for a room upgrade", "เป็นจริงเมื่อเป็นการอัพเกรดห้องพัก"), ORDERS),
    Variable(
        "order.room_type", _says("the room type that an upgrade leads to", "ประเภทห้องที่อัพเกรดเป็น"), ORDERS
    ),
    Variable("order.room", _says("for which room of the booking", "สำหรับห้องใดของการจอง"), ORDERS),
    Variable("order.day", _says("on which day, if one was asked for", "วันที่ใช้บริการ ถ้ามี"), ORDERS),
    Variable("order.time", _says("at what time, if one was asked for", "เวลาที่ใช้บริการ ถ้ามี"), ORDERS),
    Variable("order.number", _says("how many pieces or persons, if asked for", "จำนวน ถ้ามี"), ORDERS),
    Variable("order.answers[].question", _says("what else was asked", "คำถามอื่น"), ORDERS),
    Variable("order.answers[].answer", _says("what was answered", "คำตอบ"), ORDERS),
    Variable("order.price", _says("its price", "ราคา"), ORDERS),
    Variable("order.payment", _says("how it is paid", "วิธีชำระเงิน"), ORDERS),
    Variable("order.text", _says("the offer's own words, if any", "ข้อความของข้อเสนอ ถ้ามี"), ORDERS),
    Variable("order.reason", _says("why it was cancelled, if said", "เหตุผลที่ยกเลิก ถ้ามี"), ORDERS),
    Variable(
        "order.confirmed", _says("true when it was confirmed by itself", "เป็นจริงเมื่อยืนยันโดยอัตโนมัติ"), ORDERS
    ),
    Variable(
        "order.with_stay",
        _says("true when a change of the stay did it", "เป็นจริงเมื่อเปลี่ยนไปตามการเข้าพัก"),
        ORDERS,
    ),
    Variable("order.by_guest", _says("true when the guest did it", "เป็นจริงเมื่อผู้เข้าพักทำเอง"), ORDERS),
    Variable(
        "order.cancel_until",
        _says("until when the guest may cancel alone, if at all", "ผู้เข้าพักยกเลิกเองได้ถึงเมื่อใด ถ้าได้"),
        ORDERS,
    ),
    Variable(
        "order.answer_until", _says("when it expires without an answer", "หมดอายุเมื่อใดหากไม่มีการตอบ"), ORDERS
    ),
    Variable("order.ordered", _says("when it was ordered", "สั่งซื้อเมื่อ"), ORDERS),
    Variable("table.order", _says("a table of the order", "ตารางคำสั่งซื้อ"), ORDERS),
    Variable("button.order", _says("a button that opens the order", "ปุ่มเปิดคำสั่งซื้อ"), ORDERS),
    Variable("link.order", _says("its address", "ลิงก์เปิดคำสั่งซื้อ"), ORDERS),
    Variable(
        "button.confirm",
        _says("a button to confirm, once signed in", "ปุ่มยืนยัน ต้องเข้าสู่ระบบก่อน"),
        ORDERS,
        hotels_only=True,
    ),
    Variable(
        "button.cancel",
        _says("a button to cancel, once signed in", "ปุ่มยกเลิก ต้องเข้าสู่ระบบก่อน"),
        ORDERS,
        hotels_only=True,
    ),
    Variable("offers[].name", _says("an offer", "ชื่อข้อเสนอ"), _OFFERED),
    Variable("offers[].description", _says("its description, if any", "รายละเอียด ถ้ามี"), _OFFERED),
    Variable("offers[].price", _says("its price", "ราคา"), _OFFERED),
    Variable("table.offers", _says("the offers with their pictures", "ข้อเสนอพร้อมรูปภาพ"), _OFFERED),
    Variable("button.concierge", _says("a button to the Concierge", "ปุ่มเปิด Concierge"), _OFFERED),
    Variable("link.concierge", _says("its address", "ลิงก์เปิด Concierge"), _OFFERED),
    Variable(
        "link.unsubscribe",
        _says("where the guest says: no more of these mails", "ลิงก์ยกเลิกรับอีเมลข้อเสนอ"),
        _OFFERED,
    ),
)


def variables_of(kind: Kind, reader: Reader) -> list[Variable]:
    """What a template of this mail may name."""
    return [variable for variable in VARIABLES if variable.is_in(kind, reader)]


def names_of(kind: Kind, reader: Reader) -> Names:
    """The same as names within names, for checking."""
    found: dict[str, Any] = {}
    for variable in variables_of(kind, reader):
        below: dict[str, Any] = found
        *above, last = variable.path.replace("[]", ".[]").split(".")
        for name in above:
            below = below.setdefault(name, {})
        below[last] = None
    return found
