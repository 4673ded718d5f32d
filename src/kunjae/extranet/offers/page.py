"""An offer or a room upgrade, new or there already, as a form in tabs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kunjae.accounts.roles import may_manage
from kunjae.bookings.facts import pms_of, pms_source
from kunjae.concierge.commands.catalogue import retire, save_offer
from kunjae.concierge.errors import NoSuchOffer, StaleOffer
from kunjae.concierge.facts import OfferFacts, OfferKind
from kunjae.concierge.offer_text import Known, offer_from_json
from kunjae.concierge.pictures import picture_name, picture_of
from kunjae.concierge.queries import offer_facts, offer_row
from kunjae.concierge.words import kind_text
from kunjae.extranet.access import Desk, show, staff_page
from kunjae.extranet.offers.example import example_of
from kunjae.extranet.offers.form import House, OfferForm
from kunjae.extranet.offers.tabs import TABS
from kunjae.extranet.offers.upload import taken_in
from kunjae.kernel.errors import InvalidInput, KunjaeError, invalid
from kunjae.kernel.texts import in_language
from kunjae.pages.words import source_text
from kunjae.pms.connections import connection_of
from kunjae.properties.queries import house
from kunjae.rates.models import RatePlan


@dataclass(frozen=True, slots=True)
class Opened:
    """What is edited; `facts` None: a new one."""

    facts: OfferFacts | None
    version: int | None
    is_upgrade: bool

    @property
    def list(self) -> str:
        """The page of the list that it is on."""
        return "extranet:upgrades" if self.is_upgrade else "extranet:offers"

    @property
    def page(self) -> str:
        return "extranet:upgrade" if self.is_upgrade else "extranet:offer"


@staff_page()
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, desk: Desk, *, code: str = "", upgrade: bool = False) -> HttpResponse:
    """The form; a new one without `code`. A POST saves it, unless its button only shows it again with something more
    (`rows`), or retires it or takes it back into use (`do`)."""
    opened = _opened(desk, code, upgrade)
    if request.method != "POST":
        if not code and not may_manage(desk.role):
            raise PermissionDenied
        return _page(request, desk, opened, _form(desk, opened))
    if not may_manage(desk.role):
        raise PermissionDenied
    if (what := request.POST.get("do")) in ("retire", "restore") and opened.facts:
        return _retired(request, desk, opened, opened.facts, what)
    posted, wrong = taken_in(request, desk)
    form = _form(desk, opened, posted)
    if "rows" in request.POST and not wrong:
        form.press(request.POST["rows"])
        return _page(request, desk, opened, form)
    for words in wrong:
        form.add_error("picture_file", words)
    return _saved(request, desk, opened, form)


def _opened(desk: Desk, code: str, upgrade: bool) -> Opened:
    if not code:
        return Opened(None, None, upgrade)
    try:
        row = offer_row(desk.property, code)
    except NoSuchOffer:
        raise Http404 from None
    facts = offer_facts(row, house(desk.property), desk.hotel.currency)
    if (facts.kind is OfferKind.UPGRADE) is not upgrade:
        raise Http404
    return Opened(facts, row.version, upgrade)


@staff_page(allowed=may_manage)
@require_http_methods(["POST"])
def example(request: HttpRequest, desk: Desk, *, upgrade: bool = False) -> HttpResponse:
    """What a guest sees of what is typed so far; nothing is saved."""
    opened = Opened(None, None, upgrade)
    code = request.POST.get("of", "")
    if code:
        opened = _opened(desk, code, upgrade)
    content = {"example": example_of(_form(desk, opened, request.POST.copy()), desk)}
    return show(request, desk, "kunjae/offers/example.html", content)


def _form(desk: Desk, opened: Opened, data: Any = None) -> OfferForm:
    return OfferForm(
        data,
        house=_house(desk, opened.facts),
        offer=opened.facts,
        version=opened.version,
        upgrade=opened.is_upgrade,
    )


def _house(desk: Desk, offer: OfferFacts | None) -> House:
    """What may be chosen: what is in use, and what this offer has chosen before."""
    types = house(desk.property).by_code
    plans = list(RatePlan.objects.of(desk.property).order_by("position", "code"))
    chosen = offer.segment if offer else None
    used = {*chosen.room_types, *chosen.rate_plans} if chosen else set()
    if offer and offer.upgrade:
        used |= {offer.upgrade.to_type, *offer.upgrade.from_types}
    pms = connection_of(desk.property).pms
    sources = {pms_source(pms)} if pms else set()
    sources |= {source for source in (chosen.sources if chosen else ()) if pms_of(source)}
    return House(
        known=Known(types, {plan.code for plan in plans}, tuple(desk.property.languages)),
        types=[
            (code, in_language(each.name, desk.language) or code)
            for code, each in types.items()
            if not each.retired or code in used
        ],
        plans=[
            (plan.code, in_language(plan.name, desk.language) or plan.code)
            for plan in plans
            if not plan.retired or plan.code in used
        ],
        currency=desk.hotel.currency,
        language=desk.language,
        pms=[(source, source_text(source)) for source in sorted(sources)],
    )


def _saved(request: HttpRequest, desk: Desk, opened: Opened, form: OfferForm) -> HttpResponse:
    facts = None
    status = 422
    if form.is_valid():
        try:
            facts = _facts(desk, opened, form)
            row = save_offer(
                property=desk.property,
                offer=facts,
                version=_version(form, opened),
                actor=desk.actor,
                now=desk.now,
            )
        except InvalidInput as error:
            form.wrong(error, desk.language)
        except StaleOffer as error:
            form.add_error(None, error.text(desk.language))
            now = _opened(desk, opened.facts.code if opened.facts else "", opened.is_upgrade)
            if facts and now.facts and now.version:
                form.meanwhile(facts, now.facts, now.version)
            status = 409
        except KunjaeError as error:
            form.add_error(None, error.text(desk.language))
            status = 409
        else:
            messages.success(
                request, _("%(name)s is saved.") % {"name": in_language(row.name, desk.language)}
            )
            tab = request.POST.get("tab", "")
            return redirect(
                f"{reverse(opened.page, args=[desk.property.slug, row.code])}?tab={tab if tab in form.tabs else 'content'}"
            )
    return _page(request, desk, opened, form, status=status)


def _facts(desk: Desk, opened: Opened, form: OfferForm) -> OfferFacts:
    """The offer that the form describes. Raises InvalidInput."""
    part = form.part()
    name = part.pop("picture", "")
    picture = opened.facts.picture if opened.facts and name == picture_name(opened.facts.picture) else ""
    if name and not picture and not (picture := picture_of(desk.property.id, name)):
        raise invalid("picture_file", "picture_gone", "please choose the picture again", "กรุณาเลือกรูปภาพอีกครั้ง")
    id = opened.facts.id if opened.facts else None
    facts = offer_from_json(part, desk.hotel.currency, "", known=form.house.known, id=id)
    return replace(facts, picture=picture)


def _version(form: OfferForm, opened: Opened) -> int | None:
    """That of the row which was shown; None for a new one."""
    seen = form.cleaned_data["seen"]
    if opened.facts is None:
        return None
    return int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 10 else -1


def _retired(request: HttpRequest, desk: Desk, opened: Opened, facts: OfferFacts, what: str) -> HttpResponse:
    """Take it from sale for ever, or back: nothing is deleted either way."""
    name = in_language(facts.name, desk.language)
    try:
        if what == "retire":
            retire(property=desk.property, code=facts.code)
            messages.success(request, _("%(name)s is retired.") % {"name": name})
        elif facts.retired:
            back = replace(facts, retired=False)
            save_offer(
                property=desk.property, offer=back, version=opened.version, actor=desk.actor, now=desk.now
            )
            messages.success(request, _("%(name)s is back on the list.") % {"name": name})
    except KunjaeError as error:
        messages.error(request, error.text(desk.language))
    return redirect(opened.list, slug=desk.property.slug)


def _page(
    request: HttpRequest, desk: Desk, opened: Opened, form: OfferForm, *, status: int = 200
) -> HttpResponse:
    wrong = form.wrong_tabs if form.is_bound else []
    tab = request.POST.get("tab") or request.GET.get("tab", "")
    here = wrong[0] if wrong and tab not in wrong else tab if tab in form.tabs else "content"
    content = {
        "form": form,
        "offer": opened.facts,
        "name": in_language(opened.facts.name, desk.language) if opened.facts else "",
        "is_upgrade": opened.is_upgrade,
        "list_address": opened.list,
        "tabs": [(name, TABS[name], name == here, name in wrong) for name in form.tabs],
        "wrong_tabs": wrong,
        "kind": kind_text(opened.facts.kind, desk.language) if opened.facts else "",
        "may_edit": may_manage(desk.role),
        "example": example_of(form, desk),
    }
    return show(request, desk, "kunjae/offers/offer.html", content, status=status)
