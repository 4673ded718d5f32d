"""Reads an SQL statement and says which tenant tables it leaves unpinned.

It understands what Django writes and the usual hand-written SQL: joins, subqueries, EXISTS, UNION, WITH, rows
such as (property_id, id) IN (...), FOR UPDATE, INSERT ... SELECT. A table is pinned if its property_id must
equal a value, or the property_id (or any column) of something that is pinned. Where it does not understand a
condition it takes it as no pin: the guard rather asks once too often.
"""

from dataclasses import dataclass, field
from functools import lru_cache

from kunjae.tenancy.pins import PROPERTY, Conditions, Scope
from kunjae.tenancy.tokens import (
    Group,
    Node,
    Nodes,
    Token,
    clauses_of,
    is_query,
    keyword_at,
    split,
    text_at,
    tree,
)

_JOINS = {"JOIN", "INNER", "CROSS", "NATURAL", "FULL", "LEFT", "RIGHT"}


@dataclass
class Findings:
    """What a statement does. The values of its properties are places of parameters or literals as written."""

    verb: str = ""
    touches_tenants: bool = False
    unpinned: list[str] = field(default_factory=list)
    moves_rows: list[str] = field(default_factory=list)
    locks: bool = False
    places: list[int | str] = field(default_factory=list)
    literals: list[str] = field(default_factory=list)


@lru_cache(maxsize=4096)
def read(sql: str, tenant_tables: frozenset[str]) -> Findings:
    """What the statement does to the tenant tables; keep the answer unchanged, it is shared."""
    return _Reader(tenant_tables).read(tree(sql))


