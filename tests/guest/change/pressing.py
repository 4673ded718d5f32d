"""A guest's browser without JavaScript: reads the change page's form and presses its buttons."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from kunjae.properties.models import Property
from tests.extranet.change.pressing import Form
from tests.guest.visitor import Visitor
from tests.hotel import FAR


class GuestPage:
    """The change page of a booking as its guest sees it; `press` answers with the next one."""

    def __init__(self, hotel: Property, code: str, *, now: datetime = FAR, language: str = "en") -> None:
        self.hotel, self.code = hotel, code
        self.visitor = Visitor(hotel, now, language=language)
        self.visitor.sign_in(code)
        self.visitor.client.cookies["django_language"] = language  # else it is the booking's
        self.answer: Any = None
        self.open()

    def open(self, path: str = "change/") -> GuestPage:
        return self.see(self.visitor.get(f"{self.code}/{path}"))

    def see(self, answer: Any) -> GuestPage:
        self.answer = answer
        if answer.status_code in (200, 409, 422):
            self.form = Form(answer.content.decode())
        return self

    def press(self, button: str, *, htmx: bool = False, forged: bool = False, **typed: Any) -> GuestPage:
        """Press a button with these fields filled in. `forged`: the page has no such button."""
        if not forged:
            assert self.form.buttons.get(button), (
                f"no button {button!r} to press in {sorted(self.form.buttons)}"
            )
        posted = self.form.values | {"do": button} | typed
        headers = {"HX-Request": "true"} if htmx else {}
        return self.see(self.visitor.post(f"{self.code}/change/", posted, headers=headers))

    def choose_dates(self, check_in: str, check_out: str, stay: int = 1) -> GuestPage:
        """Typed into the fields."""
        return self.press(f"dates:{stay}").press("stage", check_in=check_in, check_out=check_out)

    def go_on(self, time: timedelta) -> GuestPage:
        self.visitor.go_on(time)
        return self

    @property
    def status(self) -> int:
        return int(self.answer.status_code)

    @property
    def html(self) -> str:
        return str(self.answer.content.decode())

    @property
    def words(self) -> str:
        """The page as read aloud: without tags, blanks drawn together."""
        text = re.sub(r"<(script|style|title)\b.*?</\1>", " ", self.html, flags=re.S)
        text = re.sub(r"<[^>]+>", " ", text)
        return " ".join(text.replace("&#x27;", "'").replace("&amp;", "&").replace("&quot;", '"').split())

    @property
    def buttons(self) -> set[str]:
        """The buttons of the form that can be pressed."""
        return {value for value, enabled in self.form.buttons.items() if enabled}

    @property
    def guest(self) -> Any:
        return self.answer.context["guest"]

    @property
    def total(self) -> tuple[int, int, int, int]:
        """Current, new, fee, change in whole units of the hotel's money."""
        total = self.guest.plan.total
        return total.current // 100, total.new // 100, total.fee // 100, total.change // 100

    def day(self, day: str) -> str:
        """What the button of a day says to whoever has it read out."""
        found = re.search(
            rf'<button[^>]*value="pick:{day}"[^>]*aria-label="([^"]*)"[^>]*?( disabled)?>', self.html
        )
        assert found, f"no day {day} on the page"
        return found[1] + (" [not to be chosen]" if found[2] else "")
