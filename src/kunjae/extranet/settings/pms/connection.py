"""Settings > PMS > one PMS: its credentials, tested before they are kept."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kunjae.accounts import roles
from kunjae.extranet.access import Desk, show, staff_page
from kunjae.extranet.settings.pms.form import ConnectionForm
from kunjae.extranet.settings.pms.words import other_currency, said_of, standing, trouble
from kunjae.kernel.errors import InvalidInput
from kunjae.pages.templatetags.kunjae_format import moment
from kunjae.pms.connections import (
    ConnectionShown,
    connection_of,
    forget_connection,
    refuse_currency,
    save_connection,
    trial_line,
)
from kunjae.pms.errors import ConnectionChanged, NoSuchPms
from kunjae.pms.facts import HouseThere
from kunjae.pms.ports import Pms, PmsError
from kunjae.pms.registry import adapter


@staff_page(allowed=roles.may_manage)
@require_http_methods(["GET", "HEAD", "POST"])
def connection(request: HttpRequest, desk: Desk, *, code: str) -> HttpResponse:
    """One PMS. A POST (`do`) tests what was typed and keeps it (`save`), tests it only (`test`), keeps it untested (`keep`),
    asks whether to remove it (`ask`), or removes it (`remove`)."""
    try:
        pms = adapter(code)
    except NoSuchPms:
        raise Http404 from None
    kept = connection_of(desk.property)
    posted = request.POST if request.method == "POST" else None
    form = ConnectionForm(
        posted, pms=pms, kept=kept, language=desk.language, saved_at=_saved_at(desk, pms, kept)
    )
    do = request.POST.get("do", "save")
    if posted is None or do == "ask":
        return _page(request, desk, pms, kept, form, asks=do == "ask" and kept.pms == pms.code)
    if do == "remove":
        return _removed(request, desk, pms)
    if do not in ("save", "test", "keep"):
        messages.error(request, _("This button is not known. Please try again."))
        return _page(request, desk, pms, kept, form, status=422)
    if not form.is_valid():
        return _page(request, desk, pms, kept, form, status=422)
    return _entered(request, desk, pms, kept, form, do)


def _entered(
    request: HttpRequest, desk: Desk, pms: Pms, kept: ConnectionShown, form: ConnectionForm, do: str
) -> HttpResponse:
    """Test what was typed, keep it, or both; what is wrong stands beside what was typed."""
    house: HouseThere | None = None
    try:
        if do != "keep":
            house = pms.house(trial_line(desk.property, pms.code, form.values()))
            if do == "test" or form.cleaned_data["enabled"]:
                refuse_currency(house, desk.property)
        if do != "test":
            _save(desk, pms, form, house)
    except PmsError as error:
        form.add_error(None, _("%(why)s Nothing is saved.") % {"why": trouble(error, desk.language)})
        return _page(request, desk, pms, kept, form, status=422)
    except InvalidInput as error:
        form.wrong(error, desk.language)
        return _page(request, desk, pms, kept, form, status=422)
    except ConnectionChanged as error:
        fresh = connection_of(desk.property)
        kept_now = fresh.details if fresh.pms == pms.code else {}
        form.meanwhile(request.POST.copy(), fresh.seen, kept_now, error.text(desk.language))
        return _page(request, desk, pms, fresh, form, status=409)
    if house is not None:
        words = _("%(pms)s answers: %(house)s") % {"pms": pms.name, "house": said_of(house)}
        messages.success(request, words)
    if do == "test":
        return _page(request, desk, pms, kept, form)
    messages.success(request, _("The settings are saved."))
    return redirect("extranet:pms", slug=desk.property.slug)


def _save(desk: Desk, pms: Pms, form: ConnectionForm, house: HouseThere | None) -> None:
    save_connection(
        property=desk.property,
        pms=pms.code,
        values=form.values(),
        enabled=form.cleaned_data["enabled"],
        now=desk.now,
        seen=form.cleaned_data["seen"],
        house=house,
    )


def _removed(request: HttpRequest, desk: Desk, pms: Pms) -> HttpResponse:
    try:
        forget_connection(property=desk.property, seen=request.POST.get("seen", ""), now=desk.now)
    except ConnectionChanged as error:
        messages.error(request, error.text(desk.language))
        return redirect("extranet:pms_connection", slug=desk.property.slug, code=pms.code)
    messages.success(request, _("%(name)s is removed, its credentials too.") % {"name": pms.name})
    return redirect("extranet:pms", slug=desk.property.slug)


def _page(
    request: HttpRequest,
    desk: Desk,
    pms: Pms,
    kept: ConnectionShown,
    form: ConnectionForm,
    *,
    asks: bool = False,
    status: int = 200,
) -> HttpResponse:
    is_ours = kept.pms == pms.code
    role, state = standing(kept) if is_ours else standing(ConnectionShown())
    content: dict[str, Any] = {
        "pms": pms,
        "form": form,
        "asks": asks,
        "is_ours": is_ours,
        "connection": kept if is_ours else ConnectionShown(),
        "replaces": kept.adapter.name if kept.adapter and not is_ours else "",
        "house": said_of(kept.house) if is_ours and kept.house else "",
        "other_currency": other_currency(kept, desk.property) if is_ours else "",
        "role": role,
        "state": state,
    }
    answer = show(request, desk, "kunjae/settings/pms/connection.html", content, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


def _saved_at(desk: Desk, pms: Pms, kept: ConnectionShown) -> dict[str, str]:
    if kept.pms != pms.code:
        return {}
    return {
        name: _("Kept since %(when)s; leave it empty to keep it.")
        % {"when": moment(at, desk.hotel.timezone, desk.hotel.era)}
        for name, at in kept.secrets_at.items()
    }
