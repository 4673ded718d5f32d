"""The second page: the property."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import available_timezones

from babel import Locale
from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kunjae.accounts.queries import memberships
from kunjae.extranet.setup.fields import LineField
from kunjae.extranet.setup.pages import Visit, language_of_page, next_page, show_step, step_page
from kunjae.extranet.setup.progress import Step
from kunjae.extranet.setup.saving import save_new_property
from kunjae.extranet.setup.wrong import put
from kunjae.imports.editing import EditedMeanwhile, fingerprint, save_part
from kunjae.imports.exported import Table, property_table
from kunjae.kernel.errors import InvalidInput
from kunjae.kernel.money import parse_percent

TAXES = {"none": ("0", "0"), "vat": ("0", "7"), "service_vat": ("10", "7")}
"""Choice -> service charge and VAT, percent."""
AS_IT_IS = "as_it_is"
RESERVED = ("setup", "gallery")
"""Slugs that would stand at the address of another page."""
CURRENCIES = (
    "THB", "LAK", "KHR", "MMK", "MYR", "SGD", "VND", "IDR", "PHP", "JPY", "KRW", "CNY", "HKD", "TWD", "INR", "AUD", "EUR", "GBP", "CHF", "USD",
)  # fmt: skip
NOTHING = "nothing"
"""What a form for a new property has seen: no fingerprint."""
_TEXTS = ("phone", "line_id", "tax_id")
_MORE = ("slug", "timezone", "currency", "without_taxes", "line_id", "tax_id")


def _line(label: Any, most: int, help: Any = "", **attrs: str) -> LineField:
    return LineField(
        label=label, max_length=most, required=False, help_text=help, widget=forms.TextInput(attrs=attrs)
    )


def _time(label: Any) -> forms.ChoiceField:
    """Every half hour. The browser's own time field shows 02:00 PM where its language is English."""
    return forms.ChoiceField(label=label)


