"""A hotel of any size as a hotel file, with prices around a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

TYPES = {"STD": 40, "DLX": 30, "SEA": 20, "VIL": 10}
"""Room type -> how many of a hundred rooms are of it."""
PRICES = {"STD": 1800, "DLX": 2600, "SEA": 3400, "VIL": 6500}
PLANS = {"BAR": 100, "NRF": 88, "HB": 125}
"""Rate plan -> percent of the flexible price."""
DAYS_BACK, DAYS_AHEAD = 400, 500


def hotel_text(slug: str, rooms: int, today: date) -> str:
    """The hotel as TOML, as `kunjae import-hotel` reads it: four room types, three plans, prices for 900 nights."""
    return _HEAD.format(slug=slug) + "".join(_types(rooms)) + _PLANS + "".join(_prices(today))


def room_numbers(room_type: str, rooms: int) -> list[str]:
    """The rooms of a type in a hotel of so many rooms."""
    floor = list(TYPES).index(room_type) + 1
    return [f"{floor}{place:03}" for place in range(1, rooms * TYPES[room_type] // 100 + 1)]


_HEAD = """
[property]
slug = "{slug}"
name = {{ th = "โรงแรมวัดความเร็ว", en = "The Measured Hotel" }}
timezone = "Asia/Bangkok"
currency = "THB"
languages = ["th", "en"]
check_in_time = "14:00"
check_out_time = "12:00"
policy_cutoff_time = "14:00"
service_charge_percent = "10"
vat_percent = "7"
prices_include_taxes = true
vat_on_fees = true
pms = "none"
colour = "#0E5A5A"
payment_hold_minutes = 30
slip_hold_hours = 24
"""

_PLANS = """
[[policies]]
code = "F"
name = { th = "ยืดหยุ่น", en = "Flexible" }
max_changes = 3
no_show_percent = "100"
tiers = [{ days_before = 3, percent = "50" }, { days_before = 1, percent = "100" }]

[[policies]]
code = "N"
name = { th = "ไม่คืนเงิน", en = "No refund" }
guest_can_change = false
guest_can_cancel = false
no_show_percent = "100"
tiers = [{ always = true, percent = "100" }]

[[rate_plans]]
code = "BAR"
name = { th = "ยืดหยุ่น รวมอาหารเช้า", en = "Flexible with breakfast" }
meal = "breakfast"
policy = "F"
prepay_percent = "0"
conditions = { th = "ชำระเงินที่โรงแรมได้", en = "Pay at the hotel." }

[[rate_plans]]
code = "NRF"
name = { th = "ไม่คืนเงิน รวมอาหารเช้า", en = "Non-refundable with breakfast" }
meal = "breakfast"
policy = "N"
prepay_percent = "100"
conditions = { th = "ชำระเต็มจำนวนทันทีที่จอง", en = "Paid in full when booked." }

[[rate_plans]]
code = "HB"
name = { th = "รวมอาหารเช้าและเย็น", en = "Half board" }
meal = "half_board"
policy = "F"
prepay_percent = "30"
conditions = { th = "มัดจำ 30 %", en = "30 % deposit." }
"""


def _types(rooms: int) -> Iterator[str]:
    for rank, room_type in enumerate(TYPES, 1):
        numbers = ", ".join(f'"{number}"' for number in room_numbers(room_type, rooms))
        yield (
            f'\n[[room_types]]\ncode = "{room_type}"\nname = {{ th = "{room_type}", en = "{room_type}" }}\n'
            f'rank = {rank}\nbase_adults = 2\nmax_adults = 4\nmax_children = 2\nbeds = "1 king"\nrooms = [{numbers}]\n'
        )


def _prices(today: date) -> Iterator[str]:
    first, last = today - timedelta(days=DAYS_BACK), today + timedelta(days=DAYS_AHEAD)
    for plan, percent in PLANS.items():
        for room_type, price in PRICES.items():
            for weekdays, more in (("", 0), ('weekdays = ["fri", "sat"]\n', 300)):
                yield (
                    f'\n[[prices]]\nrate_plan = "{plan}"\nroom_type = "{room_type}"\nfrom = {first}\nto = {last}\n'
                    f'{weekdays}price = "{price * percent // 100 + more}"\nextra_adult = "600"\nextra_child = "300"\n'
                )
