"""What a way to pay can do, in words, and how it stands."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from kunjae.payments.facts import Capabilities
from kunjae.payments.ports import Provider
from kunjae.payments.providers.accounts import Account


def abilities(provider: Provider, currency: str) -> list[str]:
    """One line each."""
    can = provider.can
    found = [
        *([_("Cards")] if can.cards else []),
        *([_("PromptPay")] if can.promptpay else []),
        _("Payments confirm themselves") if can.proves else _("Staff look at the bank"),
        _refunds(can),
    ]
    if can.currencies and currency not in can.currencies:
        found.append(_("Not in %(currency)s") % {"currency": currency})
    elif can.step(currency) > 1:
        found.append(
            _("Amounts in %(currency)s end in %(zeros)s")
            % {"currency": currency, "zeros": str(can.step(currency))[1:]}
        )
    return found


def _refunds(can: Capabilities) -> str:
    if not can.refund:
        return _("Refunds by hand")
    return _("Refunds, also of a part") if can.partial_refund else _("Refunds of the whole")


def standing(account: Account, *, live: bool) -> tuple[str, str]:
    """(role of a badge, words)."""
    if not account.is_set_up:
        return "cancelled", _("Not set up")
    if not account.readable:
        return "warn", _("Keys unreadable")
    if account.held:
        return "warn", _("Held back")
    if not account.enabled:
        return "cancelled", _("Off")
    if live and not account.is_real:
        return "warn", _("Test only: hidden from guests")
    return ("done", _("On")) if account.is_real else ("waiting", _("On, as a test"))


def line(account: Account, *, currency: str, live: bool, name: str) -> dict[str, Any]:
    """One way to pay in the list."""
    role, words = standing(account, live=live)
    return {
        "code": account.provider.code,
        "name": name,
        "account": account,
        "abilities": abilities(account.provider, currency),
        "role": role,
        "state": words,
    }
