"""A hotel, its manager, and a PMS that answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
import time_machine

if TYPE_CHECKING:  # models cannot be imported before Django is set up
    from django.test import Client

    from kunjae.properties.models import Property
    from tests.pms.fakes.cloudbeds import CloudbedsServer


@pytest.fixture(autouse=True)
def _on_the_25th() -> Iterator[None]:
    from tests.hotel import FAR

    with time_machine.travel(FAR, tick=False):
        yield


@pytest.fixture(scope="module")
def _server() -> Iterator[CloudbedsServer]:
    from tests.pms.fakes.cloudbeds import open_cloudbeds

    with open_cloudbeds() as server:
        yield server


@pytest.fixture
def server(_server: CloudbedsServer) -> Iterator[CloudbedsServer]:
    from django.test import override_settings

    _server.start_afresh()
    with override_settings(PMS_ADDRESSES={"cloudbeds": _server.url}):
        yield _server
    assert not _server.complaints


@pytest.fixture
def hotel(db: None, server: CloudbedsServer) -> Property:
    from tests.ordering.the_counter import make_resort

    return make_resort()


@pytest.fixture
def manager(hotel: Property) -> Client:
    from tests.extranet.desk import staff

    return staff(hotel, "manager")
