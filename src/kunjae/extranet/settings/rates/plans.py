"""Rate plans: what is sold, with meal, policy, payment terms and conditions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kunjae.accounts import roles
from kunjae.extranet.access import Desk, show, staff_page
from kunjae.extranet.settings.order import move_as_pressed
from kunjae.extranet.settings.pieces import Piece, piece_of, save_piece
from kunjae.extranet.settings.rates.plan_form import PlanForm, prepay_words
from kunjae.extranet.settings.rates.policy_form import name_of, policy_of
from kunjae.extranet.settings.rates.retiring import RESTORE, RETIRE, retire_or_restore
from kunjae.imports.editing import EditedMeanwhile
from kunjae.imports.exported import Table, hotel_tables
from kunjae.rates.policy_words import policy_words


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One plan in the list."""

    code: str
    name: str
    meal: str
    policy: str
    policy_code: str
    policy_words: str
    prepay: str
    retired: bool


@staff_page(allowed=roles.may_manage)
@require_http_methods(["GET", "HEAD", "POST"])
def rate_plans(request: HttpRequest, desk: Desk) -> HttpResponse:
    """All plans in the hotel's order; a POST moves one up or down (`do`: `up:BAR`)."""
    status = 200
    if request.method == "POST":
        try:
            move_as_pressed(request, desk, "rate_plans")
            return redirect("extranet:rate_plans", slug=desk.property.slug)
        except EditedMeanwhile as error:
            messages.error(request, error.text(desk.language))
            status = 409
    tables = hotel_tables(desk.property)
    policies = {table["code"]: table for table in tables["policies"]}
    lines = [_line(desk, table, policies) for table in tables["rate_plans"]]
    content = {
        "lines": lines,
        "order": " ".join(line.code for line in lines),
        "unused": [line for line in lines if line.retired],
    }
    return show(request, desk, "kunjae/settings/rates/plans.html", content, status=status)


def _line(desk: Desk, table: Table, policies: dict[str, Table]) -> PlanLine:
    policy = policies.get(table.get("policy", ""))
    found = policy_of(policy, desk.hotel.currency) if policy else None
    return PlanLine(
        code=table["code"],
        name=name_of(table, desk.language),
        meal=table["meal"],
        policy=name_of(policy, desk.language) if policy else "",
        policy_code=policy["code"] if policy else "",
        policy_words=policy_words(found, desk.hotel.currency, desk.language),
        prepay=prepay_words(table["prepay_percent"], desk.hotel.currency, desk.language),
        retired=bool(table.get("retired")),
    )


@staff_page(allowed=roles.may_manage)
@require_http_methods(["GET", "HEAD", "POST"])
def new_rate_plan(request: HttpRequest, desk: Desk) -> HttpResponse:
    """A plan that is not there yet."""
    return _edited(request, desk, piece_of(desk, "rate_plans"))


@staff_page(allowed=roles.may_manage)
@require_http_methods(["GET", "HEAD", "POST"])
def rate_plan(request: HttpRequest, desk: Desk, *, code: str) -> HttpResponse:
    """One plan as a form; a POST saves it, retires it or takes it back into use."""
    piece = piece_of(desk, "rate_plans", code)
    if piece.table is None:
        raise Http404
    what = request.POST.get("do", "")
    if what in (RETIRE, RESTORE):
        if retire_or_restore(request, desk, piece, what):
            return redirect("extranet:rate_plans", slug=desk.property.slug)
        return _page(request, desk, piece, _form(desk, piece), status=409)
    return _edited(request, desk, piece)


@staff_page(allowed=roles.may_manage)
@require_POST
def try_prepay(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What the prepayment that is being typed means."""
    words = prepay_words(request.POST.get("prepay_percent", ""), desk.hotel.currency, desk.language)
    return show(request, desk, "kunjae/settings/rates/prepay.html", {"prepay": words})


def _edited(request: HttpRequest, desk: Desk, piece: Piece) -> HttpResponse:
    if request.method != "POST":
        return _page(request, desk, piece, _form(desk, piece))
    form = _form(desk, piece, request.POST)
    status = save_piece(request, desk, form)
    if status:
        return _page(request, desk, piece, form, status=status)
    return redirect("extranet:rate_plans", slug=desk.property.slug)


def _form(desk: Desk, piece: Piece, data: Any = None) -> PlanForm:
    """With the policies that are in use, and the plan's own if it is retired."""
    kept = (piece.table or {}).get("policy")
    tables = hotel_tables(desk.property)["policies"]
    policies = [
        (table["code"], f"{name_of(table, desk.language)} ({_('retired')})")
        if table.get("retired")
        else (table["code"], name_of(table, desk.language))
        for table in tables
        if table["code"] == kept or not table.get("retired")
    ]
    return PlanForm(data, piece=piece, policies=policies)


def _page(
    request: HttpRequest, desk: Desk, piece: Piece, form: PlanForm, *, status: int = 200
) -> HttpResponse:
    content = {
        "form": form,
        "piece": piece,
        "name": name_of(piece.table, desk.language) if piece.table else "",
        "prepay": prepay_words(form["prepay_percent"].value(), desk.hotel.currency, desk.language),
    }
    return show(request, desk, "kunjae/settings/rates/plan.html", content, status=status)
