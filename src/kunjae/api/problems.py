"""Every way in which the API says no: RFC 9457 problems, with the codes that programs may rely on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import DataError, IntegrityError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from ninja.errors import AuthenticationError

from kunjae.api.kinds import KINDS
from kunjae.api.language import language_of
from kunjae.bookings.errors import NoSuchBooking, NoSuchStay
from kunjae.changes.errors import (
    BalanceOpen,
    EarlyDeparture,
    PlanOutdated,
    PlanRefused,
    ReasonRequired,
    RoomRequired,
    TooEarly,
    TypeTaken,
    WrongStatus,
)
from kunjae.changes.snapshots import plan_json, problem_json
from kunjae.concierge.errors import (
    NoSuchOffer,
    NoSuchOrder,
    OfferRefused,
    OrderEnded,
    OrderNotFree,
    PriceChanged,
    StaleOffer,
)
from kunjae.inventory.commands import SoldOut
from kunjae.kernel.errors import FieldError, InvalidInput, KunjaeError
from kunjae.kernel.money import amount_text
from kunjae.kernel.texts import LocalText, in_language
from kunjae.payments.errors import NoSuchPayment, NoSuchRequest, RefundExceedsPayment, RequestClosed
from kunjae.tenancy.transactions import Busy

MEDIA_TYPE = "application/problem+json"
DOCS = "/api/v1/docs"
LONGEST_PATH = 200
MOST_ERRORS = 100


class Refused(Exception):
    """A refusal of the API itself, by the code of its kind. `more` joins the answer's fields."""

    def __init__(
        self,
        code: str,
        detail: LocalText | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        self.code = code
        self.detail = detail
        self.headers = dict(headers or {})
        self.more = more
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Problem:
    """What a refusal answers with."""

    code: str
    detail: LocalText | str | None = None
    errors: tuple[FieldError, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    more: Mapping[str, Any] = field(default_factory=dict)


def respond(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """The answer to this error in the caller's language; None for one that nobody foresaw."""
    language = language_of(request)
    problem = _problem_of(error, language)
    return None if problem is None else problem_response(request, problem)


def _problem_of(error: Exception, language: str) -> Problem | None:
    match error:
        case Refused():
            return Problem(error.code, error.detail, headers=error.headers, more=error.more)
        case AuthenticationError():
            return Problem("unauthenticated", headers={"WWW-Authenticate": 'Bearer realm="Kunjae API"'})
        case InvalidInput():
            return Problem("invalid", _detail(error.errors, language), error.errors)
        case NoSuchBooking():
            return Problem("no_such_booking", error.text(language))
        case BalanceOpen():
            balance = amount_text(error.balance, error.currency)
            return Problem("balance_open", error.text(language), more={"balance": balance})
        case PlanOutdated() | EarlyDeparture():
            return Problem(
                error.code, error.text(language), more={"preview": plan_json(error.plan, language)}
            )
        case PlanRefused():
            era = error.plan.facts.property.era
            problems = [problem_json(problem, language, era) for problem in error.plan.problems]
            more = {"problems": problems, "preview": plan_json(error.plan, language)}
            return Problem("plan_refused", error.text(language), more=more)
        case SoldOut():
            nights = [night.isoformat() for night in error.nights]
            return Problem(
                "sold_out", error.text(language), more={"nights": nights, "room_type": error.room_type}
            )
        case RefundExceedsPayment():
            left = amount_text(error.left, error.currency)
            return Problem(error.code, error.text(language), more={"left": left})
        case PriceChanged():
            amounts = [amount_text(each.amount, error.currency) for each in error.quoted]
            return Problem(error.code, error.text(language), more={"amounts": amounts})
        case OfferRefused():
            return Problem(error.code, error.text(language), more={"reasons": list(error.reasons)})
        case NoSuchOffer() | NoSuchOrder() | StaleOffer() | OrderEnded() | OrderNotFree() | TypeTaken():
            return Problem(error.code, error.text(language))
        case NoSuchPayment() | NoSuchRequest() | RequestClosed():
            return Problem(error.code, error.text(language))
        case ReasonRequired() | WrongStatus() | NoSuchStay() | TooEarly() | RoomRequired():
            return Problem(error.code, error.text(language))
        case KunjaeError():
            return Problem("invalid", error.text(language))
        case Busy():
            return Problem("busy", headers={"Retry-After": str(error.retry_after)})
        case OperationalError() | InterfaceError():  # the database is gone
            return Problem("busy", headers={"Retry-After": "5"})
        case IntegrityError():  # a rival was quicker each time
            return Problem("busy", headers={"Retry-After": "1"})
        case DataError() | OverflowError():
            return Problem("amount_too_large")
    return None


def problem_response(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The problem as `application/problem+json`, in the caller's language."""
    language = language_of(request)
    kind = KINDS[problem.code]
    title = in_language(kind.title, language)
    detail = (
        problem.detail
        if isinstance(problem.detail, str)
        else in_language(problem.detail or kind.title, language)
    )
    content = {
        "type": f"{DOCS}#problem-{problem.code}",
        "title": title,
        "status": kind.status,
        "detail": detail,
        "code": problem.code,
        **({"errors": _errors_json(problem.errors, language)} if problem.errors else {}),
        **problem.more,
    }
    response = json_response(request, content, kind.status, content_type=MEDIA_TYPE)
    for name, value in problem.headers.items():
        response[name] = value
    return response


def _detail(errors: tuple[FieldError, ...], language: str) -> str:
    """The first wrong fields in one line."""
    named = [
        f"{error.path[:LONGEST_PATH] or '(body)'}: {in_language(error.message, language)}"
        for error in errors[:5]
    ]
    return "; ".join(named) + (" …" if len(errors) > 5 else "")


def _errors_json(errors: tuple[FieldError, ...], language: str) -> list[dict[str, str]]:
    return [
        {
            "path": error.path[:LONGEST_PATH],
            "code": error.code,
            "message": in_language(error.message, language),
        }
        for error in errors[:MOST_ERRORS]
    ]


def json_response(
    request: HttpRequest, content: Any, status: int = 200, *, content_type: str = "application/json"
) -> HttpResponse:
    """JSON in UTF-8. Half characters that a caller sent and a message repeats become question marks."""
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    response = HttpResponse(body, status=status, content_type=content_type)
    response["Content-Language"] = language_of(request)
    response["Cache-Control"] = "no-store"
    response["Vary"] = "Accept-Language, Authorization"
    return response
