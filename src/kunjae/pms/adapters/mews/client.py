"""Questions to Mews's Connector API with one hotel's tokens. Every question is a POST, those that only read as well."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kunjae.pms.adapters.values import rows, text
from kunjae.pms.facts import Line
from kunjae.pms.http import ask
from kunjae.pms.ports import NotLetIn, PmsDown, PmsRefused

PREFIX = "/api/connector/v1/"
CLIENT = "Kunjae"
PAGE, MOST_PAGES = 1000, 1000
MOST_IDS = 100
"""Of one kind in one question."""


@dataclass(frozen=True, slots=True)
class Client:
    """`line`: the hotel's."""

    line: Line

    def read(self, path: str, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        """What stands there."""
        return self._ask(path, asked, reads=True)

    def do(self, path: str, asked: Mapping[str, Any], *, else_: str = "") -> Mapping[str, Any]:
        """Do it. Twice is twice. `else_`: the code of the no where Mews has not given this call to the integration; that is a 401,
        too, so that the tokens are tried on another one."""
        try:
            return self._ask(path, asked, reads=False)
        except NotLetIn:
            if not else_:
                raise
            self.read("configuration/get", {})
            raise PmsRefused(else_) from None

    def pages(
        self, path: str, under: str, asked: Mapping[str, Any], *, size: int = PAGE
    ) -> Iterator[list[Mapping[str, Any]]]:
        """A list, page by page."""
        cursor = ""
        for _ in range(MOST_PAGES):
            limitation = {"Count": size, **({"Cursor": cursor} if cursor else {})}
            answer = self.read(path, {**asked, "Limitation": limitation})
            found = rows(answer, under)
            if found:
                yield found
            cursor = text(answer, "Cursor")
            if not cursor or not found:
                return
        raise PmsDown("answer_too_large", sent=False)

    def every(self, path: str, under: str, asked: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        """All of a list."""
        for page in self.pages(path, under, asked):
            yield from page

    def by_ids(
        self, path: str, under: str, name: str, ids: list[str], more: Mapping[str, Any]
    ) -> Iterator[Mapping[str, Any]]:
        """All that has one of these ids under `name`; nothing is asked where there are none."""
        for start in range(0, len(ids), MOST_IDS):
            yield from self.every(path, under, {name: ids[start : start + MOST_IDS], **more})

    def _ask(self, path: str, asked: Mapping[str, Any], *, reads: bool) -> Mapping[str, Any]:
        """403 is a rule of the hotel's or a state that forbids it, 409 somebody else at work on it: both may pass. 400 is our
        own mistake or a wrong choice. Mews says no other no."""
        tokens = {
            "ClientToken": self.line.secrets.get("client_token", ""),
            "AccessToken": self.line.secrets.get("access_token", ""),
            "Client": CLIENT,
        }
        reply = ask(self.line, "POST", PREFIX + path, json={**tokens, **asked}, reads=reads, no_entry=(401,))
        if reply.status == 204:
            return {}
        if reply.good:
            return reply.json()
        if reply.status == 409:
            raise PmsRefused("folio_locked", passing=True)
        if reply.status not in (400, 403):
            raise PmsDown("unreadable_answer", sent=reply.wrote)
        raise PmsRefused("refused", passing=reply.status == 403)
