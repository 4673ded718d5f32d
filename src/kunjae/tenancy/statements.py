"""Reads an SQL statement and says which tenant tables it leaves unpinned.

It understands what Django writes and the usual hand-written SQL: joins, subqueries, EXISTS, UNION, WITH, rows
such as (property_id, id) IN (...), FOR UPDATE, INSERT ... SELECT. A table is pinned if its property_id must
equal a value, or the property_id (or any column) of something that is pinned. Where it does not understand a
condition it takes it as no pin: the guard rather asks once too often.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

PROPERTY = "property_id"

_TOKENS = re.compile(
    r"""
    (?P<space>\s+|--[^\n]*|/\*.*?\*/)
  | (?P<string>'(?:[^']|'')*')
  | (?P<name>"(?:[^"]|"")*")
  | (?P<param>%s|%\(\w+\)s)
  | (?P<word>[^\W\d]\w*)
  | (?P<number>\d+(?:\.\d+)?)
  | (?P<op>%%|<=|>=|<>|!=|::|\|\||->>|->|.)
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True)
class Token:
    """One piece of SQL. A quoted name is never a keyword; `place` numbers the parameters."""

    kind: str
    text: str
    place: int | str | None = None

    @property
    def keyword(self) -> str:
        return self.text.upper() if self.kind == "word" else ""

    @property
    def identifier(self) -> str | None:
        if self.kind == "name":
            return self.text[1:-1].replace('""', '"')
        return self.text.lower() if self.kind == "word" else None


@dataclass(eq=False)
class Group:
    """What stands between ( and ), or between CASE and END."""

    nodes: "list[Node]"
    is_case: bool = False


type Node = Token | Group
type Nodes = Sequence[Node]
type Column = tuple[int, str, str]  # number of the query, alias, column
type Pin = tuple[Column | None, Column]  # None pins the column to a value, a column passes its own pin on


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
    return _Reader(tenant_tables).read(_tree(sql))


def _tree(sql: str) -> list[Node]:
    top: list[Node] = []
    stack: list[tuple[list[Node], str]] = [(top, "")]
    count = 0
    for match in _TOKENS.finditer(sql):
        kind, text = str(match.lastgroup), match.group()
        if kind == "space":
            continue
        place: int | str | None = None
        if kind == "param":
            place, count = (count, count + 1) if text == "%s" else (text[2:-2], count)
        elif kind == "string":
            count += text.count("%s")
        token = Token(kind, text, place)
        if text == "(" or token.keyword == "CASE":
            group = Group([], is_case=text != "(")
            stack[-1][0].append(group)
            stack.append((group.nodes, "END" if group.is_case else ")"))
        elif len(stack) > 1 and (token.keyword == "END" or text == ")") and stack[-1][1] == text.upper():
            stack.pop()
        else:
            stack[-1][0].append(token)
    return top


def _keyword(nodes: Nodes, index: int) -> str:
    if 0 <= index < len(nodes) and isinstance(node := nodes[index], Token):
        return node.keyword
    return ""


def _text(nodes: Nodes, index: int) -> str:
    if 0 <= index < len(nodes) and isinstance(node := nodes[index], Token):
        return node.text
    return ""


def _is_query(node: Node) -> bool:
    """Whether a group holds a query: SELECT, WITH, VALUES, or a query in further parentheses."""
    if not isinstance(node, Group) or node.is_case or not node.nodes:
        return False
    if _keyword(node.nodes, 0) in {"SELECT", "WITH", "VALUES", "UPDATE", "DELETE", "INSERT"}:
        return True
    return _is_query(node.nodes[0]) and (
        len(node.nodes) == 1 or _keyword(node.nodes, 1) in {"UNION", "INTERSECT", "EXCEPT"}
    )


def _split(nodes: Nodes, *, keyword: str = "", text: str = "") -> list[list[Node]]:
    parts: list[list[Node]] = [[]]
    for node in nodes:
        if isinstance(node, Token) and (
            (keyword and node.keyword == keyword) or (text and node.text == text)
        ):
            parts.append([])
        else:
            parts[-1].append(node)
    return parts


