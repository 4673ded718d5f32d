"""A second factor that was set up under another secret key: refused in words, until it is set up anew."""

import re
import time
from pathlib import Path

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.db import connection
from django.test import Client
from tests.hotel import FAR, make_hotel

from kunjae.accounts.adapter import MFAAdapter
from kunjae.accounts.commands import create_user
from kunjae.accounts.models import User

pytestmark = pytest.mark.django_db
EMAIL, PASSWORD, SECRET = "owner@example.com", "orchid-orchid-7", "JBSWY3DPEHPK3PXP"
DOCS = Path(__file__).parents[2] / "docs" / "howto"
WORDS = {"en": "Your second factor can no longer be read.", "th": "ระบบอ่านการยืนยันตัวตนขั้นที่สองของคุณไม่ได้แล้ว"}


@pytest.fixture(autouse=True)
def _far():
    with time_machine.travel(FAR, tick=False):
        yield


@pytest.fixture
def user() -> User:
    """With an authenticator app and recovery codes."""
    made = create_user(
        email=EMAIL, password=PASSWORD, property_id=make_hotel().id, role="owner", now=FAR
    ).user
    TOTP.activate(made, SECRET)
    RecoveryCodes.activate(made)
    return made


def code_now() -> str:
    return str(format_hotp_value(hotp_value(SECRET, int(time.time()) // 30)))


def with_password(language: str = "en") -> Client:
    """Somebody who has said the password."""
    client = Client(headers={"Accept-Language": language})
    client.post("/accounts/login/", {"login": EMAIL, "password": PASSWORD})
    return client


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_the_right_code_signs_in(user):
    client = with_password()
    assert not signed_in(client)
    client.post("/accounts/2fa/authenticate/", {"code": code_now()})
    assert signed_in(client)


@pytest.mark.parametrize("language", ["en", "th"])
@pytest.mark.parametrize("kind", ["app", "recovery"])
def test_under_another_secret_key_the_code_is_refused_in_words(user, settings, caplog, language, kind):
    code = code_now() if kind == "app" else RecoveryCodes.activate(user).get_unused_codes()[0]
    settings.SECRET_KEY = "another-key-" * 5
    if kind == "recovery":  # the app was set up anew, the recovery codes were not
        app = Authenticator.objects.filter(type=Authenticator.Type.TOTP)
        app.update(data={"secret": MFAAdapter().encrypt(SECRET)})
    client = with_password(language)
    with caplog.at_level("ERROR"):
        answer = client.post("/accounts/2fa/authenticate/", {"code": code})
    assert answer.status_code == 200
    assert WORDS[language] in answer.content.decode()
    assert "second_factor_unreadable" in caplog.text
    assert not signed_in(client)


def test_with_the_old_key_back_in_its_place_the_same_code_signs_in(user, settings):
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another-key-" * 5
    with_password().post("/accounts/2fa/authenticate/", {"code": code_now()})
    settings.SECRET_KEY = old
    client = with_password()
    client.post("/accounts/2fa/authenticate/", {"code": code_now()})
    assert signed_in(client)


def test_pages_of_who_is_signed_in_nevertheless_do_not_fail(user, settings):
    """With a passkey, which is not encrypted."""
    settings.SECRET_KEY = "another-key-" * 5
    client = Client()
    client.force_login(user)
    assert client.get("/accounts/2fa/").status_code == 200
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert client.get("/accounts/2fa/recovery-codes/").status_code == 403


def documented_statement(page: str) -> str:
    (found,) = re.findall(r"DELETE FROM mfa_authenticator[^;]*;", (DOCS / page).read_text())
    return " ".join(found.split())


def test_what_the_manual_tells_the_administrator_lets_the_person_in_with_the_password(user, settings):
    settings.SECRET_KEY = "another-key-" * 5
    statement = documented_statement("back-up.md")
    assert statement == documented_statement("back-up.th.md")
    with connection.cursor() as cursor:
        cursor.execute(statement.replace("somebody@example.com", EMAIL))
    assert not Authenticator.objects.exists()
    assert signed_in(with_password())
    TOTP.activate(user, SECRET)
    client = with_password()
    client.post("/accounts/2fa/authenticate/", {"code": code_now()})
    assert signed_in(client)
