"""What a browser sends back of a page: every control of a form with what stands in it."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any


class _Controls(HTMLParser):
    """The controls of every form of a page that would be sent, by their names."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, list[str]]] = []
        self._open: dict[str, list[str]] | None = None
        self._select: tuple[str, bool] | None = None
        self._textarea: str | None = None

    def handle_starttag(self, tag: str, pairs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in pairs}
        if tag == "form":
            self._open = {}
            self.forms.append(self._open)
        if self._open is None or "disabled" in given:
            return
        name = given.get("name", "")
        if tag == "input" and name:
            ticked = given.get("type") in ("checkbox", "radio")
            if ticked and "checked" not in given:
                return
            if given.get("type") not in ("file", "submit", "button"):
                self._open.setdefault(name, []).append(given.get("value", "on" if ticked else ""))
        elif tag == "select":
            self._select = (name, True)
        elif tag == "option" and self._select:
            if self._select[1] or "selected" in given:
                self._open[self._select[0]] = [given.get("value", "")]
            self._select = (self._select[0], False)
        elif tag == "textarea":
            self._textarea = name
            self._open.setdefault(name, []).append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._textarea = None

    def handle_data(self, data: str) -> None:
        if self._textarea is not None and self._open is not None:
            self._open[self._textarea][-1] += data.removeprefix("\n")


def typed(answer: Any, having: str) -> dict[str, Any]:
    """The controls of the form that has a control of this name, as they would be posted; to be changed and sent."""
    reader = _Controls()
    reader.feed(answer.content.decode())
    found = next(form for form in reader.forms if having in form)
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def error_at(answer: Any, field: str) -> str:
    """The words of the error at the field of this name; empty where there is none."""
    found = re.search(
        rf'id="id_{re.escape(field)}_error">(.*?)</(?:p|div)>', answer.content.decode(), re.DOTALL
    )
    return unescape(re.sub(r"<[^>]*>", "", found[1])).strip() if found else ""


def words(answer: Any) -> str:
    """The page as it is written."""
    text: str = answer.content.decode()
    return text
