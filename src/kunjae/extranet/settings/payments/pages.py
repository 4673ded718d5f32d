"""The pages of the ways to be paid."""

from __future__ import annotations

from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kunjae.accounts import roles
from kunjae.extranet.access import Desk, show, staff_page
from kunjae.extranet.settings.payments.form import AccountForm
from kunjae.extranet.settings.payments.words import abilities, line, standing
from kunjae.kernel.errors import InvalidInput, KunjaeError
from kunjae.kernel.texts import in_language
from kunjae.pages.templatetags.kunjae_format import moment
from kunjae.payments.providers.accounts import (
    Account,
    account_of,
    accounts_of,
    forget_account,
    is_live,
    move_account,
    save_account,
    set_live,
    switch,
)
from kunjae.payments.providers.errors import AccountChanged, AccountInUse, NoSuchProvider
from kunjae.payments.providers.promptpay import PromptPay, payload
from kunjae.properties.models import Property

QR_SCALE = 4


@staff_page(allowed=roles.may_manage)
@require_http_methods(["GET", "HEAD", "POST"])
def ways(request: HttpRequest, desk: Desk) -> HttpResponse:
    """All ways to pay. A POST (`do`) moves one (`up:stripe`), switches one (`on:stripe`), or says whether payments are
    live (`live:1`, `live:0`)."""
    status = 200
    if request.method == "POST":
        try:
            _press(request, desk)
            return redirect("extranet:payment_ways", slug=desk.property.slug)
        except KunjaeError as error:
            messages.error(request, error.text(desk.language))
            status = 409 if isinstance(error, AccountChanged) else 422
    hotel = Property.objects.get(id=desk.property.id)
    live, accounts = is_live(hotel), accounts_of(hotel)
    lines = [
        line(
            each,
            currency=hotel.currency,
            live=live,
            name=in_language(each.provider.name, desk.language),
        )
        for each in accounts
    ]
    ours = [each for each in lines if each["account"].is_set_up]
    content = {
        "ours": ours,
        "others": [each for each in lines if not each["account"].is_set_up],
        "order": " ".join(each["code"] for each in ours),
        "live": live,
    }
    return show(request, desk, "kunjae/settings/payments/ways.html", content, status=status)


def _press(request: HttpRequest, desk: Desk) -> None:
    do, _colon, what = request.POST.get("do", "").partition(":")
    try:
        if do in ("up", "down"):
            seen = request.POST.get("order", "").split()
            move_account(property=desk.property, code=what, up=do == "up", seen=seen)
        elif do in ("on", "off"):
            switch(property=desk.property, code=what, enabled=do == "on", now=desk.now)
        elif do == "live":
            set_live(property=desk.property, live=what == "1")
            said = _("Payments are live.") if what == "1" else _("Payments are being tried out.")
            messages.success(request, said)
    except NoSuchProvider:
        raise Http404 from None


@staff_page(allowed=roles.may_manage)
@require_http_methods(["GET", "HEAD", "POST"])
def way(request: HttpRequest, desk: Desk, *, code: str) -> HttpResponse:
    """One way to pay. A POST (`do`) saves it, shows the QR of what was typed (`preview`), asks whether to remove it
    (`ask`), or removes it (`remove`)."""
    try:
        account = account_of(desk.property, code)
    except NoSuchProvider:
        raise Http404 from None
    posted = request.POST if request.method == "POST" else None
    form = AccountForm(posted, account=account, language=desk.language, saved_at=_saved_at(desk, account))
    do = request.POST.get("do", "save")
    if posted is None or do == "ask":
        return _page(request, desk, account, form, asks=do == "ask")
    if do == "remove":
        return _removed(request, desk, account)
    if not form.is_valid():
        return _page(request, desk, account, form, status=422)
    if do == "preview":
        errors = account.provider.check(form.values())
        form.wrong(InvalidInput(*errors), desk.language)
        return _page(request, desk, account, form, status=422 if errors else 200)
    return _saved(request, desk, account, form)


def _saved(request: HttpRequest, desk: Desk, account: Account, form: AccountForm) -> HttpResponse:
    try:
        save_account(
            property=desk.property,
            code=account.provider.code,
            values=form.values(),
            enabled=form.cleaned_data["enabled"],
            now=desk.now,
            seen=form.cleaned_data["seen"],
        )
    except InvalidInput as error:
        form.wrong(error, desk.language)
        return _page(request, desk, account, form, status=422)
    except AccountChanged as error:
        fresh = account_of(desk.property, account.provider.code)
        form.meanwhile(request.POST.copy(), fresh.seen, fresh.details, error.text(desk.language))
        return _page(request, desk, fresh, form, status=409)
    messages.success(request, _("The settings are saved."))
    return redirect("extranet:payment_ways", slug=desk.property.slug)


def _removed(request: HttpRequest, desk: Desk, account: Account) -> HttpResponse:
    try:
        forget_account(
            property=desk.property,
            code=account.provider.code,
            seen=request.POST.get("seen", ""),
            now=desk.now,
        )
    except (AccountChanged, AccountInUse) as error:
        messages.error(request, error.text(desk.language))
        return redirect("extranet:payment_way", slug=desk.property.slug, code=account.provider.code)
    name = in_language(account.provider.name, desk.language)
    messages.success(request, _("%(name)s is removed, its keys too.") % {"name": name})
    return redirect("extranet:payment_ways", slug=desk.property.slug)


def _page(
    request: HttpRequest,
    desk: Desk,
    account: Account,
    form: AccountForm,
    *,
    asks: bool = False,
    status: int = 200,
) -> HttpResponse:
    provider = account.provider
    role, words = standing(account, live=is_live(desk.property))
    hook = f"{settings.BASE_URL}/hooks/payments/{desk.property.slug}/{provider.code}"
    content: dict[str, Any] = {
        "account": account,
        "form": form,
        "name": in_language(provider.name, desk.language),
        "abilities": abilities(provider, desk.hotel.currency),
        "role": role,
        "state": words,
        "asks": asks,
        "hook": hook if provider.can.webhook and provider.fields else "",
        "is_promptpay": isinstance(provider, PromptPay),
        "qr": _qr(account, form),
    }
    answer = show(request, desk, "kunjae/settings/payments/way.html", content, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


def _qr(account: Account, form: AccountForm) -> str:
    """A QR of the PromptPay number as it was typed, or as it is kept, without an amount: a picture's address."""
    if not isinstance(account.provider, PromptPay):
        return ""
    values = form.values() if form.is_bound and form.is_valid() else dict(account.details)
    if not values or account.provider.check(values):
        return ""
    code = segno.make_qr(payload(values, "TEST", None), error="m")
    return code.svg_data_uri(scale=QR_SCALE, border=4, light="#fff")


def _saved_at(desk: Desk, account: Account) -> dict[str, str]:
    return {
        name: _("Kept since %(when)s; leave it empty to keep it.")
        % {"when": moment(at, desk.hotel.timezone, desk.hotel.era)}
        for name, at in account.secrets_at.items()
    }
