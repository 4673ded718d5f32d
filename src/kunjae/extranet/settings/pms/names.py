"""Settings > PMS > Room types and rates: what those of the PMS are here, so that its reservations can come in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kunjae.accounts import roles
from kunjae.extranet.access import Desk, show, staff_page
from kunjae.extranet.settings.pms.words import trouble
from kunjae.kernel.errors import InvalidInput, KunjaeError
from kunjae.kernel.texts import in_language
from kunjae.pms.connections import connection_of
from kunjae.pms.errors import ConnectionChanged
from kunjae.pms.ports import Pms, PmsError
from kunjae.pms.reservations.facts import Known, Naming
from kunjae.pms.reservations.naming import fetch_names, naming_of, save_naming, seen_of
from kunjae.properties.queries import house
from kunjae.rates.queries import rate_plans

type Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Line:
    """One room type or rate of the PMS, and what it may be here."""

    field: str
    id: str
    label: str
    there: str
    value: str
    options: Choices
    error: str = ""


@staff_page(allowed=roles.may_manage)
@require_http_methods(["GET", "HEAD", "POST"])
def names(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The page. A POST (`do`) fetches what the PMS has (`fetch`), or saves (`save`)."""
    pms = connection_of(desk.property).adapter
    if pms is None:
        messages.info(request, _("Connect a PMS first."))
        return redirect("extranet:pms", slug=desk.property.slug)
    kept = naming_of(desk.property)
    if request.method != "POST":
        return _page(request, desk, pms, kept, kept)
    if request.POST.get("do") == "fetch":
        return _fetched(request, desk, pms)
    if request.POST.get("do") == "save":
        return _saved(request, desk, pms, kept)
    messages.error(request, _("This button is not known. Please try again."))
    return _page(request, desk, pms, kept, kept, status=422)


def _fetched(request: HttpRequest, desk: Desk, pms: Pms) -> HttpResponse:
    try:
        fetch_names(property=desk.property, now=desk.now)
    except (PmsError, KunjaeError) as error:
        said = trouble(error, desk.language) if isinstance(error, PmsError) else error.text(desk.language)
        messages.error(request, said)
        kept = naming_of(desk.property)
        return _page(request, desk, pms, kept, kept, status=422)
    messages.success(request, _("Fetched from %(pms)s.") % {"pms": pms.name})
    return redirect("extranet:pms_names", slug=desk.property.slug)


def _saved(request: HttpRequest, desk: Desk, pms: Pms, kept: Naming) -> HttpResponse:
    typed = Naming(
        room_types=_typed(request, "type", kept.room_types, kept.types_there),
        rates=_typed(request, "rate", kept.rates, kept.rates_there),
        rate_plan=request.POST.get("plan", ""),
    )
    seen = request.POST.get("seen", "")
    try:
        save_naming(
            property=desk.property,
            room_types=typed.room_types,
            rates=typed.rates,
            rate_plan=typed.rate_plan,
            seen=seen,
            now=desk.now,
        )
    except InvalidInput as error:
        messages.error(request, _("Not saved yet: please look at the marked fields."))
        wrong = {each.path: in_language(each.message, desk.language) for each in error.errors}
        return _page(request, desk, pms, kept, typed, wrong=wrong, seen=seen, status=422)
    except ConnectionChanged as error:
        messages.error(request, error.text(desk.language))
        return _page(request, desk, pms, naming_of(desk.property), typed, status=409)
    except KunjaeError as error:
        messages.error(request, error.text(desk.language))
        return _page(request, desk, pms, kept, typed, seen=seen, status=422)
    messages.success(request, _("The settings are saved. The reservations are being looked at again."))
    return redirect("extranet:pms_names", slug=desk.property.slug)


def _typed(
    request: HttpRequest, field: str, kept: Mapping[str, str], there: Sequence[Known]
) -> dict[str, str]:
    """What was chosen of all that was shown."""
    ids = dict.fromkeys([*(each.id for each in there), *kept])
    return {id: request.POST.get(f"{field}.{id}", "") for id in ids}


def _page(
    request: HttpRequest,
    desk: Desk,
    pms: Pms,
    kept: Naming,
    shown: Naming,
    *,
    wrong: Mapping[str, str] | None = None,
    seen: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """`kept`: what there is to choose, and is kept by now; `shown`: what stands in the form."""
    wrong = dict(wrong or {})
    types = [
        (code, in_language(each.name, desk.language) or code)
        for code, each in house(desk.property).by_code.items()
        if not each.retired or code in kept.room_types.values()
    ]
    plans = [
        (code, in_language(each.name, desk.language) or code)
        for code, each in rate_plans(desk.property).by_code.items()
        if not each.retired or code in (*kept.rates.values(), kept.rate_plan)
    ]
    if shown is not kept and seen is None:
        wrong |= _meanwhile(kept, shown, dict([*types, *plans]))
    content: dict[str, Any] = {
        "pms": pms,
        "naming": kept,
        "fetched_at": datetime.fromisoformat(kept.fetched_at) if kept.fetched_at else None,
        "types": _lines(
            "type", "room_types", kept.types_there, kept.room_types, shown.room_types, types, wrong
        ),
        "rates": _lines("rate", "rates", kept.rates_there, kept.rates, shown.rates, plans, wrong),
        "plan": Line(
            "plan", "plan", "", "", shown.rate_plan, _with(plans, shown.rate_plan), wrong.get("rate_plan", "")
        ),
        "seen": seen_of(kept) if seen is None else seen,
    }
    return show(request, desk, "kunjae/settings/pms/names.html", content, status=status)


def _lines(
    field: str,
    path: str,
    there: Sequence[Known],
    kept: Mapping[str, str],
    shown: Mapping[str, str],
    options: Choices,
    wrong: Mapping[str, str],
) -> list[Line]:
    labels = {each.id: each.label for each in there} | {
        id: id for id in kept if id not in {x.id for x in there}
    }
    return [
        Line(
            f"{field}.{id}",
            f"{field}-{index}",
            label or id,
            id,
            shown.get(id, ""),
            _with(options, shown.get(id, "")),
            wrong.get(f"{path}.{id}", ""),
        )
        for index, (id, label) in enumerate(labels.items(), 1)
    ]


def _with(options: Choices, value: str) -> Choices:
    """What was typed stays a choice, so that its complaint stands beside it."""
    return options if not value or value in dict(options) else [*options, (value, value)]


def _meanwhile(kept: Naming, typed: Naming, called: Mapping[str, str]) -> dict[str, str]:
    pairs = [
        *(
            (f"room_types.{id}", typed.room_types.get(id, ""), kept.room_types.get(id, ""))
            for id in typed.room_types
        ),
        *((f"rates.{id}", typed.rates.get(id, ""), kept.rates.get(id, "")) for id in typed.rates),
        ("rate_plan", typed.rate_plan, kept.rate_plan),
    ]
    return {
        path: _("Stored meanwhile: %(value)s") % {"value": called.get(now, now) or "–"}
        for path, was, now in pairs
        if was != now
    }
