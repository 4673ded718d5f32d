"""What a policy says, in Thai and English. Pure.

For one stay (its check-in known) the moments are said on the hotel's clock: `policy_sentence`, `deadline_text`.
For a policy as such: `policy_words`, and its parts `tiers_text` and `policy_notes`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from kunjae.kernel.formats import format_moment, format_money
from kunjae.kernel.money import percent_text
from kunjae.kernel.texts import in_language
from kunjae.rates.facts import ChargeOn, Clock, Policy, Tier
from kunjae.rates.rules import PolicyClock, tier_in_force

_WORDS: dict[str, dict[str, str]] = {
    "free": {"en": "free", "th": "ไม่มีค่าธรรมเนียม"},
    "percent": {"en": "{n}%", "th": "ชาร์จ {n}%"},
    "nights_1": {"en": "{n} night", "th": "ชาร์จ {n} คืน"},
    "nights": {"en": "{n} nights", "th": "ชาร์จ {n} คืน"},
    "amount": {"en": "{n}", "th": "ชาร์จ {n}"},
    "always_free": {"en": "Always free", "th": "ไม่มีค่าธรรมเนียม"},
    "always": {"en": "Always {charge}", "th": "{charge} ทุกกรณี"},
    "free_until": {"en": "Free until {moment}", "th": "ไม่มีค่าธรรมเนียมถึง {moment}"},
    "until": {"en": "{charge} until {moment}", "th": "{charge} ถึง {moment}"},
    "then": {"en": "then {charge}", "th": "จากนั้น{charge}"},
    "from": {"en": "from {moment} {charge}", "th": "ตั้งแต่ {moment} {charge}"},
    "now": {"en": "{charge} now", "th": "ขณะนี้{charge}"},
    "within_1": {"en": "Within {days} day {charge}", "th": "ภายใน {days} วันก่อนเข้าพัก {charge}"},
    "within": {"en": "Within {days} days {charge}", "th": "ภายใน {days} วันก่อนเข้าพัก {charge}"},
    "within_0": {"en": "From check-in day {charge}", "th": "ตั้งแต่วันเช็คอิน {charge}"},
    "else": {"en": "else {charge}", "th": "นอกนั้น{charge}"},
    "no_policy": {
        "en": "No policy: no fee, and the guest can change nothing alone",
        "th": "ไม่ได้กำหนดนโยบาย: ไม่มีค่าธรรมเนียม และผู้เข้าพักเปลี่ยนแปลงเองไม่ได้",
    },
    "no_change": {"en": "The guest can't change it alone", "th": "ผู้เข้าพักเปลี่ยนแปลงเองไม่ได้"},
    "no_cancel": {"en": "The guest can't cancel it alone", "th": "ผู้เข้าพักยกเลิกเองไม่ได้"},
    "no_neither": {
        "en": "The guest can neither change nor cancel it alone",
        "th": "ผู้เข้าพักเปลี่ยนแปลงหรือยกเลิกเองไม่ได้",
    },
    "most_changes_1": {
        "en": "The guest may change it {n} time",
        "th": "ผู้เข้าพักเปลี่ยนแปลงเองได้ {n} ครั้ง",
    },
    "most_changes": {
        "en": "The guest may change it {n} times",
        "th": "ผู้เข้าพักเปลี่ยนแปลงเองได้ {n} ครั้ง",
    },
    "whole_stay": {
        "en": "Charged on the whole stay, not only on what is given back",
        "th": "คิดค่าธรรมเนียมจากยอดรวมของทั้งรายการ ไม่ใช่เฉพาะส่วนที่คืน",
    },
    "earliest": {
        "en": "Counted from the earliest check-in it ever had",
        "th": "นับจากวันเช็คอินแรกสุดที่เคยจอง",
    },
    "no_show": {"en": "No-show: {n}%", "th": "ไม่มาเข้าพัก: ชาร์จ {n}%"},
}


@dataclass(frozen=True, slots=True)
class Step:
    """One stretch of time in which a policy asks the same. `start` None: from the beginning; `tier` None: nothing."""

    start: datetime | None
    tier: Tier | None


def steps(policy: Policy, arrival: date, clock: PolicyClock) -> tuple[Step, ...]:
    """The policy's stretches in order, the first from the beginning. `arrival`: what its days count from."""
    always = next((tier for tier in policy.tiers if tier.days_before is None), None)
    found = [Step(None, always)]
    numbered = [tier for tier in policy.tiers if tier.days_before is not None]
    for tier in sorted(numbered, key=lambda tier: -(tier.days_before or 0)):
        if _charge(tier) != _charge(found[-1].tier):
            found.append(Step(clock.reached_at(tier, arrival), tier))
    return tuple(found)


