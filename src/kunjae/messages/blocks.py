"""What a mail's body is made of, the same for its text and its HTML; and how a body is read into it.

A body is written as plain text: paragraphs with an empty line between them, `- ` before the items of a list, `# `
before a heading. What is more than words (tables, buttons, the PIN, links) stands in it as a mark: two signs that
nobody can type, around a name. So no template ever holds a secret.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_OPEN, _CLOSE = "\ue000", "\ue001"
_MARK = re.compile(f"{_OPEN}([a-z_.]+){_CLOSE}")
_TURNS_TEXT = frozenset(
    "\u200e\u200f\u061c" + "".join(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
)
"""Signs that only say in which direction others are shown: with them a name could rewrite what stands beside it."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and what they are, below a title; `last`: the last of them is a total."""

    title: str
    pairs: tuple[tuple[str, str], ...]
    total: bool = False


@dataclass(frozen=True, slots=True)
class Compared:
    """What was and what is, below a title. A row: its name, before, after."""

    title: str
    before: str
    after: str
    rows: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Button:
    """`url`: an address, or the mark of one. `quiet`: beside another that is the usual way."""

    text: str
    url: str
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Offered:
    """Something that can be bought: what it is, what it costs, its picture (an address, or none), and where (the mark of
    an address)."""

    name: str
    text: str
    price: str
    picture: str
    url: str
    more: str
    """The words of the link."""


type Block = Paragraph | Heading | Bullets | Facts | Compared | Button | Offered


def mark(name: str) -> str:
    """Where something stands that is no word."""
    return f"{_OPEN}{name}{_CLOSE}"


def clean(text: str, *, one_line: bool = False) -> str:
    """A text that came from outside, without what could be taken for a mark, turn the text around it, or begin a new
    header."""
    kept = "".join(
        sign
        for sign in text.replace("\r\n", "\n").replace("\r", "\n")
        if sign == "\n" or (unicodedata.category(sign) not in ("Cc", "Co", "Cs") and sign not in _TURNS_TEXT)
    )
    return " ".join(kept.split()) if one_line else kept


def read_body(body: str, tables: Mapping[str, Sequence[Block]]) -> list[Block]:
    """The blocks of a body. `tables`: what stands for a mark that is a paragraph of its own."""
    found: list[Block] = []
    lines: list[str] = []

    def end_paragraph() -> None:
        if lines:
            found.append(_block(lines))
            lines.clear()

    for line in (line.strip() for line in body.splitlines()):
        alone = _MARK.fullmatch(line)
        if alone and alone[1] in tables:
            end_paragraph()
            found.extend(tables[alone[1]])
        elif not line:
            end_paragraph()
        elif line.startswith("# "):
            end_paragraph()
            found.append(Heading(line[2:].strip()))
        else:
            if lines and line.startswith("- ") != lines[0].startswith("- "):
                end_paragraph()
            lines.append(line)
    end_paragraph()
    return found


def _block(lines: Sequence[str]) -> Block:
    if lines[0].startswith("- "):
        return Bullets(tuple(line[2:].strip() for line in lines))
    return Paragraph(tuple(lines))


def as_text(blocks: Sequence[Block]) -> str:
    """The blocks as plain text."""
    return "\n\n".join(_text(block) for block in blocks) + "\n"


def _text(block: Block) -> str:
    match block:
        case Paragraph(lines):
            return "\n".join(lines)
        case Heading(text):
            return text
        case Bullets(items):
            return "\n".join(f"- {item}" for item in items)
        case Facts(title, pairs):
            return "\n".join([*([title] if title else []), *(f"  {name}: {value}" for name, value in pairs)])
        case Compared(title, _, _, rows):
            told = [f"  {name}: {_arrow(before, after)}" for name, before, after in rows]
            return "\n".join([title, *told])
        case Button(text, url):
            return f"{text}:\n{url}"
        case Offered(name, text, price):
            return "\n".join(line for line in (name, price, text) if line)


def _arrow(before: str, after: str) -> str:
    return after if before == after else f"{before or '–'} → {after or '–'}"


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with what its marks stand for; a mark that nothing stands for is nothing."""
    return _MARK.sub(lambda found: values.get(found[1], ""), text).replace(_OPEN, "").replace(_CLOSE, "")
