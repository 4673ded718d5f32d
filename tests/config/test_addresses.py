from io import BytesIO

import pytest
from django.db import DatabaseError
from django.test import Client

from kunjae.config import health


def test_the_process_says_that_it_is_alive(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


@pytest.mark.django_db
def test_ready_with_every_migration(client: Client) -> None:
    assert client.get("/readyz").status_code == 200


def test_not_ready_without_migrations_or_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "missing_migrations", lambda: ["bookings.0002_x"])
    missing = client.get("/readyz")
    assert (missing.status_code, missing.json()["reason"]) == (503, "migrations_missing")

    def gone() -> list[str]:
        raise DatabaseError

    monkeypatch.setattr(health, "missing_migrations", gone)
    lost = client.get("/readyz")
    assert (lost.status_code, lost.json()["reason"]) == (503, "database_unreachable")


def test_the_front_door_leads_to_the_extranet_and_scripts_come_only_from_us(client: Client) -> None:
    response = client.get("/")
    assert response.headers["Location"] == "/extranet/"
    policy = response.headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy + ";"
    assert "unsafe" not in policy


@pytest.mark.django_db
def test_nobody_signs_themselves_up(client: Client) -> None:
    before = client.post("/accounts/signup/", {"email": "me@example.com", "password1": "long enough 42"})
    from kunjae.accounts.models import User

    assert before.status_code in {200, 302, 403}
    assert not User.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("charset", ["utf-8", "zlib", "utf-16", "nonsense", '"zlib"'])
def test_a_request_that_claims_an_odd_charset_is_read_all_the_same(charset: str) -> None:
    from kunjae.config.wsgi import application

    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/healthz",
        "QUERY_STRING": "a=%FF",
        "CONTENT_TYPE": f"text/plain; Charset={charset}; x=y",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
    }
    statuses: list[str] = []

    def start_response(status: str, headers: list[tuple[str, str]]) -> None:
        statuses.append(status)

    application(environ, start_response)
    assert statuses == ["200 OK"]
