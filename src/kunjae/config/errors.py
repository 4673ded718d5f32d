"""The last answer: what to say when a request failed for a reason nobody handled."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.defaults import server_error

from kunjae.tenancy.transactions import Busy

RETRY_AFTER = 5
"""Seconds that a caller is asked to wait when the database is gone."""


def failed(request: HttpRequest) -> HttpResponse:
    """Too busy, or the database gone: 503 with Retry-After, and nothing was half saved. Anything else: 500."""
    error = sys.exc_info()[1]
    if not isinstance(error, Busy | OperationalError | InterfaceError):
        return server_error(request)
    wait = error.retry_after if isinstance(error, Busy) else RETRY_AFTER
    response: HttpResponse
    if request.path.startswith("/api/"):
        problem = {"type": "about:blank", "title": "Service Unavailable", "status": 503, "code": "busy"}
        response = JsonResponse(problem, status=503, content_type="application/problem+json")
    else:
        response = render(request, "503.html", status=503)
    response["Retry-After"] = str(wait)
    return response
