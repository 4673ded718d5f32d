"""Offers and room upgrades as JSON: the form of hotel files and the API, and what the database keeps of them. Pure.

```
{"code": "spa", "kind": "offer", "name": {"th": …, "en": …}, "price": "900.00", "price_per": "person", "stock": 8,
 "questions": [{"kind": "day", "days": "any"}, {"kind": "slot", "from": "10:00", "to": "20:00", "every_minutes": 60},
               {"code": "allergies", "kind": "text", "label": {…}, "required": false}],
 "segment": {"before_arrival": true, "order_until_hours": 2, "room_types": ["DLX"]}, "auto_confirm": false}
{"code": "late", "kind": "late_check_out", "name": …, "steps": [{"at": "14:00", "amount": "500.00"}]}
{"code": "to-suite", "kind": "upgrade", "name": …, "to_type": "SUI", "from_types": ["DLX"], "percent": "60", "least": "300.00"}
```

Amounts are as the hotel enters prices: without taxes where its prices are (rules.md 3.1); `rules.shelf` makes them gross.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from kunjae.bookings.facts import Source, is_source
from kunjae.concierge.facts import (
    Category,
    OfferFacts,
    OfferKind,
    PayWhen,
    PricePer,
    QuestionKind,
    TaxTreatment,
    UpgradeTerms,
    WhenStayChanges,
)
from kunjae.concierge.offer_parts import (
    MOST_HOURS,
    MOST_NUMBER,
    question_from_json,
    question_to_json,
    segment_from_json,
    segment_to_json,
    step_to_json,
    steps_from_json,
)
from kunjae.kernel.money import amount_text, parse_amount, parse_percent, percent_text
from kunjae.kernel.parsing import Reader, parse_local_text
from kunjae.kernel.texts import LocalText
from kunjae.kernel.values import parse_code, parse_email, parse_name, text_like
from kunjae.properties.facts import RoomTypeFacts

MOST_QUESTIONS = 12
MOST_STOCK = 100_000
MOST_PICTURE_NAME = 200

parse_offer_code = text_like(
    r"(?!new$)[A-Za-z0-9][A-Za-z0-9_-]*",
    40,
    "invalid_code",
    "must be letters, digits and hyphens, such as spa-60",
    "ต้องเป็นตัวอักษรอังกฤษ ตัวเลข และขีดกลาง เช่น spa-60",
)


@dataclass(frozen=True, slots=True)
class Known:
    """What an offer may speak of: the hotel's room types and rate plans by code, and its languages."""

    room_types: Mapping[str, RoomTypeFacts]
    rate_plans: Collection[str]
    languages: tuple[str, ...]


# Writing


def offer_to_json(offer: OfferFacts, currency: str) -> dict[str, Any]:
    """The offer, complete; what is empty or as usual is left out. Read again it is the same offer."""
    plain: dict[str, Any] = {
        "code": offer.code,
        "kind": offer.kind.value,
        "name": dict(offer.name),
        "picture": offer.picture or None,
        "enabled": None if offer.enabled else False,
        "retired": offer.retired or None,
        "stock": offer.stock,
        **terms_to_json(offer, currency),
    }
    if offer.upgrade is not None:
        plain["to_type"] = offer.upgrade.to_type
    return {name: value for name, value in plain.items() if value is not None}


def terms_to_json(offer: OfferFacts, currency: str) -> dict[str, Any]:
    """What the column `terms` keeps: all that is not a column of its own."""

    def money(amount: int | None) -> str | None:
        return None if amount is None else amount_text(amount, currency)

    usual = _USUAL
    plain: dict[str, Any] = {
        "description": dict(offer.description) or None,
        "mail_text": dict(offer.mail_text) or None,
        "category": offer.category.value if offer.category is not usual.category else None,
        "price": money(offer.price),
        "price_per": offer.price_per.value if offer.price is not None else None,
        "most_pieces": offer.most_pieces,
        "old_price": money(offer.old_price),
        "taxes": offer.taxes.value if offer.taxes is not usual.taxes else None,
        "questions": [question_to_json(question) for question in offer.questions] or None,
        "segment": segment_to_json(offer.segment) or None,
        "steps": [step_to_json(step, currency) for step in offer.steps] or None,
        "auto_confirm": offer.auto_confirm or None,
        "pms_product": offer.pms_product or None,
        "notify": list(offer.notify) or None,
        "note": offer.note or None,
        "guest_cancels_until": offer.guest_cancels_until,
        "when_stay_changes": offer.when_stay_changes.value
        if offer.when_stay_changes is not usual.when_stay_changes
        else None,
        "pay": offer.pay.value if offer.pay is not usual.pay else None,
    }
    if (upgrade := offer.upgrade) is not None:
        plain |= {
            "from_types": list(upgrade.from_types) or None,
            "amount": money(upgrade.amount),
            "percent": None if upgrade.percent is None else percent_text(upgrade.percent),
            "least": money(upgrade.least) if upgrade.least else None,
        }
    return {name: value for name, value in plain.items() if value is not None}


