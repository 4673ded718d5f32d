"""What guests type, read forgivingly. Pure: nothing here knows whether there is such a booking."""

from __future__ import annotations

import re
import unicodedata

LONGEST_TYPED = 100
_NOT_OF_A_CODE = re.compile(r"[^A-Z0-9]")


def typed_code(text: str) -> str:
    """A booking number in capitals and European digits, without blanks, hyphens and whatever else cannot be in one."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST_TYPED]).upper()
    return _NOT_OF_A_CODE.sub("", "".join(_digit(sign) or sign for sign in plain))


def typed_pin(text: str) -> str:
    """A PIN's digits in the order typed, Thai ones and others too; whatever else was typed stays, and fits no PIN."""
    return "".join(
        _digit(sign) or sign for sign in text[:LONGEST_TYPED] if not (sign.isspace() or sign in "-‐‑–.")
    )


def _digit(sign: str) -> str:
    digit = unicodedata.decimal(sign, None)
    return "" if digit is None else str(digit)
