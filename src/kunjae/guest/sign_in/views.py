"""Signing in with booking number and PIN or by a link, and signing out."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from kunjae.bookings.guest_links import CONCIERGE, ORDERS, read_link
from kunjae.guest.access import GuestDesk, forget, remember, show, visitor_page
from kunjae.guest.commands import SignedIn, link_is_open, open_link, sign_in
from kunjae.guest.concierge.basket import forget_basket
from kunjae.guest.errors import LinkOver, SlowedDown, WrongSignIn
from kunjae.guest.network import address_of
from kunjae.guest.sessions import end_session
from kunjae.guest.sign_in.forms import SignInForm

LANGUAGES = dict(settings.LANGUAGES)
NAMED = {CONCIERGE: "guest:concierge", ORDERS: "guest:orders"}
"""Pages of a booking that a link or a sign-in may lead on to by name."""


@visitor_page
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_page(request: HttpRequest, desk: GuestDesk) -> HttpResponse:
    """Booking number and PIN. Whoever is signed in already goes on to the booking."""
    wanted = str(request.POST.get("next") or request.GET.get("next") or "")
    if request.method != "POST":
        if desk.session and wanted in ("", *NAMED):
            return redirect(_home(desk, desk.code, wanted))
        return _form(request, desk, SignInForm(initial={"code": _code_in(wanted, desk)}), wanted)
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _form(request, desk, form, wanted, status=422)
    try:
        came = sign_in(
            property=desk.property,
            code=form.cleaned_data["code"],
            pin=form.cleaned_data["pin"],
            address=address_of(request),
            now=desk.now,
        )
    except WrongSignIn as error:
        form.add_error(None, error.text(desk.language))
        return _form(request, desk, form, wanted, status=422)
    except SlowedDown as error:
        form.add_error(None, error.text(desk.language))
        response = _form(request, desk, form, wanted, status=429)
        response["Retry-After"] = str(error.wait)
        return response
    return _welcome(request, desk, came, wanted)


def _form(
    request: HttpRequest, desk: GuestDesk, form: SignInForm, wanted: str, *, status: int = 200
) -> HttpResponse:
    content = {
        "form": form,
        "wanted": wanted,
        "has_ended": "ended" in request.GET,
        "for_concierge": wanted == CONCIERGE,
    }
    return show(request, desk, "kunjae/guest/sign_in.html", content, status=status)


@visitor_page
@require_http_methods(["GET", "HEAD", "POST"])
def link_page(request: HttpRequest, desk: GuestDesk, *, token: str) -> HttpResponse:
    """One button: programs that look at the links in mails press none, and so use nothing up. Whoever is signed in to that
    booking already goes on to the page that the link names, as often as they like."""
    wanted = request.GET.get("next", "")
    link = read_link(desk.property, token)
    if wanted in NAMED and link and desk.booking_id == link.booking_id and link.expires_at > desk.now:
        return redirect(_home(desk, desk.code, wanted))
    if request.method == "POST":
        try:
            came = open_link(property=desk.property, token=token, now=desk.now)
        except LinkOver:
            return _over(request, desk, wanted)
        return _welcome(request, desk, came, wanted)
    if link_is_open(desk.property, token, desk.now):
        return show(request, desk, "kunjae/guest/link.html", {"for_concierge": wanted == CONCIERGE})
    return _over(request, desk, wanted)


def _over(request: HttpRequest, desk: GuestDesk, wanted: str) -> HttpResponse:
    content = {"wanted": wanted if wanted in NAMED else ""}
    return show(request, desk, "kunjae/guest/link_over.html", content, status=410)


@visitor_page
@require_POST
def sign_out(request: HttpRequest, desk: GuestDesk) -> HttpResponse:
    """End the session, here and in the database."""
    if desk.session:
        end_session(property=desk.property, session_id=desk.session.id)
    response = redirect("guest:sign_in", slug=desk.property.slug)
    forget(response, desk)
    forget_basket(response, desk)
    return response


def _welcome(request: HttpRequest, desk: GuestDesk, came: SignedIn, wanted: str) -> HttpResponseRedirect:
    """To the booking, or to the page of it that was asked for; in its language, if the guest has chosen none."""
    if desk.session:
        end_session(property=desk.property, session_id=desk.session.id)
    response = HttpResponseRedirect(_home(desk, came.code, wanted))
    remember(response, desk, came.token)
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and came.language in LANGUAGES:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            came.language,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            samesite="Lax",
        )
    return response


def _home(desk: GuestDesk, code: str, wanted: str) -> str:
    """The page of the booking that was asked for, by its address or by name; else the booking itself."""
    parts = {"slug": desk.property.slug, "code": code}
    if wanted in NAMED:
        return reverse(NAMED[wanted], kwargs=parts)
    here = reverse("guest:booking", kwargs=parts)
    return wanted if _is_below(wanted, here) else here


def _is_below(wanted: str, here: str) -> bool:
    """Whether it is a page of the booking: the same property, the same code, nothing that leads out again."""
    return wanted.upper().startswith(here.upper()) and ".." not in wanted and "\\" not in wanted


def _code_in(wanted: str, desk: GuestDesk) -> str:
    """The booking number of the page that was asked for, to be typed once less."""
    start = reverse("guest:sign_in", kwargs={"slug": desk.property.slug})
    return wanted.removeprefix(start).partition("/")[0][:20] if wanted.startswith(start) else ""
