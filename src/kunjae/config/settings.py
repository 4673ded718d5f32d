"""Django's settings: one flat file, read from the environment, loud when wrong.

A wrong value stops the start with a message that names its variable. The variables:

KUNJAE_DATA_DIR       folder for the database file and the secret key; default ./var
KUNJAE_DATABASE_URL   sqlite:///FILE or postgres://USER:PASSWORD@HOST:PORT/NAME; default a file in the data folder
KUNJAE_SECRET_KEY     default: made once and kept in the data folder, readable by its owner only
KUNJAE_BASE_URL       address that guests and staff see, for links, hosts and cookies; default http://127.0.0.1:8000
KUNJAE_PROXIES        how many proxies stand in front and each add to X-Forwarded-For; default 0: addresses are those that connect
KUNJAE_EMAIL_URL      smtp://USER:PASSWORD@HOST:PORT (submission:// for STARTTLS, ?ssl=True) or console:; default: nothing leaves the house
KUNJAE_EMAIL_FROM     address that mails come from; default no-reply@ and the host of KUNJAE_BASE_URL
KUNJAE_PREPARED_STATEMENTS  true or false; false behind a pgbouncer that cannot keep them; default true
KUNJAE_WEBHOOK_PRIVATE_ADDRESSES
                      true or false: webhooks may go to the house's own network, and by http; default false
KUNJAE_PMS_ADDRESSES  where a PMS is reached instead of at its vendor's, as cloudbeds=http://127.0.0.1:8010,mews=https://api.mews-demo.com
KUNJAE_DEBUG          true or false; default false
"""

import os
import secrets
import sys
from email.errors import MessageError
from email.headerregistry import Address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import fontpkg_noto_sans_thai
import fontpkg_sarabun
import structlog
from django.utils.csp import CSP
from environs import Env, EnvError, validate

from kunjae.config.logging import logging_config

env = Env()
PACKAGE_DIR = Path(__file__).resolve().parent.parent

# Data folder


def _make_data_dir() -> Path:
    path = env.path("KUNJAE_DATA_DIR", Path("var")).expanduser().resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EnvError(f'Environment variable "KUNJAE_DATA_DIR" invalid: {path}: {error.strerror}') from error
    return path


def _secret_key() -> str:
    """The given key, or one made at the first start; two processes starting together agree on one."""
    given = env.str("KUNJAE_SECRET_KEY", "")
    if given:
        if len(given) < 32:
            raise EnvError(
                'Environment variable "KUNJAE_SECRET_KEY" invalid: at least 32 characters, please.'
            )
        return given
    path = DATA_DIR / "secret-key"
    if not path.exists():
        draft = DATA_DIR / f".secret-key.{os.getpid()}.{secrets.token_hex(4)}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            os.link(draft, path)  # unlike a rename, never replaces the key of a process that was faster
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()


DATA_DIR = _make_data_dir()
SECRET_KEY = _secret_key()
DEBUG = env.bool("KUNJAE_DEBUG", False)

# Addresses


