"""The pages of the webhooks: the list, a new one, one with its log, and one delivery."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kunjae.accounts import roles
from kunjae.bookings.search import Place
from kunjae.extranet.access import Desk, show, staff_page
from kunjae.extranet.settings.webhooks.forms import EndpointForm
from kunjae.extranet.settings.webhooks.words import EVENT_WORDS, failure_words, outcome, standing
from kunjae.kernel.errors import InvalidInput, KunjaeError
from kunjae.outbox.facts import State
from kunjae.pages.paging import address_with, cursor_of, read_cursor
from kunjae.webhooks.attempts import message_name
from kunjae.webhooks.commands import (
    create_endpoint,
    forget_endpoint,
    new_secret_for,
    save_endpoint,
    switch_endpoint,
)
from kunjae.webhooks.errors import EndpointChanged, NoSuchDelivery, NoSuchEndpoint
from kunjae.webhooks.facts import AttemptShown, EndpointShown
from kunjae.webhooks.queries import attempts_of, delivery_of, endpoint_of, endpoints_of
from kunjae.webhooks.rules import TEST_EVENT
from kunjae.webhooks.sending import Answered
from kunjae.webhooks.trying import resend, send_test

PAGE_SIZE = 50
ASKED = ("secret", "remove")
"""Buttons that ask before anything is done."""


@staff_page(allowed=roles.may_manage)
@require_safe
def webhooks(request: HttpRequest, desk: Desk) -> HttpResponse:
    """All addresses, each with how it stands."""
    lines = [{"endpoint": each, **_standing(each)} for each in endpoints_of(desk.property)]
    return show(request, desk, "kunjae/settings/webhooks/list.html", {"lines": lines})


@staff_page(allowed=roles.may_manage)
@require_http_methods(["GET", "HEAD", "POST"])
def new_webhook(request: HttpRequest, desk: Desk) -> HttpResponse:
    """One more address; a POST makes it and shows its secret, this once, in the answer."""
    form = EndpointForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = create_endpoint(
                    property=desk.property,
                    url=form.cleaned_data["url"],
                    description=form.cleaned_data["description"],
                    events=form.chosen(),
                    now=desk.now,
                    private_allowed=settings.WEBHOOK_PRIVATE_ADDRESSES,
                )
            except InvalidInput as error:
                form.wrong(error, desk.language)
            else:
                return _page(request, desk, endpoint_of(desk.property, made.id), secret=made.secret)
    return show(request, desk, "kunjae/settings/webhooks/new.html", {"form": form}, status=status)


@staff_page(allowed=roles.may_manage)
@require_http_methods(["GET", "HEAD", "POST"])
def webhook(request: HttpRequest, desk: Desk, *, id: UUID) -> HttpResponse:
    """One address with its log. A POST (`do`) saves it, sends a test, makes a new secret, switches or removes it; `ask:…`
    asks first."""
    try:
        endpoint = endpoint_of(desk.property, id)
        if request.method != "POST":
            return _page(request, desk, endpoint)
        do, _colon, asked = request.POST.get("do", "save").partition(":")
        if do == "ask" and asked in ASKED:
            return _page(request, desk, endpoint, asks=asked)
        if do == "save":
            return _saved(request, desk, endpoint)
        if do == "secret":
            secret = new_secret_for(property=desk.property, id=id, now=desk.now)
            return _page(request, desk, endpoint_of(desk.property, id), secret=secret)
        return _pressed(request, desk, endpoint, do)
    except NoSuchEndpoint:
        raise Http404 from None


def _saved(request: HttpRequest, desk: Desk, endpoint: EndpointShown) -> HttpResponse:
    form = EndpointForm(request.POST, endpoint=endpoint)
    if not form.is_valid():
        return _page(request, desk, endpoint, form=form, status=422)
    try:
        save_endpoint(
            property=desk.property,
            id=endpoint.id,
            url=form.cleaned_data["url"],
            description=form.cleaned_data["description"],
            events=form.chosen(),
            seen=form.cleaned_data["seen"],
            private_allowed=settings.WEBHOOK_PRIVATE_ADDRESSES,
        )
    except InvalidInput as error:
        form.wrong(error, desk.language)
        return _page(request, desk, endpoint, form=form, status=422)
    except EndpointChanged as error:
        fresh = endpoint_of(desk.property, endpoint.id)
        form.meanwhile(request.POST.copy(), fresh, error.text(desk.language))
        return _page(request, desk, fresh, form=form, status=409)
    messages.success(request, _("The settings are saved."))
    return redirect("extranet:webhook", slug=desk.property.slug, id=endpoint.id)


def _pressed(request: HttpRequest, desk: Desk, endpoint: EndpointShown, do: str) -> HttpResponse:
    try:
        if do == "test":
            _test(request, desk, endpoint.id)
        elif do in ("on", "off"):
            switch_endpoint(property=desk.property, id=endpoint.id, active=do == "on")
        elif do == "remove":
            forget_endpoint(property=desk.property, id=endpoint.id)
            messages.success(request, _("%(address)s hears of nothing any more.") % {"address": endpoint.url})
            return redirect("extranet:webhooks", slug=desk.property.slug)
    except KunjaeError as error:
        messages.error(request, error.text(desk.language))
        return _page(request, desk, endpoint_of(desk.property, endpoint.id), status=422)
    return redirect("extranet:webhook", slug=desk.property.slug, id=endpoint.id)


def _test(request: HttpRequest, desk: Desk, id: UUID) -> None:
    answer = send_test(property=desk.property, id=id, now=desk.now)
    if not isinstance(answer, Answered):
        messages.error(request, _("The test did not arrive: %(why)s.") % {"why": failure_words(answer.value)})
    elif 200 <= answer.status < 300:
        messages.success(request, _("The test arrived: it answered %(status)s.") % {"status": answer.status})
    else:
        words = _("The test arrived, but was not taken: it answered %(status)s.")
        messages.error(request, words % {"status": answer.status})


@staff_page(allowed=roles.may_manage)
@require_http_methods(["GET", "HEAD", "POST"])
def delivery(request: HttpRequest, desk: Desk, *, id: UUID, message: UUID) -> HttpResponse:
    """One delivery: what was sent, and what was answered each time. A POST sends it again."""
    try:
        endpoint = endpoint_of(desk.property, id)
        if request.method == "POST":
            try:
                resend(property=desk.property, id=id, message=message, now=desk.now)
                messages.success(request, _("It is sent again now."))
            except KunjaeError as error:
                messages.error(request, error.text(desk.language))
            return redirect("extranet:webhook_delivery", slug=desk.property.slug, id=id, message=message)
        found = delivery_of(desk.property, id, message)
    except (NoSuchEndpoint, NoSuchDelivery):
        raise Http404 from None
    newest = found.attempts[0]
    content = {
        "endpoint": endpoint,
        "delivery": found,
        "event": newest.event,
        "what": _event(newest.event),
        "booking": newest.booking,
        "name": message_name(message),
        "lines": [_line(each) for each in found.attempts],
        "body": _readable(found.body),
        "was_sent": bool(newest.body_hash),
        "again_at": found.due_at if found.state == State.WAITING else None,
        "can_be_resent": endpoint.active and bool(found.state) and newest.event != TEST_EVENT,
    }
    return _unkept(show(request, desk, "kunjae/settings/webhooks/delivery.html", content))


def _page(
    request: HttpRequest,
    desk: Desk,
    endpoint: EndpointShown,
    *,
    form: EndpointForm | None = None,
    secret: str = "",
    asks: str = "",
    status: int = 200,
) -> HttpResponse:
    failed, below = bool(request.GET.get("failed")), read_cursor(request.GET.get("after", ""))
    rows = attempts_of(
        desk.property, endpoint.id, now=desk.now, most=PAGE_SIZE + 1, failed=failed, below=below
    )
    last = rows[PAGE_SIZE - 1] if len(rows) > PAGE_SIZE else None
    content = {
        "endpoint": endpoint,
        **_standing(endpoint),
        "form": form or EndpointForm(endpoint=endpoint),
        "secret": secret,
        "asks": asks,
        "signs_twice": endpoint.old_until is not None and endpoint.old_until > desk.now,
        "lines": [_line(each) for each in rows[:PAGE_SIZE]],
        "failed": failed,
        "is_later_page": below is not None,
        "first_url": address_with(request.GET, after=None),
        "next_url": last and address_with(request.GET, after=cursor_of(Place(last.at, last.id))),
    }
    return _unkept(show(request, desk, "kunjae/settings/webhooks/endpoint.html", content, status=status))


def _standing(endpoint: EndpointShown) -> dict[str, Any]:
    role, state, more = standing(endpoint)
    return {
        "role": role,
        "state": state,
        "more": more,
        "hears": ", ".join(str(EVENT_WORDS[each]) for each in endpoint.events if each in EVENT_WORDS),
    }


def _line(attempt: AttemptShown) -> dict[str, Any]:
    role, words = outcome(attempt)
    return {"attempt": attempt, "what": _event(attempt.event), "role": role, "words": words}


def _event(event: str) -> str:
    return _("Test") if event == TEST_EVENT else str(EVENT_WORDS.get(event, event))


def _readable(body: str) -> str:
    return json.dumps(json.loads(body), ensure_ascii=False, indent=2) if body else ""


def _unkept(answer: HttpResponse) -> HttpResponse:
    """Secrets and guests' names stay in no cache."""
    answer["Cache-Control"] = "no-store"
    return answer
