"""The hotel file: downloaded as it is, uploaded with a look at what it would change before anything is saved."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from kunjae.accounts import roles
from kunjae.extranet.access import Desk, show, staff_page
from kunjae.imports.editing import EditedMeanwhile
from kunjae.imports.exported import hotel_file_text
from kunjae.imports.hotel_file import parse_toml, read_hotel_file
from kunjae.imports.trial import Trial, import_as_tried, try_hotel_file
from kunjae.kernel.errors import InvalidInput, KunjaeError
from kunjae.kernel.texts import in_language

LARGEST_FILE = 1_500_000
"""Bytes: with its preview a file goes back and forth once more as text."""


@staff_page(allowed=roles.may_manage)
@require_safe
def download(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The hotel as a file."""
    name = f"{desk.property.slug}-{desk.today.isoformat()}.toml"
    answer = HttpResponse(hotel_file_text(desk.property), content_type="application/toml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


@staff_page(allowed=roles.may_manage)
@require_http_methods(["GET", "HEAD", "POST"])
def hotel_file(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Upload a file (`file`) and see what it would change; `content` is a file that was looked at and is now to be
    imported, if the hotel is still as it was (`seen`)."""
    if request.method != "POST":
        return _page(request, desk)
    content, trouble = _uploaded(request)
    if trouble:
        return _page(request, desk, troubles=[trouble], status=422)
    try:
        file = read_hotel_file(parse_toml(content))
        if "content" in request.POST:
            return _imported(request, desk, content, file)
        trial = try_hotel_file(property=desk.property, file=file, now=desk.now)
    except KunjaeError as error:
        return _page(request, desk, troubles=_told(error, desk.language), status=422)
    return _page(request, desk, trial=trial, content=content)


def _imported(request: HttpRequest, desk: Desk, content: bytes, file: Any) -> HttpResponse:
    try:
        changes = import_as_tried(
            property=desk.property, file=file, seen=request.POST.get("seen", ""), now=desk.now
        )
    except EditedMeanwhile as error:
        trial = try_hotel_file(property=desk.property, file=file, now=desk.now)
        return _page(
            request, desk, troubles=[error.text(desk.language)], trial=trial, content=content, status=409
        )
    words = ngettext("%(count)s change is saved.", "%(count)s changes are saved.", len(changes))
    messages.success(request, words % {"count": len(changes)})
    return redirect("extranet:settings", slug=desk.property.slug)


def _uploaded(request: HttpRequest) -> tuple[bytes, str]:
    """The file's content, or why there is none."""
    if "content" in request.POST:
        try:
            return base64.b64decode(request.POST["content"], validate=True), ""
        except (binascii.Error, ValueError):
            return b"", _("The file did not come through as a whole. Please upload it again.")
    uploaded = request.FILES.get("file")
    if uploaded is None:
        return b"", _("Choose a file first.")
    if (uploaded.size or 0) > LARGEST_FILE:
        return b"", _("The file is larger than 1.5 MB. Import it with kunjae import-hotel.")
    return uploaded.read(), ""


def _told(error: KunjaeError, language: str) -> list[str]:
    """What is wrong with a file, each with the key where it stands."""
    if not isinstance(error, InvalidInput):
        return [error.text(language)]
    return [f"{each.path}: {in_language(each.message, language)}" for each in error.errors]


def _page(
    request: HttpRequest,
    desk: Desk,
    *,
    troubles: list[str] | None = None,
    trial: Trial | None = None,
    content: bytes = b"",
    status: int = 200,
) -> HttpResponse:
    shown = {
        "troubles": troubles,
        "trial": trial,
        "content": base64.b64encode(content).decode() if trial else "",
    }
    return show(request, desk, "kunjae/settings/hotel_file.html", shown, status=status)
