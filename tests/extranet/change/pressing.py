"""A browser without JavaScript: reads the change page's form and presses its buttons."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.test import Client

from kunjae.properties.models import Property
from tests.extranet.desk import staff


@dataclass
class Form(HTMLParser):
    """What a browser would post of the page, and the buttons that it shows."""

    html: str
    values: dict[str, str] = field(default_factory=dict)
    buttons: dict[str, bool] = field(default_factory=dict)
    _select: str = ""
    _first: bool = False
    _textarea: str = ""

    def __post_init__(self) -> None:
        super().__init__()
        self._inside = False
        self.feed(self.html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value if value is not None else "" for name, value in attrs}
        if tag == "form":
            self._inside = given.get("id") == "change"
        name = given.get("name", "")
        if not self._inside or (not name and tag != "option"):
            return
        if tag == "button":
            self.buttons[given.get("value", "")] = "disabled" not in given
        elif tag == "input":
            if given.get("type") not in ("checkbox", "radio"):
                self.values[name] = given.get("value", "")
            elif "checked" in given:
                self.values[name] = given.get("value", "on")
        elif tag == "select":
            self._select, self._first = name, True
        elif tag == "textarea":
            self._textarea, self.values[name] = name, ""
        elif tag == "option" and self._select and (self._first or "selected" in given):
            self.values[self._select], self._first = given.get("value", ""), False

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._textarea = ""

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.values[self._textarea] += data.removeprefix("\n").strip("\r")


class ChangePage:
    """The change page of a booking as somebody sees it; `press` answers with the next one."""

    def __init__(
        self, hotel: Property, code: str, *, client: Client | None = None, language: str = "en"
    ) -> None:
        self.client = client or staff(hotel, language=language)
        self.code = code
        self.address = f"/extranet/{hotel.slug}/bookings/{code}/change/"
        self.answer: Any = None
        self.see(self.client.get(self.address))

    def see(self, answer: Any) -> ChangePage:
        self.answer = answer
        if answer.status_code in (200, 409, 422):
            self.form = Form(answer.content.decode())
        return self

    def press(self, button: str, *, htmx: Any = False, forged: Any = False, **typed: Any) -> ChangePage:
        """Press a button with these fields filled in (None: taken out). `forged`: the page has no such button."""
        if not forged:
            assert self.form.buttons.get(button), (
                f"no button {button!r} to press in {sorted(self.form.buttons)}"
            )
        values = self.form.values | {"do": button} | typed
        posted = {name: value for name, value in values.items() if value is not None}
        headers = {"HX-Request": "true"} if htmx else {}
        return self.see(self.client.post(self.address, posted, headers=headers))

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

    def buttons(self) -> set[str]:
        """The buttons that can be pressed."""
        return {value for value, enabled in self.form.buttons.items() if enabled}

    @property
    def staged(self) -> list[Any]:
        """What the page carries as staged."""
        return list(json.loads(self.form.values["staged"]))

    @property
    def plan(self) -> Any:
        return self.answer.context["plan"]

    @property
    def total(self) -> tuple[int, int, int, int]:
        """Current, new, fee, change in whole units of the hotel's money."""
        total = self.plan.total
        return total.current // 100, total.new // 100, total.fee // 100, total.change // 100

    def error_of(self, name: str) -> str:
        """The message that stands beside a field."""
        found = re.search(rf'id="id_{name}_error">(.*?)</(?:div|p)>', self.html, flags=re.S)
        return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split()) if found else ""
