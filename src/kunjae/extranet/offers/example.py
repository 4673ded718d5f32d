"""What a guest sees of an offer, from what stands in the form, complete or not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kunjae.concierge.facts import Category, OfferKind, PricePer, QuestionKind, TaxTreatment, UpgradeTerms
from kunjae.concierge.pictures import is_picture_name
from kunjae.concierge.words import category_text, hour_text, per_text, question_text
from kunjae.extranet.access import Desk
from kunjae.extranet.offers.form import OfferForm
from kunjae.extranet.offers.prices import PriceLine, Pricing
from kunjae.kernel.errors import InvalidInput
from kunjae.kernel.money import parse_amount, parse_percent


@dataclass(frozen=True, slots=True)
class Example:
    """One card of the guest's page, in the language of the page as far as it is written in it."""

    name: str
    description: str
    category: str
    picture: str
    """The name of the file; empty without."""
    prices: list[PriceLine]
    asks: list[str]
    confirmed_at_once: bool


def example_of(form: OfferForm, desk: Desk) -> Example:
    """Whatever can be read of the form."""
    kind = OfferKind(form.chosen_kind)
    category = _word(form, "category", Category, Category.OTHER)
    picture = "" if form["no_picture"].value() else str(form["picture"].value() or "")
    return Example(
        name=_text(form, "name", desk.language),
        description=_text(form, "description", desk.language),
        category=category_text(category, desk.language) if kind is not OfferKind.UPGRADE else "",
        picture=picture if is_picture_name(picture) else "",
        prices=_prices(form, desk, kind),
        asks=_asks(form, desk, kind),
        confirmed_at_once=bool(form["auto_confirm"].value()),
    )


def _text(form: OfferForm, name: str, language: str) -> str:
    languages = [language, "en", *form.house.known.languages]
    fields = [f"{name}__{each}" for each in languages if f"{name}__{each}" in form.fields]
    return next((words for field in fields if (words := str(form[field].value() or "").strip())), "")


def _word[C](form: OfferForm, name: str, words: Callable[[str], C], otherwise: C) -> C:
    try:
        return words(str(form[name].value()))
    except ValueError:
        return otherwise


def _prices(form: OfferForm, desk: Desk, kind: OfferKind) -> list[PriceLine]:
    currency = desk.hotel.currency

    def amount(typed: object) -> int | None:
        try:
            return parse_amount(str(typed), currency, "") if typed not in (None, "") else None
        except InvalidInput:
            return None

    pricing = Pricing(desk.hotel, _word(form, "taxes", TaxTreatment, TaxTreatment.AS_ROOMS), desk.language)
    if kind is OfferKind.UPGRADE:
        terms = _terms(form, amount)
        return [pricing.upgrade(terms)] if terms else []
    if kind is not OfferKind.OFFER:
        steps = [(str(row["at"].value() or ""), amount(row["amount"].value())) for row in form.rows["steps"]]
        before = hour_text(kind, desk.language)
        return [
            PriceLine(pricing.figure(each), f"{before} {at}") for at, each in steps if at and each is not None
        ]
    price, old = amount(form["price"].value()), amount(form["old_price"].value())
    if price is None:
        return []
    per = _word(form, "price_per", PricePer, PricePer.ORDER)
    struck = pricing.figure(old) if old is not None and old > price else ""
    return [PriceLine(pricing.figure(price), after=per_text(per, desk.language), old=struck)]


def _terms(form: OfferForm, amount: Callable[[object], int | None]) -> UpgradeTerms | None:
    if form["by"].value() != "percent":
        fixed = amount(form["amount"].value())
        return None if fixed is None else UpgradeTerms(to_type="", amount=fixed)
    try:
        percent = parse_percent(str(form["percent"].value()), "")
    except InvalidInput:
        return None
    return UpgradeTerms(to_type="", percent=percent, least=amount(form["least"].value()) or 0)


def _asks(form: OfferForm, desk: Desk, kind: OfferKind) -> list[str]:
    """The labels of its questions."""
    found = []
    if kind is OfferKind.OFFER:
        by_piece = _word(form, "price_per", PricePer, PricePer.ORDER) is PricePer.PIECE
        for each in (QuestionKind.DAY, QuestionKind.SLOT, QuestionKind.NUMBER):
            if form[f"{each.value}__asked"].value() or (each is QuestionKind.NUMBER and by_piece):
                own = _text(form, f"{each.value}__label", desk.language)
                found.append(own or question_text(each, desk.language))
    elif kind.moves_an_hour:
        found.append(_("The hour"))
    for row in form.rows.get("words", ()):
        label = (
            str(row[f"label__{desk.language}"].value() or "")
            if f"label__{desk.language}" in row.fields
            else ""
        )
        found += [label] if label else []
    return found