# Reading


def offer_from_json(
    data: object, currency: str, path: str, *, known: Known | None, id: UUID | None = None
) -> OfferFacts:
    """The offer that the JSON describes; `id`: that of the offer it replaces, else a new one. `known` None: whether its codes
    are known is asked later (`check_codes`).

    Raises InvalidInput naming every wrong field below `path`: those that cannot be read, unknown codes, and parts that do
    not go together (`price` of an upgrade, `steps` of a massage).
    """
    reader = Reader(data, path)
    columns: dict[str, Any] = {
        "code": reader.take("code", parse_offer_code),
        "kind": reader.choice("kind", OfferKind, OfferKind.OFFER),
        "name": reader.take("name", parse_name),
        "picture": reader.text("picture", "", most=MOST_PICTURE_NAME, blank=True),
        "enabled": reader.boolean("enabled", True),
        "retired": reader.boolean("retired", False),
        "stock": reader.optional_integer("stock", 0, MOST_STOCK),
    }
    kind = columns["kind"] or OfferKind.OFFER
    to_type = reader.take("to_type", parse_code) if kind is OfferKind.UPGRADE else ""
    terms = _read_terms(reader, kind, to_type, currency)
    reader.finish()
    offer = OfferFacts(id=id or uuid7(), **columns, **terms)
    if known is not None:
        check_codes(offer, path, known)
    return offer


def check_codes(offer: OfferFacts, path: str, known: Known) -> None:
    """Raise InvalidInput naming every field that speaks of what the hotel does not have, or leads to no higher room."""
    reader = Reader({}, path)
    segment, upgrade = offer.segment, offer.upgrade
    lists: list[tuple[str, Collection[str], Collection[str]]] = [
        ("segment.room_types", segment.room_types, known.room_types),
        ("segment.rate_plans", segment.rate_plans, known.rate_plans),
        ("segment.sources", segment.sources, [*Source, *filter(is_source, segment.sources)]),
        ("segment.languages", segment.languages, known.languages),
    ]
    if upgrade is not None:
        lists += [
            ("to_type", [upgrade.to_type], known.room_types),
            ("from_types", upgrade.from_types, known.room_types),
        ]
    for name, codes, there in lists:
        for code in codes:
            if code not in there:
                reader.wrong(name, "unknown_code", f"there is no {code}", f"ไม่มี {code}")
    if upgrade is not None and (higher := known.room_types.get(upgrade.to_type)) is not None:
        for code in upgrade.from_types:
            if (lower := known.room_types.get(code)) is not None and lower.rank >= higher.rank:
                reader.wrong(
                    "from_types",
                    "not_lower",
                    f"{code} is not lower than {higher.code}",
                    f"{code} ไม่ได้อยู่ต่ำกว่า {higher.code}",
                )
    reader.finish()


def facts_of(
    *,
    id: UUID,
    code: str,
    kind: str,
    name: LocalText,
    position: int,
    enabled: bool,
    retired: bool,
    stock: int | None,
    picture: str,
    terms: Mapping[str, Any],
    to_type: str,
    currency: str,
) -> OfferFacts:
    """The offer of a row; `to_type`: the code of an upgrade's room type, else empty."""
    read = _terms_of(json.dumps(terms), kind, to_type, currency)
    return OfferFacts(
        id=id,
        code=code,
        kind=OfferKind(kind),
        name=name,
        position=position,
        enabled=enabled,
        retired=retired,
        stock=stock,
        picture=picture,
        **read,
    )


@lru_cache(maxsize=2000)
def _terms_of(text: str, kind: str, to_type: str, currency: str) -> Mapping[str, Any]:
    """The fields of a row's terms; the same objects for the same text."""
    reader = Reader(json.loads(text), "terms")
    read = _read_terms(reader, OfferKind(kind), to_type, currency)
    reader.finish()
    return read


