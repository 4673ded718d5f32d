"""Pages and their forms as a browser reads and sends them."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any


class _Reader(HTMLParser):
    """What the controls of the form with this id (or the only one with fields) hold."""

    def __init__(self, form: str) -> None:
        super().__init__()
        self._form, self._inside = form, not form
        self._select = ""
        self._textarea: str | None = None
        self._first_option = False
        self.values: dict[str, list[str]] = {}
        self.errors: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        given = dict(attrs)
        if tag == "form" and self._form:
            self._inside = given.get("id") == self._form
        name = given.get("name")
        if not self._inside:
            return
        if tag == "input" and name:
            kind = given.get("type", "text")
            if kind not in ("checkbox", "radio") or "checked" in given:
                self.values.setdefault(name, []).append(
                    given.get("value", "on" if kind == "checkbox" else "")
                )
        elif tag == "select" and name:
            self._select, self._first_option = name, True
        elif tag == "option" and self._select:
            if self._first_option or "selected" in given:
                self.values[self._select] = [given.get("value", "")]
            self._first_option = False
        elif tag == "textarea" and name:
            self._textarea = name
            self.values[name] = [""]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._form:
            self._inside = False
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            if self._textarea:
                self.values[self._textarea] = [self.values[self._textarea][0].removeprefix("\n")]
            self._textarea = None

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.values[self._textarea][0] += data


def filled(answer: Any, form: str) -> dict[str, Any]:
    """What a browser would send of the form with this id, nothing touched; several values of a name as a list."""
    return held(answer.content.decode(), form)


def held(html: str, form: str = "") -> dict[str, Any]:
    """What the controls of this HTML hold; those of the form with this id, if there is one."""
    reader = _Reader(form)
    reader.feed(html)
    return {name: each if len(each) > 1 else each[0] for name, each in reader.values.items()}


def text_of(answer: Any) -> str:
    """All that stands on the page, in one line."""
    words = re.sub(r"<(script|style).*?</\1>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", words.replace("<wbr>", "")).split())


def error_at(answer: Any, control: str) -> str:
    """What is wrong at the control of this id; empty for nothing."""
    found = re.search(
        rf'<(?:p|div)[^>]* id="{control}_error"[^>]*>(.*?)</(?:p|div)>', answer.content.decode(), re.DOTALL
    )
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split()) if found else ""
