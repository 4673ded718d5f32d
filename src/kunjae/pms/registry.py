"""Which PMSs there are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from kunjae.pms.adapters.apaleo.adapter import Apaleo
from kunjae.pms.adapters.cloudbeds.adapter import Cloudbeds
from kunjae.pms.adapters.mews.adapter import Mews
from kunjae.pms.errors import NoSuchPms
from kunjae.pms.ports import Pms

_ADAPTERS: tuple[Pms, ...] = (Cloudbeds(), Apaleo(), Mews())
_known: dict[str, Pms] = {each.code: each for each in _ADAPTERS}


def adapter(code: str) -> Pms:
    """The PMS with this code. Raises NoSuchPms."""
    try:
        return _known[code]
    except KeyError:
        raise NoSuchPms(code) from None


def adapters() -> tuple[Pms, ...]:
    """All of them, in the order in which settings list them."""
    return tuple(_known.values())


@contextmanager
def registered(pms: Pms) -> Iterator[None]:
    """For the length of the block this PMS is known, too, or instead of the one that has its code."""
    global _known
    before = _known
    _known = {**before, pms.code: pms}
    try:
        yield
    finally:
        _known = before
