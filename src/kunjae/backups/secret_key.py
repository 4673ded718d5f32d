"""Which secret key a backup belongs to, without telling the key."""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings

_PURPOSE = b"kunjae backup: whose secrets are these?"


def fingerprint() -> str:
    """HMAC-SHA256 of a fixed text under the installation's secret key, hex: the same for the same key only.

    Who has it can try a guess at the key, as with any secret that is encrypted in the backup; a key has at least 32
    characters, and one that Kunjae made 384 random bits.
    """
    return hmac.new(settings.SECRET_KEY.encode(), _PURPOSE, hashlib.sha256).hexdigest()
