"""What is staged on the change page. It lives in the page alone: nothing is saved until the end."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from kunjae.changes.operations import Operation
from kunjae.changes.operations_text import operations_from_json
from kunjae.kernel.errors import InvalidInput

MOST_REASON = 1000

type Operations = tuple[dict[str, Any], ...]
"""Operations as JSON (api.md)."""


@dataclass(frozen=True, slots=True)
class Staging:
    """The operations so far, whether they will be recorded and charged, and why."""

    operations: Operations = ()
    record: bool = True
    reason: str = ""

    @classmethod
    def from_post(cls, posted: Mapping[str, str]) -> Self:
        """What the page carried. Anything that is no list of operations counts as nothing staged."""
        operations = _read(posted.get("staged", "[]"))
        return cls(operations, posted.get("record") == "on", posted.get("reason", "")[:MOST_REASON])

    @classmethod
    def from_address(cls, asked: Mapping[str, str]) -> Self:
        """What an address stages (`?stage=`), read as from a page. A page of its own carries it from there on."""
        return cls(_read(asked.get("stage", "[]")))

    def as_json(self) -> str:
        return json.dumps(self.operations)

    def of(self, number: int) -> Operations:
        """What is staged for one stay of the booking."""
        return tuple(operation for operation in self.operations if operation.get("stay") == number)

    @property
    def added(self) -> Operations:
        """The rooms that are added, in the order of their numbers."""
        return tuple(operation for operation in self.operations if operation.get("op") == "add_stay")

    def staged(self, number: int, operations: Operations) -> Self:
        """With these operations for a stay instead of what was staged for it."""
        kept = tuple(operation for operation in self.operations if operation.get("stay") != number)
        return replace(self, operations=kept + operations)

    def with_added(self, index: int | None, operation: dict[str, Any] | None) -> Self:
        """With one added room replaced (None: taken out), or with one more (`index` None)."""
        others = tuple(each for each in self.operations if each.get("op") != "add_stay")
        added = list(self.added)
        if index is None or index >= len(added):
            added += [operation] if operation else []
        elif operation is None:
            del added[index]
        else:
            added[index] = operation
        return replace(self, operations=others + tuple(added))

    def parsed(self, currency: str) -> tuple[Operation, ...]:
        """The operations as the engine takes them. Raises InvalidInput."""
        return operations_from_json(list(self.operations), currency)

    def usable(self, currency: str) -> Self:
        """The same, or with nothing staged if what the page carried cannot be understood."""
        try:
            self.parsed(currency)
        except InvalidInput:
            return replace(self, operations=())
        return self


def _read(text: str) -> Operations:
    try:
        staged = json.loads(text)
    except (ValueError, RecursionError):
        return ()
    return tuple(item for item in staged if isinstance(item, dict)) if isinstance(staged, list) else ()