class _Reader:
    def __init__(self, tenant_tables: frozenset[str]) -> None:
        self.tenant_tables = tenant_tables
        self.conditions = Conditions(self.subquery)
        self.findings = Findings(places=self.conditions.places, literals=self.conditions.literals)
        self.count = 0
        # id of a group -> whether it reads tenant tables, which are then pinned
        self.queries: dict[int, bool] = {}
        self.with_names: dict[str, bool] = {}

    def read(self, nodes: Nodes) -> Findings:
        while nodes and text_at(nodes, len(nodes) - 1) == ";":
            nodes = nodes[:-1]
        if keyword_at(nodes, 0) == "EXPLAIN":
            nodes = nodes[1:]
            while nodes and keyword_at(nodes, 0) not in {"SELECT", "WITH", "UPDATE", "DELETE", "INSERT"}:
                nodes = nodes[1:]
        first = nodes
        while first and isinstance(first[0], Group):
            first = first[0].nodes
        self.findings.verb = keyword_at(first, 0)
        if self.findings.verb in {"SELECT", "WITH", "VALUES", "UPDATE", "DELETE", "INSERT", "REPLACE"}:
            self.query(nodes, None)
        return self.findings

    # Queries

    def query(self, nodes: Nodes, outer: Scope | None) -> bool:
        """Read a whole query; True if it reads tenant tables, which pins what is taken from it."""
        if len(nodes) == 1 and isinstance(nodes[0], Group):
            return self.subquery(nodes[0], outer)
        if keyword_at(nodes, 0) == "WITH":
            nodes = self.with_clause(nodes, outer)
        parts: list[list[Node]] = [[]]
        for index, node in enumerate(nodes):
            if isinstance(node, Token) and node.keyword in {"UNION", "INTERSECT", "EXCEPT"}:
                parts.append([])
            elif not (
                isinstance(node, Token)
                and node.keyword in {"ALL", "DISTINCT"}
                and keyword_at(nodes, index - 1) in {"UNION", "INTERSECT", "EXCEPT"}
            ):
                parts[-1].append(node)
        reads = [self.single(part, outer) for part in parts]  # every part is read, whatever the others say
        return all(reads)

    def single(self, nodes: Nodes, outer: Scope | None) -> bool:
        if nodes and is_query(nodes[0]) and isinstance(nodes[0], Group):
            reads = self.subquery(nodes[0], outer)
            self.inner_queries(nodes[1:], outer)
            return reads
        verb = keyword_at(nodes, 0)
        if verb == "SELECT":
            return self.select(nodes, outer)
        if verb == "UPDATE":
            return self.change(nodes, outer, "UPDATE")
        if verb == "DELETE":
            return self.change(nodes, outer, "DELETE")
        if verb in {"INSERT", "REPLACE"}:
            self.note_write(verb)
            return self.insert(nodes, outer)
        self.inner_queries(nodes, outer)
        return False

    def subquery(self, group: Group, outer: Scope | None) -> bool:
        if id(group) not in self.queries:
            self.queries[id(group)] = self.query(group.nodes, outer)
        return self.queries[id(group)]

    def inner_queries(self, nodes: Nodes, scope: Scope | None) -> None:
        """Read every query that stands somewhere in these nodes and has not been read yet."""
        for node in nodes:
            if isinstance(node, Group):
                if is_query(node):
                    self.subquery(node, scope)
                else:
                    self.inner_queries(node.nodes, scope)

    def with_clause(self, nodes: Nodes, outer: Scope | None) -> Nodes:
        index = 2 if keyword_at(nodes, 1) == "RECURSIVE" else 1
        while index < len(nodes):
            name = nodes[index].identifier if isinstance(nodes[index], Token) else None  # type: ignore[union-attr]
            index += 1
            body: Group | None = None
            while index < len(nodes) and body is None:
                node = nodes[index]
                if isinstance(node, Group) and is_query(node):
                    body = node
                index += 1
            if name is None or body is None:
                break
            self.with_names[name] = True  # a recursive body reads itself: pinned, if the rest of it is
            self.with_names[name] = self.subquery(body, outer)
            if text_at(nodes, index) != ",":
                break
            index += 1
        return nodes[index:]

    def note_write(self, verb: str) -> None:
        if self.findings.verb in {"SELECT", "WITH", "VALUES"}:
            self.findings.verb = verb

    def select(self, nodes: Nodes, outer: Scope | None) -> bool:
        clauses = clauses_of(nodes, "SELECT")
        scope = self.new_scope(outer)
        self.sources(clauses.get("FROM", []), scope)
        tenants = self.settle(clauses, scope)
        if "FOR" in clauses and tenants:
            self.findings.locks = True
        return tenants

    def change(self, nodes: Nodes, outer: Scope | None, verb: str) -> bool:
        self.note_write(verb)
        clauses = clauses_of(nodes[1:], verb)
        scope = self.new_scope(outer)
        if verb == "UPDATE":
            target = clauses["UPDATE"]
            self.sources(target, scope)
            for assignment in split(clauses.get("SET", []), text=","):
                name = assignment[0].identifier if assignment and isinstance(assignment[0], Token) else None
                if name == PROPERTY and any(scope.tables.values()):
                    self.findings.moves_rows += [table for table in scope.tables.values() if table]
            self.sources(clauses.get("FROM", []), scope)
        else:
            self.sources(clauses.get("FROM", []), scope)
            self.sources(clauses.get("USING", []), scope)
        return self.settle(clauses, scope)

    def insert(self, nodes: Nodes, outer: Scope | None) -> bool:
        """INSERT ... VALUES brings its property along; what an INSERT selects from must be pinned."""
        for node in nodes[:4]:
            if isinstance(node, Token) and node.identifier in self.tenant_tables:
                self.findings.touches_tenants = True
        for index in range(len(nodes)):
            if keyword_at(nodes, index) in {"SELECT", "WITH"}:
                end = next(
                    (
                        later
                        for later in range(index, len(nodes))
                        if keyword_at(nodes, later) == "RETURNING"
                        or (keyword_at(nodes, later) == "ON" and keyword_at(nodes, later + 1) == "CONFLICT")
                    ),
                    len(nodes),
                )
                self.query(nodes[index:end], outer)
                self.inner_queries(nodes[end:], outer)
                return False
        self.inner_queries(nodes, outer)
        return False

    def settle(self, clauses: dict[str, list[Node]], scope: Scope) -> bool:
        """Gather the pins of WHERE, read the queries inside, and note the tables that stay unpinned."""
        where = clauses.get("WHERE", [])
        scope.pins |= self.conditions.pins(where, scope, known_only=True)
        scope.pins |= self.conditions.pins(where, scope)
        for nodes in clauses.values():
            self.inner_queries(nodes, scope)
        pinned = scope.pinned()
        tenants = {alias: table for alias, table in scope.tables.items() if table}
        for alias, table in tenants.items():
            self.findings.touches_tenants = True
            if (scope.number, alias, PROPERTY) not in pinned:
                self.findings.unpinned.append(table)
        reads_pinned = any((scope.number, alias, PROPERTY) in pinned for alias in scope.tables)
        return bool(tenants) or reads_pinned

    def new_scope(self, outer: Scope | None) -> Scope:
        self.count += 1
        return Scope(self.count, outer)

    # Tables and joins

    def sources(self, nodes: Nodes, scope: Scope) -> set[str]:
        """Read the tables and ON conditions of FROM, UPDATE or USING into the scope; their aliases."""
        index, aliases, join = 0, set[str](), ""
        while index < len(nodes):
            joined, index = self.source(nodes, index, scope)
            aliases |= joined
            if keyword_at(nodes, index) == "ON":
                end = self.end_of_join(nodes, index + 1)
                self.join_condition(nodes[index + 1 : end], scope, join, joined)
                index = end
            elif keyword_at(nodes, index) == "USING" and index + 1 < len(nodes):
                shared = nodes[index + 1]
                if isinstance(shared, Group) and join in {"", "INNER", "LEFT"}:
                    self.shared_columns(shared, scope, aliases - joined, joined)
                index += 2
            join = ""
            while index < len(nodes) and (
                keyword_at(nodes, index) in _JOINS | {"OUTER"} or text_at(nodes, index) == ","
            ):
                if (word := keyword_at(nodes, index)) not in {"JOIN", "OUTER", ""}:
                    join = word
                index += 1
        return aliases

    @staticmethod
    def shared_columns(columns: Group, scope: Scope, lefts: set[str], rights: set[str]) -> None:
        """USING (property_id, ...): what is joined takes on the pins of what stands before it."""
        for token in columns.nodes:
            if isinstance(token, Token) and (name := token.identifier):
                scope.pins |= {
                    ((scope.number, left, name), (scope.number, right, name))
                    for left in lefts
                    for right in rights
                }

    def source(self, nodes: Nodes, index: int, scope: Scope) -> tuple[set[str], int]:
        lateral = False
        while keyword_at(nodes, index) in {"LATERAL", "ONLY"}:
            lateral = lateral or keyword_at(nodes, index) == "LATERAL"
            index += 1
        if index >= len(nodes):
            return set(), index
        node, pinned, table, name = nodes[index], False, None, ""
        index += 1
        if isinstance(node, Group):
            if not is_query(node):
                return self.sources(node.nodes, scope), index
            pinned = self.subquery(node, scope if lateral else scope.outer)
        else:
            name = node.identifier or ""
            while text_at(nodes, index) == "." and index + 1 < len(nodes):
                following = nodes[index + 1]
                name = (following.identifier or "") if isinstance(following, Token) else ""
                index += 2
            if index < len(nodes) and isinstance(nodes[index], Group):  # a function that returns rows
                index += 1
            elif name in self.with_names:
                pinned = self.with_names[name]
            elif name in self.tenant_tables:
                table = name
        if keyword_at(nodes, index) == "AS":
            index += 1
        alias = name
        if given := self.alias(nodes, index):
            alias = given
            index += 1
        if index < len(nodes) and isinstance(nodes[index], Group):  # names of the columns
            index += 1
        while table in scope.tables.values() and alias in scope.tables:  # the same alias twice: count both
            alias += "'"
        scope.tables[alias] = table
        if pinned:
            scope.pins.add((None, (scope.number, alias, PROPERTY)))
        return {alias}, index

    @staticmethod
    def alias(nodes: Nodes, index: int) -> str | None:
        if index >= len(nodes) or not isinstance(node := nodes[index], Token):
            return None
        return None if node.keyword in _JOINS | {"ON", "USING", "OUTER", "TABLESAMPLE"} else node.identifier

    @staticmethod
    def end_of_join(nodes: Nodes, index: int) -> int:
        while index < len(nodes):
            if text_at(nodes, index) == ",":
                return index
            is_function = index + 1 < len(nodes) and isinstance(nodes[index + 1], Group)
            if keyword_at(nodes, index) in _JOINS and not (
                is_function and keyword_at(nodes, index) in {"LEFT", "RIGHT"}
            ):
                return index
            index += 1
        return index

    def join_condition(self, nodes: Nodes, scope: Scope, join: str, joined: set[str]) -> None:
        if join in {"", "INNER"}:
            scope.pins |= self.conditions.pins(nodes, scope, known_only=True)
            scope.pins |= self.conditions.pins(nodes, scope)
        elif join == "LEFT":  # keeps the rows on its left whatever they are: it pins only what it joins
            found = self.conditions.pins(nodes, scope, known_only=True) | self.conditions.pins(nodes, scope)
            scope.pins |= {pin for pin in found if pin[1][0] == scope.number and pin[1][1] in joined}
        self.inner_queries(nodes, scope)
