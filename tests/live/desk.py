"""The change page of a booking, as somebody without JavaScript uses it over HTTP."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape

from tests.extranet.change.pressing import Form
from tests.live.client import Answer, Visitor
from tests.live.hotel import SLUG


@dataclass
class ChangePage:
    """The page as one visitor sees it; `press` goes on to the next one."""

    visitor: Visitor
    code: str
    form: Form = field(init=False)
    answer: Answer = field(init=False)

    def __post_init__(self) -> None:
        self.see(self.visitor.get(self.address))

    @property
    def address(self) -> str:
        return f"/extranet/{SLUG}/bookings/{self.code}/change/"

    def see(self, answer: Answer) -> ChangePage:
        self.answer = answer
        self.form = Form(answer.text)
        return self

    def press(self, button: str, **typed: str) -> ChangePage:
        assert self.form.buttons.get(button), f"no button {button!r} in {sorted(self.form.buttons)}"
        return self.see(self.visitor.post(self.address, self.form.values | {"do": button} | typed))

    @property
    def words(self) -> str:
        """The page as read aloud."""
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", self.answer.text)).split())
