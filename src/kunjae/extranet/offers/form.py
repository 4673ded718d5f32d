"""An offer or a room upgrade as one form in tabs: nothing that was typed is lost, in whichever tab something is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from kunjae.concierge.facts import OfferFacts, OfferKind
from kunjae.concierge.offer_text import Known, offer_to_json
from kunjae.concierge.pictures import picture_name
from kunjae.extranet.offers import questions, tabs
from kunjae.extranet.offers.complaints import complaints
from kunjae.extranet.settings.fields import ClockField, money_field, shown
from kunjae.extranet.settings.flat import flat
from kunjae.extranet.settings.rows import RowForm, Rows
from kunjae.extranet.settings.table_form import TableForm, copied
from kunjae.imports.exported import Table
from kunjae.kernel.errors import FieldError, InvalidInput

OFFER_ONLY = ("price", "price_per", "most_pieces", "old_price", "stock")
"""What neither hours nor upgrades have."""


@dataclass(frozen=True, slots=True)
class House:
    """What the form chooses from: codes and names, and the hotel's languages and currency."""

    known: Known
    types: tabs.Choices
    plans: tabs.Choices
    currency: str
    language: str
    pms: tabs.Choices = ()
    """The source of bookings that live in the hotel's own PMS, if it has one."""


class StepRow(RowForm):
    """An hour and its price."""

    at = ClockField(label=_("Hour"), required=False)
    amount = money_field(_("Price"))


