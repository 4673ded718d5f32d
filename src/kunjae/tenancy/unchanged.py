"""Facts that are made again only when their rows have changed.

A hotel's rooms and rate plans are read with every preview, and are nearly always what they were. Reading them is
cheap, making facts of them is not: so the rows are read each time, and when they equal the last ones, so do the
facts. Nothing can be stale, and nobody has to say that something changed.

    with read_once(): ...

is for one transaction that runs many commands for a hotel and does not touch its house: an import.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from typing import Any

from kunjae.tenancy.prepared import Found

MOST_KEPT = 200

_read_already: ContextVar[dict[Any, Any] | None] = ContextVar("kunjae_read_already", default=None)


class Unchanged[Facts]:
    """The last facts of each of so many hotels, with the rows that they were made from. The facts are shared between
    threads and are never changed."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, tuple[Any, Facts]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, *reads: Callable[[], Found[Any]], make: Callable[..., Facts]) -> Facts:
        """The facts of the rows that are found: the last ones if the rows are the same, else made of them anew."""
        already = _read_already.get()
        if already is not None and (self, key) in already:
            return already[self, key]  # type: ignore[no-any-return]
        facts = self._facts(key, [read() for read in reads], make)
        if already is not None:
            already[self, key] = facts
        return facts

    def _facts(self, key: Hashable, found: list[Found[Any]], make: Callable[..., Facts]) -> Facts:
        raw = [each.raw for each in found]
        kept = self._kept.get(key)
        if kept is not None and kept[0] == raw:
            return kept[1]
        facts = make(*(each.rows() for each in found))
        with self._lock:
            self._kept[key] = raw, facts
            self._kept.move_to_end(key)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return facts


@contextmanager
def read_once() -> Iterator[None]:
    """Within the block, facts are read once and not looked at again."""
    token = _read_already.set({})
    try:
        yield
    finally:
        _read_already.reset(token)
