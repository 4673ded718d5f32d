"""Every form of the pages, as each role comes to it, filled in with what nobody would type.

Whatever is sent: never a 500, an answer in the user's language, nothing saved but what a successful answer says, and
then of that booking alone; nothing of the stranger's touched or told; what was typed is still there when it is refused.
"""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunjae.changes.commands import preview_change
from kunjae.changes.operations_text import operations_from_json
from tests.hostile.at_the_desk import open_the_desk
from tests.hostile.crawling import Press, presses_of, send, undone
from tests.hostile.fuzzing import examples
from tests.hostile.hotels import Hotels
from tests.hostile.page_watch import PageWatch
from tests.hostile.values import operations, values
from tests.hostile.web import Visitor
from tests.hotel import FAR

CASES = [
    ("owner", "en", 2),
    pytest.param("manager", "th", 2, marks=pytest.mark.once),
    ("front_desk", "th", 6),
    pytest.param("front_desk", "en", 3, marks=pytest.mark.once),
    pytest.param("viewer", "th", 8, marks=pytest.mark.once),
    ("nobody", "th", 8),
    pytest.param("nobody", "en", 8, marks=pytest.mark.once),
]
"""Role, language, and how many times each form of ours is sent (where it has more than two shapes, less often in each);
those of the library for sign-in a quarter of it. What another role or language may do and is told, the database makes
no difference to: with PostgreSQL a few of them."""
DESK = [
    *("find", "guests", "guests/registers", "calendar", "calendar/free", "calendar/blocks", "bookings/new"),
    *("bookings/CODE/change", "bookings/CODE/details", "bookings/CODE/payments", "rooms/cleaned"),
    *("check-in", "check-out", "no-show", "registration", "check-in/undo", "check-out/undo", "no-show/undo"),
    *("payments", "payment-request", "payment-requests", "refund", "refunds", "transfers", "waiting-change"),
]
HOUSE = [
    *(
        "settings/property",
        "settings/rooms",
        "settings/rooms/types",
        "settings/rooms/new",
        "settings/policies",
    ),
    *("settings/rate-plans", "settings/prices", "settings/staff/new", "settings/tokens", "settings/file"),
    *("settings/pms", "settings/pms/connection/cloudbeds", "settings/pms/connection/mews"),
    *("settings/webhooks/new", "settings/calendar-feeds"),
    *(
        "settings/payments",
        "settings/payments/stripe",
        "settings/payments/promptpay",
        "settings/payments/test",
    ),
    *("offers/new", "upgrades/new"),
]
COMES_TO = {
    "nobody": ["accounts/login"],
    "viewer": ["bookings", "calendar", "find", "guests"],
    "front_desk": DESK,
    "manager": DESK + HOUSE,
    "owner": DESK + HOUSE,
}
"""Parts of the addresses of forms that each role must come to."""
MOST_FIELDS = 10_001
"""One more than are read."""


@pytest.mark.parametrize(("role", "language", "number"), CASES)
def test_no_form_breaks_whatever_is_sent(hotels: Hotels, role: str, language: str, number: int) -> None:
    open_the_desk(hotels.ours)
    visitor = Visitor({"django_language": language})
    if role != "nobody":
        visitor = Visitor.signed_in(hotels.staff(role), language)
    shapes = by_shape(presses_of(visitor))
    addresses = "".join(str(address) for address, *_rest in shapes)
    assert [part for part in COMES_TO[role] if f"/{part}/" not in addresses] == [], (
        "the crawl comes to the forms"
    )
    watch = PageWatch(hotels, language, may_write=role not in ("viewer", "nobody"))
    known = [*hotels.known_words(), another_digest(hotels)]
    shapes_at = Counter((shape[0], shape[1]) for shape in shapes)
    for shape, of_shape in shapes.items():
        is_ours = of_shape[0].form.address.startswith("/extranet/")
        # A page whose form has ten shapes is read by the same code ten times.
        each = number * 2 // max(2, shapes_at[shape[0], shape[1]])
        _send_spoilt(visitor, watch, of_shape, known, max(2, each if is_ours else number // 4))
    watch.at_the_end()


def _send_spoilt(
    visitor: Visitor, watch: PageWatch, presses: list[Press], known: list[str], number: int
) -> None:
    @examples(number)
    @given(st.data())
    def holds(data: st.DataObject) -> None:
        press = data.draw(st.sampled_from(presses))
        fields = data.draw(spoilt(press, known))
        with undone(), visitor.as_it_was():
            watch.look(press, fields, send(visitor, press.form, fields))

    holds()


def another_digest(hotels: Hotels) -> str:
    """The digest of a change of our other booking, as its page holds it."""
    operations = operations_from_json([{"op": "cancel", "stay": 1}], hotels.ours.currency)
    shown = preview_change(property=hotels.ours, code=hotels.other_code, operations=operations, now=FAR)
    return shown.digest


def by_shape(presses: list[Press]) -> dict[tuple[object, ...], list[Press]]:
    found: dict[tuple[object, ...], list[Press]] = {}
    for press in presses:
        found.setdefault(press.form.shape, []).append(press)
    return found


@st.composite
def spoilt(draw: st.DrawFn, press: Press, known: list[str]) -> list[tuple[str | bytes, str | bytes]]:
    """The fields of the form with a few of them replaced, left out, or doubled."""
    fields: list[tuple[str | bytes, str | bytes]] = [*press.values()]
    for _ in range(draw(st.integers(1, 4))):
        if not fields:
            break
        index = draw(st.integers(0, len(fields) - 1))
        name, _value = fields[index]
        how = draw(st.sampled_from(["replace"] * 6 + ["leave out", "double", "rename", "many"]))
        if how == "leave out":
            del fields[index]
        elif how == "double":
            fields.append((name, draw(values(known))))
        elif how == "rename":
            fields[index] = draw(values(known)), fields[index][1]
        elif how == "many":
            fields += [(f"x{number}", "1") for number in range(draw(st.sampled_from([1, MOST_FIELDS])))]
        else:
            fields[index] = name, draw(operations(known) if name == "staged" else values(known))
    return fields
