"""Taxes within a price (rules.md 3.1 and 3.5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from kunjae.kernel.money import round_half_up
from kunjae.properties.facts import TaxSettings


@dataclass(frozen=True, slots=True)
class TaxSplit:
    """What a gross amount holds, in minor units; the parts always add up to it. `fees` in the order of the settings."""

    net: int
    service_charge: int
    fees: tuple[int, ...]
    vat: int

    @property
    def gross(self) -> int:
        return self.net + self.service_charge + sum(self.fees) + self.vat


def split_taxes(gross: int, taxes: TaxSettings) -> TaxSplit:
    """The parts of one line of gross price.

    Net, service charge and fees are rounded half up; VAT takes the remainder. A hotel without VAT gives the
    remainder to its last other part, so that no tax appears which it does not levy.
    """
    factor = gross_factor(taxes)
    if factor == 1:
        return TaxSplit(gross, 0, (0,) * len(taxes.further_fees), 0)
    exact_net = Fraction(gross) / factor
    net = round_half_up(exact_net)
    service = round_half_up(exact_net * _share(taxes.service_charge_percent))
    fees = [round_half_up(exact_net * _share(fee.percent)) for fee in taxes.further_fees]
    rest = gross - net - service - sum(fees)
    if taxes.vat_percent:
        return TaxSplit(net, service, tuple(fees), rest)
    for index in reversed(range(len(fees))):
        if taxes.further_fees[index].percent:
            fees[index] += rest
            return TaxSplit(net, service, tuple(fees), 0)
    return TaxSplit(net, service + rest, tuple(fees), 0)


def sum_of_splits(lines: Iterable[TaxSplit], fees: int) -> TaxSplit:
    """Lines added part by part; `fees` is how many further fees each has (rules.md 3.5: sums add lines)."""
    lines = tuple(lines)
    return TaxSplit(
        sum(line.net for line in lines),
        sum(line.service_charge for line in lines),
        tuple(sum(line.fees[index] for line in lines) for index in range(fees)),
        sum(line.vat for line in lines),
    )


def gross_price(entered: int, taxes: TaxSettings) -> int:
    """An amount as the hotel enters it, made gross: grossed up once and rounded half up where prices are net."""
    if taxes.prices_include_taxes:
        return entered
    return round_half_up(entered * gross_factor(taxes))


def gross_factor(taxes: TaxSettings) -> Fraction:
    """Gross over net: 1.1 x 1.07 for 10 % service charge and 7 % VAT on top of both."""
    service = _share(taxes.service_charge_percent)
    fees = sum((_share(fee.percent) for fee in taxes.further_fees), Fraction(0))
    vat_base = 1 + service + (fees if taxes.vat_on_fees else 0)
    return 1 + service + fees + vat_base * _share(taxes.vat_percent)


def _share(percent: Decimal) -> Fraction:
    return Fraction(percent) / 100
