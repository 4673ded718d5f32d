"""Ordering for a guest at the desk: the shelf of a stay, the questions of an offer, its price, the order."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid5

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kunjae.accounts import roles
from kunjae.bookings.errors import NoSuchBooking
from kunjae.bookings.facts import StayFacts
from kunjae.concierge.errors import OfferRefused, PriceChanged
from kunjae.concierge.queries import LoadedShelf, load_shelf
from kunjae.concierge.rules.pricing import Quoted, Wanted, quote
from kunjae.concierge.rules.shelf import OnShelf
from kunjae.extranet.access import Desk, show, staff_page
from kunjae.extranet.orders.answers import answers_when, times_text
from kunjae.extranet.orders.answers_form import AnswersForm
from kunjae.extranet.orders.shelf import everything_for, groups_of, item_of, open_stays
from kunjae.kernel.errors import InvalidInput, KunjaeError
from kunjae.kernel.texts import in_language
from kunjae.ordering.commands import place_orders
from kunjae.pages.shown import split_lines
from kunjae.tenancy.ids import new_id


@staff_page(allowed=roles.may_change_bookings)
@require_http_methods(["GET", "HEAD", "POST"])
def new_order(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """The page: `?stay=` chooses the room, `&offer=` what is ordered. A POST works its price out (`look`), or orders it
    for the price that was shown; for another one it asks again."""
    try:
        loaded = load_shelf(desk.property, code, desk.now)
    except NoSuchBooking:
        raise Http404 from None
    counter = Counter(request, desk, loaded)
    if request.method == "POST" and counter.on and request.POST.get("do") == "order":
        return counter.order()
    return counter.page()


class Counter:
    """One look at the page: which stay, which offer, and what was answered."""

    def __init__(self, request: HttpRequest, desk: Desk, loaded: LoadedShelf) -> None:
        self.request, self.desk, self.loaded = request, desk, loaded
        self.stays = open_stays(loaded)
        self.stay = self._stay()
        self.shelf = everything_for(loaded, self.stay, desk.now) if self.stay else []
        wanted = request.GET.get("offer", "")
        self.on: OnShelf | None = next((each for each in self.shelf if each.offer.code == wanted), None)
        given = request.POST if request.method == "POST" else None
        self.form = self._form(self.on, self.stay, given) if self.on and self.stay else None

    def _stay(self) -> StayFacts | None:
        wanted = self.request.GET.get("stay", "")
        return next((stay for stay in self.stays if str(stay.number) == wanted), next(iter(self.stays), None))

    def _form(self, on: OnShelf, stay: StayFacts, given: Any) -> AnswersForm:
        hotel = self.desk.hotel
        return AnswersForm(
            given, on, stay, language=self.desk.language, currency=hotel.currency, era=hotel.era
        )

    def page(self, *, refusal: str = "", asked_anew: bool = False, status: int = 200) -> HttpResponse:
        """The shelf, and above it what is being ordered with its price as the answers stand."""
        language, currency = self.desk.language, self.desk.hotel.currency
        quoted, refused = self._quoted()
        row = self.loaded.row
        content = {
            "booking": row,
            "stays": [self._shown(stay) for stay in self.stays],
            "stay": self._shown(self.stay) if self.stay else None,
            "groups": groups_of(self.shelf, language, currency),
            "chosen": item_of(self.on, language, currency) if self.on else None,
            "description": in_language(self.on.offer.description, language) if self.on else "",
            "form": self.form,
            "price": self._price(quoted) if quoted else None,
            "refusals": [each for each in (refusal, *refused) if each],
            "asked_anew": asked_anew,
            "basket": self.request.POST.get("basket") or new_id().hex,
        }
        if self.request.method == "POST" and status == 200 and (refused or (self.form and self.form.errors)):
            status = 422
        return show(self.request, self.desk, "kunjae/orders/new.html", content, status=status)

    def _shown(self, stay: StayFacts) -> dict[str, Any]:
        kind = self.loaded.facts.room_types.get(stay.room_type)
        name = in_language(kind.name, self.desk.language) if kind else stay.room_type
        return {
            "number": stay.number,
            "title": f"{name} {stay.room}" if stay.room else name,
            "guest": stay.guest_name,
            "check_in": stay.check_in,
            "check_out": stay.check_out,
            "is_current": self.stay is not None and stay.number == self.stay.number,
        }

    def _wanted(self) -> Wanted:
        if self.on is None or self.form is None:
            raise LookupError("nothing is being ordered")
        return Wanted(self.on.stay, self.on.offer.code, self.form.answers())

    def _quoted(self) -> tuple[Quoted | None, list[str]]:
        """The price as the answers stand, or why there is none; what is wrong with an answer stands beside it."""
        if self.form is None:
            return None, []
        try:
            (quoted,) = quote(self.loaded.facts, [self._wanted()], self.desk.now, by_staff=True)
        except InvalidInput as error:
            if self.request.method == "POST":
                self.form.refuse(error)
            return None, []
        except OfferRefused as error:
            return None, [error.text(self.desk.language)]
        return quoted, []

    def _price(self, quoted: Quoted) -> dict[str, Any]:
        language, hotel = self.desk.language, self.desk.hotel
        offer = quoted.on.offer
        return {
            "amount": quoted.amount,
            "times": ""
            if offer.upgrade
            else times_text(offer.price_per, quoted.unit, quoted.quantity, hotel.currency, language),
            "when": answers_when(offer.kind, quoted.answers, language, hotel.era),
            "nights": list(zip(quoted.nights, quoted.night_amounts, strict=False)),
            "taxes": split_lines(quoted.split, hotel, language),
            "auto_confirm": offer.auto_confirm,
            "had_at": quoted.had_at,
        }

    def order(self) -> HttpResponse:
        """Order it for the price that was shown."""
        expected = self.request.POST.get("expected", "")
        shown = int(expected) if expected.isascii() and expected.isdecimal() and len(expected) < 16 else -1
        wanted = self._wanted()
        try:
            (order,) = place_orders(
                property=self.desk.property,
                code=self.loaded.row.code,
                wanted=[replace(wanted, expected=shown)],
                actor=self.desk.actor,
                now=self.desk.now,
                by_staff=True,
                basket=_basket(self.request.POST.get("basket", ""), wanted),
            )
        except InvalidInput:
            return self.page(status=422)  # its price cannot be worked out: the page says what is wrong
        except PriceChanged:
            return self.page(asked_anew=True, status=409)
        except KunjaeError as error:
            return self._again(error)
        if order.auto_confirmed:
            messages.success(self.request, _("Ordered and confirmed. The guest gets a mail."))
        else:
            messages.success(self.request, _("Ordered. It waits to be confirmed; the guest gets a mail."))
        return redirect("extranet:order", slug=self.desk.property.slug, id=order.id)

    def _again(self, error: KunjaeError) -> HttpResponse:
        """Somebody was quicker, or the stay has changed: the page as things are now, with what was typed."""
        fresh = Counter(
            self.request, self.desk, load_shelf(self.desk.property, self.loaded.row.code, self.desk.now)
        )
        return fresh.page(refusal=error.text(self.desk.language), status=409)


def _basket(text: str, wanted: Wanted) -> UUID | None:
    """What makes a form that is pressed twice order once, and one that was gone back to and filled in otherwise order anew;
    None for anything else."""
    try:
        page = UUID(hex=text)
    except ValueError:
        return None
    return uuid5(page, f"{wanted.stay} {wanted.offer} {sorted(wanted.answers.items())}")
