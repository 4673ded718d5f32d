"""A guest changes the own booking: preview, confirm, give up a change that waits for its money."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kunjae.api.bodies import read_json
from kunjae.api.documented import documented, link
from kunjae.api.guest_answers import guest_preview_json, refusals_json
from kunjae.api.guest_callers import GuestBearer, GuestCaller, guest_of
from kunjae.api.guest_requests import Wish, read_wish
from kunjae.api.language import language_of
from kunjae.api.problems import Refused, json_response
from kunjae.api.routes.guest import waiting_answer
from kunjae.api.schemas.guest import (
    Dropped,
    GuestChange,
    GuestChangeRequest,
    GuestPreview,
    GuestPreviewRequest,
)
from kunjae.changes.commands.guest import GuestOutcome, confirm_guest_change, preview_guest_change
from kunjae.changes.commands.pending import BY_GUEST, drop_pending_change
from kunjae.changes.errors import GuestPlanOutdated, GuestRefused, PlanRefused
from kunjae.changes.snapshots import problem_json
from kunjae.kernel.errors import KunjaeError
from kunjae.kernel.money import amount_text

router = Router(tags=["Guest"])
guest = GuestBearer()
SLUG = "$request.path.slug"


@router.post(
    "/guest/{slug}/changes/preview",
    auth=guest,
    **documented(
        "Preview a guest's change",
        GuestPreview,
        body=GuestPreviewRequest,
        has_roles=False,
        links={
            "confirm": link(
                "guest_confirm",
                {"operations": "$request.body#/operations", "digest": "$response.body#/digest"},
                slug=SLUG,
            )
        },
    ),
)
def guest_preview(request: HttpRequest, slug: str) -> HttpResponse:
    """What the change would do, what is to pay before it counts and what goes back by itself, or, in `refusals`, why the
    guest may not. Nothing is saved."""
    caller = guest_of(request)
    wish = read_wish(read_json(request), caller.property, to_save=False)
    return json_response(request, _preview(caller, wish, language_of(request)))


def _preview(caller: GuestCaller, wish: Wish, language: str) -> dict[str, Any]:
    planned = preview_guest_change(
        property=caller.property, code=caller.code, operations=wish.operations, now=caller.now
    )
    return guest_preview_json(planned, caller.property, language)


@router.post(
    "/guest/{slug}/changes",
    auth=guest,
    **documented(
        "Confirm a guest's change",
        GuestChange,
        status=201,
        body=GuestChangeRequest,
        problems=["guest_refused", "plan_outdated", "plan_refused"],
        has_roles=False,
        shapes={"plan_outdated": "GuestPlanOutdated", "plan_refused": "GuestPlanRefused"},
    ),
)
def guest_confirm(request: HttpRequest, slug: str) -> HttpResponse:
    """Saves what the preview with this digest showed. With nothing to pay it counts at once, and what is left over goes
    back by itself. Otherwise `waiting` says what is to be paid and until when: the new nights are held, the booking is
    as it was, and the change counts when the money has come."""
    caller, language = guest_of(request), language_of(request)
    wish = read_wish(read_json(request), caller.property, to_save=True)
    try:
        outcome = confirm_guest_change(
            property=caller.property,
            code=caller.code,
            operations=wish.operations,
            digest=wish.digest,
            actor=caller.actor,
            now=caller.now,
        )
    except GuestRefused as error:
        why = refusals_json(error.refusals, caller.property, language)
        raise Refused("guest_refused", _in_both(error), refusals=why) from error
    except GuestPlanOutdated as error:
        fresh = guest_preview_json(error.guest, caller.property, language)
        raise Refused("plan_outdated", _in_both(error), preview=fresh) from error
    except PlanRefused as error:
        era = error.plan.facts.property.era
        problems = [problem_json(problem, language, era) for problem in error.plan.problems]
        fresh = _preview(caller, wish, language)
        raise Refused("plan_refused", _in_both(error), problems=problems, preview=fresh) from error
    return json_response(request, _outcome_json(caller, outcome), 201)


def _in_both(error: KunjaeError) -> dict[str, str]:
    return {language: error.text(language) for language in ("en", "th")}


def _outcome_json(caller: GuestCaller, outcome: GuestOutcome) -> dict[str, Any]:
    refunded = sum(refund.amount for refund in outcome.refunds)
    return {
        "state": "waiting" if outcome.pending else "confirmed",
        "refunded": amount_text(refunded, caller.property.currency),
        "waiting": waiting_answer(caller) if outcome.pending else None,
    }


@router.delete(
    "/guest/{slug}/changes/waiting",
    auth=guest,
    **documented("Give up a change that waits", Dropped, problems=["nothing_waits"], has_roles=False),
)
def guest_drop(request: HttpRequest, slug: str) -> HttpResponse:
    """The new nights are free again, the booking stays as it was, and what was paid for the change goes back."""
    caller = guest_of(request)
    dropped = drop_pending_change(
        property=caller.property, code=caller.code, because=BY_GUEST, actor=caller.actor, now=caller.now
    )
    if not dropped:
        raise Refused("nothing_waits")
    return json_response(request, {"dropped": True})
