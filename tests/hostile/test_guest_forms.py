"""Every form of the guest's pages, filled in with what nobody would type: as the guest of a booking, and as nobody.

Never a 500; no word of the stranger or of another booking; nothing written but to the guest's own booking, and then all
still agrees.
"""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunjae.bookings.guest_links import make_link
from kunjae.bookings.models import Booking
from kunjae.guest.access import COOKIE
from kunjae.guest.sessions import begin_session
from kunjae.payments.commands.requests import send_payment_request
from kunjae.payments.links import request_token
from kunjae.payments.providers.accounts import save_account
from kunjae.properties.models import Property
from kunjae.rates.models import NightPrice, RatePlan
from tests.changes.the_guest import confirm, move, pay_cash
from tests.hostile.crawling import Press, presses_of, send, undone
from tests.hostile.fuzzing import examples
from tests.hostile.hotels import Hotels, broken_invariants, fingerprint, versions
from tests.hostile.page_watch import HERE
from tests.hostile.test_forms import by_shape, spoilt
from tests.hostile.their_secrets import Secrets
from tests.hostile.web import Answer, Visitor
from tests.hotel import CLERK, FAR, book_stays

NUMBER = 6
"""How many times each form is sent."""
DATES = {"check_in": "2026-12-10", "check_out": "2026-12-12"}
ACCOUNT = {"bank": "Andaman Bank", "account_name": "Baan Talay", "account_number": "123-4-56789-0"}
RAW = re.compile(r"<script>alert|<svg onload", re.IGNORECASE)
COMES_TO = {
    "guest": ["/CODE/change/", "/CODE/pay/", "/checkout/#/slip/", "/sign-out/", "/g/baan-talay/"],
    "waiting": ["/CODE/pay/", "/CODE/waiting/"],
    "nobody": ["/g/baan-talay/"],
}


def a_booking_of_a_guest(hotel: Property, *, waits: bool) -> tuple[str, str]:
    """A booking in order, with 30 % paid, and what the hotel asks for beside it; `waits`: a change of it does."""
    save_account(property=hotel, code="bank_transfer", values=ACCOUNT, enabled=True, now=FAR)
    RatePlan.objects.of(hotel).filter(code="BAR").update(prepay_percent=30)
    NightPrice.objects.of(hotel).filter(night__gte="2026-12-20").update(price=300_000)
    code = book_stays(hotel, DATES | {"room_type": "DLX"})
    pay_cash(hotel, code, 150_000)
    if waits:
        assert confirm(hotel, code, move("12-20", "12-22")).pending
    request = send_payment_request(
        property=hotel, code=code, amount=600_00, message="Dinner", expires_at=None, actor=CLERK, now=FAR
    )
    return code, request_token(request.id)


@pytest.mark.parametrize(("who", "language"), [("guest", "th"), ("waiting", "en"), ("nobody", "en")])
def test_no_form_of_a_guest_breaks_whatever_is_sent(hotels: Hotels, who: str, language: str) -> None:
    ours = hotels.ours
    code, request = a_booking_of_a_guest(ours, waits=who == "waiting")
    booking = Booking.objects.of(ours).get(code=code)
    link = make_link(ours, booking.id, FAR + timedelta(days=1)).removeprefix("http://127.0.0.1:8000")
    visitor = Visitor({"django_language": language})
    start = [f"/g/{ours.slug}/", link, f"/g/{ours.slug}/{code}/", f"/g/{ours.slug}/request/{request}/"]
    if who != "nobody":
        visitor.cookies[COOKIE] = begin_session(ours, booking.id, FAR)
        start += [f"/g/{ours.slug}/{code}/{page}/" for page in ("change", "cancel", "waiting", "pay")]
    shapes = by_shape(presses_of(visitor, start))
    addresses = [str(address) for address, *_rest in shapes]
    assert [part for part in COMES_TO[who] if not any(address.endswith(part) for address in addresses)] == []
    watch = GuestWatch(hotels, code, language)
    for of_shape in shapes.values():
        _send_spoilt(visitor, watch, of_shape, [*hotels.known_words(), hotels.code])
    watch.at_the_end()


def _send_spoilt(visitor: Visitor, watch: GuestWatch, presses: list[Press], known: list[str]) -> None:
    @examples(NUMBER)
    @given(st.data())
    def holds(data: st.DataObject) -> None:
        press = data.draw(st.sampled_from(presses))
        fields = data.draw(spoilt(press, known))
        with undone(), visitor.as_it_was():
            watch.look(press, send(visitor, press.form, fields), repr(fields)[:2000])

    holds()


class GuestWatch:
    """Both hotels as they were."""

    def __init__(self, hotels: Hotels, code: str, language: str) -> None:
        self.hotels, self.code, self.language = hotels, code, language
        self.theirs, self.ours = fingerprint(hotels.theirs), fingerprint(hotels.ours)
        self.versions = versions(hotels.ours)
        self.secrets = Secrets(hotels.their_words() | {hotels.code.lower()})

    def look(self, press: Press, answer: Answer, sent: str) -> None:
        """After each answer, before what it wrote is undone."""
        what = (press.form.address, press.button, sent)
        assert answer.status < 500, what
        shown = answer.text
        if answer.is_page and "<html" in shown:
            assert answer.language == self.language or "setlang" in press.form.address, what
        told = self.secrets.told(shown, sent)
        assert not told, f"{what} tells {told}"
        assert not RAW.search(shown), what
        leads_to = answer.headers.get("location") or answer.headers.get("hx-redirect") or "/"
        assert urljoin(HERE, leads_to.replace("\\", "/")).startswith(HERE), what
        now = versions(self.hotels.ours)
        assert {code for code in now if now[code] != self.versions.get(code)} <= {self.code}, what
        if now != self.versions:
            assert broken_invariants(self.hotels.ours) == [], what

    def at_the_end(self) -> None:
        assert fingerprint(self.hotels.theirs) == self.theirs, "the stranger's rows are as they were"
        assert fingerprint(self.hotels.ours) == self.ours, "everything was undone"
