"""What a mail is to be, before it is written down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kunjae.messages.facts import Kind


@dataclass(frozen=True, slots=True)
class Draft:
    """A mail to be written. `key` makes it once, together with its reader."""

    kind: Kind
    about: Mapping[str, Any]
    key: str
    to_hotel: bool = False
    to_guest: bool = True
