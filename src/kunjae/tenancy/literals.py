"""Words that are written into a statement itself, not handed to it: SQLite takes a partial index only when it can read in the
statement that its condition holds. For the house's own words only, never for what came from outside."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.db.models import Value

_WORD = re.compile(r"[a-z_]+")


class Literal(Value):
    """One word, of small letters."""

    def __init__(self, word: str) -> None:
        if not _WORD.fullmatch(word):
            raise ValueError(word)
        super().__init__(word)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        return f"'{self.value}'", ()


def literals(words: Iterable[str]) -> list[Literal]:
    """Each of them, in their order, which has to be the index's."""
    return [Literal(str(word)) for word in words]
