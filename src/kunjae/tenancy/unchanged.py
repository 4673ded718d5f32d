"""Facts that are made again only when their rows have changed.

A hotel's rooms and rate plans are read with every preview, and are nearly always what they were. Reading them is
cheap, making facts of them is not: so the rows are read each time, and when they equal the last ones, so do the
facts. Nothing can be stale, and nobody has to say that something changed.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any

MOST_KEPT = 200


class Unchanged[Facts]:
    """The last facts of each of so many hotels, with the rows that they were made from. The facts are shared between
    threads and are never changed."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, tuple[Any, Facts]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, rows: Any, make: Callable[[], Facts]) -> Facts:
        """The facts of these rows: the last ones if the rows are the same, else made anew."""
        kept = self._kept.get(key)
        if kept is not None and kept[0] == rows:
            return kept[1]
        facts = make()
        with self._lock:
            self._kept[key] = rows, facts
            self._kept.move_to_end(key)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return facts
