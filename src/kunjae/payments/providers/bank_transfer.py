"""A bank transfer: the guest sends money to the hotel's account, the hotel looks at its bank."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from kunjae.kernel.errors import FieldError
from kunjae.payments.facts import Capabilities, Method
from kunjae.payments.ports import Event, Forged, KeyField, Keys, Order, ProviderRefused, RefundAnswer, Started
from kunjae.payments.providers.fields import missing


class BankTransfer:
    """Shows the account; nothing of it is known to any machine."""

    code = "bank_transfer"
    name: Mapping[str, str] = {"en": "Bank transfer", "th": "โอนเงินผ่านธนาคาร"}
    can = Capabilities()
    fields: tuple[KeyField, ...] = (
        KeyField(
            "bank",
            {"en": "Bank", "th": "ธนาคาร"},
            {"en": "Its name, and the branch where that matters.", "th": "ชื่อธนาคาร และสาขาหากจำเป็น"},
        ),
        KeyField(
            "account_name",
            {"en": "Account name", "th": "ชื่อบัญชี"},
            {"en": "As the bank shows it to whoever transfers.", "th": "ตามที่ธนาคารแสดงให้ผู้โอนเห็น"},
        ),
        KeyField(
            "account_number",
            {"en": "Account number", "th": "เลขที่บัญชี"},
            {"en": "Shown to guests as it is written here.", "th": "แสดงให้ผู้เข้าพักเห็นตามที่กรอกไว้"},
        ),
        KeyField(
            "swift",
            {"en": "SWIFT (BIC)", "th": "รหัส SWIFT (BIC)"},
            {"en": "For transfers from abroad.", "th": "สำหรับการโอนจากต่างประเทศ"},
            required=False,
        ),
    )

    def check(self, values: Mapping[str, str]) -> list[FieldError]:
        return missing(self.fields, values)

    def is_real(self, keys: Keys) -> bool:
        return True

    def methods(self, keys: Keys) -> tuple[Method, ...]:
        return (Method.BANK_TRANSFER,)

    def start(self, order: Order, keys: Keys) -> Started:
        """`data`: the fields as entered, and `code`, what the guest writes on the transfer."""
        shown = {field.name: str(keys.details.get(field.name, "")) for field in self.fields}
        return Started(ref="", data={**shown, "code": order.code})

    def expire(self, ref: str, keys: Keys) -> None:
        """Nobody can stop a transfer."""

    def refund(self, payment_ref: str, amount: int, refund: UUID, keys: Keys) -> RefundAnswer:
        raise ProviderRefused("by_hand")

    def capture(self, payment_ref: str, amount: int, checkout: UUID, keys: Keys) -> None:
        raise ProviderRefused("keeps_nothing")

    def release(self, payment_ref: str, keys: Keys) -> None:
        raise ProviderRefused("keeps_nothing")

    def event(self, headers: Mapping[str, str], body: bytes, keys: Keys, now: datetime) -> Event:
        raise Forged
