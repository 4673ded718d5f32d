"""The API as one object: routes, errors, document; and the edge through which every request passes."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.core.signals import got_request_exception
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from kunjae.api.callers import Bearer
from kunjae.api.problems import Problem, Refused, problem_response, respond
from kunjae.api.routes import (
    availability,
    bookings,
    changes,
    guest,
    guest_changes,
    guest_orders,
    guest_payments,
    offers,
    orders,
    payments,
    postings,
    stays,
)
from kunjae.api.schemas.document import components

logger = logging.getLogger(__name__)

ABOUT = """\
What the extranet does, for programs: availability, bookings, changes with preview and confirmation, history, payments,
offers and orders of the Concierge.

A token belongs to one property and one role; `kunjae create-token` makes one. Send it as `Authorization: Bearer TOKEN`.
A viewer may read and preview. What another property owns does not exist.

The calls below `/api/v1/guest/` are for a hotel's own website or app: a guest signs in with booking number and PIN, and
the token stands for that one booking.

Money is a decimal text in the property's currency, dates are hotel-local `YYYY-MM-DD`, moments RFC 3339 in UTC. Lists are
newest first; `next_cursor` of one page is `cursor` of the next. Whole numbers may also come as texts of digits, amounts and
percentages as numbers. Messages are Thai or English, after `Accept-Language`.
"""


class KunjaeAPI(NinjaAPI):
    """django-ninja's routing and document, with every shape of `schemas` in it and our errors around it."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """The OpenAPI document."""
        document = super().get_openapi_schema(path_prefix="/api/v1/")
        document["components"]["schemas"] = components()
        schemes = document["components"]["securitySchemes"]
        schemes["Bearer"] |= {"description": "A token of `kunjae create-token`."}
        schemes["GuestBearer"] |= {"description": "A guest's token, of `guest_sign_in`."}
        document["servers"] = [{"url": "/"}]
        return document

    def get_openapi_operation_id(self, operation: Any) -> str:
        """The name of the function."""
        return str(operation.view_func.__name__)

    def on_exception(self, request: HttpRequest, exc: Any) -> HttpResponse:
        """The problem that stands for the error; what nobody foresaw goes on to the edge."""
        response = respond(request, exc)
        if response is None:
            raise exc
        return response


def edge(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Whatever happens in the view, a program gets JSON it can read."""

    @functools.wraps(view)
    def at_the_edge(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        method = request.method
        try:
            if method == "HEAD":
                request.method = "GET"  # the same answer; the server leaves its body out
            response = view(request, *args, **kwargs)
        except Http404:
            return problem_response(request, Problem("not_found"))
        except SuspiciousOperation:
            return problem_response(request, Problem("bad_request"))
        except Refused as refused:
            return respond(request, refused) or problem_response(request, Problem("internal_error"))
        except Exception as error:
            if (answer := respond(request, error)) is not None:
                return answer
            logger.exception("api_failed")
            got_request_exception.send(sender=None, request=request)
            return problem_response(request, Problem("internal_error"))
        finally:
            request.method = method
        if isinstance(response, HttpResponseNotAllowed):
            allowed = set(response.headers["Allow"].split(", "))
            allowed |= {"HEAD"} if "GET" in allowed else set()
            headers = {"Allow": ", ".join(sorted(allowed))}
            return problem_response(request, Problem("method_not_allowed", headers=headers))
        return response

    at_the_edge.csrf_exempt = True  # type: ignore[attr-defined]  # no cookie opens anything here
    return at_the_edge


def not_found(request: HttpRequest, rest: str = "") -> HttpResponse:
    """No such address."""
    raise Refused("not_found")


api = KunjaeAPI(
    title="Kunjae REST API",
    version="1",
    description=ABOUT,
    auth=Bearer(),
    openapi_url=None,
    docs_url=None,
    urls_namespace="api-v1",
)
for each in (
    availability,
    bookings,
    changes,
    stays,
    payments,
    orders,
    postings,
    offers,
    guest,
    guest_changes,
    guest_payments,
    guest_orders,
):
    api.add_router("", each.router)