class OfferForm(TableForm):
    """All tabs. Of an offer that is there, the fields of its kind; of a new one, those of whatever it may become."""

    use_required_attribute = False
    row_forms: ClassVar[Mapping[str, type[RowForm]]] = {"steps": StepRow, "words": questions.WordsRow}
    beside = frozenset({"seen", "picture_file", "no_picture", "by"})

    def __init__(
        self,
        data: Any = None,
        *,
        house: House,
        offer: OfferFacts | None,
        version: int | None,
        upgrade: bool = False,
        **options: Any,
    ) -> None:
        """`offer` None: a new one, and an upgrade if `upgrade`. `version`: of the row that is shown."""
        self.house, self.offer = house, offer
        self.fixed_kind = offer.kind if offer else OfferKind.UPGRADE if upgrade else None
        """None: it is chosen in the form."""
        table = offer_to_json(offer, house.currency) if offer else {}
        hotel = {"languages": house.known.languages, "currency": house.currency}
        mark = "" if version is None else str(version)
        super().__init__(data, table=shown_table(table), hotel=hotel, mark=mark, **options)
        if self.fixed_kind is OfferKind.UPGRADE:
            del self.rows["words"]  # its page asks nothing; what a hotel file lets it ask stays
        if self.fixed_kind is not None and not self.fixed_kind.moves_an_hour:
            del self.rows["steps"]
        elif not self.is_bound and not self.rows["steps"].forms:
            self.rows["steps"].press("add")
        self.tabs = self._tabs()
        for fields in self.tabs.values():
            self.fields |= fields
        self.initial = {**tabs.DEFAULTS, **questions.DEFAULTS, **self.initial}
        self.initial["picture"] = picture_name(offer.picture) if offer else ""
        self.initial["by"] = "percent" if "percent" in table else "amount"

    def _tabs(self) -> dict[str, tabs.Fields]:
        """The fields of each tab that this kind has."""
        house, languages, kind = self.house, self.house.known.languages, self.fixed_kind
        found: dict[str, tabs.Fields] = {}
        choice = tabs.kinds(house.language) if kind is None else {}
        content = tabs.content(languages, house.language, is_new=self.offer is None)
        if kind is OfferKind.UPGRADE:
            ladder = tabs.ladder(house.known.room_types, house.types)
            found["content"] = {**ladder, **content}
            found["price"] = tabs.upgrade_price(house.language)
        else:
            found["content"] = {**choice, **content}
            is_hour = kind is not None and kind.moves_an_hour
            found["price"] = {"taxes": tabs.taxes(house.language)} if is_hour else tabs.price(house.language)
            found["questions"] = {} if is_hour else questions.blocks(languages, house.language)
        found["segments"] = tabs.segments(
            house.types,
            house.plans,
            languages,
            house.language,
            upgrade=kind is OfferKind.UPGRADE,
            pms=house.pms,
        )
        if kind in (None, OfferKind.OFFER):
            found["stock"] = tabs.stock()
        found["advanced"] = tabs.advanced(house.language)
        return found

    # What is wrong

    def is_valid(self) -> bool:
        for rows in self.rows.values():
            rows.is_valid()
        return forms.Form.is_valid(self) and not any(rows.has_errors for rows in self.counted_rows.values())

    @property
    def counted_rows(self) -> dict[str, Rows]:
        """Without those of another kind than the one that was chosen."""
        is_hour = OfferKind(self.chosen_kind).moves_an_hour
        return {name: rows for name, rows in self.rows.items() if name != "steps" or is_hour}

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        for name in [name for name in self.errors if self._is_of_another_kind(name)]:
            del self.errors[name]
        found = questions.complaints(typed) | complaints(
            typed, self.house.known.languages, self.house.currency
        )
        for name, words in found.items():
            if name in self.fields and name not in self.errors and not self._is_of_another_kind(name):
                self.add_error(name, words)
        return typed

    def _is_of_another_kind(self, name: str) -> bool:
        """Whether nobody sees the field, as something else was chosen to be sold."""
        is_offer = self.chosen_kind == OfferKind.OFFER
        return (
            not is_offer
            and self.fixed_kind is None
            and (name in OFFER_ONLY or name in self.tabs["questions"])
        )

    @property
    def chosen_kind(self) -> str:
        """What it is, or is to become."""
        if self.fixed_kind is not None:
            return self.fixed_kind.value
        kinds = [value for value, _label in self.fields["kind"].choices]  # type: ignore[attr-defined]
        kind = str(self["kind"].value())
        return kind if kind in kinds else OfferKind.OFFER.value

    # What it comes to

    def part(self) -> Table:
        """The offer as `concierge.offer_text` reads it, without its picture's folder."""
        table = super().part()
        kind = OfferKind(self.chosen_kind)
        asked = questions.asked(table, self.offer.questions if self.offer else ())
        table["kind"] = kind.value
        if not table.get("code"):
            table["code"] = self._made_code(table)
        if kind is OfferKind.UPGRADE:
            self._priced_by(table)
        if kind is not OfferKind.OFFER:
            if self.fixed_kind is None:
                for (
                    name
                ) in OFFER_ONLY:  # typed before another kind was chosen; a stock out of a hotel file stays
                    table.pop(name, None)
            asked = [question for question in asked if question["kind"] == "text"]
        if not kind.moves_an_hour:
            table.pop("steps", None)
        self._asked = [question["kind"] for question in asked]
        table["questions"] = asked
        if self.cleaned_data.get("no_picture"):
            table.pop("picture", None)
        segment = table.setdefault("segment", {})
        if "segment__room_types" not in self.fields and self.offer and self.offer.segment.room_types:
            segment["room_types"] = list(self.offer.segment.room_types)  # from a hotel file
        for name in ("valid_from", "valid_to"):
            if name in segment:
                segment[name] = segment[name].isoformat()
        return table

    def _priced_by(self, table: Table) -> None:
        if self.cleaned_data["by"] == "amount":
            table.pop("percent", None)
            table.pop("least", None)
        else:
            table.pop("amount", None)

    def _made_code(self, table: Table) -> str:
        """Of the English name, else of what it is."""
        if table.get("to_type"):
            return slugify(f"to-{table['to_type']}")[:40]
        return slugify(str((table.get("name") or {}).get("en", "")))[:40].strip("-") or table["kind"].replace(
            "_", "-"
        )

    def wrong(self, error: InvalidInput, language: str) -> None:
        super().wrong(InvalidInput(*(self._placed(each) for each in error.errors)), language)

    def _placed(self, error: FieldError) -> FieldError:
        """`questions.2.label` is that of a block or of a row."""
        name, _dot, rest = error.path.partition(".")
        index, _dot, rest = rest.partition(".")
        if name == "questions" and index.isdecimal() and int(index) < len(self._asked):
            kind = self._asked[int(index)]
            row = self._asked[: int(index)].count("text")
            return FieldError(
                f"words.{row}.{rest}" if kind == "text" else f"{kind}.{rest}", error.code, error.message
            )
        if name == "questions":
            return FieldError("day.asked", error.code, error.message)
        return error

    def meanwhile(self, typed: OfferFacts, now: OfferFacts, version: int) -> None:
        """Somebody else saved first: it is `now` of this version."""
        currency = self.house.currency
        there = compared(offer_to_json(now, currency))
        self.stored_meanwhile(there, str(version), compared(offer_to_json(typed, currency)))
        if typed.picture != now.picture:
            self.add_error("picture_file", _("Stored meanwhile: another picture, or none."))

    def said(self, name: str, value: object) -> str:
        choices = dict(getattr(self.fields[name], "choices", ()))
        values = value if isinstance(value, list) else [value]
        return shown([choices.get(each, each) for each in values] if choices else value)

    def press(self, what: str) -> None:
        if what == "slot:fill":
            self._fill_in_the_times()
        super().press(what)

    def _fill_in_the_times(self) -> None:
        """Write out the times from the first to the last, if all three can be read."""
        names = ("slot__from", "slot__to", "slot__every_minutes", "slot__times")
        try:
            first, last, every, times = (self.fields[name].clean(self[name].data) for name in names)
        except ValidationError:
            return
        if first and last and every:
            times = sorted({*times, *questions.times_between(first, last, every)})
            self.data = copied(self.data)
            for name in names[:3]:
                self.data[name] = ""
            self.data["slot__times"] = "\n".join(times)

    # Tabs

    def tab_of(self, name: str) -> str:
        """The tab that a field or a list of rows stands in."""
        if name in self.rows:
            return "price" if name == "steps" else "questions"
        return next((tab for tab, fields in self.tabs.items() if name in fields), "content")

    @property
    def own_words(self) -> dict[str, bool]:
        """Which questions have a label of their own."""
        labels = {name: fields for name, fields in self.texts.items() if name.endswith("__label")}
        return {
            name.removesuffix("__label"): any(field.value() for field in fields)
            for name, fields in labels.items()
        }

    @property
    def wrong_tabs(self) -> list[str]:
        """The tabs in which something is wrong, in their order."""
        wrong = {self.tab_of(name) for name in self.errors if name != NON_FIELD_ERRORS}
        wrong |= {self.tab_of(name) for name, rows in self.counted_rows.items() if rows.has_errors}
        return [tab for tab in self.tabs if tab in wrong]


def shown_table(table: Table) -> Table:
    """An offer's JSON as the form shows it."""
    rest = {name: value for name, value in table.items() if name not in ("questions", "picture")}
    return rest | questions.shown(table.get("questions", []))


def compared(table: Table) -> dict[str, Any]:
    """What two versions of an offer are compared by: every field with what holds where nothing is said."""
    return {**tabs.DEFAULTS, **questions.DEFAULTS, **flat(shown_table(table))}
