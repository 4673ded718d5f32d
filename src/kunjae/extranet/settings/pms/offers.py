"""Settings > PMS > Offers in the PMS: which product, transaction code or tax each offer is there, chosen from what the PMS
has."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kunjae.accounts import roles
from kunjae.concierge.queries import offers as offers_of
from kunjae.concierge.words import type_text
from kunjae.extranet.access import Desk, show, staff_page
from kunjae.extranet.settings.pms.words import trouble
from kunjae.kernel.errors import KunjaeError
from kunjae.kernel.texts import in_language
from kunjae.pms.choices import ChoicesKept, choices_kept, fetch_choices
from kunjae.pms.connections import connection_of
from kunjae.pms.errors import ConnectionChanged
from kunjae.pms.facts import Choice, MapField
from kunjae.pms.maps import maps_of, save_map
from kunjae.pms.ports import Pms, PmsError
from kunjae.tenancy.transactions import run_in_transaction

ALL_OTHERS = "*"
"""In place of an offer's code; no offer is called so."""

type Maps = Mapping[str | None, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Select:
    """One drop-down."""

    name: str
    label: str
    column: str
    value: str
    options: Sequence[Choice]
    error: str = ""

    @property
    def id(self) -> str:
        return "map-" + self.name.replace("*", "all")


@dataclass(frozen=True, slots=True)
class Line:
    """One offer, or all others. `missing`: labels of what is needed and said nowhere."""

    code: str
    name: str
    type: str
    selects: Sequence[Select]
    missing: Sequence[str]


@staff_page(allowed=roles.may_manage)
@require_http_methods(["GET", "HEAD", "POST"])
def offers(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The page. A POST (`do`) fetches what there is to choose from (`fetch`), or saves (`save`)."""
    connection = connection_of(desk.property)
    pms = connection.adapter
    if pms is None:
        messages.info(request, _("Connect a PMS first."))
        return redirect("extranet:pms", slug=desk.property.slug)
    if request.method != "POST":
        return _page(request, desk, pms, maps_of(desk.property))
    if request.POST.get("do") == "fetch":
        return _fetched(request, desk, pms)
    if request.POST.get("do") == "save":
        return _saved(request, desk, pms)
    messages.error(request, _("This button is not known. Please try again."))
    return _page(request, desk, pms, maps_of(desk.property), status=422)


def _fetched(request: HttpRequest, desk: Desk, pms: Pms) -> HttpResponse:
    try:
        fetch_choices(desk.property, desk.now)
    except (PmsError, KunjaeError) as error:
        said = trouble(error, desk.language) if isinstance(error, PmsError) else error.text(desk.language)
        messages.error(request, said)
        return _page(request, desk, pms, maps_of(desk.property), status=422)
    messages.success(request, _("Fetched from %(pms)s.") % {"pms": pms.name})
    return redirect("extranet:pms_map", slug=desk.property.slug)


def _saved(request: HttpRequest, desk: Desk, pms: Pms) -> HttpResponse:
    kept = maps_of(desk.property)
    codes = [None, *(offer.code for offer in offers_of(desk.property))]
    typed = {code: _typed(request, pms, code) for code in codes}
    wrong = _wrong(pms, typed, kept, choices_kept(desk.property))
    if wrong:
        messages.error(request, _("Not saved yet: please look at the marked fields."))
        return _page(request, desk, pms, typed, wrong=wrong, seen=request.POST.get("seen", ""), status=422)

    def save() -> None:
        if seen_of(maps_of(desk.property)) != request.POST.get("seen", ""):
            raise ConnectionChanged
        for code, values in typed.items():
            if values != dict(kept.get(code, {})):
                save_map(property=desk.property, offer=code, values=values, now=desk.now)

    try:
        run_in_transaction(save)
    except ConnectionChanged as error:
        messages.error(request, error.text(desk.language))
        fresh = maps_of(desk.property)
        return _page(request, desk, pms, typed, beside=fresh, seen=seen_of(fresh), status=409)
    except KunjaeError as error:
        messages.error(request, error.text(desk.language))
        return _page(request, desk, pms, typed, seen=request.POST.get("seen", ""), status=422)
    messages.success(request, _("The settings are saved."))
    return redirect("extranet:pms_map", slug=desk.property.slug)


def _typed(request: HttpRequest, pms: Pms, code: str | None) -> dict[str, str]:
    found = {field.name: request.POST.get(_name(code, field), "").strip() for field in pms.map_fields}
    return {name: value for name, value in found.items() if value}


def _wrong(pms: Pms, typed: Maps, kept: Maps, choices: ChoicesKept) -> dict[str, str]:
    """Name of a drop-down -> what is wrong: it says what the PMS does not have, nor had when it was saved."""
    found = {}
    for code, values in typed.items():
        for field in pms.map_fields:
            value = values.get(field.name, "")
            there = {each.value for each in choices.fields.get(field.name, ())}
            if value and value not in there and value != kept.get(code, {}).get(field.name):
                found[_name(code, field)] = _("The PMS does not have this.")
    return found


def seen_of(maps: Maps) -> str:
    """A fingerprint of what was shown."""
    plain = sorted((code or "", sorted(values.items())) for code, values in maps.items())
    return sha256(json.dumps(plain).encode()).hexdigest()[:32]


def _page(
    request: HttpRequest,
    desk: Desk,
    pms: Pms,
    maps: Maps,
    *,
    wrong: Mapping[str, str] | None = None,
    beside: Maps | None = None,
    seen: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """`beside`: what is kept by now, where that is not what was typed."""
    choices = choices_kept(desk.property)
    found = offers_of(desk.property)
    others = _("All other offers")
    lines = [_line(desk, pms, None, others, "", maps, choices, wrong or {}, beside)]
    lines += [
        _line(
            desk,
            pms,
            offer.code,
            in_language(offer.name, desk.language),
            type_text(offer.kind.type, desk.language),
            maps,
            choices,
            wrong or {},
            beside,
        )
        for offer in found
    ]
    content: dict[str, Any] = {
        "pms": pms,
        "fields": [
            {"label": in_language(each.label, desk.language), "help": in_language(each.help, desk.language)}
            for each in pms.map_fields
        ],
        "lines": lines,
        "choices": choices,
        "incomplete": [line.name for line in lines[1:] if line.missing],
        "seen": seen_of(maps) if seen is None else seen,
    }
    return show(request, desk, "kunjae/settings/pms/offers.html", content, status=status)


def _line(
    desk: Desk,
    pms: Pms,
    code: str | None,
    name: str,
    type: str,
    maps: Maps,
    choices: ChoicesKept,
    wrong: Mapping[str, str],
    beside: Maps | None,
) -> Line:
    own, usual = maps.get(code, {}), maps.get(None, {})
    selects = []
    missing = []
    for field in pms.map_fields:
        label, value, at = (
            in_language(field.label, desk.language),
            own.get(field.name, ""),
            _name(code, field),
        )
        error = wrong.get(at, "")
        if beside is not None and (now := beside.get(code, {}).get(field.name, "")) != value:
            error = _("Stored meanwhile: %(value)s") % {"value": _called(now, field, choices) or "–"}
        empty = _("As all other offers") if code else "–"
        options = [Choice("", empty), *choices.fields.get(field.name, ())]
        if value and value not in {each.value for each in options}:
            options.append(Choice(value, value))
        selects.append(Select(at, f"{label}: {name}", label, value, options, error))
        if field.required and not (value or usual.get(field.name)):
            missing.append(label)
    return Line(code or "", name, type, selects, missing)


def _called(value: str, field: MapField, choices: ChoicesKept) -> str:
    return next((each.label for each in choices.fields.get(field.name, ()) if each.value == value), value)


def _name(code: str | None, field: MapField) -> str:
    return f"{code or ALL_OTHERS}.{field.name}"
