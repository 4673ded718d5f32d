"""What a gross price holds: net, service charge, further fees and VAT, always adding up."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunjae.properties.facts import FurtherFee, TaxSettings
from kunjae.properties.rules import TaxSplit, gross_factor, gross_price, split_taxes, sum_of_splits


def taxes(service="0", vat="0", *fees, vat_on_fees=True, net=False):
    """Settings of a hotel by its percentages; `net`: its prices are without taxes."""
    return TaxSettings(
        Decimal(service),
        Decimal(vat),
        tuple(FurtherFee({"en": "fee"}, Decimal(fee)) for fee in fees),
        vat_on_fees,
        prices_include_taxes=not net,
    )


PERCENT = st.decimals(min_value=0, max_value=30, places=2, allow_nan=False, allow_infinity=False)
SETTINGS = st.builds(
    lambda service, vat, fees, on_fees: taxes(service, vat, *fees, vat_on_fees=on_fees),
    st.sampled_from(["0", "10"]) | PERCENT,
    st.sampled_from(["0", "7"]) | PERCENT,
    st.lists(PERCENT, max_size=3),
    st.booleans(),
)
GROSS = st.integers(0, 10**13)


@pytest.mark.parametrize(
    ("gross", "settings", "parts"),
    [
        (300000, taxes("10", "7"), (254885, 25489, (), 19626)),
        (300000, taxes("0", "7"), (280374, 0, (), 19626)),
        (300000, taxes("10", "0"), (272727, 27273, (), 0)),
        (300000, taxes(), (300000, 0, (), 0)),
        (300000, taxes("0", "0", "1"), (297030, 0, (2970,), 0)),
        # net 1000.00: service 100.00, fee 10.00, VAT on 1110.00 or on 1100.00
        (118770, taxes("10", "7", "1"), (100000, 10000, (1000,), 7770)),
        (118700, taxes("10", "7", "1", vat_on_fees=False), (100000, 10000, (1000,), 7700)),
        (120910, taxes("10", "7", "1", "2"), (100000, 10000, (1000, 2000), 7910)),
        (0, taxes("10", "7", "1"), (0, 0, (0,), 0)),
        (12345, taxes("10", "10"), (10202, 1020, (), 1123)),
        # taxes as high as the price, a fee of nothing, and without VAT what rounding leaves over
        (20000, taxes("100", "0"), (10000, 10000, (), 0)),
        (30000, taxes("0", "0", "0"), (30000, 0, (0,), 0)),
        (16, taxes("28", "0"), (13, 3, (), 0)),
        (16, taxes("0", "0", "28"), (13, 0, (3,), 0)),
        (16, taxes("0", "0", "28", "0"), (13, 0, (3, 0), 0)),
    ],
)
def test_a_gross_price_is_split(gross, settings, parts):
    split = split_taxes(gross, settings)
    assert (split.net, split.service_charge, split.fees, split.vat) == parts


@given(GROSS, SETTINGS)
def test_the_parts_always_add_up(gross, settings):
    split = split_taxes(gross, settings)
    assert split.gross == gross
    assert len(split.fees) == len(settings.further_fees)


@given(GROSS, SETTINGS)
def test_no_part_is_further_from_its_exact_value_than_rounding_explains(gross, settings):
    split = split_taxes(gross, settings)
    net = Fraction(gross) / gross_factor(settings)
    parts = [split.net, split.service_charge, *split.fees]
    percents = [
        Decimal(100),
        settings.service_charge_percent,
        *(fee.percent for fee in settings.further_fees),
    ]
    slack = Fraction(1, 2) if settings.vat_percent else Fraction(len(parts), 2)
    for part, percent in zip(parts, percents, strict=True):
        assert abs(part - net * Fraction(percent) / 100) <= slack


@given(GROSS, SETTINGS)
def test_a_tax_that_the_hotel_does_not_levy_never_appears(gross, settings):
    split = split_taxes(gross, settings)
    assert settings.vat_percent or split.vat == 0
    assert settings.service_charge_percent or split.service_charge == 0
    for fee, part in zip(settings.further_fees, split.fees, strict=True):
        assert fee.percent or part == 0


def test_lines_are_added_part_by_part():
    settings = taxes("10", "7", "1")
    line = split_taxes(100001, settings)
    assert sum_of_splits([line] * 3, 1) == TaxSplit(
        3 * line.net, 3 * line.service_charge, (3 * line.fees[0],), 3 * line.vat
    )
    assert sum_of_splits([line] * 3, 1).gross == 300003
    assert sum_of_splits([], 2) == TaxSplit(0, 0, (0, 0), 0)


@pytest.mark.parametrize(
    ("entered", "settings", "gross"),
    [
        (100000, taxes("10", "7", net=True), 117700),
        (254885, taxes("10", "7", net=True), 300000),
        (100000, taxes("10", "7"), 100000),
        (100000, taxes(net=True), 100000),
        (100000, taxes("10", "7", "1", net=True), 118770),
        (100000, taxes("10", "7", "1", net=True, vat_on_fees=False), 118700),
        (50, taxes("0", "1", net=True), 51),
        (49, taxes("0", "1", net=True), 49),
        (0, taxes("10", "7", net=True), 0),
        (12345, taxes("10", "10", net=True), 14937),
    ],
)
def test_a_price_without_taxes_is_grossed_up_once_and_rounded_half_up(entered, settings, gross):
    assert gross_price(entered, settings) == gross


@given(st.integers(0, 10**12), SETTINGS)
def test_a_net_price_grossed_up_splits_into_itself(entered, settings):
    settings = TaxSettings(
        settings.service_charge_percent,
        settings.vat_percent,
        settings.further_fees,
        settings.vat_on_fees,
        prices_include_taxes=False,
    )
    gross = gross_price(entered, settings)
    assert gross >= entered
    if settings.vat_percent:
        assert abs(split_taxes(gross, settings).net - entered) <= 1
