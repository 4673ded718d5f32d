"""Asking Cloudbeds, and what its answers mean. v1.3 takes forms and says no in a 200; v2 takes JSON and says
it with a status and a code."""

from __future__ import annotations

import re
from typing import Any

from kunjae.pms.facts import Line
from kunjae.pms.http import Pairs, Reply, ask
from kunjae.pms.ports import NotLetIn, PmsDown, PmsError, PmsRefused

OLD = "/api/v1.3"
CHECKS = "/folio/v1/checks"

DUPLICATE, REUSED = "DUPLICATE_CHECK_ID", "IDEMPOTENCY_KEY_REUSED"

_SHUT_OUT = re.compile(
    r"not active anymore|property id'?s match|invalid status|access[_ ]token|api key|scope", re.I
)
_BUSY_THERE = re.compile(r"lock|being (edited|used)|in use|try again", re.I)
_CODES = {
    "RESERVATION_CHECKED_OUT": "checked_out",
    "FOLIO_NOT_FOUND": "no_folio",
    "PRODUCT_NAME_CONFLICT": "name_taken",
    "INVALID_CURRENCY_MISMATCH": "wrong_currency",
    "INVALID_TARGET": "no_reservation",
}


def read(line: Line, method: str, **params: str) -> dict[str, Any]:
    """A question of v1.3 about the hotel: the whole answer. Raises what `ask` raises, NotLetIn and
    PmsRefused."""
    return _answer(ask(line, "GET", f"{OLD}/{method}", headers=_keys(line), params=_about(line, params)))


def write(line: Line, verb: str, method: str, form: Pairs) -> dict[str, Any]:
    """An order of v1.3."""
    pairs = list(form.items()) if isinstance(form, dict) else list(form)
    body = [("propertyID", line.details["property_id"]), *pairs]
    return _answer(ask(line, verb, f"{OLD}/{method}", headers=_keys(line), form=body))


def read_new(line: Line, path: str, **params: str) -> dict[str, Any]:
    """A question of v2."""
    reply = ask(line, "GET", path, headers=_keys(line), params=params)
    if not reply.good:
        raise refusal(reply)
    return reply.json()


def send_check(line: Line, key: str, body: dict[str, Any]) -> Reply:
    """A check onto a folio, under its key: the answer, good or not."""
    return ask(line, "POST", CHECKS, headers={**_keys(line), "Idempotency-Key": key}, json=body)


def void_check(line: Line, check: str) -> Reply:
    """Take a check off its folio: the answer, good or not."""
    return ask(line, "DELETE", f"{CHECKS}/{check}", headers=_keys(line))


def code_of(reply: Reply) -> str:
    """The word that v2 has for what is wrong, empty without one. Raises PmsDown for what no Cloudbeds
    wrote."""
    body = reply.json()
    errors = body.get("errors")
    parts = [body, *(errors if isinstance(errors, list) else [errors])]
    codes = [str(part["code"]) for part in parts if isinstance(part, dict) and part.get("code")]
    return next((code for code in codes if code in (DUPLICATE, REUSED, *_CODES)), (codes or [""])[0])


def refusal(reply: Reply) -> PmsError:
    """What a no of v2 means."""
    code = code_of(reply)
    if code == REUSED:  # something of ours may well be there: no plain no
        return PmsDown("other_content", sent=True)
    if code in _CODES:
        return PmsRefused(_CODES[code])
    if reply.status == 404:
        return PmsRefused("no_reservation")
    if reply.status == 423 or "LOCK" in code:
        return PmsRefused("folio_locked", passing=True)
    return PmsRefused("refused", passing=reply.status == 409)


def _answer(reply: Reply) -> dict[str, Any]:
    found = reply.json()
    if reply.good and found.get("success") is True:
        return found
    message = str(found.get("message") or found.get("error_description") or "")
    if _SHUT_OUT.search(message):
        raise NotLetIn
    if not message and reply.good:
        raise PmsDown("unreadable_answer", sent=reply.wrote)
    if _BUSY_THERE.search(message):
        raise PmsRefused("folio_locked", passing=True)
    raise PmsRefused("refused")


def _keys(line: Line) -> dict[str, str]:
    return {"x-api-key": line.secrets["api_key"], "x-property-id": line.details["property_id"]}


def _about(line: Line, params: dict[str, str]) -> dict[str, str]:
    if "propertyIDs" in params:
        return params
    return {"propertyID": line.details["property_id"], **params}
