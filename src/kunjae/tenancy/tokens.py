"""SQL text to tokens, nested by parentheses, and what can be asked of them or cut out of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

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


def tree(sql: str) -> list[Node]:
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


def keyword_at(nodes: Nodes, index: int) -> str:
    if 0 <= index < len(nodes) and isinstance(node := nodes[index], Token):
        return node.keyword
    return ""


def text_at(nodes: Nodes, index: int) -> str:
    if 0 <= index < len(nodes) and isinstance(node := nodes[index], Token):
        return node.text
    return ""


def is_query(node: Node) -> bool:
    """Whether a group holds a query: SELECT, WITH, VALUES, or a query in further parentheses."""
    if not isinstance(node, Group) or node.is_case or not node.nodes:
        return False
    if keyword_at(node.nodes, 0) in {"SELECT", "WITH", "VALUES", "UPDATE", "DELETE", "INSERT"}:
        return True
    return is_query(node.nodes[0]) and (
        len(node.nodes) == 1 or keyword_at(node.nodes, 1) in {"UNION", "INTERSECT", "EXCEPT"}
    )


def split(nodes: Nodes, *, keyword: str = "", text: str = "") -> list[list[Node]]:
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


def clauses_of(nodes: Nodes, start: str) -> dict[str, list[Node]]:
    """Cut one SELECT, UPDATE or DELETE into its clauses."""
    clauses: dict[str, list[Node]] = {start: []}
    current = start
    for index, node in enumerate(nodes):
        word = node.keyword if isinstance(node, Token) else ""
        following = keyword_at(nodes, index + 1)
        starts = (
            (
                word in _CLAUSES
                and not (word == "FROM" and keyword_at(nodes, index - 1) == "DISTINCT" and index > 1)
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


def without_parentheses(nodes: Nodes, *, keep_query: bool = False) -> Nodes:
    while len(nodes) == 1 and isinstance(group := nodes[0], Group) and not group.is_case:
        if keep_query and is_query(group):
            break
        if any(isinstance(node, Token) and node.text == "," for node in group.nodes):
            break
        nodes = group.nodes
    return nodes


def without_cast(nodes: Nodes) -> Nodes:
    """`%s::uuid` -> `%s`"""
    for index, node in enumerate(nodes):
        if isinstance(node, Token) and node.text == "::":
            return without_parentheses(nodes[:index])
    return nodes


def members(nodes: Nodes) -> list[list[Node]]:
    """(a, b) -> a, b; anything else is its only member."""
    if len(nodes) == 1 and isinstance(group := nodes[0], Group) and not is_query(group):
        inner = without_parentheses(nodes)
        if len(inner) == 1 and isinstance(inner[0], Group):
            return split(inner[0].nodes, text=",")
        return [list(inner)]
    return [list(nodes)]
