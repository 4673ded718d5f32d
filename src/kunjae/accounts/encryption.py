"""Secrets that must be readable again (a booking's PIN), encrypted with a key made from the installation's own."""

from __future__ import annotations

import base64
import hashlib
from functools import cache

from cryptography.fernet import Fernet
from django.conf import settings


def encrypt(text: str) -> str:
    """The text encrypted, as ASCII."""
    return _cipher(settings.SECRET_KEY).encrypt(text.encode()).decode()


def decrypt(secret: str) -> str:
    """What was encrypted. Raises cryptography's InvalidToken when the installation's key is another."""
    return _cipher(settings.SECRET_KEY).decrypt(secret.encode()).decode()


@cache
def _cipher(key: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"kunjae encryption:" + key.encode()).digest()))