_CLAUSES = {"SELECT", "FROM", "WHERE", "HAVING", "WINDOW", "LIMIT", "OFFSET", "FETCH"}
_CLAUSES |= {"SET", "RETURNING", "USING"}
_JOINS = {"JOIN", "INNER", "CROSS", "NATURAL", "FULL", "LEFT", "RIGHT"}


def _clauses(nodes: Nodes, start: str) -> dict[str, list[Node]]:
    """Cut one SELECT, UPDATE or DELETE into its clauses."""
    clauses: dict[str, list[Node]] = {start: []}
    current = start
    for index, node in enumerate(nodes):
        word = node.keyword if isinstance(node, Token) else ""
        following = _keyword(nodes, index + 1)
        starts = (
            (
                word in _CLAUSES
                and not (word == "FROM" and _keyword(nodes, index - 1) == "DISTINCT" and index > 1)
            )
            or (word in {"GROUP", "ORDER"} and following == "BY")
            or (word == "FOR" and following in {"UPDATE", "NO", "SHARE", "KEY"})
        )
        if word == "USING" and start != "DELETE":
            starts = False
        if word == "SET" and start != "UPDATE":
            starts = False
        if starts:
            current = word
            clauses.setdefault(current, [])
        else:
            clauses[current].append(node)
    return clauses


@dataclass
class _Scope:
    """One query's tables and what is known to be pinned in it; `outer` is the query around it."""

    number: int
    outer: "_Scope | None"
    tables: dict[str, str | None] = field(default_factory=dict)  # alias -> tenant table, None if it is none
    pins: set[Pin] = field(default_factory=set)

    def column(self, parts: Sequence[str]) -> Column | None:
        name = parts[-1]
        if len(parts) == 1:
            aliases = list(self.tables)
            return (self.number, aliases[0], name) if len(aliases) == 1 else None
        scope: _Scope | None = self
        while scope is not None:
            if parts[-2] in scope.tables:
                return scope.number, parts[-2], name
            scope = scope.outer
        return None

    def pinned(self) -> set[Column]:
        every: set[Pin] = set()
        scope: _Scope | None = self
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


