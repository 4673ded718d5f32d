"""Every form and button that somebody can come to, found by following all links and pressing all buttons: a new one is
found by itself."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver

from tests.hostile.pages import Form, Page, page_of, plain
from tests.hostile.web import Answer, Visitor

START = "/extranet/"
type Value = str | bytes
"""What stands in a form; bytes need not be UTF-8."""
MOST_OF_A_KIND = 10
"""How many pages are looked at whose addresses differ in numbers, codes and dates alone."""
MOST_LEAPS = 5
OUTSIDE = ("/static/", "/api/", "mailto:", "tel:")


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is written inside is as if it had not been."""
    point = transaction.savepoint_create()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)


@dataclass(frozen=True, slots=True)
class Press:
    """A button of a form as it was seen first; ("", "") of a form without any."""

    form: Form
    button: tuple[str, str]

    @property
    def kind(self) -> tuple[object, ...]:
        """The same for buttons that differ in numbers, codes and dates alone, of forms that do."""
        return self.form.shape, self.button[0], plain(self.button[1])

    def values(self) -> list[tuple[str, str]]:
        """What a browser sends when the button of the untouched form is pressed."""
        return [*self.form.values(), *([self.button] if self.button[0] else [])]


def presses_of(visitor: Visitor, start: Sequence[str] = ()) -> list[Press]:
    """A press of every kind that the visitor comes to; `start`: from there, else from everywhere."""
    return _Crawl(visitor).presses_from([*start] or [START, *plain_addresses()])


def plain_addresses(
    patterns: Sequence[URLPattern | URLResolver] | None = None, before: str = "/"
) -> list[str]:
    """Every address of the house that has no parts to fill in, linked or not; without the API's."""
    found = []
    for each in get_resolver().url_patterns if patterns is None else patterns:
        route = str(each.pattern).removeprefix("^").removesuffix("$").removesuffix("\\Z")
        address = before + route
        if any(sign in route for sign in "<(") or address.startswith(OUTSIDE):
            continue
        found += plain_addresses(each.url_patterns, address) if isinstance(each, URLResolver) else [address]
    return sorted(set(found))


class _Crawl:
    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.found: dict[tuple[object, ...], Press] = {}
        self.seen: set[str] = set()
        self.kinds: Counter[str] = Counter()
        self.waiting: deque[str] = deque()

    def presses_from(self, start: list[str]) -> list[Press]:
        self.waiting.extend(start)
        while self.waiting:
            address = self.waiting.popleft()
            if address not in self.seen and self.kinds[plain(address)] < MOST_OF_A_KIND:
                self.seen.add(address)
                self.kinds[plain(address)] += 1
                self._look(self.visitor.get(address), address)
        return list(self.found.values())

    def _look(self, answer: Answer, address: str) -> None:
        """Note the forms of the page that this answer leads to, and press every kind of button not pressed yet."""
        assert answer.status < 500, address
        page = _page_behind(answer, address, self.visitor)
        self.waiting.extend(_inside(page.links, self.seen))
        for form in page.forms:
            if form.method == "DIALOG":
                continue  # closes a window of the page, and sends nothing
            for button in form.buttons or (("", ""),):
                press = Press(form, button)
                if press.kind not in self.found:
                    self.found[press.kind] = press
                    self._press(press)

    def _press(self, press: Press) -> None:
        with undone(), self.visitor.as_it_was():
            self._look(send(self.visitor, press.form, press.values()), press.form.address)


def send(visitor: Visitor, form: Form, values: Sequence[tuple[Value, Value]]) -> Answer:
    """Send the form as a browser does."""
    if form.method == "GET":
        return visitor.get(f"{form.address.partition('?')[0]}?{urlencode(values)}")
    return visitor.post(form.address, values)


def _page_behind(answer: Answer, address: str, visitor: Visitor) -> Page:
    """The page, or the one that it leads to."""
    for _ in range(MOST_LEAPS):
        if answer.status not in (301, 302, 303, 307, 308) or not answer.headers["location"].startswith("/"):
            break
        address = answer.headers["location"]
        answer = visitor.get(address)
    return page_of(answer.text, address) if answer.is_page else Page()


def _inside(links: list[str], seen: set[str]) -> list[str]:
    """Addresses of ours without their fragments, each once."""
    plain = {urlsplit(link)._replace(fragment="").geturl() for link in links if not link.startswith(OUTSIDE)}
    return sorted(link for link in plain - seen if link.startswith("/"))
