"""The key to the set-up: whoever reaches the port first must not own the hotel.

It follows from the installation's secret key, so every process knows it and nothing is stored. `kunjae serve` prints it.
"""

from __future__ import annotations

from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

LENGTH = 32
"""Hexadecimal digits: 128 bits need no limit of tries."""


def set_up_key() -> str:
    """This installation's."""
    return salted_hmac("kunjae.extranet.setup.key", "first owner", algorithm="sha256").hexdigest()[:LENGTH]


def is_set_up_key(given: str) -> bool:
    """Whether it is this installation's, found out in the same time for every wrong one."""
    return constant_time_compare(given.strip(), set_up_key())


def set_up_address(base: str) -> str:
    """Where the set-up begins, with the key: `http://127.0.0.1:8000/extranet/setup/?key=…`."""
    return f"{base.rstrip('/')}{reverse('setup:owner')}?key={set_up_key()}"