def policy_sentence(
    policy: Policy | None,
    arrival: date,
    clock: PolicyClock,
    *,
    currency: str,
    language: str,
    era: str = "buddhist",
) -> str:
    """The whole course for one stay: `Free until 7 Dec 2026 14:00, then 50%, from 9 Dec 2026 14:00 100%`."""
    if policy is None:
        return _say("no_policy", language)
    course = steps(policy, arrival, clock)

    def moment(step: Step) -> str:
        return format_moment(step.start, clock.timezone, language, era=era) if step.start else ""

    if len(course) == 1:
        return _only(course[0].tier, currency, language)
    first, second = course[0], course[1]
    if _charge(first.tier):
        parts = [
            _say("until", language, charge=charge_text(first.tier, currency, language), moment=moment(second))
        ]
    else:
        parts = [_say("free_until", language, moment=moment(second))]
    parts.append(_say("then", language, charge=charge_text(second.tier, currency, language)))
    parts += [
        _say("from", language, charge=charge_text(step.tier, currency, language), moment=moment(step))
        for step in course[2:]
    ]
    return (" " if language == "th" else ", ").join(parts)


def deadline_text(
    policy: Policy | None,
    arrival: date,
    clock: PolicyClock,
    now: datetime,
    *,
    currency: str,
    language: str,
    era: str = "buddhist",
) -> str:
    """What holds now and until when: `Free until 7 Dec 2026 14:00`, `50% until 9 Dec 2026 14:00`, `100% now`."""
    if policy is None:
        return _say("no_policy", language)
    reached = tier_in_force(policy, arrival, clock, now)
    tier = reached.tier if reached else None
    charge = charge_text(tier, currency, language)
    coming = [
        step.start
        for step in steps(policy, arrival, clock)[1:]
        if step.start is not None and step.start > now
    ]
    if not coming:
        return _say("now", language, charge=charge) if _charge(tier) else _only(None, currency, language)
    until = format_moment(min(coming), clock.timezone, language, era=era)
    if not _charge(tier):
        return _say("free_until", language, moment=until)
    return _say("until", language, charge=charge, moment=until)


def policy_words(policy: Policy | None, currency: str, language: str) -> str:
    """All that a policy says, without a date: two policies that differ in their rules differ in these words."""
    return " · ".join((tiers_text(policy, currency, language), *policy_notes(policy, language)))


def tiers_text(policy: Policy | None, currency: str, language: str) -> str:
    """The policy without a date: `Within 3 days 50%, within 1 day 100%`."""
    if policy is None:
        return _say("no_policy", language)
    always = next((tier for tier in policy.tiers if tier.days_before is None), None)
    numbered = sorted(
        (tier for tier in policy.tiers if tier.days_before is not None),
        key=lambda tier: -(tier.days_before or 0),
    )
    if not numbered:
        return _only(always, currency, language)
    parts = [
        _say(
            _counted("within", tier.days_before or 0),
            language,
            days=tier.days_before,
            charge=charge_text(tier, currency, language),
        )
        for tier in numbered
    ]
    parts = [parts[0], *(part[0].lower() + part[1:] for part in parts[1:])]
    if always:
        parts.append(_say("else", language, charge=charge_text(always, currency, language)))
    return ", ".join(parts)


def policy_notes(policy: Policy | None, language: str) -> tuple[str, ...]:
    """What else a policy says, one sentence each: what guests may not do, how often, what it is charged on."""
    if policy is None:
        return ()
    notes = []
    if not policy.guest_can_change and not policy.guest_can_cancel:
        notes.append(_say("no_neither", language))
    elif not policy.guest_can_change:
        notes.append(_say("no_change", language))
    elif not policy.guest_can_cancel:
        notes.append(_say("no_cancel", language))
    if policy.guest_can_change and policy.max_changes is not None:
        notes.append(_say(_counted("most_changes", policy.max_changes), language, n=policy.max_changes))
    if policy.charge_on is ChargeOn.WHOLE_STAY:
        notes.append(_say("whole_stay", language))
    if policy.clock is Clock.EARLIEST_ARRIVAL:
        notes.append(_say("earliest", language))
    notes.append(_say("no_show", language, n=percent_text(policy.no_show_percent)))
    return tuple(notes)


def _only(tier: Tier | None, currency: str, language: str) -> str:
    if not _charge(tier):
        return _say("always_free", language)
    return _say("always", language, charge=charge_text(tier, currency, language))


def charge_text(tier: Tier | None, currency: str, language: str) -> str:
    """What a tier asks: `50%`, `1 night`, `500 THB`, `free`."""
    if tier is None or not _charge(tier):
        return _say("free", language)
    if tier.percent is not None:
        return _say("percent", language, n=percent_text(tier.percent))
    if tier.nights is not None:
        return _say(_counted("nights", tier.nights), language, n=tier.nights)
    return _say("amount", language, n=format_money(tier.amount or 0, currency, language, unit=True))


def _charge(tier: Tier | None) -> tuple[object, ...]:
    """What it asks; empty for nothing, so that a tier of 0 % is free like none."""
    if tier is None or not (tier.percent or tier.nights or tier.amount):
        return ()
    return tier.percent, tier.nights, tier.amount


def _counted(word: str, n: int) -> str:
    return f"{word}_{n}" if f"{word}_{n}" in _WORDS else word


def _say(word: str, language: str, **values: object) -> str:
    return in_language(_WORDS[word], language).format(**values)
