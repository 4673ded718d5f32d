"""Which columns a condition pins: to a value, or to a column that is pinned itself.

A condition that is not understood is no pin: the guard rather asks once too often.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from kunjae.tenancy.tokens import (
    Group,
    Node,
    Nodes,
    Token,
    is_query,
    keyword_at,
    members,
    split,
    without_cast,
    without_parentheses,
)

PROPERTY = "property_id"

type Column = tuple[int, str, str]  # number of the query, alias, column
type Pin = tuple[Column | None, Column]  # None pins the column to a value, a column passes its own pin on


@dataclass
class Scope:
    """One query's tables and what is known to be pinned in it; `outer` is the query around it."""

    number: int
    outer: "Scope | None"
    tables: dict[str, str | None] = field(default_factory=dict)  # alias -> tenant table, None if it is none
    pins: set[Pin] = field(default_factory=set)

    def column(self, parts: Sequence[str]) -> Column | None:
        name = parts[-1]
        if len(parts) == 1:
            aliases = list(self.tables)
            return (self.number, aliases[0], name) if len(aliases) == 1 else None
        scope: Scope | None = self
        while scope is not None:
            if parts[-2] in scope.tables:
                return scope.number, parts[-2], name
            scope = scope.outer
        return None

    def pinned(self) -> set[Column]:
        every: set[Pin] = set()
        scope: Scope | None = self
        while scope is not None:
            every |= scope.pins
            scope = scope.outer
        return {target for source, target in _closed(every) if source is None}


def _closed(pins: set[Pin]) -> set[Pin]:
    """With every column that a pinned column passes its pin on to."""
    known = {target for source, target in pins if source is None}
    links = [(source, target) for source, target in pins if source is not None]
    grown = True
    while grown:
        reached = {target for source, target in links if source in known and target not in known}
        known |= reached
        grown = bool(reached)
    return pins | {(None, target) for target in known}


@dataclass
class Conditions:
    """Reads the conditions of one statement and gathers the properties they name.

    `reads_tenants` reads a query inside a condition: True if it reads tenant tables, which are then pinned.
    """

    reads_tenants: Callable[[Group, Scope], bool]
    places: list[int | str] = field(default_factory=list)
    literals: list[str] = field(default_factory=list)

    def pins(self, nodes: Nodes, scope: Scope, *, known_only: bool = False) -> set[Pin]:
        """The pins that hold wherever the condition is true. `known_only` leaves queries inside unread."""
        nodes = without_parentheses(nodes)
        alternatives = split(nodes, keyword="OR")
        if len(alternatives) > 1:
            each = [_closed(self.pins(part, scope, known_only=known_only)) for part in alternatives]
            return set.intersection(*each)
        parts = split(nodes, keyword="AND")
        if len(parts) > 1:
            return {pin for part in parts for pin in self.pins(part, scope, known_only=known_only)}
        return self.comparison(nodes, scope, known_only)

    def comparison(self, nodes: Nodes, scope: Scope, known_only: bool) -> set[Pin]:
        for index, node in enumerate(nodes):
            if not isinstance(node, Token):
                continue
            if node.text == "=":
                left, right = nodes[:index], nodes[index + 1 :]
                return self.equal(left, right, scope, known_only) | self.equal(right, left, scope, known_only)
            if node.keyword == "IN" and keyword_at(nodes, index - 1) != "NOT" and index + 1 < len(nodes):
                return self.among(nodes[:index], nodes[index + 1], scope, known_only)
        return set()

    def equal(self, left: Nodes, right: Nodes, scope: Scope, known_only: bool) -> set[Pin]:
        """The pins of `left = right` on its left side; rows are compared member by member."""
        lefts, rights = members(left), members(right)
        if len(lefts) > 1 and len(lefts) == len(rights):
            pins = [self.equal(a, b, scope, known_only) for a, b in zip(lefts, rights, strict=True)]
            return set().union(*pins)
        if keyword_at(right, 0) == "ANY" and len(right) == 2:
            return self.among(left, right[1], scope, known_only)
        inner = without_parentheses(right, keep_query=True)
        if len(inner) == 1 and is_query(inner[0]):
            return self.among(left, inner[0], scope, known_only)
        column = self.column(left, scope)
        if column is None:
            return set()
        if (other := self.column(right, scope)) is not None:
            return {(other, column)}
        if self.is_value(right):
            self.note_value(column, right, scope, known_only)
            return {(None, column)}
        return set()

    def among(self, left: Nodes, right: Node, scope: Scope, known_only: bool) -> set[Pin]:
        """The pins of `left IN right`: values, rows of values, or a query over pinned tenant tables."""
        columns = [self.column(part, scope) for part in members(left)]
        if not isinstance(right, Group):
            return set()
        if is_query(right):
            if known_only or not self.reads_tenants(right, scope):
                return set()
            return {(None, column) for column in columns if column is not None and column[2] == PROPERTY}
        pins: set[Pin] = set()
        rows = [members(part) for part in split(right.nodes, text=",")]
        for place, column in enumerate(columns):
            if column is None or not rows:
                continue
            cells = [row[place] if len(row) == len(columns) else [] for row in rows]
            if all(cell and self.is_value(cell) for cell in cells):
                pins.add((None, column))
                for cell in cells:
                    self.note_value(column, cell, scope, known_only)
        return pins

    def column(self, nodes: Nodes, scope: Scope) -> Column | None:
        nodes = without_cast(without_parentheses(nodes))
        parts: list[str] = []
        for index, node in enumerate(nodes):
            if not isinstance(node, Token):
                return None
            if index % 2:
                if node.text != ".":
                    return None
            elif (identifier := node.identifier) is None:
                return None
            else:
                parts.append(identifier)
        if not parts or len(nodes) % 2 == 0 or (len(parts) == 1 and parts[0] in {"null", "true", "false"}):
            return None
        return scope.column(parts)

    @staticmethod
    def is_value(nodes: Nodes) -> bool:
        nodes = without_cast(without_parentheses(nodes))
        return (
            len(nodes) == 1 and isinstance(nodes[0], Token) and nodes[0].kind in {"param", "string", "number"}
        )

    def note_value(self, column: Column, nodes: Nodes, scope: Scope, known_only: bool) -> None:
        """Remember which property is meant, to see that a statement means only one."""
        number, alias, name = column
        around: Scope | None = scope
        while around is not None and around.number != number:
            around = around.outer
        if known_only or name != PROPERTY or around is None or not around.tables.get(alias):
            return
        for token in without_cast(without_parentheses(nodes)):
            if isinstance(token, Token) and token.place is not None:
                self.places.append(token.place)
            elif isinstance(token, Token):
                self.literals.append(token.text.strip("'"))
