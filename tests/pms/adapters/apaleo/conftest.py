from __future__ import annotations

from collections.abc import Iterator

import pytest

from kunjae.pms.adapters.apaleo.adapter import Apaleo
from tests.pms.adapters.apaleo.desk import Clock
from tests.pms.fakes.apaleo import FakeApaleo
from tests.pms.fakes.server import running


@pytest.fixture(scope="module")
def _there() -> Iterator[FakeApaleo]:
    with running(FakeApaleo) as there:
        yield there


@pytest.fixture
def there(_there: FakeApaleo) -> Iterator[FakeApaleo]:
    _there.start_afresh()
    _there.currency = "THB"
    yield _there
    assert not _there.complaints


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def apaleo(clock: Clock) -> Apaleo:
    return Apaleo(clock)
