"""What is wrong in the form of an offer beside single fields, in the words of its labels: all of it at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import get_language, gettext

from kunjae.kernel.errors import InvalidInput
from kunjae.kernel.money import parse_amount, parse_percent

MONEY = ("price", "old_price", "amount", "least")


def complaints(typed: Mapping[str, Any], languages: Sequence[str], currency: str) -> dict[str, str]:
    """Field -> what is wrong with it; fields that the form does not have may be among them. `typed`: what could be read of
    each field by itself."""
    found = _unreadable(typed, currency) | _segment(typed)
    if not typed.get("price"):
        found["price"] = gettext("Enter the price.")
    by = typed.get("by")
    if by in ("amount", "percent") and not typed.get(by):
        found[by] = gettext("Enter the price.")
    if not any(typed.get(f"name__{language}") for language in languages):
        found[f"name__{languages[0]}"] = gettext("Enter a name.")
    if not typed.get("to_type"):
        found["to_type"] = gettext("Please choose.")
    return found


def _unreadable(typed: Mapping[str, Any], currency: str) -> dict[str, str]:
    """Amounts and percentages that are none."""
    found: dict[str, str] = {}
    for name in (*MONEY, "percent"):
        try:
            if typed.get(name) and name == "percent":
                parse_percent(typed[name], name)
            elif typed.get(name):
                parse_amount(typed[name], currency, name)
        except InvalidInput as error:
            found[name] = error.text((get_language() or "th").split("-")[0])
    return found


def _segment(typed: Mapping[str, Any]) -> dict[str, str]:
    given = {name.removeprefix("segment__"): value for name, value in typed.items()}
    found: dict[str, str] = {}
    first, last = given.get("valid_from"), given.get("valid_to")
    if first and last and last < first:
        found["valid_to"] = gettext("The last day must not be before the first.")
    if given.get("before_arrival") is False and given.get("during_stay") is False:
        found["during_stay"] = gettext("Tick at least one: before arrival, or during the stay.")
    for what in ("adults", "children", "nights"):
        least, most = given.get(f"least_{what}"), given.get(f"most_{what}")
        if least is not None and most is not None and most < least:
            found[f"most_{what}"] = gettext("Must not be less than the least.")
    early, late = given.get("order_from_days"), given.get("order_until_days")
    if early is not None and late is not None and late > early:
        found["order_until_days"] = gettext("Must not be earlier than it is seen first.")
    return {f"segment__{name}": words for name, words in found.items()}
