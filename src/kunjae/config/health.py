"""For load balancers and supervisors: is the process alive, may it have traffic."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kunjae.outbox.queries import oldest_due


@require_safe
@never_cache
def healthz(_request: HttpRequest) -> JsonResponse:
    """The process answers; says nothing about the database."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def readyz(_request: HttpRequest) -> JsonResponse:
    """The database answers and has every migration that this code needs; else 503 with the reason.

    `outbox_oldest_seconds`: for how long the message that waits longest has been due; with a worker at work, a few.
    """
    now = timezone.now()
    try:
        missing = missing_migrations()
        oldest = None if missing else oldest_due(now=now)
    except DatabaseError:
        return JsonResponse({"status": "unavailable", "reason": "database_unreachable"}, status=503)
    if missing:
        return JsonResponse({"status": "unavailable", "reason": "migrations_missing"}, status=503)
    waits = round((now - oldest).total_seconds(), 1) if oldest else 0.0
    return JsonResponse({"status": "ok", "outbox_oldest_seconds": waits})


def missing_migrations() -> list[str]:
    """What `kunjae migrate` would still do, as app.name. Raises DatabaseError when the database is gone."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]
