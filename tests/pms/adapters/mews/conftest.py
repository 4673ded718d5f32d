from __future__ import annotations

from collections.abc import Iterator

import pytest

from kunjae.pms.adapters.mews.adapter import Mews
from tests.pms.adapters.mews.desk import Clock
from tests.pms.fakes.mews import (
    FakeMews,
)
from tests.pms.fakes.server import running


@pytest.fixture(scope="module")
def _there() -> Iterator[FakeMews]:
    with running(FakeMews) as there:
        yield there


@pytest.fixture
def there(_there: FakeMews) -> Iterator[FakeMews]:
    _there.start_afresh()
    _there.currency = "THB"
    yield _there
    assert not _there.complaints


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def mews(clock: Clock) -> Mews:
    return Mews(clock)
