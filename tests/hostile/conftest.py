"""The hotel of `tests.hotel` at the moment FAR, and a stranger's hotel beside it whose words must never be seen.

What needs Django is imported in the fixtures: pytest may load this file before the settings are there.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
import time_machine

if TYPE_CHECKING:
    from tests.hostile.hotels import Hotels


@pytest.fixture(autouse=True)
def _far() -> Iterator[None]:
    from tests.hotel import FAR

    with time_machine.travel(FAR, tick=False):
        yield


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """Requests come through the WSGI entry itself, within the test's transaction: its connection stays open, as
    Django's own test client has it stay."""
    from django.core.signals import request_finished, request_started
    from django.db import close_old_connections

    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def hotels(db: None) -> "Hotels":
    from tests.hostile.hotels import make_hotels

    return make_hotels()