def _base_url() -> str:
    url = env.str("KUNJAE_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
    try:
        parts = urlsplit(url)
        _ = parts.port
        valid = (
            parts.scheme in ("http", "https") and parts.hostname and not parts.query and not parts.fragment
        )
    except ValueError:
        valid = False
    if not valid:
        raise EnvError(
            f'Environment variable "KUNJAE_BASE_URL" invalid: {url!r} is not an http or https address.'
        )
    return url


BASE_URL = _base_url()
_base = urlsplit(BASE_URL)
_https = _base.scheme == "https"
ALLOWED_HOSTS = list(dict.fromkeys([_base.hostname or "", "localhost", "127.0.0.1", "[::1]"]))
PROXIES = env.int("KUNJAE_PROXIES", 0, validate=validate.Range(min=0, max=10))
CSRF_TRUSTED_ORIGINS = [f"{_base.scheme}://{_base.netloc}"]
ROOT_URLCONF = "kunjae.config.urls"
WSGI_APPLICATION = "kunjae.config.wsgi.application"

# Apps

INSTALLED_APPS = [
    "kunjae.tenancy",
    "kunjae.properties",
    "kunjae.accounts",
    "kunjae.outbox",
    "kunjae.rates",
    "kunjae.inventory",
    "kunjae.bookings",
    "kunjae.payments",
    "kunjae.concierge",
    "kunjae.changes",
    "kunjae.pms",
    "kunjae.webhooks",
    "kunjae.messages",
    "kunjae.pages",
    "kunjae.guest",
    "kunjae.extranet",
    "kunjae.api",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "lucide",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Database


def _database() -> dict[str, Any]:
    name = "KUNJAE_DATABASE_URL"
    config: dict[str, Any] = env.dj_db_url(name, f"sqlite:///{DATA_DIR / 'kunjae.sqlite3'}")
    engine = config.get("ENGINE")
    if engine == "django.db.backends.sqlite3":
        config["ENGINE"] = "kunjae.tenancy.sqlite3"  # the same, and writers queue
        config["CONN_MAX_AGE"] = None  # opening the file takes longer than a page does
        config["OPTIONS"] = {
            "cached_statements": 500,
            "transaction_mode": "IMMEDIATE",  # take the write lock at BEGIN: no upgrade of a read lock can fail
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;"
                "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -20000"
            ),
        }
    elif engine == "django.db.backends.postgresql":
        config["CONN_MAX_AGE"] = 0  # the pool keeps the connections
        config["OPTIONS"] = {
            "connect_timeout": 5,
            **config.get("OPTIONS", {}),
            # When the database is gone, whoever asks hears so after 5 seconds. An attempt to connect is given up
            # after 2 and begun anew by the next one who asks: left to itself it would try ever less often.
            "pool": {"min_size": 1, "max_size": 8, "timeout": 5, "reconnect_timeout": 2},
        }
    else:
        raise EnvError(
            f'Environment variable "{name}" invalid: only sqlite: and postgres: addresses are understood.'
        )
    return config


DATABASES = {"default": _database()}
PREPARED_STATEMENTS = env.bool("KUNJAE_PREPARED_STATEMENTS", True)
CACHES = {
    "default": {
        "BACKEND": "kunjae.accounts.cache.DatabaseCache",
        "LOCATION": "kunjae_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

# Sign-in

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["kunjae.accounts.sign_in.StaffBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/extranet/"
ACCOUNT_ADAPTER = "kunjae.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "optional"  # who makes the user vouches for the address
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}  # the others stay as allauth sets them
MFA_ADAPTER = "kunjae.accounts.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_TOTP_ISSUER = "Kunjae"

FORM_RENDERER = "kunjae.pages.controls.Controls"
SESSION_ENGINE = "kunjae.accounts.sessions"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = _https
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

# What the browser may do

SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],  # the QR code of an authenticator app is drawn as a data: picture
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # the form of a room type holds up to 2,000 rooms, four fields each
if _https:  # the server itself speaks plain HTTP, so https means a proxy in front that sets this header
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000

# Languages and times: kept in UTC, shown in the property's zone

LANGUAGE_CODE = "th"
LANGUAGES = [("th", "ไทย"), ("en", "English")]
LOCALE_PATHS = [PACKAGE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Static files: served by whitenoise straight from the packages, no collecting step

STATIC_URL = "/static/"
STATICFILES_DIRS = [
    ("fonts/sarabun", fontpkg_sarabun.ROOT / "files"),
    ("fonts/noto-sans-thai", fontpkg_noto_sans_thai.ROOT / "files"),
]
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 0 if DEBUG else 3600

# E-mail


def _mailers() -> dict[str, dict[str, Any]]:
    if not env.str("KUNJAE_EMAIL_URL", ""):
        return {"default": {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}}
    mail = env.dj_email_url("KUNJAE_EMAIL_URL")
    backend = mail.get("EMAIL_BACKEND")
    if not backend:
        raise EnvError(
            'Environment variable "KUNJAE_EMAIL_URL" invalid: not a kind of mail server that we know.'
        )
    if not backend.endswith(".smtp.EmailBackend"):
        return {"default": {"BACKEND": backend}}
    options = {
        "host": mail["EMAIL_HOST"],
        "port": mail["EMAIL_PORT"],
        "username": mail["EMAIL_HOST_USER"],
        "password": mail["EMAIL_HOST_PASSWORD"],
        "use_tls": mail["EMAIL_USE_TLS"],
        "use_ssl": mail["EMAIL_USE_SSL"],
        "timeout": mail["EMAIL_TIMEOUT"] or 20,
    }
    return {"default": {"BACKEND": "kunjae.messages.backend.SmtpBackend", "OPTIONS": options}}


def _mail_from() -> str:
    """The address alone: what stands before it is the hotel's name."""
    given = env.str("KUNJAE_EMAIL_FROM", "") or f"no-reply@{_base.hostname}"
    try:
        found = Address(addr_spec=given)
    except (ValueError, IndexError, MessageError):
        found = Address()
    if not (found.username and found.domain and given.isascii()):
        raise EnvError(
            f'Environment variable "KUNJAE_EMAIL_FROM" invalid: {given!r} is not an e-mail address.'
        )
    return given


MAILERS = _mailers()
DEFAULT_FROM_EMAIL = f"Kunjae <{_mail_from()}>"

# Webhooks

WEBHOOK_PRIVATE_ADDRESSES = env.bool("KUNJAE_WEBHOOK_PRIVATE_ADDRESSES", False)

# PMS


def _pms_addresses() -> dict[str, str]:
    name = "KUNJAE_PMS_ADDRESSES"
    found: dict[str, str] = env.dict(name, {})
    for code, url in found.items():
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise EnvError(
                f'Environment variable "{name}" invalid: {code}: {url!r} is not an http or https address.'
            )
    return {code: url.rstrip("/") for code, url in found.items()}


PMS_ADDRESSES = _pms_addresses()
"""PMS -> where it is reached, instead of at its vendor's: a test system, or one on this machine."""

# Logs: events and codes, never personal data

LOGGING_CONFIG = None
_LOGGING = logging_config(json=not sys.stderr.isatty(), debug=DEBUG)
structlog.configure(**_LOGGING.structlog)
_LOGGING.apply()
