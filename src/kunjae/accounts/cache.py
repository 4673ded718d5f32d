"""The cache in the database, which holds rate limits and one-time codes."""

from __future__ import annotations

import base64
import pickle
from datetime import UTC, datetime
from typing import Any

from django.core.cache.backends import db
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.db import connections, router

FOREVER = datetime(9999, 12, 31, tzinfo=UTC)


class DatabaseCache(db.DatabaseCache):
    """Django's, written in one statement.

    A database that refuses to write is an error here. Django passes over it and says that somebody else was quicker:
    to whoever signs in while the disk is full, allauth would answer that they had tried too often.
    """

    def _base_set(self, mode: str, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT) -> bool:
        if mode == "touch":
            return bool(super()._base_set(mode, key, value, timeout))  # type: ignore[misc]  # unknown to the stubs
        alias = router.db_for_write(self.cache_model_class)
        connection = connections[alias]
        table, now = connection.ops.quote_name(self._table), datetime.now(UTC)  # type: ignore[attr-defined]
        until = self.get_backend_timeout(timeout)
        expires = FOREVER if until is None else datetime.fromtimestamp(until, tz=UTC)
        moment = connection.ops.adapt_datetimefield_value
        row = [key, base64.b64encode(pickle.dumps(value, self.pickle_protocol)).decode(), moment(expires)]
        upsert = (
            f"INSERT INTO {table} (cache_key, value, expires) VALUES (%s, %s, %s) ON CONFLICT (cache_key)"  # noqa: S608
            " DO UPDATE SET value = excluded.value, expires = excluded.expires"
        )
        if mode == "add":
            upsert += f" WHERE {table}.expires <= %s"
            row.append(moment(now))
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT COUNT(*) FROM {table}")  # noqa: S608
            [number] = cursor.fetchone()
            if number > self._max_entries:
                self._cull(alias, cursor, now.replace(microsecond=0), number)  # type: ignore[attr-defined]
            cursor.execute(upsert, row)
            return bool(cursor.rowcount == 1)
