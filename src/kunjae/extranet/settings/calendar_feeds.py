"""Calendar feeds: private addresses at which calendar programs read when rooms are taken."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kunjae.accounts import roles
from kunjae.bookings.feeds import feeds_of, make_feed, revoke_feed
from kunjae.bookings.models import CalendarFeed
from kunjae.extranet.access import Desk, show, staff_page
from kunjae.extranet.settings.fields import choice_field, text_field, tick
from kunjae.kernel.errors import InvalidInput
from kunjae.kernel.texts import in_language
from kunjae.properties.models import Room


class NewFeed(forms.Form):
    """Of which room, for whom, and whether with names."""

    room = choice_field(gettext_lazy("Room"), [], required=False)
    description = text_field(
        gettext_lazy("For which program"),
        most=CalendarFeed._meta.get_field("description").max_length or 0,
        help=gettext_lazy("So that you know later which one to revoke."),
    )
    with_names = tick(
        gettext_lazy("With the guests' names and booking numbers"),
        help=gettext_lazy("Leave it off for booking sites: they only need to know that the room is taken."),
    )

    def __init__(self, data: Any = None, *, rooms: list[tuple[str, str]]) -> None:
        super().__init__(data)
        choices: Any = [("", _("All rooms")), *rooms]
        self.fields["room"].choices = choices  # type: ignore[attr-defined]

    def wrong(self, error: InvalidInput, language: str) -> None:
        """Show every error at its field."""
        for each in error.errors:
            self.add_error(
                each.path if each.path in self.fields else None, in_language(each.message, language)
            )


@staff_page(allowed=roles.may_manage)
@require_http_methods(["GET", "HEAD", "POST"])
def calendar_feeds(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The addresses in use; a POST makes one, which is shown once, in the answer, or revokes one (`revoke`)."""
    if request.method == "POST" and "revoke" in request.POST:
        return _revoked(request, desk, request.POST["revoke"])
    rooms = _rooms(desk)
    form = NewFeed(request.POST if request.method == "POST" else None, rooms=rooms)
    status, address = 200, ""
    if request.method == "POST" and "room" not in request.POST:  # no form of ours sends nothing
        messages.error(request, _("This button is not known. Please try again."))
        form, status = NewFeed(rooms=rooms), 422
    elif request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                secret = make_feed(property=desk.property, now=desk.now, **form.cleaned_data)
            except InvalidInput as error:
                form.wrong(error, desk.language)
            else:
                address = settings.BASE_URL + reverse("calendar_feed", args=[desk.property.slug, secret])
                form, status = NewFeed(rooms=rooms), 200
    content = {"feeds": feeds_of(desk.property), "form": form, "address": address}
    answer = show(request, desk, "kunjae/settings/calendar_feeds.html", content, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


def _rooms(desk: Desk) -> list[tuple[str, str]]:
    rows = Room.objects.of(desk.property).filter(retired=False).order_by("number")
    return [
        (number, f"{number} · {in_language(kind, desk.language)}")
        for number, kind in rows.values_list("number", "room_type__name")
    ]


def _revoked(request: HttpRequest, desk: Desk, feed: str) -> HttpResponse:
    try:
        id = UUID(feed)
    except ValueError:
        raise Http404 from None
    if revoke_feed(property=desk.property, id=id):
        messages.success(request, _("The address opens nothing any more."))
    else:
        messages.info(request, _("This address is no longer in use."))
    return redirect("extranet:calendar_feeds", slug=desk.property.slug)
