"""Policies: what changing and cancelling costs, with its chart while typing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kunjae.accounts import roles
from kunjae.extranet.access import Desk, show, staff_page
from kunjae.extranet.settings.pieces import Piece, piece_of, save_piece
from kunjae.extranet.settings.rates.example_form import ExampleForm, first_example, shown_trial, words_of
from kunjae.extranet.settings.rates.policy_form import PolicyForm, name_of, policy_of, typed_policy
from kunjae.extranet.settings.rates.retiring import RESTORE, RETIRE, retire_or_restore
from kunjae.imports.exported import Table, hotel_tables
from kunjae.rates.models import RatePlan
from kunjae.rates.policy_words import policy_words


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """One policy in the list."""

    code: str
    name: str
    words: str
    plans: tuple[str, ...]
    retired: bool


@staff_page(allowed=roles.may_manage)
@require_safe
def policies(request: HttpRequest, desk: Desk) -> HttpResponse:
    """All policies in words, and which plans use them."""
    tables = hotel_tables(desk.property)
    lines = [_line(desk, table, tables["rate_plans"]) for table in tables["policies"]]
    content = {"lines": sorted(lines, key=lambda line: line.retired)}
    return show(request, desk, "kunjae/settings/rates/policies.html", content)


def _line(desk: Desk, table: Table, plans: list[Table]) -> PolicyLine:
    return PolicyLine(
        table["code"],
        name_of(table, desk.language),
        policy_words(policy_of(table, desk.hotel.currency), desk.hotel.currency, desk.language),
        tuple(name_of(plan, desk.language) for plan in plans if plan.get("policy") == table["code"]),
        bool(table.get("retired")),
    )


@staff_page(allowed=roles.may_manage)
@require_http_methods(["GET", "HEAD", "POST"])
def new_policy(request: HttpRequest, desk: Desk) -> HttpResponse:
    """A policy that is not there yet."""
    return _edited(request, desk, piece_of(desk, "policies"))


@staff_page(allowed=roles.may_manage)
@require_http_methods(["GET", "HEAD", "POST"])
def policy(request: HttpRequest, desk: Desk, *, code: str) -> HttpResponse:
    """One policy as a form; a POST saves it unless its button asks for something else (`do`, `rows`)."""
    piece = piece_of(desk, "policies", code)
    if piece.table is None:
        raise Http404
    what = request.POST.get("do", "")
    if what in (RETIRE, RESTORE):
        if retire_or_restore(request, desk, piece, what):
            return redirect("extranet:policies", slug=desk.property.slug)
        return _page(request, desk, piece, PolicyForm(piece=piece), status=409)
    return _edited(request, desk, piece)


def _edited(request: HttpRequest, desk: Desk, piece: Piece) -> HttpResponse:
    if request.method != "POST":
        return _page(request, desk, piece, PolicyForm(piece=piece))
    form = PolicyForm(request.POST, piece=piece)
    if "rows" in request.POST or request.POST.get("do") == "look":
        form.press(request.POST.get("rows", ""))
        return _page(request, desk, piece, form)
    status = save_piece(request, desk, form)
    if status:
        return _page(request, desk, piece, form, status=status)
    return redirect("extranet:policies", slug=desk.property.slug)


@staff_page(allowed=roles.may_manage)
@require_POST
def try_policy(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The chart and the example of what is typed so far; nothing is saved."""
    form = PolicyForm(request.POST, piece=Piece("policies", "", None, piece_of(desk, "property").hotel))
    return show(request, desk, "kunjae/settings/rates/trial.html", _trial(request, desk, form))


def _page(
    request: HttpRequest, desk: Desk, piece: Piece, form: PolicyForm, *, status: int = 200
) -> HttpResponse:
    content: dict[str, Any] = {
        "form": form,
        "piece": piece,
        "name": name_of(piece.table, desk.language) if piece.table else "",
        "plans": _plans_with(desk, piece),
    } | _trial(request, desk, _typed(request, form))
    return show(request, desk, "kunjae/settings/rates/policy.html", content, status=status)


def _typed(request: HttpRequest, form: PolicyForm) -> PolicyForm:
    """What is tried: the policy as it is stored, or as it was typed, less the row that was just taken away."""
    if request.method != "POST" or request.POST.get("do") in (RETIRE, RESTORE):
        return form
    data = request.POST.copy()
    if not form.is_bound:
        rows = form.rows["tiers"]
        data["tiers-count"] = str(len(rows))
        for row in rows:
            for name, value in row.initial.items():
                data[row.add_prefix(name)] = "" if value is None else str(value)
    return PolicyForm(data, piece=form.piece)


def _trial(request: HttpRequest, desk: Desk, form: PolicyForm) -> dict[str, Any]:
    """The policy in words and on the example, as far as what is typed can be understood."""
    currency = desk.hotel.currency
    if form.is_bound:
        policy, missing = typed_policy(form, desk.language)
    else:
        policy, missing = policy_of(form.piece.table or {}, currency), []
    typed = request.POST if f"{ExampleForm.prefix}-nights" in request.POST else first_example(desk)
    example = ExampleForm(typed, currency=currency)
    shown = None
    if not example.is_valid():
        missing += example.complaints()
    elif policy is not None:
        shown = shown_trial(policy, example.example(desk.hotel.timezone), desk)
    return {
        "example": example,
        "tried": shown,
        "missing": missing,
        "words": words_of(policy, currency) if policy else None,
    }


def _plans_with(desk: Desk, piece: Piece) -> list[RatePlan]:
    if piece.table is None:
        return []
    plans = RatePlan.objects.of(desk.property).filter(policy__code=piece.code)
    return list(plans.order_by("position", "code"))
