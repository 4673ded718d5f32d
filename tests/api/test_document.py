"""The OpenAPI document is true, useful, and shown without anybody else's server."""

import re

import pytest
from django.test import Client
from openapi_spec_validator import validate

from kunjae.api.kinds import KINDS
from kunjae.api.reference import document
from tests.api.caller import Api, read

OF_A_LIST = (("get", ""), ("post", "/{code}/retire"))


def test_the_document_is_valid_openapi_3_1():
    assert document()["openapi"] == "3.1.0"
    validate(document())


def test_the_document_is_served_to_anybody():
    response = Client().get("/api/v1/openapi.json")
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    assert response.json() == document()


def test_every_call_of_the_contract_is_documented():
    calls = {
        (method, path.removeprefix("/api/v1"))
        for path, methods in document()["paths"].items()
        for method in methods
    }
    of_guests = {call for call in calls if call[1].startswith("/guest/")}
    assert of_guests == {
        ("post", "/guest/{slug}/sign-in"),
        ("delete", "/guest/{slug}/session"),
        ("get", "/guest/{slug}/booking"),
        ("get", "/guest/{slug}/calendar"),
        ("post", "/guest/{slug}/changes/preview"),
        ("post", "/guest/{slug}/changes"),
        ("delete", "/guest/{slug}/changes/waiting"),
        ("get", "/guest/{slug}/pay"),
        ("post", "/guest/{slug}/pay"),
        ("get", "/guest/{slug}/checkouts/{id}"),
        ("get", "/guest/{slug}/offers"),
        ("post", "/guest/{slug}/orders/quote"),
        ("get", "/guest/{slug}/orders"),
        ("post", "/guest/{slug}/orders"),
        ("post", "/guest/{slug}/orders/{id}/cancel"),
    }
    assert calls - of_guests == {
        ("get", "/availability"),
        ("post", "/bookings"),
        ("get", "/bookings"),
        ("get", "/bookings/{code}"),
        ("patch", "/bookings/{code}"),
        ("post", "/bookings/{code}/changes/preview"),
        ("post", "/bookings/{code}/changes"),
        ("get", "/bookings/{code}/changes"),
        ("get", "/bookings/{code}/changes/{number}"),
        ("post", "/bookings/{code}/stays/{number}/check-in"),
        ("post", "/bookings/{code}/stays/{number}/check-out"),
        ("post", "/bookings/{code}/stays/{number}/no-show"),
        ("post", "/bookings/{code}/payments"),
        ("get", "/bookings/{code}/payments"),
        ("get", "/bookings/{code}/payment-schedule"),
        ("post", "/payments/{id}/refunds"),
        ("post", "/bookings/{code}/payment-requests"),
        ("get", "/bookings/{code}/payment-requests"),
        ("post", "/bookings/{code}/payment-requests/{id}/cancel"),
        ("get", "/orders"),
        ("get", "/orders/{id}"),
        ("post", "/orders/{id}/confirm"),
        ("post", "/orders/{id}/cancel"),
        ("get", "/orders/{id}/posting"),
        ("post", "/orders/{id}/posting/retry"),
        ("get", "/bookings/{code}/offers"),
        ("post", "/bookings/{code}/orders/quote"),
        ("post", "/bookings/{code}/orders"),
        *((method, f"/{shelf}/{{code}}") for shelf in ("offers", "upgrades") for method in ("get", "put")),
        *((method, f"/{shelf}{rest}") for shelf in ("offers", "upgrades") for method, rest in OF_A_LIST),
    }


def test_every_call_says_what_it_takes_and_answers():
    for path, methods in document()["paths"].items():
        token = "GuestBearer" if "/guest/" in path else "Bearer"
        for method, operation in methods.items():
            assert operation["summary"]
            assert operation.get("security", []) == ([] if path.endswith("/sign-in") else [{token: []}])
            assert ("requestBody" in operation) == (method in ("post", "patch", "put"))
            for status, answer in operation["responses"].items():
                (media_type,) = answer["content"]
                assert media_type == ("application/json" if status < "400" else "application/problem+json")


def test_every_operation_of_a_change_has_a_shape():
    from kunjae.changes.operations_text import NAMES

    items = document()["components"]["schemas"]["PreviewRequest"]["properties"]["operations"]["items"]
    assert set(items["discriminator"]["mapping"]) == set(NAMES)


def test_the_reference_shows_every_call_shape_and_problem():
    page = Client().get("/api/v1/docs")
    assert page.status_code == 200
    html = page.content.decode()
    for methods in document()["paths"].values():
        for operation in methods.values():
            assert f'id="call-{operation["operationId"]}"' in html
    for shape in document()["components"]["schemas"]:
        assert f'id="shape-{shape}"' in html
    for code in KINDS:
        assert f'id="problem-{code}"' in html
    for link in re.findall(r'href="#([^"]+)"', html):
        assert f'id="{link}"' in html, link


def test_the_reference_asks_nothing_of_other_servers_and_runs_no_inline_script():
    page = Client().get("/api/v1/docs")
    html = page.content.decode()
    assert "'self'" in page["Content-Security-Policy"]
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', html)
    assert all("src=" in script for script in re.findall(r"<script[^>]*>", html))
    assert "style=" not in html


@pytest.mark.parametrize("method", ["GET", "POST", "PATCH", "PUT", "DELETE"])
@pytest.mark.parametrize(
    "path", ["/", "/x", "/bookings/", "/bookings/KJ234567/x", "/bookings/KJ234567/changes/0x", "/docs/x"]
)
def test_an_unknown_address_is_a_problem_too(path, method):
    response = Api(None).call(method, path)
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
    assert read(response)["code"] == "not_found"


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/bookings", "GET, HEAD, POST"),
        ("DELETE", "/bookings/KJ234567", "GET, HEAD, PATCH"),
        ("GET", "/bookings/KJ234567/changes/preview", "POST"),
        ("POST", "/availability", "GET, HEAD"),
    ],
)
def test_a_wrong_method_says_which_are_right(method, path, allowed):
    response = Api(None).call(method, path)
    assert (response.status_code, response["Allow"]) == (405, allowed)
    assert read(response)["code"] == "method_not_allowed"
