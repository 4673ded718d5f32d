"""Whatever policy there is comes back from its form, untouched, as it was."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from kunjae.extranet.settings.pieces import Piece
from kunjae.extranet.settings.rates.policy_form import PolicyForm, policy_of, typed_policy
from kunjae.imports.exported import Table
from kunjae.kernel.money import amount_text
from kunjae.rates.policy_text import policy_to_json
from tests.extranet.settings.rates.filling import held

HOTEL = {"slug": "baan-talay", "languages": ["th", "en"], "timezone": "Asia/Bangkok"}


def charges(currency: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.one_of(
        st.builds(
            lambda share: {"percent": f"{share / 10_000:.4f}".rstrip("0").rstrip(".")},
            st.integers(0, 1_000_000),
        ),
        st.builds(lambda nights: {"nights": nights}, st.integers(1, 1000)),
        st.builds(lambda amount: {"amount": amount_text(amount, currency)}, st.integers(0, 10**13)),
    )


def tables(currency: str) -> st.SearchStrategy[Table]:
    tier = st.tuples(st.none() | st.integers(0, 1000), charges(currency)).map(
        lambda pair: ({"always": True} if pair[0] is None else {"days_before": pair[0]}) | pair[1]
    )
    words = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=40)
    said = words.map(lambda text: " ".join(text.split())).filter(bool)
    return st.fixed_dictionaries(
        {"code": st.just("X")},
        optional={
            "name": st.dictionaries(st.sampled_from(["th", "en"]), said, min_size=1),
            "guest_can_change": st.booleans(),
            "guest_can_cancel": st.booleans(),
            "max_changes": st.integers(0, 1000),
            "charge_on": st.sampled_from(["value_given_back", "whole_stay"]),
            "clock": st.sampled_from(["current_arrival", "earliest_arrival"]),
            "no_show_percent": st.integers(0, 100).map(str),
            "retired": st.just(True),
            "tiers": st.lists(
                tier, max_size=20, unique_by=lambda found: str(found.get("days_before", "always"))
            ),
        },
    )


def form_of(table: Table, currency: str, languages: list[str], data: Any = None) -> PolicyForm:
    hotel = HOTEL | {"currency": currency, "languages": languages}
    return PolicyForm(data, piece=Piece("policies", "X", table, hotel))


@settings(deadline=None, max_examples=60)
@given(
    st.data(), st.sampled_from(["THB", "JPY", "KWD"]), st.sampled_from([["th", "en"], ["en"], ["en", "th"]])
)
def test_untouched_it_says_the_same(data: Any, currency: str, languages: list[str]) -> None:
    table = data.draw(tables(currency))
    with translation.override("en"):
        shown = form_of(table, currency, languages)
        fields = [shown[name] for name in shown.fields]
        fields += [row[name] for row in shown.rows["tiers"] for name in row.fields]
        sent = held("".join(map(str, fields)) + str(shown.rows["tiers"].count))
        typed = form_of(table, currency, languages, sent)
        assert typed.is_valid(), typed.errors
        part = typed.part()
    before, after = policy_of(table, currency), policy_of(part, currency)
    assert after == before
    assert policy_to_json(after, currency) == policy_to_json(before, currency)
    assert part.get("retired", False) == table.get("retired", False)
    assert part["code"] == "X"


@pytest.mark.parametrize("language", ["en", "th"])
def test_what_is_missing_is_said_with_the_name_of_its_step(language: str) -> None:
    sent = {
        "tiers-count": "1",
        "tiers-0-when": "days",
        "tiers-0-days_before": "3",
        "tiers-0-kind": "percent",
        "tiers-0-value": "",
        "no_show_percent": "100",
        "charge_on": "whole_stay",
        "clock": "current_arrival",
    }
    with translation.override(language):
        policy, missing = typed_policy(form_of({"code": "X"}, "THB", ["en"], sent), language)
    assert policy is None
    assert len(missing) == 1
    assert ("0 to 100" if language == "en" else "0 ถึง 100") in missing[0]
