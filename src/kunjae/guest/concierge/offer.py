"""One offer: what it is, what it asks, what it costs; from here into the basket."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kunjae.concierge.errors import OfferRefused
from kunjae.concierge.facts import PayWhen
from kunjae.concierge.rules.pricing import Quoted, Wanted, quote
from kunjae.concierge.rules.shelf import OnShelf
from kunjae.guest.access import GuestDesk, guest_page, show
from kunjae.guest.concierge.basket import BasketFull, basket_of, keep_basket
from kunjae.guest.concierge.content import ICONS, group_of
from kunjae.guest.concierge.form import OfferForm, answers_in, form_of
from kunjae.guest.concierge.opening import OpenedShelf, open_shelf
from kunjae.kernel.errors import InvalidInput
from kunjae.kernel.texts import in_language
from kunjae.payments.providers.accounts import enabled_providers

INVALID = 422
_BESIDE_ANSWERS = ("day", "slot", "number", "hour")


@guest_page
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, desk: GuestDesk, *, offer: str) -> HttpResponse:
    """The offer for one room (`?stay=2`). A POST puts it into the basket; with `do=price` it only says what it costs."""
    opened = open_shelf(desk)
    stay = opened.stay(request.GET.get("stay", ""))
    on = opened.found(stay, offer) if stay else None
    if stay is None or on is None:
        raise Http404
    if on.reasons:
        return _shown(request, opened, on, form_of(on, None, adults=stay.adults))
    if request.method != "POST":
        return _shown(request, opened, on, form_of(on, None, adults=stay.adults))
    wanted = Wanted(
        stay=stay.number, offer=offer, answers=answers_in(on, request.POST), pay_now=_pays_now(request, on)
    )
    if wanted.pay_now and not _takes_money(desk):
        return _refused(request, opened, on, {"": _no_money()}, adults=stay.adults)
    in_basket = basket_of(request, desk)
    try:
        quoted = quote(opened.facts, [wanted], desk.now)[0]
        if request.POST.get("do") == "price":
            return _shown(request, opened, on, form_of(on, request.POST, adults=stay.adults), quoted)
        grown = in_basket.with_item(wanted)
    except InvalidInput as error:
        errors = _by_field(error, desk.language)
        return _refused(request, opened, on, errors, adults=stay.adults)
    except OfferRefused as error:
        return _refused(request, opened, on, {"": error.text(desk.language)}, adults=stay.adults)
    except BasketFull:
        full = _("Your basket is full. Please order what is in it first.")
        return _refused(request, opened, on, {"": full}, adults=stay.adults)
    response = redirect("guest:basket", slug=desk.property.slug, code=desk.code)
    keep_basket(response, desk, grown)
    return response


def _pays_now(request: HttpRequest, on: OnShelf) -> bool:
    return on.offer.pay is PayWhen.NOW or (
        on.offer.pay is PayWhen.EITHER and request.POST.get("pay") == "now"
    )


def _takes_money(desk: GuestDesk) -> bool:
    """Whether the hotel has any way to pay that guests can choose."""
    return bool(enabled_providers(desk.property))


def _no_money() -> str:
    return _("It is paid when it is ordered, and the hotel takes no payments here at the moment.")


def _refused(
    request: HttpRequest, opened: OpenedShelf, on: OnShelf, errors: dict[str, str], *, adults: int
) -> HttpResponse:
    """The form as it was typed, with what is wrong. Asked for its price only, it just has none yet."""
    asked_for_price = request.POST.get("do") == "price"
    form = form_of(on, request.POST, adults=adults, errors={} if asked_for_price else errors)
    return _shown(request, opened, on, form, status=200 if asked_for_price else INVALID)


def _shown(
    request: HttpRequest,
    opened: OpenedShelf,
    on: OnShelf,
    form: OfferForm,
    quoted: Quoted | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    desk = opened.desk
    stay = opened.stay(str(on.stay))
    may_pay_now = on.offer.pay is not PayWhen.ON_BOOKING and _takes_money(desk)
    content = {
        "booking": opened.booking,
        "stay": stay,
        "stays": opened.stays,
        "on": on,
        "offer": on.offer,
        "icon": ICONS[group_of(on.offer)],
        "form": form,
        "quoted": quoted,
        "room_types": opened.facts.room_types,
        "may_pay_now": may_pay_now,
        "no_money": _no_money() if on.offer.pay is PayWhen.NOW and not may_pay_now else "",
        "in_basket": len(basket_of(request, desk).items),
    }
    return show(request, desk, "kunjae/guest/concierge/offer.html", content, status=status)


def _by_field(error: InvalidInput, language: str) -> dict[str, str]:
    """What is wrong by the name of the field; `items.0.answers.day` is the day's."""
    found: dict[str, str] = {}
    for each in error.errors:
        name = each.path.rpartition(".answers.")[2] if ".answers." in each.path else ""
        key = name if not name or name in _BESIDE_ANSWERS else f"q-{name}"
        found.setdefault(key, in_language(each.message, language))
    return found
