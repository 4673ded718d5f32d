"""What must hold after whatever was sent to a page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urljoin

from tests.hostile.crawling import Press, Value
from tests.hostile.hotels import HOUSE, Hotels, broken_invariants, fingerprint, shared_rows, versions
from tests.hostile.pages import TYPED, Form, page_of
from tests.hostile.their_secrets import Secrets
from tests.hostile.web import Answer

HERE = "http://localhost/"
AT_THE_DESK = ("/check-in/", "/check-out/", "/no-show/", "/registration/", "/undo/", "/rooms/cleaned/")
NEW_BOOKING, SETTINGS = "/bookings/new/", "/settings/"
MONEY = ("/payments/", "/payment-request/", "/refund/", "/waiting-change/")
WRITES = ("/change/", "/details/", "/calendar/free/", NEW_BOOKING, *AT_THE_DESK, *MONEY)
WRITE_BELOW = ("/calendar/blocks/", "/payment-requests/", "/refunds/", "/transfers/", SETTINGS)
SHOWS_A_SECRET = ("/settings/tokens/", "/settings/webhooks/new/", "/settings/calendar-feeds/")
KEEPS = {"", "stage", "look", "save", "confirm"}
"""Verbs of buttons after which a form that is shown again shows what was typed."""
RAW = re.compile(r"<script>alert|<svg onload", re.IGNORECASE)

type Sent = Sequence[tuple[Value, Value]]


class PageWatch:
    """Both hotels as they were, and the words that nobody of ours may see."""

    def __init__(self, hotels: Hotels, language: str, *, may_write: bool) -> None:
        self.hotels = hotels
        self.language = language
        self.may_write = may_write
        self.theirs = fingerprint(hotels.theirs)
        self.ours = fingerprint(hotels.ours)
        self.ours_but_house = fingerprint(hotels.ours, without=HOUSE)
        self.shared = shared_rows()
        self.versions = versions(hotels.ours)
        self.secrets = Secrets(hotels.their_words())

    def look(self, press: Press, sent: Sent, answer: Answer) -> None:
        """After each answer, before what it wrote is undone."""
        assert answer.status < 500, (press, _short(sent))
        self.look_at_the_answer(answer, _text(sent), (press.form.address, press.button, _short(sent)))
        if self.may_write and _says_that_it_is_saved(press, answer):
            self._look_what_was_saved(press, sent)
        else:
            self._look_that_nothing_was_saved(press, f"saved without a word: {press} {_short(sent)}")
        if press.button[1].partition(":")[0] in KEEPS:
            look_what_is_kept(press.form, sent, answer)

    def look_at_the_answer(self, answer: Answer, sent: str, what: object) -> None:
        """It is in the user's language, leads nowhere else, and tells nothing of the stranger but what was asked."""
        shown = answer.text
        if answer.is_page and "<html" in shown:
            assert answer.language == self.language, what
        seen = self.secrets.told(shown, sent)
        assert not seen, f"{what} tells of the stranger: {seen}"
        assert not RAW.search(shown), f"{what}: markup that was typed is run"
        leads_to = answer.headers.get("location") or answer.headers.get("hx-redirect") or "/"
        place = urljoin(HERE, leads_to.replace("\\", "/"))
        assert place.startswith(HERE), f"{what} leads to {leads_to}"
        assert not any(cookie.startswith("x=") for cookie in answer.cookies), what

    def _look_that_nothing_was_saved(self, press: Press, what: str) -> None:
        assert fingerprint(self.hotels.ours, without=HOUSE) == self.ours_but_house, what
        if SETTINGS in press.form.address:
            assert fingerprint(self.hotels.ours) == self.ours, what
            assert shared_rows() == self.shared, what

    def _look_what_was_saved(self, press: Press, sent: Sent) -> None:
        """Of the booking in the address alone, unless a stay moved to another one; and everything still agrees."""
        changed = {
            code for code, version in versions(self.hotels.ours).items() if self.versions.get(code) != version
        }
        if press.form.address.endswith(NEW_BOOKING):
            changed &= self.versions.keys()
        if "move_to_booking" not in _text(sent):
            assert all(code in press.form.address for code in changed), (press, _short(sent), changed)
        assert broken_invariants(self.hotels.ours) == [], (press, _short(sent))

    def at_the_end(self) -> None:
        assert fingerprint(self.hotels.theirs) == self.theirs, "the stranger's rows are as they were"
        assert fingerprint(self.hotels.ours) == self.ours, "everything was undone"
        assert shared_rows() == self.shared


def look_what_is_kept(form: Form, sent: Sent, answer: Answer) -> None:
    """A form that is shown again shows what was typed."""
    if not answer.is_page:
        return
    shown = next(
        (each for each in page_of(answer.text, form.address).forms if each.shape == form.shape), None
    )
    if shown is None:
        return
    names = [_decoded(name) for name, _value in sent]
    given = {(_decoded(name), _decoded(value)) for name, value in sent}
    for field in shown.fields:
        if field.kind in TYPED - {"password"} and names.count(field.name) == 1:
            value = _decoded(sent[names.index(field.name)][1])
            if (f"{field.name}_shown", value) in given:
                continue  # a suggestion that nobody touched follows what it was made for
            if not field.most or len(value) <= field.most:
                assert _lines(field.value) == _lines(value), f"{form.address}: {field.name} is lost"


def _says_that_it_is_saved(press: Press, answer: Answer) -> bool:
    if press.button == ("do", "pay") and answer.status == 200:
        return True  # money taken on the way to a check-in: the page stays, with what was typed, and says so
    if press.form.address.endswith(SHOWS_A_SECRET) and answer.status == 200:
        return True  # the one page that shows a new secret
    leads_on = answer.status == 302 or "hx-redirect" in answer.headers
    writes = press.form.address.endswith(WRITES) or any(part in press.form.address for part in WRITE_BELOW)
    return leads_on and writes


def _decoded(value: Value) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def _lines(text: str) -> str:
    """HTML knows one kind of line end."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _text(sent: Sent) -> str:
    return "\n".join(f"{_decoded(name)}={_decoded(value)}" for name, value in sent)


def _short(sent: Sent) -> list[tuple[Value, Value]]:
    return [(name[:40], value[:80]) for name, value in sent][:60]
