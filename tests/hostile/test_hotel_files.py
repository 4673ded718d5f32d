"""Hotel files spoilt by accident or on purpose: understood, or refused by line or key with nothing changed."""

from __future__ import annotations

import copy
import tomllib
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import example, given
from hypothesis import strategies as st

from kunjae.config import cli
from kunjae.imports.errors import BrokenFile
from kunjae.imports.hotel import ImportedHotel, import_hotel
from kunjae.imports.hotel_file import parse_toml, read_hotel_file
from kunjae.kernel.errors import FieldError, InvalidInput
from kunjae.properties.models import Property
from tests.hostile.crawling import undone
from tests.hostile.fuzzing import examples
from tests.hostile.hotels import Hotels, broken_invariants, fingerprint
from tests.hostile.values import ODD_DATES, ODD_NUMBERS, ODD_TEXTS
from tests.hotel import FAR
from tests.imports.files import HOTEL

DEEP = 2_000
TABLES = tomllib.loads(HOTEL)


def nested(levels: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for _ in range(levels):
        found = {"a": found}
    return found


ODD_VALUES: list[Any] = [
    *(value for value in [*ODD_TEXTS, *ODD_NUMBERS, *ODD_DATES] if isinstance(value, str)),
    True, False, 0, -1, 1, 2, 10**5, 2**31, 2**63, 10**400, 16**5_000, -(16**5_000), 0.0, 0.5, 1e308, float("nan"), float("inf"), [], {}, [[]], [1], ["x"], [{}], [None][:0],
    {"th": "x"}, {"th": 1}, {"xx": "x"}, {"th": "\x00"}, nested(30), nested(200), [[[[["deep"]]]]], ["001"] * 3, ["001"] * 30_000,
    date(1, 1, 1), date(2026, 12, 1), date(9999, 12, 31), *tomllib.loads("local = 2026-12-01T00:00:00\nfirst = 0001-01-01T00:00:00+14:00").values(),
    time(14), time(23, 59, 59, 999_999),
]  # fmt: skip
KNOWN_WORDS = ["STD", "DLX", "BAR", "NRF", "F", "XXX", "001", "003", "101", "THB", "JPY", "KWD", "Asia/Bangkok", "Pacific/Apia", "th", "fri", "net", "fremdling", "FREMDLING-T", "FREMDLING-P", "FREMDLING-1"]  # fmt: skip


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where a value stands in the file, tables and lists too."""
    found = [path] if path else []
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return found + [place for key, each in inner for place in places(each, (*path, key))]


PLACES = [places(value, (key,)) for key, value in TABLES.items()]
"""Of each part of the file, so that the small ones are spoilt as often as the long ones."""


@st.composite
def spoilt_tables(draw: st.DrawFn) -> dict[str, Any]:
    """The file's tables with one to three values replaced, left out, doubled, or of a key that nobody knows."""
    tables = copy.deepcopy(TABLES)
    for _ in range(draw(st.integers(1, 3))):
        *way, last = draw(st.sampled_from(PLACES).flatmap(st.sampled_from))
        try:
            holder = tables
            for key in way:
                holder = holder[key]
            how = draw(st.sampled_from(["replace"] * 5 + ["leave out", "double", "unknown"]))
            if how == "leave out":
                del holder[last]
            elif how == "double" and isinstance(holder, list):
                holder.append(copy.deepcopy(holder[last]))
            elif how == "unknown" and isinstance(holder, dict):
                holder[draw(st.text(max_size=5))] = draw(st.sampled_from(ODD_VALUES))
            else:
                odd = st.sampled_from(ODD_VALUES) | st.sampled_from(KNOWN_WORDS) | st.text(max_size=10)
                holder[last] = copy.deepcopy(draw(odd))
        except (KeyError, IndexError, TypeError):
            continue  # an earlier draw has taken the place away
    return tables


def test_odd_values_are_understood_or_named_by_their_key_and_change_nothing(hotels: Hotels) -> None:
    known = state(hotels)

    @examples(120)
    @example(TABLES)
    @example(
        TABLES | {"prices": [TABLES["prices"][0] | {"rate_plan": "XXX"}]}
    )  # seen when the hotel is known
    @given(spoilt_tables())
    def holds(tables: dict[str, Any]) -> None:
        with undone():
            imported = import_or_errors(tables)
            if isinstance(imported, ImportedHotel):
                assert broken_invariants(imported.property) == []
                assert fingerprint(hotels.theirs) == known[1] or imported.property == hotels.theirs
                again = import_or_errors(tables)
                assert isinstance(again, ImportedHotel)
                assert again.changes == ()
            else:
                assert imported
                assert all(error.path and error.message["en"] and error.message["th"] for error in imported)
                assert state(hotels) == known

    holds()


def import_or_errors(tables: dict[str, Any]) -> ImportedHotel | tuple[FieldError, ...]:
    """What the file brought, or what is wrong with it."""
    try:
        return import_hotel(file=read_hotel_file(tables), now=FAR)
    except InvalidInput as refused:
        return refused.errors


FOUND = {
    "an empty key": ('"" = 1', '""'),
    "a key that turns the terminal's colours": ('"\\u001b[31m" = 1', '"\\u001b[31m"'),
    "an offer's number that is none": ("[[offers]]\ncode = 'a'\nname = 'A'\nprice = nan", "offers.1.price"),
    "an offer's number without end": ("[[offers]]\ncode = 'a'\nname = 'A'\nprice = 1e400", "offers.1.price"),
    "an offer's number of thousands of digits": (f"[[offers]]\ncode = 'a'\nname = 'A'\nprice = 0x{'f' * 5000}", "offers.1.price"),
    "an offer's text with a NUL": ('[[offers]]\ncode = "a"\nprice = "1"\nname = "\\u0000"', "offers.1.name"),
    "an offer's key with a NUL": ('[[offers]]\ncode = "a"\n"\\u0000" = 1', 'offers.1."\\u0000"'),
    "an offer nested a thousand times": (f"[[offers]]\ncode = 'a'\n{'a.' * 1000}a = 1", "offers.1." + "a." * 18 + "a"),
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("name", FOUND)
def test_found_what_stopped_the_importer(name: str) -> None:
    wrong, path = FOUND[name]
    at_the_top = "[[" not in wrong
    text = f"{wrong}\n{HOTEL}" if at_the_top else f"{HOTEL}\n{wrong}"
    refused = import_or_errors(parse_toml(text.encode()))
    assert isinstance(refused, tuple), "imported"
    assert [error.path for error in refused] == [path]
    assert not Property.objects.exists()


def test_found_a_choice_nested_without_end() -> None:
    plan = {"code": "P", "name": "P", "meal": nested(20_000)}
    with pytest.raises(InvalidInput, match=r"^rate_plans\.0\.meal(\.a)+: is nested too deeply$"):
        read_hotel_file(TABLES | {"rate_plans": [plan]})


@pytest.mark.parametrize("number", ["9" * 5000, "1_" + "234_567" * 1000, "-" + "9" * 5000])
def test_found_a_number_of_too_many_digits_in_no_line(number: str) -> None:
    with pytest.raises(BrokenFile, match=r"^line 3 has a number of too many digits$"):
        parse_toml(f"a = 1\nb = '{number[:4000]}'\nc = {number}\n".encode())


@st.composite
def spoilt_text(draw: st.DrawFn) -> bytes:
    """The file's bytes with lines and letters lost, doubled, moved, or replaced by odd ones."""
    text = HOTEL.encode()
    for _ in range(draw(st.integers(1, 3))):
        how = draw(st.sampled_from(["byte", "cut", "line", "insert", "wrap", "encode"]))
        place = draw(st.integers(0, max(0, len(text) - 1)))
        if how == "byte":
            text = text[:place] + draw(st.binary(min_size=1, max_size=2)) + text[place + 1 :]
        elif how == "cut":
            text = text[:place] + text[place + draw(st.integers(1, 200)) :]
        elif how == "line":
            lines = text.splitlines(keepends=True) or [b""]
            line = draw(st.sampled_from(lines))
            lines.insert(draw(st.integers(0, len(lines))), line)
            text = b"".join(lines)
        elif how == "insert":
            text = text[:place] + draw(st.sampled_from(ODD_LINES)) + text[place:]
        elif how == "wrap":
            text = draw(st.sampled_from([b"\xef\xbb\xbf", b"\xff\xfe", b"\x00", b""])) + text
        else:
            text = text.decode("utf-8", "replace").encode(
                draw(st.sampled_from(["utf-16", "cp874", "cp1252"])), "replace"
            )
    return text


ODD_LINES = [
    b"\n[property]\n", b"\n[[prices]]\n", b'\nx = "' + b"a" * 100_000 + b'"\n', b"\nx = " + b"[" * DEEP + b"]" * DEEP + b"\n", b"\n" + b"a." * DEEP + b"a = 1\n",
    b"\nx = 0x" + b"f" * 5_000 + b"\n", b"\nx = " + b"9" * 5_000 + b"\n", b"\nx = nan\n", b"\nx = -inf\n", b'\nx = "\\u0000"\n', b'\nx = "\\ud800"\n', b"\nx = 9999-12-31T23:59:59-14:00\n",
    b"\r", b"\x00", b'"""', b"'''", b"#", b"\xc2\x85", b"\xe2\x80\xa8", b"= =", b"\t", "ๆ".encode(),
]  # fmt: skip


def test_a_spoilt_file_is_understood_or_refused_by_line_or_key(hotels: Hotels, tmp_path: Path) -> None:
    path = tmp_path / "hotel.toml"
    known = state(hotels)

    @examples(80)
    @given(spoilt_text())
    def holds(text: bytes) -> None:
        path.write_bytes(text)
        with undone():
            result = run(path)
            if result.exit_code:
                assert says_where(result, text), result.stderr
                assert state(hotels) == known

    holds()


PLACE_WORDS = ("line ", "end of document", "nested too deeply")
"""How a refusal says where."""


def run(path: Path) -> Result:
    result = CliRunner().invoke(cli.main, ["import-hotel", str(path)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    assert result.exit_code in (0, 1)
    assert "Traceback" not in result.output
    return result


def says_where(result: Result, text: bytes) -> bool:
    """The line, for a file that is no TOML; else the keys."""
    try:
        parse_toml(text)
    except BrokenFile as error:
        return str(error) in result.stderr and any(word in str(error) for word in PLACE_WORDS)
    _, *lines = result.stderr.splitlines()
    return "was not imported" in result.stderr and bool(lines) and all(": " in line for line in lines)


def state(hotels: Hotels) -> tuple[object, ...]:
    return (
        fingerprint(hotels.ours),
        fingerprint(hotels.theirs),
        list(Property.objects.order_by("slug").values_list()),
    )