class _Reader:
    def __init__(self, tenant_tables: frozenset[str]) -> None:
        self.tenant_tables = tenant_tables
        self.findings = Findings()
        self.count = 0
        # id of a group -> whether it reads tenant tables, which are then pinned
        self.queries: dict[int, bool] = {}
        self.with_names: dict[str, bool] = {}

    def read(self, nodes: Nodes) -> Findings:
        while nodes and _text(nodes, len(nodes) - 1) == ";":
            nodes = nodes[:-1]
        if _keyword(nodes, 0) == "EXPLAIN":
            nodes = nodes[1:]
            while nodes and _keyword(nodes, 0) not in {"SELECT", "WITH", "UPDATE", "DELETE", "INSERT"}:
                nodes = nodes[1:]
        first = nodes
        while first and isinstance(first[0], Group):
            first = first[0].nodes
        self.findings.verb = _keyword(first, 0)
        if self.findings.verb in {"SELECT", "WITH", "VALUES", "UPDATE", "DELETE", "INSERT", "REPLACE"}:
            self.query(nodes, None)
        return self.findings

    # Queries

    def query(self, nodes: Nodes, outer: _Scope | None) -> bool:
        """Read a whole query; True if it reads tenant tables, which pins what is taken from it."""
        if len(nodes) == 1 and isinstance(nodes[0], Group):
            return self.subquery(nodes[0], outer)
        if _keyword(nodes, 0) == "WITH":
            nodes = self.with_clause(nodes, outer)
        parts: list[list[Node]] = [[]]
        for index, node in enumerate(nodes):
            if isinstance(node, Token) and node.keyword in {"UNION", "INTERSECT", "EXCEPT"}:
                parts.append([])
            elif not (
                isinstance(node, Token)
                and node.keyword in {"ALL", "DISTINCT"}
                and _keyword(nodes, index - 1) in {"UNION", "INTERSECT", "EXCEPT"}
            ):
                parts[-1].append(node)
        reads = [self.single(part, outer) for part in parts]  # every part is read, whatever the others say
        return all(reads)

    def single(self, nodes: Nodes, outer: _Scope | None) -> bool:
        if nodes and _is_query(nodes[0]) and isinstance(nodes[0], Group):
            reads = self.subquery(nodes[0], outer)
            self.inner_queries(nodes[1:], outer)
            return reads
        verb = _keyword(nodes, 0)
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

    def subquery(self, group: Group, outer: _Scope | None) -> bool:
        if id(group) not in self.queries:
            self.queries[id(group)] = self.query(group.nodes, outer)
        return self.queries[id(group)]

    def inner_queries(self, nodes: Nodes, scope: _Scope | None) -> None:
        """Read every query that stands somewhere in these nodes and has not been read yet."""
        for node in nodes:
            if isinstance(node, Group):
                if _is_query(node):
                    self.subquery(node, scope)
                else:
                    self.inner_queries(node.nodes, scope)

    def with_clause(self, nodes: Nodes, outer: _Scope | None) -> Nodes:
        index = 2 if _keyword(nodes, 1) == "RECURSIVE" else 1
        while index < len(nodes):
            name = nodes[index].identifier if isinstance(nodes[index], Token) else None  # type: ignore[union-attr]
            index += 1
            body: Group | None = None
            while index < len(nodes) and body is None:
                node = nodes[index]
                if isinstance(node, Group) and _is_query(node):
                    body = node
                index += 1
            if name is None or body is None:
                break
            self.with_names[name] = True  # a recursive body reads itself: pinned, if the rest of it is
            self.with_names[name] = self.subquery(body, outer)
            if _text(nodes, index) != ",":
                break
            index += 1
        return nodes[index:]

    def note_write(self, verb: str) -> None:
        if self.findings.verb in {"SELECT", "WITH", "VALUES"}:
            self.findings.verb = verb

    def select(self, nodes: Nodes, outer: _Scope | None) -> bool:
        clauses = _clauses(nodes, "SELECT")
        scope = self.new_scope(outer)
        self.sources(clauses.get("FROM", []), scope)
        tenants = self.settle(clauses, scope)
        if "FOR" in clauses and tenants:
            self.findings.locks = True
        return tenants

    def change(self, nodes: Nodes, outer: _Scope | None, verb: str) -> bool:
        self.note_write(verb)
        clauses = _clauses(nodes[1:], verb)
        scope = self.new_scope(outer)
        if verb == "UPDATE":
            target = clauses["UPDATE"]
            self.sources(target, scope)
            for assignment in _split(clauses.get("SET", []), text=","):
                name = assignment[0].identifier if assignment and isinstance(assignment[0], Token) else None
                if name == PROPERTY and any(scope.tables.values()):
                    self.findings.moves_rows += [table for table in scope.tables.values() if table]
            self.sources(clauses.get("FROM", []), scope)
        else:
            self.sources(clauses.get("FROM", []), scope)
            self.sources(clauses.get("USING", []), scope)
        return self.settle(clauses, scope)

    def insert(self, nodes: Nodes, outer: _Scope | None) -> bool:
        """INSERT ... VALUES brings its property along; what an INSERT selects from must be pinned."""
        for node in nodes[:4]:
            if isinstance(node, Token) and node.identifier in self.tenant_tables:
                self.findings.touches_tenants = True
        for index in range(len(nodes)):
            if _keyword(nodes, index) in {"SELECT", "WITH"}:
                end = next(
                    (
                        later
                        for later in range(index, len(nodes))
                        if _keyword(nodes, later) == "RETURNING"
                        or (_keyword(nodes, later) == "ON" and _keyword(nodes, later + 1) == "CONFLICT")
                    ),
                    len(nodes),
                )
                self.query(nodes[index:end], outer)
                self.inner_queries(nodes[end:], outer)
                return False
        self.inner_queries(nodes, outer)
        return False

    def settle(self, clauses: dict[str, list[Node]], scope: _Scope) -> bool:
        """Gather the pins of WHERE, read the queries inside, and note the tables that stay unpinned."""
        where = clauses.get("WHERE", [])
        scope.pins |= self.pins(where, scope, known_only=True)
        scope.pins |= self.pins(where, scope)
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

    def new_scope(self, outer: _Scope | None) -> _Scope:
        self.count += 1
        return _Scope(self.count, outer)

    # Tables and joins

    def sources(self, nodes: Nodes, scope: _Scope) -> set[str]:
        """Read the tables and ON conditions of FROM, UPDATE or USING into the scope; their aliases."""
        index, aliases, join = 0, set[str](), ""
        while index < len(nodes):
            joined, index = self.source(nodes, index, scope)
            aliases |= joined
            if _keyword(nodes, index) == "ON":
                end = self.end_of_join(nodes, index + 1)
                self.join_condition(nodes[index + 1 : end], scope, join, joined)
                index = end
            elif _keyword(nodes, index) == "USING" and index + 1 < len(nodes):
                shared = nodes[index + 1]
                if isinstance(shared, Group) and join in {"", "INNER", "LEFT"}:
                    self.shared_columns(shared, scope, aliases - joined, joined)
                index += 2
            join = ""
            while index < len(nodes) and (
                _keyword(nodes, index) in _JOINS | {"OUTER"} or _text(nodes, index) == ","
            ):
                if (word := _keyword(nodes, index)) not in {"JOIN", "OUTER", ""}:
                    join = word
                index += 1
        return aliases

    @staticmethod
    def shared_columns(columns: Group, scope: _Scope, lefts: set[str], rights: set[str]) -> None:
        """USING (property_id, ...): what is joined takes on the pins of what stands before it."""
        for token in columns.nodes:
            if isinstance(token, Token) and (name := token.identifier):
                scope.pins |= {
                    ((scope.number, left, name), (scope.number, right, name))
                    for left in lefts
                    for right in rights
                }

    def source(self, nodes: Nodes, index: int, scope: _Scope) -> tuple[set[str], int]:
        lateral = False
        while _keyword(nodes, index) in {"LATERAL", "ONLY"}:
            lateral = lateral or _keyword(nodes, index) == "LATERAL"
            index += 1
        if index >= len(nodes):
            return set(), index
        node, pinned, table, name = nodes[index], False, None, ""
        index += 1
        if isinstance(node, Group):
            if not _is_query(node):
                return self.sources(node.nodes, scope), index
            pinned = self.subquery(node, scope if lateral else scope.outer)
        else:
            name = node.identifier or ""
            while _text(nodes, index) == "." and index + 1 < len(nodes):
                following = nodes[index + 1]
                name = (following.identifier or "") if isinstance(following, Token) else ""
                index += 2
            if index < len(nodes) and isinstance(nodes[index], Group):  # a function that returns rows
                index += 1
            elif name in self.with_names:
                pinned = self.with_names[name]
            elif name in self.tenant_tables:
                table = name
        if _keyword(nodes, index) == "AS":
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
            if _text(nodes, index) == ",":
                return index
            is_function = index + 1 < len(nodes) and isinstance(nodes[index + 1], Group)
            if _keyword(nodes, index) in _JOINS and not (
                is_function and _keyword(nodes, index) in {"LEFT", "RIGHT"}
            ):
                return index
            index += 1
        return index

    def join_condition(self, nodes: Nodes, scope: _Scope, join: str, joined: set[str]) -> None:
        if join in {"", "INNER"}:
            scope.pins |= self.pins(nodes, scope, known_only=True)
            scope.pins |= self.pins(nodes, scope)
        elif join == "LEFT":  # keeps the rows on its left whatever they are: it pins only what it joins
            found = self.pins(nodes, scope, known_only=True) | self.pins(nodes, scope)
            scope.pins |= {pin for pin in found if pin[1][0] == scope.number and pin[1][1] in joined}
        self.inner_queries(nodes, scope)

    # Conditions

    def pins(self, nodes: Nodes, scope: _Scope, *, known_only: bool = False) -> set[Pin]:
        """The pins that hold wherever the condition is true. `known_only` leaves queries inside unread."""
        nodes = _without_parentheses(nodes)
        alternatives = _split(nodes, keyword="OR")
        if len(alternatives) > 1:
            each = [_closed(self.pins(part, scope, known_only=known_only)) for part in alternatives]
            return set.intersection(*each)
        parts = _split(nodes, keyword="AND")
        if len(parts) > 1:
            return {pin for part in parts for pin in self.pins(part, scope, known_only=known_only)}
        return self.comparison(nodes, scope, known_only)

    def comparison(self, nodes: Nodes, scope: _Scope, known_only: bool) -> set[Pin]:
        for index, node in enumerate(nodes):
            if not isinstance(node, Token):
                continue
            if node.text == "=":
                left, right = nodes[:index], nodes[index + 1 :]
                return self.equal(left, right, scope, known_only) | self.equal(right, left, scope, known_only)
            if node.keyword == "IN" and _keyword(nodes, index - 1) != "NOT" and index + 1 < len(nodes):
                return self.among(nodes[:index], nodes[index + 1], scope, known_only)
        return set()

    def equal(self, left: Nodes, right: Nodes, scope: _Scope, known_only: bool) -> set[Pin]:
        """The pins of `left = right` on its left side; rows are compared member by member."""
        lefts, rights = _members(left), _members(right)
        if len(lefts) > 1 and len(lefts) == len(rights):
            pins = [self.equal(a, b, scope, known_only) for a, b in zip(lefts, rights, strict=True)]
            return set().union(*pins)
        if _keyword(right, 0) == "ANY" and len(right) == 2:
            return self.among(left, right[1], scope, known_only)
        inner = _without_parentheses(right, keep_query=True)
        if len(inner) == 1 and _is_query(inner[0]):
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

    def among(self, left: Nodes, right: Node, scope: _Scope, known_only: bool) -> set[Pin]:
        """The pins of `left IN right`: values, rows of values, or a query over pinned tenant tables."""
        columns = [self.column(part, scope) for part in _members(left)]
        if not isinstance(right, Group):
            return set()
        if _is_query(right):
            if known_only or not self.subquery(right, scope):
                return set()
            return {(None, column) for column in columns if column is not None and column[2] == PROPERTY}
        pins: set[Pin] = set()
        rows = [_members(part) for part in _split(right.nodes, text=",")]
        for place, column in enumerate(columns):
            if column is None or not rows:
                continue
            cells = [row[place] if len(row) == len(columns) else [] for row in rows]
            if all(cell and self.is_value(cell) for cell in cells):
                pins.add((None, column))
                for cell in cells:
                    self.note_value(column, cell, scope, known_only)
        return pins

    def column(self, nodes: Nodes, scope: _Scope) -> Column | None:
        nodes = _without_cast(_without_parentheses(nodes))
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
        nodes = _without_cast(_without_parentheses(nodes))
        return (
            len(nodes) == 1 and isinstance(nodes[0], Token) and nodes[0].kind in {"param", "string", "number"}
        )

    def note_value(self, column: Column, nodes: Nodes, scope: _Scope, known_only: bool) -> None:
        """Remember which property is meant, to see that a statement means only one."""
        number, alias, name = column
        around: _Scope | None = scope
        while around is not None and around.number != number:
            around = around.outer
        if known_only or name != PROPERTY or around is None or not around.tables.get(alias):
            return
        for token in _without_cast(_without_parentheses(nodes)):
            if isinstance(token, Token) and token.place is not None:
                self.findings.places.append(token.place)
            elif isinstance(token, Token):
                self.findings.literals.append(token.text.strip("'"))


def _without_parentheses(nodes: Nodes, *, keep_query: bool = False) -> Nodes:
    while len(nodes) == 1 and isinstance(group := nodes[0], Group) and not group.is_case:
        if keep_query and _is_query(group):
            break
        if any(isinstance(node, Token) and node.text == "," for node in group.nodes):
            break
        nodes = group.nodes
    return nodes


def _without_cast(nodes: Nodes) -> Nodes:
    """`%s::uuid` -> `%s`"""
    for index, node in enumerate(nodes):
        if isinstance(node, Token) and node.text == "::":
            return _without_parentheses(nodes[:index])
    return nodes


def _members(nodes: Nodes) -> list[list[Node]]:
    """(a, b) -> a, b; anything else is its only member."""
    if len(nodes) == 1 and isinstance(group := nodes[0], Group) and not _is_query(group):
        inner = _without_parentheses(nodes)
        if len(inner) == 1 and isinstance(inner[0], Group):
            return _split(inner[0].nodes, text=",")
        return [list(inner)]
    return [list(nodes)]
