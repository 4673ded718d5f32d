"""The gateway runs for all tests, and each gets it as on its first day. Imported late: Django is set up after this."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.payments.providers.gateway import Gateway
    from tests.payments.providers.till import Till


@pytest.fixture(scope="session")
def _gateway() -> Iterator[Gateway]:
    from tests.payments.providers.gateway import open_gateway

    with open_gateway() as gateway:
        yield gateway


@pytest.fixture
def gateway(_gateway: Gateway) -> Gateway:
    _gateway.forget()
    return _gateway


@pytest.fixture
def till(db: None, gateway: Gateway) -> Iterator[Till]:
    """A hotel that takes money through Stripe, which here is the gateway."""
    from tests.payments.providers.till import open_till

    with open_till(gateway) as till:
        yield till
