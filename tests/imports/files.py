"""Hotel files for the tests."""

HOTEL = """
[property]
slug = "baan-talay"
name = { th = "บ้านทะเล", en = "Baan Talay" }
timezone = "Asia/Bangkok"
currency = "THB"
languages = ["th", "en"]
check_in_time = "14:00"
check_out_time = "12:00"
policy_cutoff_time = "14:00"
service_charge_percent = "10"
vat_percent = "7"
prices_include_taxes = true
guest_changes_close_at_check_in = false
further_fees = [ { name = { th = "ค่าธรรมเนียม", en = "Provincial fee" }, percent = "1" } ]
vat_on_fees = true
pms = "none"
colour = "#0E5A5A"
payment_hold_minutes = 30
slip_hold_hours = 24
phone = "+66 76 123 456"
line_id = "@baantalay"
address = { th = "พังงา", en = "Phang Nga" }
tax_id = "0105500000000"
branch = "00000"

[property.email]
reservations = ["front@example.com"]
offer_confirmation = ["upsell@example.com"]

[[room_types]]
code = "STD"
name = { th = "ห้องมาตรฐาน", en = "Standard" }
rank = 1
base_adults = 2
max_adults = 3
max_children = 1
beds = "1 double"
rooms = [ "001", "002", { number = "003", beds = "2 single" } ]

[[room_types]]
code = "DLX"
name = "Deluxe"
rank = 2
rooms = [ "101" ]

[[policies]]
code = "F"
name = { th = "ยืดหยุ่น", en = "Flexible" }
guest_can_change = true
max_changes = 2
charge_on = "value_given_back"
clock = "current_arrival"
no_show_percent = "100"
tiers = [ { days_before = 3, percent = "50" }, { days_before = 1, percent = "100" } ]

[[rate_plans]]
code = "BAR"
name = { th = "รวมอาหารเช้า", en = "Breakfast included" }
meal = "breakfast"
policy = "F"
prepay_percent = "30"
conditions = { en = "Pay at the hotel." }

[[prices]]
rate_plan = "BAR"
room_type = "STD"
from = 2026-11-01
to = 2026-12-31
price = "1500"
extra_adult = "500"

[[prices]]
rate_plan = "BAR"
room_type = "STD"
from = 2026-12-01
to = 2026-12-31
weekdays = ["fri", "sat"]
price = "1800.50"
min_stay = 2

[[prices]]
rate_plan = "BAR"
room_type = "DLX"
from = 2026-11-01
to = 2026-12-31
price = "2500"

[[offers]]
code = "spa"
name = { th = "นวดไทย 60 นาที", en = "Thai massage, 60 min" }
price = "900"
price_per = "person"
"""
