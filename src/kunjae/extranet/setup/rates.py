"""The fourth page: one rate plan with a policy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kunjae.extranet.setup.fields import LineField
from kunjae.extranet.setup.pages import Visit, next_page, show_step, step_page
from kunjae.extranet.setup.progress import Step
from kunjae.extranet.setup.ready import MEALS, PLAN_CODE, POLICIES, plan_name
from kunjae.extranet.setup.saving import save_rates, seen_of
from kunjae.extranet.setup.wrong import put
from kunjae.imports.editing import EditedMeanwhile
from kunjae.imports.exported import Table, hotel_tables
from kunjae.kernel.errors import InvalidInput
from kunjae.kernel.money import decimals_of
from kunjae.kernel.texts import in_language
from kunjae.pages import words
from kunjae.pages.charts import FeeChart, fee_chart
from kunjae.rates.policy_text import policy_from_json
from kunjae.rates.policy_words import policy_notes, tiers_text
from kunjae.rates.rules import PolicyClock

EXAMPLE_NIGHTS, EXAMPLE_PRICE, EXAMPLE_AHEAD = 2, 1500, timedelta(days=14)


@dataclass(frozen=True, slots=True)
class OfferedPolicy:
    """One policy to choose: in words, and its fee for an example stay as a chart where it changes with time."""

    code: str
    name: str
    course: str
    notes: tuple[str, ...]
    chart: FeeChart | None


class RatesForm(forms.Form):
    """The plan. Its name and code follow from what is chosen, unless a name is typed."""

    meal = forms.ChoiceField(label=_("Meals"), widget=forms.RadioSelect)
    policy = forms.ChoiceField(label=_("Cancellation policy"), widget=forms.RadioSelect)
    prepay_percent = forms.CharField(
        label=_("To pay when booking"),
        max_length=10,
        required=False,
        widget=forms.TextInput({"inputmode": "decimal", "class": "input--money", "autocomplete": "off"}),
        help_text=_("0: everything at the hotel. 100: everything at once."),
    )
    name_th = LineField(
        label=_("Name in Thai"), max_length=200, required=False, widget=forms.TextInput({"lang": "th"})
    )
    name_en = LineField(
        label=_("Name in English"), max_length=200, required=False, widget=forms.TextInput({"lang": "en"})
    )

    def __init__(self, *args: Any, policies: Sequence[Table], plan: Table | None, **kwargs: Any) -> None:
        """`plan`: as it is; None for the first."""
        super().__init__(*args, **kwargs)
        self._policies, self._plan = {each["code"]: each for each in policies}, plan
        meals = [*MEALS]
        if plan is not None and plan["meal"] not in meals:
            meals.append(plan["meal"])
        for name, choices in (
            ("meal", [(meal, words.MEALS[meal]) for meal in meals]),
            ("policy", [(each["code"], each["code"]) for each in policies]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so above
            field.choices = choices

    @property
    def is_more_wrong(self) -> bool:
        return any(name in self.errors for name in ("name_th", "name_en"))

    def part(self) -> Table:
        """The entry `[[rate_plans]]`; only after `is_valid`."""
        given = self.cleaned_data
        name = {language: name for language in ("th", "en") if (name := given[f"name_{language}"])}
        if not name or (self._plan is not None and name == self._plan["name"] == self._proposed(self._plan)):
            name = plan_name(self._policies[given["policy"]]["name"], given["meal"])
        return {
            **(self._plan or {"code": PLAN_CODE}),
            "name": name,
            "meal": given["meal"],
            "policy": given["policy"],
            "prepay_percent": given["prepay_percent"].strip() or "0",
        }

    def _proposed(self, plan: Table) -> dict[str, str] | None:
        """What the plan would be called if nobody had named it."""
        policy = self._policies.get(plan.get("policy", ""))
        return plan_name(policy["name"], plan["meal"]) if policy else None

    def show(self, error: InvalidInput, language: str) -> None:
        """Put what is wrong beside its field."""

        def place(path: str) -> str | None:
            name, *more = path.removeprefix("rate_plans.0.").split(".")
            return f"name_{(more or ['th'])[0]}" if name == "name" else name

        put(self, error, language, place)


def _initial(plan: Table | None, policies: Sequence[Table]) -> dict[str, Any]:
    if plan is None:
        return {"meal": "breakfast", "policy": policies[0]["code"], "prepay_percent": "0"}
    return {
        "meal": plan["meal"],
        "policy": plan.get("policy", ""),
        "prepay_percent": plan["prepay_percent"],
        "name_th": plan["name"].get("th", ""),
        "name_en": plan["name"].get("en", ""),
    }


@step_page(Step.RATES)
def rates(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show and save it; then the prices. A hotel that has several plans, from a file, is left as it is."""
    tables = hotel_tables(visit.hotel)
    if len(tables["rate_plans"]) > 1:
        return redirect(f"setup:{visit.standing.step}")
    if request.method != "POST":
        return _as_it_is(request, visit, tables)
    plan, policies, seen = *_there(tables), request.POST.get("seen", "")
    form = RatesForm(request.POST, policies=policies, plan=plan)
    if form.is_valid():
        try:
            save_rates(
                hotel=visit.hotel,
                policies=policies,
                plan=form.part(),
                seen=seen,
                now=visit.now,
                until=visit.still,
            )
            return next_page(Step.RATES)
        except InvalidInput as error:
            form.show(error, visit.language)
        except EditedMeanwhile:
            return _as_it_is(request, visit, hotel_tables(visit.hotel), status=409)
    return _show(request, visit, form, policies, seen, status=422)


