import pytest


@pytest.fixture
def hotel(db):
    from tests.hotel import make_hotel

    return make_hotel()
