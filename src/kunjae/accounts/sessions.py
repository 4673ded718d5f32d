"""Sessions in the database, as Django keeps them, read by a statement that is composed once.

Every page of the extranet reads a session and its user first.
"""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from kunjae.tenancy.prepared import Rows

_SESSION = Rows(lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now))


class SessionStore(db.SessionStore):
    """The session of a request."""

    def _get_session_from_db(self) -> Any:
        found = _SESSION(self.session_key, timezone.now())
        if not found:
            self._session_key = None  # an unknown key is not taken over
            return None
        return found[0]