def _read_terms(reader: Reader, kind: OfferKind, to_type: str, currency: str) -> dict[str, Any]:
    def amount(value: object, at: str) -> int:
        return parse_amount(value, currency, at)

    read: dict[str, Any] = {
        "description": reader.take("description", parse_local_text, {}),
        "mail_text": reader.take("mail_text", parse_local_text, {}),
        "category": reader.choice("category", Category, _USUAL.category),
        "taxes": reader.choice("taxes", TaxTreatment, _USUAL.taxes),
        "segment": reader.take("segment", segment_from_json, {}),
        "auto_confirm": reader.boolean("auto_confirm", False),
        "pms_product": reader.text("pms_product", "", most=60, blank=True),
        "notify": tuple(dict.fromkeys(reader.items("notify", parse_email, most=20))),
        "note": reader.text("note", "", most=2000, blank=True),
        "guest_cancels_until": reader.optional_integer("guest_cancels_until", 0, MOST_HOURS),
        "when_stay_changes": reader.choice("when_stay_changes", WhenStayChanges, WhenStayChanges.DEFAULT),
        "pay": reader.choice("pay", PayWhen, PayWhen.ON_BOOKING),
    }
    if kind is OfferKind.UPGRADE:
        read["upgrade"] = _read_upgrade(reader, to_type, currency)
        read["price_per"] = PricePer.NIGHT
    elif kind.moves_an_hour:
        read["steps"] = steps_from_json(reader, "steps", currency)
        if not read["steps"]:
            reader.wrong(
                "steps", "required", "needs an hour and its price", "ต้องมีชั่วโมงและราคาอย่างน้อยหนึ่งรายการ"
            )
    else:
        read["price"] = reader.take("price", amount)
        read["price_per"] = reader.choice("price_per", PricePer, PricePer.ORDER)
        read["most_pieces"] = reader.optional_integer("most_pieces", 1, MOST_NUMBER)
        read["old_price"] = reader.take_optional("old_price", amount)
        if read["price"] is not None and read["old_price"] is not None and read["old_price"] <= read["price"]:
            reader.wrong("old_price", "not_above_price", "must be above the price", "ต้องสูงกว่าราคา")
    read["questions"] = _read_questions(reader, kind, read.get("price_per"))
    return read


def _read_upgrade(reader: Reader, to_type: str, currency: str) -> UpgradeTerms:
    def amount(value: object, at: str) -> int:
        return parse_amount(value, currency, at)

    fixed = reader.take_optional("amount", amount)
    percent = reader.take_optional("percent", parse_percent)
    least = reader.take("least", amount, "0")
    from_types = tuple(dict.fromkeys(reader.items("from_types", parse_code, most=200)))
    if (fixed is None) == (percent is None):
        reader.wrong(
            "amount",
            "upgrade_price",
            "needs either amount or percent",
            "ต้องระบุ amount หรือ percent อย่างใดอย่างหนึ่ง",
        )
    elif fixed is not None and least:
        reader.wrong("least", "upgrade_least", "goes with percent only", "ใช้ได้กับ percent เท่านั้น")
    return UpgradeTerms(to_type=to_type, from_types=from_types, amount=fixed, percent=percent, least=least)


def _read_questions(reader: Reader, kind: OfferKind, per: PricePer | None) -> tuple[Any, ...]:
    questions = reader.items("questions", question_from_json, most=MOST_QUESTIONS)
    codes = [question.code for question in questions]
    if len(set(codes)) < len(codes):
        reader.wrong("questions", "given_twice", "has a code twice", "มีรหัสซ้ำกัน")
    asked = [question.kind for question in questions if question.kind is not QuestionKind.TEXT]
    if len(set(asked)) < len(asked):
        reader.wrong(
            "questions", "kind_twice", "asks for a day, a time or a number twice", "ถามวัน เวลา หรือจำนวนซ้ำกัน"
        )
    if asked and kind is not OfferKind.OFFER:
        reader.wrong(
            "questions",
            "only_words",
            "this kind asks for nothing but words",
            "ชนิดนี้ถามได้เฉพาะคำตอบที่เป็นข้อความ",
        )
    if per is not None and per.by_night and {QuestionKind.DAY, QuestionKind.SLOT} & set(asked):
        reader.wrong(
            "questions",
            "day_of_nights",
            "a price by night is for all nights: it asks for no day and no time",
            "ราคาต่อคืนคิดทุกคืน จึงถามวันหรือเวลาไม่ได้",
        )
    return tuple(questions)


_USUAL = OfferFacts(id=UUID(int=0), code="", kind=OfferKind.OFFER, name={})