def _there(tables: Mapping[str, Any]) -> tuple[Table | None, Sequence[Table]]:
    """The plan, if there is one, and the policies to choose from: the hotel's, else those that are ready."""
    return next(iter(tables["rate_plans"]), None), tables["policies"] or POLICIES


def _as_it_is(
    request: HttpRequest, visit: Visit, tables: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    plan, policies = _there(tables)
    form = RatesForm(policies=policies, plan=plan, initial=_initial(plan, policies))
    return _show(request, visit, form, policies, seen_of(tables, "policies", "rate_plans"), status=status)


def _show(
    request: HttpRequest,
    visit: Visit,
    form: RatesForm,
    policies: Sequence[Table],
    seen: str,
    *,
    status: int = 200,
) -> HttpResponse:
    """`seen`: of what is shown, or as it came with what was typed."""
    content = {
        "form": form,
        "policies": [_offered(each, visit) for each in policies if not each.get("retired")],
        "chosen": form["policy"].value(),
        "seen": seen,
        "outdated": gettext("Somebody else saved this meanwhile. This is how it is now.")
        if status == 409
        else "",
        "example": {
            "nights": EXAMPLE_NIGHTS,
            "price": EXAMPLE_PRICE * 10 ** decimals_of(visit.hotel.currency),
            "arrival": visit.today + EXAMPLE_AHEAD,
        },
        "currency": visit.hotel.currency,
        "era": "buddhist" if visit.hotel.buddhist_era else "gregorian",
    }
    return show_step(request, Step.RATES, content, status=status)


def _offered(table: Table, visit: Visit) -> OfferedPolicy:
    hotel = visit.hotel
    terms = {key: value for key, value in table.items() if key not in ("code", "retired")}
    policy = policy_from_json(terms, hotel.currency, "policy")
    night = EXAMPLE_PRICE * 10 ** decimals_of(hotel.currency)
    return OfferedPolicy(
        code=table["code"],
        name=in_language(policy.name, visit.language) or table["code"],
        course=tiers_text(policy, hotel.currency, visit.language),
        notes=policy_notes(policy, visit.language),
        chart=fee_chart(
            policy,
            arrival=visit.today + EXAMPLE_AHEAD,
            clock=PolicyClock(hotel.policy_cutoff_time, hotel.timezone),
            now=visit.now,
            night_prices=[night] * EXAMPLE_NIGHTS,
            currency=hotel.currency,
            language=visit.language,
            era="buddhist" if hotel.buddhist_era else "gregorian",
        ),
    )
