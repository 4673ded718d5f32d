"""What people and programs see when the house is too busy or its database is gone."""

import pytest
from django.db import OperationalError
from django.test import RequestFactory

from kunjae.config.errors import failed
from kunjae.tenancy.transactions import Busy


def answer(error, path="/extranet/"):
    try:
        raise error
    except type(error):
        return failed(RequestFactory().get(path))


@pytest.mark.parametrize(("error", "wait"), [(Busy(), "1"), (OperationalError("gone"), "5")])
def test_busy_and_a_database_that_is_gone_ask_to_come_back(error, wait):
    page = answer(error)
    assert (page.status_code, page["Retry-After"]) == (503, wait)
    assert "ระบบไม่ว่าง" in page.content.decode()
    problem = answer(error, "/api/v1/bookings")
    assert (problem.status_code, problem["Content-Type"]) == (503, "application/problem+json")


def test_anything_else_is_an_error_of_ours():
    assert answer(ValueError()).status_code == 500
