"""Settings > PMS: how orders get into the PMS, and how the connection stands."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from kunjae.accounts import roles
from kunjae.concierge.posting_words import error_text
from kunjae.concierge.totals import waiting
from kunjae.extranet.access import Desk, show, staff_page
from kunjae.extranet.settings.pms.words import other_currency, said_of, standing, trouble
from kunjae.kernel.errors import InvalidInput, KunjaeError
from kunjae.kernel.texts import in_language
from kunjae.pms.commands import resume
from kunjae.pms.connections import connection_of, line_of, new_hook, remember_house
from kunjae.pms.maps import maps_of
from kunjae.pms.ports import PmsError
from kunjae.pms.registry import adapter, adapters
from kunjae.pms.ways import Way, choose_way, way_of


@staff_page(allowed=roles.may_manage)
@require_http_methods(["GET", "HEAD", "POST"])
def pms(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The page. A POST (`do`) chooses a way (`way:one_way`), tests the connection (`test`), ends a pause (`resume`) or makes an
    address for the PMS to call (`hook`), which is shown once."""
    status = 200
    if request.method == "POST":
        if request.POST.get("do") == "hook":
            return _hooked(request, desk)
        status = _press(request, desk)
        if status == 302:
            return redirect("extranet:pms", slug=desk.property.slug)
    return _page(request, desk, status)


def _press(request: HttpRequest, desk: Desk) -> int:
    """The status of the answer; what became of it is said on the page."""
    do, _colon, what = request.POST.get("do", "").partition(":")
    try:
        if do == "way" and what in tuple(Way):
            if choose_way(property=desk.property, way=Way(what), now=desk.now):
                messages.success(request, _("The settings are saved."))
        elif do == "test":
            _test(request, desk)
        elif do == "resume":
            _test(request, desk)
            resume(property=desk.property, now=desk.now)
            messages.success(request, _("The connection works again; what waited is being posted."))
        else:
            messages.error(request, _("This button is not known. Please try again."))
            return 422
    except PmsError as error:
        messages.error(request, trouble(error, desk.language))
        return 422
    except InvalidInput as error:
        for each in error.errors:
            messages.error(request, in_language(each.message, desk.language))
        return 422
    except KunjaeError as error:
        messages.error(request, error.text(desk.language))
        return 422
    return 302


def _hooked(request: HttpRequest, desk: Desk) -> HttpResponse:
    try:
        made = new_hook(property=desk.property, now=desk.now)
    except KunjaeError as error:
        messages.error(request, error.text(desk.language))
        return _page(request, desk, 422)
    return _page(request, desk, 200, hook=made)


def _test(request: HttpRequest, desk: Desk) -> None:
    """Ask the PMS who it is. Raises what it says."""
    line = line_of(desk.property)
    found = adapter(connection_of(desk.property).pms)
    house = found.house(line)
    remember_house(property=desk.property, house=house, now=desk.now)
    words = _("%(pms)s answers: %(house)s") % {"pms": found.name, "house": said_of(house)}
    messages.success(request, words)


def _page(request: HttpRequest, desk: Desk, status: int, *, hook: str = "") -> HttpResponse:
    connection = connection_of(desk.property)
    role, state = standing(connection)
    waits = waiting(desk.property)
    content: dict[str, Any] = {
        "connection": connection,
        "name": connection.adapter.name if connection.adapter else "",
        "role": role,
        "state": state,
        "way": way_of(desk.property).value,
        "house": said_of(connection.house) if connection.house else "",
        "other_currency": other_currency(connection, desk.property),
        "because": error_text(connection.paused_reason, desk.language),
        "is_quiet": connection.quiet_until is not None and connection.quiet_until > desk.now,
        "look_error": error_text(connection.look_error, desk.language),
        "mapped": _mapped(len(maps_of(desk.property))) if connection.is_set_up else "",
        "can_call": connection.adapter is not None and connection.adapter.can.hook,
        "hook": hook,
        "others": [each for each in adapters() if each.code != connection.pms],
        "waiting_orders": waits,
    }
    answer = show(request, desk, "kunjae/settings/pms/overview.html", content, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


def _mapped(count: int) -> str:
    if not count:
        return _("Nothing is said yet")
    return ngettext("%(count)s line is set", "%(count)s lines are set", count) % {"count": count}
