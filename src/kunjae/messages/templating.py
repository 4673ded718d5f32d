"""Liquid, kept small: a hotel's own words may name what a mail tells, choose and repeat; nothing else.

Templates see texts, numbers and lists, never an object; there are no files to load, few tags and filters, and limits on
how much is repeated and written. Whatever goes wrong is a `WrongTemplate` with the line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from liquid import BoundTemplate, Environment, Mode, StrictUndefined
from liquid.exceptions import LiquidError, UndefinedError
from liquid.exceptions import ResourceLimitError as TooMuch

LONGEST_SUBJECT, LONGEST_BODY = 300, 20_000
TAGS = ("if", "unless", "case", "for", "break", "continue", "assign", "comment", "raw")
FILTERS = (
    "append",
    "capitalize",
    "default",
    "downcase",
    "first",
    "join",
    "last",
    "prepend",
    "size",
    "strip",
    "truncate",
    "upcase",
)
_ALWAYS = ("content", "output", "illegal")
"""What the library keeps beside tags: plain text and `{{ … }}`."""

type Names = Mapping[str, "Names | None"]
"""What a template may name: a name and what is below it; None below a text, `[]` below a list."""


class WrongTemplate(Exception):
    """A template that cannot be read or written out. `code`: syntax, unknown_name, too_much; `line` from 1, 0 where it
    is not known; `word`: the library's own words, or the name that nothing stands behind."""

    def __init__(self, code: str, line: int, word: str) -> None:
        self.code, self.line, self.word = code, line, word
        super().__init__(f"{code} in line {line}: {word}")


class _Sandbox(Environment):
    loop_iteration_limit = 2_000
    local_namespace_limit = 100_000
    output_stream_limit = 100_000
    block_nesting_limit = 20
    context_depth_limit = 20


def _sandbox() -> _Sandbox:
    found = _Sandbox(tolerance=Mode.STRICT, undefined=StrictUndefined, strict_filters=True, autoescape=False)
    found.tags = {name: tag for name, tag in found.tags.items() if name in (*TAGS, *_ALWAYS)}
    found.filters = {name: found.filters[name] for name in FILTERS}
    return found


_SANDBOX = _sandbox()


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name that nothing stands behind, and its line."""

    name: str
    line: int


def render(source: str, values: Mapping[str, Any]) -> str:
    """The template written out. Raises WrongTemplate."""
    template = _parsed(source)
    try:
        return template.render(**values)
    except LiquidError as error:
        raise _wrong(error, source) from error
    except (ArithmeticError, LookupError, RecursionError, TypeError, ValueError) as error:
        raise WrongTemplate("syntax", 0, type(error).__name__) from error


def check(source: str, names: Names) -> list[Unknown]:
    """The names in a template that nothing stands behind, in its order. Raises WrongTemplate when it cannot be read."""
    template = _parsed(source)
    found: list[Unknown] = []
    parts = template.analyze(include_partials=False)
    for variables in parts.globals.values():
        found += [
            Unknown(str(variable), variable.span.line_col(source)[0])
            for variable in variables
            if not _stands(variable.segments, names)
        ]
    for filter, places in parts.filters.items():
        if filter not in FILTERS:
            found += [Unknown(filter, place.line_col(source)[0]) for place in places]
    return sorted(found, key=lambda unknown: (unknown.line, unknown.name))


def _stands(segments: list[Any], names: Names) -> bool:
    below: Names | None = names
    for segment in segments:
        if below is not None and "[]" in below and (isinstance(segment, int) or segment in ("first", "last")):
            below = below["[]"]
        elif segment == "size" and below is not None and "[]" in below:
            return True
        elif below is None or not isinstance(segment, str) or segment not in below:
            return False
        else:
            below = below[segment]
    return True


@lru_cache(maxsize=500)
def _parsed(source: str) -> BoundTemplate:
    try:
        return _SANDBOX.from_string(source)
    except LiquidError as error:
        raise _wrong(error, source) from error
    except RecursionError as error:
        raise WrongTemplate("too_much", 0, "") from error


def _wrong(error: LiquidError, source: str) -> WrongTemplate:
    code = "syntax"
    if isinstance(error, TooMuch):
        code = "too_much"
    elif isinstance(error, UndefinedError):
        code = "unknown_name"
    at = error.token.start_index if error.token is not None else -1
    line = source.count("\n", 0, at if at >= 0 else len(source)) + 1
    return WrongTemplate(code, line, str(error.message or ""))
