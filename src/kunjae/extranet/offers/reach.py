"""Who sees an offer, in short phrases: for the list and beside the form."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kunjae.concierge.facts import Segment
from kunjae.concierge.offer_parts import Weekday
from kunjae.extranet.offers.tabs import weekday_name
from kunjae.kernel.formats import format_date, format_date_range
from kunjae.pages.words import LANGUAGES, source_text

_WEEK = list(Weekday)


def reach(segment: Segment, names: Mapping[str, str], language: str, era: str) -> list[str]:
    """Everything that narrows it; empty: every guest, always. `names`: of room types and rate plans, by code."""
    found = [*_when(segment, language, era), *_ordered(segment)]
    listed = [codes for codes in (segment.room_types, segment.rate_plans) if codes]
    found += [", ".join(names.get(code, code) for code in codes) for codes in listed]
    if segment.sources:
        found.append(", ".join(source_text(code) for code in segment.sources))
    if segment.languages:
        found.append(", ".join(LANGUAGES.get(code, code) for code in segment.languages))
    for said, least, most in (
        (_("%(range)s adults"), segment.least_adults, segment.most_adults),
        (_("%(range)s children"), segment.least_children, segment.most_children),
        (_("%(range)s nights"), segment.least_nights, segment.most_nights),
    ):
        if span := _range(least, most):
            found.append(said % {"range": span})
    return found


def _when(segment: Segment, language: str, era: str) -> list[str]:
    found = []
    first, last = segment.valid_from, segment.valid_to
    if first and last:
        found.append(format_date_range(first, last, language, era=era))
    elif first:
        found.append(_("from %(day)s") % {"day": format_date(first, language, era=era)})
    elif last:
        found.append(_("until %(day)s") % {"day": format_date(last, language, era=era)})
    if segment.weekdays:
        found.append(", ".join(weekday_name(day, language) for day in segment.weekdays))
    if not segment.during_stay:
        found.append(_("before arrival only"))
    if not segment.before_arrival:
        found.append(_("during the stay only"))
    return found


def _ordered(segment: Segment) -> list[str]:
    found = []
    if segment.order_from_days is not None:
        days = segment.order_from_days
        found.append(
            ngettext("from %(n)s day before arrival", "from %(n)s days before arrival", days) % {"n": days}
        )
    if segment.order_until_days is not None:
        days = segment.order_until_days
        found.append(
            ngettext("until %(n)s day before arrival", "until %(n)s days before arrival", days) % {"n": days}
        )
    if segment.order_until_hours is not None:
        hours = segment.order_until_hours
        found.append(ngettext("%(n)s hour ahead", "%(n)s hours ahead", hours) % {"n": hours})
    return found


def _range(least: int | None, most: int | None) -> str:
    if least is not None and most is not None:
        return str(least) if least == most else f"{least}–{most}"
    if least is not None:
        return f"{least}+"
    return "" if most is None else f"≤ {most}"
