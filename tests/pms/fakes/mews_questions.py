"""What Mews wants to be asked, as far as it is used. No description of its Connector API is free: the fields stand here as its
public documentation names them (integrations.md 1), and no other is let through."""

from __future__ import annotations

from typing import Any

from jsonschema import Draft202012Validator, FormatChecker  # type: ignore[import-untyped]

from tests.pms.fakes.server import Asked, Wrong

WORD = {"type": "string", "minLength": 1}
ID = {"type": "string", "format": "uuid"}
FLAG = {"type": "boolean"}
MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}
MOST = 1000


def some(of: dict[str, Any], most: int = MOST) -> dict[str, Any]:
    """A list that is not empty."""
    return {"type": "array", "items": of, "minItems": 1, "maxItems": most}


def thing(needed: dict[str, Any] | None = None, **may: Any) -> dict[str, Any]:
    """An object with what it needs, what it may have, and nothing else."""
    needed = needed or {}
    return {
        "type": "object",
        "properties": {**needed, **may},
        "required": list(needed),
        "additionalProperties": False,
    }


def value(of: dict[str, Any]) -> dict[str, Any]:
    """How an update says what a field is to be."""
    return thing({"Value": of})


TOKENS = {"ClientToken": WORD, "AccessToken": WORD, "Client": WORD}
LIMITATION = thing({"Count": {"type": "integer", "minimum": 1, "maximum": MOST}}, Cursor=WORD)
INTERVAL = thing({"StartUtc": MOMENT, "EndUtc": MOMENT})
PAGED = {**TOKENS, "Limitation": LIMITATION}
AMOUNT = thing(
    {"Currency": WORD, "TaxCodes": {"type": "array", "items": WORD}}, GrossValue={"type": "number"}
)
ITEM = thing(
    {"Name": WORD, "UnitCount": {"type": "integer", "minimum": 1}, "UnitAmount": AMOUNT},
    AccountingCategoryId=ID,
    ExternalIdentifier=WORD,
)
UPDATE = thing(
    {"ReservationId": ID},
    RequestedCategoryId=value(ID),
    AssignedResourceId=value({"type": ["string", "null"]}),
)
QUESTIONS = {
    "configuration/get": thing(TOKENS),
    "taxEnvironments/getAll": thing(TOKENS),
    "taxations/getAll": thing(TOKENS),
    "services/getAll": thing(PAGED),
    "accountingCategories/getAll": thing(PAGED),
    "ageCategories/getAll": thing({**PAGED, "ServiceIds": some(ID)}),
    "resourceCategories/getAll": thing({**PAGED, "ServiceIds": some(ID)}),
    "rates/getAll": thing(
        {
            **PAGED,
            "ServiceIds": some(ID),
            "Extent": thing({"Rates": FLAG}, RateGroups=FLAG, AvailabilityBlockAssignments=FLAG),
        }
    ),
    "resources/getAll": thing({**PAGED, "ResourceIds": some(ID), "Extent": thing({"Resources": FLAG})}),
    "customers/getAll": thing(
        {
            **PAGED,
            "CustomerIds": some(ID),
            "Extent": thing({"Customers": FLAG}, Documents=FLAG, Addresses=FLAG),
        }
    ),
    "reservations/getAll/2023-06-06": thing(
        {**PAGED, "ServiceIds": some(ID)},
        ReservationIds=some(ID),
        Numbers=some(WORD),
        ChannelNumbers=some(WORD, 100),
        ScheduledStartUtc=INTERVAL,
        UpdatedUtc=INTERVAL,
    ),
    "orderItems/getAll": thing(
        PAGED,
        AccountIds=some(ID, 100),
        ServiceOrderIds=some(ID),
        Types=some({"enum": ["SpaceOrder"]}),
    ),
    "orders/add": thing(
        {**TOKENS, "ServiceId": ID, "AccountId": ID, "Items": some(ITEM)},
        LinkedReservationId=ID,
        ConsumptionUtc=MOMENT,
        Notes={"type": "string"},
    ),
    "orderItems/cancel": thing({**TOKENS, "OrderItemIds": some(ID, 10)}),
    "reservations/update": thing(
        {**TOKENS, "ReservationUpdates": some(UPDATE)},
        Reprice=FLAG,
        ApplyCancellationFee=FLAG,
        Reason=WORD,
    ),
}
_CHECKS = {
    path: Draft202012Validator(schema, format_checker=FormatChecker(["uuid"]))
    for path, schema in QUESTIONS.items()
}


def check_question(asked: Asked, path: str) -> None:
    """Raises Wrong."""
    if asked.method != "POST" or path not in _CHECKS:
        raise Wrong("no such address")
    error = next(_CHECKS[path].iter_errors(asked.json()), None)
    if error is not None:
        raise Wrong(f"{'.'.join(str(each) for each in error.path)}: {error.message}")
    if path == "orderItems/getAll" and not {"AccountIds", "ServiceOrderIds"} & set(asked.json()):
        raise Wrong("a filter is needed")
