"""What a browser sees of a page: its forms with their fields and buttons, its links."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from urllib.parse import urljoin

TYPED = {"text", "search", "tel", "email", "password", "number", "date", "textarea"}
"""Kinds of fields that people type into, and want to find again when something is wrong."""


@dataclass(frozen=True, slots=True)
class Field:
    """`most`: how many characters a browser lets in; 0: no limit."""

    name: str
    kind: str
    value: str = ""
    choices: tuple[str, ...] = ()
    most: int = 0


@dataclass(frozen=True, slots=True)
class Form:
    """A form at its address; `buttons`: (name, value) of those that can be pressed."""

    address: str
    method: str
    fields: tuple[Field, ...]
    buttons: tuple[tuple[str, str], ...]
    is_upload: bool = False

    def values(self) -> list[tuple[str, str]]:
        """What a browser sends of the untouched form, but for the button."""
        return [(each.name, each.value) for each in self.fields if each.kind not in ("unticked", "file")]

    @property
    def shape(self) -> tuple[object, ...]:
        """The same for forms that differ in values and buttons alone, or in numbers, codes and dates of their names."""
        names = frozenset(plain(each.name) for each in self.fields)
        return plain(self.address.partition("?")[0]), self.method, names


def plain(text: str) -> str:
    """The text without what differs from booking to booking and from day to day."""
    without_ids = re.sub(r"\b[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\b", "#", text)
    without_codes = re.sub(r"\bKJ[A-Z0-9]{6}\b", "CODE", without_ids)
    return re.sub(r"\d[\d-]*", "#", without_codes)


@dataclass
class Page:
    forms: list[Form] = field(default_factory=list)
    links: list[str] = field(default_factory=list)


def page_of(html: str, address: str) -> Page:
    reader = _Reader(address)
    reader.feed(html)
    reader.close()
    return reader.page()


class _Reader(HTMLParser):
    """Controls belong to the form around them, or to the one that their `form` attribute names."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self._address = address
        self._forms: list[tuple[str, Form]] = []
        self._open: int | None = None
        self._foreign: list[tuple[str, Field | tuple[str, str]]] = []
        self._links: list[str] = []
        self._select: Field | None = None
        self._select_form = ""
        self._textarea: Field | None = None

    def page(self) -> Page:
        for id, control in self._foreign:
            for index, (known, _form) in enumerate(self._forms):
                if known == id:
                    self._put(index, control)
        return Page([form for _id, form in self._forms], self._links)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in given:
            self._links.append(urljoin(self._address, given["href"]))
        elif tag == "form":
            address = urljoin(self._address, given.get("action") or self._address)
            form = Form(
                address, given.get("method", "get").upper(), (), (), "multipart" in given.get("enctype", "")
            )
            self._forms.append((given.get("id", ""), form))
            self._open = len(self._forms) - 1
        elif tag == "option" and self._select is not None:
            chosen = given.get("value", "")
            value = chosen if "selected" in given or not self._select.choices else self._select.value
            self._select = replace(self._select, value=value, choices=(*self._select.choices, chosen))
        elif "name" in given or tag == "button":
            self._control(tag, given)

    def _control(self, tag: str, given: dict[str, str]) -> None:
        name, value, owner = given.get("name", ""), given.get("value", ""), given.get("form", "")
        kind = given.get("type", "text" if tag == "input" else tag)
        most = int(given.get("maxlength") or 0)
        if tag == "button" or kind in ("submit", "image"):
            if "disabled" not in given and kind != "reset" and given.get("type") != "button":
                self._take(owner, (name, value))
        elif tag == "input" and kind in ("checkbox", "radio"):
            ticked = "checked" in given
            self._take(owner, Field(name, kind if ticked else "unticked", value or "on"))
        elif tag == "input":
            self._take(owner, Field(name, kind, value, most=most))
        elif tag == "textarea":
            self._textarea, self._select_form = Field(name, "textarea", most=most), owner
        elif tag == "select":
            self._select, self._select_form = Field(name, "select"), owner

    def handle_data(self, data: str) -> None:
        if self._textarea is not None:
            self._textarea = replace(self._textarea, value=self._textarea.value + data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select" and self._select is not None:
            self._take(self._select_form, self._select)
            self._select = None
        elif tag == "textarea" and self._textarea is not None:
            text = self._textarea.value.removeprefix("\r").removeprefix(
                "\n"
            )  # the first line end is the tag's own
            self._take(self._select_form, replace(self._textarea, value=text))
            self._textarea = None

    def _take(self, owner: str, control: Field | tuple[str, str]) -> None:
        if owner:
            self._foreign.append((owner, control))
        elif self._open is not None:
            self._put(self._open, control)

    def _put(self, index: int, control: Field | tuple[str, str]) -> None:
        id, form = self._forms[index]
        if isinstance(control, Field):
            form = replace(form, fields=(*form.fields, control))
        else:
            form = replace(form, buttons=(*form.buttons, control))
        self._forms[index] = id, form