class PropertyForm(forms.Form):
    """What a hotel needs first of its `[property]`; the rest is in the settings."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    name_th = _line(_("Name in Thai"), 200, lang="th")
    name_en = _line(_("Name in English"), 200, lang="en")
    phone = _line(_("Phone"), 40, type="tel", autocomplete="tel")
    address = forms.CharField(
        label=_("Address"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    check_in_time = _time(_("Check-in from"))
    check_out_time = _time(_("Check-out until"))
    taxes = forms.ChoiceField(label=_("Taxes in the price"), widget=forms.RadioSelect)
    slug = _line(
        _("Short name in addresses"),
        60,
        _("Small letters, digits and hyphens. Left empty it is made of the English name; it never changes."),
        autocapitalize="none",
        spellcheck="false",
    )
    timezone = forms.ChoiceField(label=_("Time zone"))
    currency = forms.ChoiceField(label=_("Currency"))
    without_taxes = forms.BooleanField(
        label=_("Our prices are without taxes"),
        required=False,
        help_text=_("Then service charge and VAT are added to every price that is typed."),
    )
    line_id = _line(_("LINE ID"), 60)
    tax_id = _line(_("Tax ID"), 20, inputmode="numeric")

    def __init__(self, *args: Any, there: Table | None, **kwargs: Any) -> None:
        """`there`: the property as it is; None for a new one."""
        super().__init__(*args, **kwargs)
        self._there = there
        choices = [
            ("vat", _("VAT 7% included")),
            ("service_vat", _("Service charge 10% and VAT 7% included")),
            ("none", _("No VAT")),
        ]
        if there is not None:
            del self.fields["slug"]
            if taxes_of(there) == AS_IT_IS:
                choices.append((AS_IT_IS, _("As they are")))
        kept = there or {}
        self._choose("taxes", choices)
        for name in ("check_in_time", "check_out_time"):
            self._choose(name, [(time, time) for time in _times(kept.get(name))])
        self._choose("timezone", [(zone, zone) for zone in _zones(kept.get("timezone"))])
        self._choose("currency", _currencies(kept.get("currency")))

    def _choose(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so above
        field.choices = choices

    @property
    def more(self) -> list[forms.BoundField]:
        """The fields that are folded away."""
        return [self[name] for name in _MORE if name in self.fields]

    @property
    def is_more_wrong(self) -> bool:
        return any(name in self.errors for name in _MORE)

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if slug in RESERVED:
            raise forms.ValidationError(_("Another page has this address; please choose another name."))
        return slug

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not (given.get("name_th") or given.get("name_en")) and not self.errors:
            self.add_error("name_th", _("What is the property called, in Thai, in English or both?"))
        return given

    def part(self) -> Table:
        """The section `[property]`; only after `is_valid`."""
        given = self.cleaned_data
        part: Table = dict(self._there or {})
        if self._there is None:
            part["slug"] = given["slug"] or proposed_slug(given["name_en"])
        elif part.get("policy_cutoff_time") == part.get("check_in_time"):
            del part["policy_cutoff_time"]  # goes on following the check-in
        part["name"] = {language: name for language in ("th", "en") if (name := given[f"name_{language}"])}
        part |= {name: given[name] for name in ("check_in_time", "check_out_time", "timezone", "currency")}
        part["prices_include_taxes"] = not given["without_taxes"]
        if given["taxes"] != AS_IT_IS:
            part["service_charge_percent"], part["vat_percent"] = TAXES[given["taxes"]]
        if given["address"] != address_of(part):
            part["address"] = given["address"].replace("\r\n", "\n")
        part |= {name: given[name] for name in _TEXTS}
        return {key: value for key, value in part.items() if value != ""}

    def show(self, error: InvalidInput, language: str) -> None:
        """Put what is wrong beside its field."""

        def place(path: str) -> str | None:
            name, *language = path.removeprefix("property.").split(".")
            return f"name_{(language or ['th'])[0]}" if name == "name" else name

        put(self, error, language, place)


def initial_of(part: Table | None) -> dict[str, Any]:
    """What the form shows at first: of the property as it is, or what is usual in Thailand."""
    if part is None:
        return {
            "check_in_time": "14:00",
            "check_out_time": "12:00",
            "taxes": "vat",
            "timezone": "Asia/Bangkok",
            "currency": "THB",
        }
    return {
        "seen": fingerprint(part),
        "name_th": part["name"].get("th", ""),
        "name_en": part["name"].get("en", ""),
        "address": address_of(part),
        "taxes": taxes_of(part),
        "without_taxes": not part["prices_include_taxes"],
        **{name: part[name] for name in ("check_in_time", "check_out_time", "timezone", "currency")},
        **{name: part.get(name, "") for name in _TEXTS},
    }


def taxes_of(part: Table) -> str:
    """Which of the choices the property has."""
    has = tuple(parse_percent(part[name], name) for name in ("service_charge_percent", "vat_percent"))
    for choice, percents in TAXES.items():
        if has == tuple(parse_percent(text, choice) for text in percents) and not part.get("further_fees"):
            return choice
    return AS_IT_IS


def address_of(part: Table) -> str:
    """The address as one text: that of the first language that has one."""
    kept = part.get("address") or {}
    return next(iter(kept.values()), "") if isinstance(kept, Mapping) else str(kept)


def proposed_slug(name: str) -> str:
    """The name as an address has it: `baan-talay`; `hotel` for a name without Latin letters."""
    slug = slugify(name)[:50].replace("_", "-").strip("-") or "hotel"
    while "--" in slug:
        slug = slug.replace("--", "-")
    return f"{slug}-hotel" if slug in RESERVED else slug


def _times(kept: str | None) -> list[str]:
    half_hours = {f"{hour:02}:{minute:02}" for hour in range(24) for minute in (0, 30)}
    return sorted(half_hours | ({kept} if kept else set()))


def _zones(kept: str | None) -> list[str]:
    known = {
        zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/"))
    }
    return sorted(known | ({kept} if kept else set()))


def _currencies(kept: str | None) -> list[tuple[str, str]]:
    names = Locale.parse(language_of_page()).currencies
    codes = CURRENCIES if kept in (None, *CURRENCIES) else (*CURRENCIES, kept)
    return [(code, f"{code} · {names.get(code, code)}") for code in codes if code]


@step_page(Step.PROPERTY)
def property_page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show and save it; then the rooms."""
    there = property_table(visit.hotel) if visit.standing.property else None
    if request.method != "POST":
        return _show(request, PropertyForm(there=there, initial=initial_of(there)))
    form = PropertyForm(request.POST, there=there)
    if form.is_valid():
        try:
            if there is None:
                save_new_property(user=visit.user, part=form.part(), now=visit.now)
            else:
                save_part(
                    property=visit.hotel,
                    kind="property",
                    part=form.part(),
                    seen=form.cleaned_data["seen"] or NOTHING,
                    now=visit.now,
                )
            return next_page(Step.PROPERTY)
        except InvalidInput as error:
            form.show(error, visit.language)
        except EditedMeanwhile:
            return _as_it_is(request, visit)
    return _show(request, form, status=422)


def _as_it_is(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The page as somebody else has left it meanwhile, with a word on that."""
    there = property_table(memberships(user_id=visit.user.pk)[0].property)
    return _show(request, PropertyForm(there=there, initial=initial_of(there)), status=409)


def _show(request: HttpRequest, form: PropertyForm, *, status: int = 200) -> HttpResponse:
    outdated = gettext("Somebody else saved this meanwhile. This is how it is now.") if status == 409 else ""
    return show_step(request, Step.PROPERTY, {"form": form, "outdated": outdated}, status=status, back=False)
