"""A small Apaleo: remembers reservations, folios and keys, gives tokens that end, and says no as Apaleo does. Questions and
answers of the Booking API are held against Apaleo's description; of the others no description is free, so that their fields
stand here (integrations.md 1)."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.pms.fakes.apaleo_description import booking_api
from tests.pms.fakes.server import Answer, Asked, FakePms, Wrong

HOUSE, CLIENT, SECRET = "BER", "HOTEL-KUNJAE", "apaleo-s3cret"
LISTS = {"pageNumber", "pageSize", "propertyId"}
QUERIES: dict[str, set[str]] = {
    r"GET /inventory/v1/properties/[^/]+": set(),
    r"GET /inventory/v1/unit-groups": LISTS,
    r"GET /rateplan/v1/rate-plans": LISTS,
    r"GET /settings/v1/sub-accounts": LISTS,
    r"GET /finance/v1/types/vat": {"isoCountryCode"},
    r"GET /finance/v1/folios": {"reservationIds", "expand", "pageNumber", "pageSize"},
    r"GET /finance/v1/folios/[^/]+": {"expand"},
    r"POST /finance/v1/folio-actions/[^/]+/charges": set(),
    r"POST /finance/v1/folio-actions/[^/]+/charges/[^/]+/allowances": set(),
    r"POST /connect/token": set(),
}
CHARGE = {"serviceType", "vatType", "name", "amount", "receipt", "subAccountId", "quantity", "businessDate"}
ALLOWANCE = {"reason", "amount", "businessDate"}
SERVICES, VATS = {"FoodAndBeverages", "Accommodation", "Other"}, {"Normal", "Reduced", "Without"}
GROUPS = ("BER-DBL", "BER-SUI")


@dataclass
class Folio:
    """`reservation` is empty for one of a company."""

    id: str
    reservation: str
    is_main: bool = True
    closed: bool = False
    charges: list[dict[str, Any]] = field(default_factory=list)
    allowances: list[dict[str, Any]] = field(default_factory=list)

    @property
    def balance(self) -> float:
        """What the guest owes by what stands here."""
        here = [each for each in self.charges if "movedTo" not in each]
        charged = sum(each["amount"]["grossAmount"] for each in here)
        return float(charged - sum(each["amount"]["grossAmount"] for each in self.allowances))


class FakeApaleo(FakePms):
    """One property, BER, in `currency`, whose guests' folios are `folios`."""

    currency = "THB"

    def forget(self) -> None:
        self.reservations: dict[str, dict[str, Any]] = {}
        self.folios: dict[str, Folio] = {}
        self.token = 0
        """The number of the token that is good."""
        self.given = 0
        self.keys: dict[str, tuple[str, Answer]] = {}
        self.sold_out: set[str] = set()

    # The hotel's own doing

    def add(
        self,
        id: str,
        arrival: date,
        nights: int = 2,
        *,
        price: float = 3000,
        status: str = "Confirmed",
        **more: Any,
    ) -> None:
        """A reservation with an empty folio."""
        self.reservations[id] = {
            "id": id,
            "bookingId": id.partition("-")[0],
            "status": status,
            "property": {"id": HOUSE},
            "ratePlan": plan("BER-DBL"),
            "unitGroup": {"id": "BER-DBL"},
            "totalGrossAmount": self._money(price * nights),
            "arrival": f"{arrival}T14:00:00+07:00",
            "departure": f"{arrival + timedelta(days=nights)}T11:00:00+07:00",
            "created": "2026-11-01T09:00:00+07:00",
            "modified": "2026-11-02T09:00:00+07:00",
            "adults": 2,
            "channelCode": "Direct",
            "guaranteeType": "CreditCard",
            "balance": self._money(-price * nights),
            "cancellationFee": {
                "id": "x",
                "code": "F",
                "name": "F",
                "description": "F",
                "dueDateTime": "2026-11-20T00:00:00+07:00",
                "fee": self._money(0),
            },
            "noShowFee": {"id": "x", "code": "N", "name": "N", "description": "N", "fee": self._money(0)},
            "hasCityTax": False,
            "primaryGuest": {"lastName": "Müller", "firstName": "Ida", "email": "ida@example.com"},
            "timeSlices": [self._night(arrival + timedelta(days=day), price) for day in range(nights)],
            **more,
        }
        self.folios[f"{id}-1"] = Folio(f"{id}-1", id)

    def move(self, charge: str, from_: str, to: str) -> None:
        """Staff put a charge onto another folio."""
        old = next(each for each in self.folios[from_].charges if each["id"] == charge)
        self.folios[to].charges.append({**old, "id": f"{to}-C{len(self.folios[to].charges) + 1}"})
        old["movedTo"] = {"id": to}

    def end_token(self) -> None:
        """The token of now is good no more."""
        self.token = 0

    def lock_out(self) -> None:
        """The client is known no more: its token ends, and it gets no other."""
        self.token = -1

    def charges(self, receipt: str) -> list[dict[str, Any]]:
        """What stands on all folios under it, reversed or not."""
        every = [each for folio in self.folios.values() for each in folio.charges]
        return [each for each in every if each["receipt"] == receipt and "movedTo" not in each]

    def owed(self) -> float:
        """What all guests owe by their folios."""
        return sum(folio.balance for folio in self.folios.values())

    # How it answers

    def check(self, asked: Asked) -> None:
        if asked.path.startswith("/booking/"):
            booking_api().check(asked)
            return
        for pattern, names in QUERIES.items():
            if re.fullmatch(pattern, f"{asked.method} {asked.path}"):
                if extra := set(asked.query) - names:
                    raise Wrong(f"no such parameters: {sorted(extra)}")
                break
        else:
            raise Wrong("no such address")
        if "folio-actions" not in asked.path:
            return
        if not re.fullmatch(r"[a-z0-9-]{1,60}", asked.headers.get("idempotency-key", "")):
            raise Wrong("POST without a key")
        fields = ALLOWANCE if asked.path.endswith("allowances") else CHARGE
        if extra := set(asked.json()) - fields:
            raise Wrong(f"no such fields: {sorted(extra)}")

    def answer(self, asked: Asked) -> Answer:
        if asked.path == "/connect/token":
            return self._token(asked)
        if self.token < 1 or asked.headers.get("authorization") != f"Bearer token-{self.token}":
            return Answer(401)
        if asked.method == "POST":
            return self._once(asked)
        answer = self._found(asked)
        if asked.path.startswith("/booking/") and answer.status == 200:
            try:
                booking_api().check_answer(asked, answer)
            except Wrong as wrong:
                self.complaints.append(f"{asked.path}: {wrong}")
        return answer

    def _token(self, asked: Asked) -> Answer:
        pair = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if self.token < 0 or asked.headers.get("authorization") != f"Basic {pair}":
            return Answer(400, {"error": "invalid_client"})
        if asked.form != {"grant_type": "client_credentials"}:
            return Answer(400, {"error": "unsupported_grant_type"})
        self.given += 1
        self.token = self.given
        return Answer(
            200, {"access_token": f"token-{self.token}", "expires_in": 3600, "token_type": "Bearer"}
        )

    def _once(self, asked: Asked) -> Answer:
        """The same answer for the same key, a no as well; never another payload under it."""
        key, whole = asked.headers["idempotency-key"], asked.path + asked.body.decode()
        if key in self.keys:
            before, answer = self.keys[key]
            return answer if before == whole else no("The key was used for something else.")
        answer = self._allow(asked) if asked.path.endswith("allowances") else self._charge(asked)
        self.keys[key] = whole, answer
        return answer

    def _charge(self, asked: Asked) -> Answer:
        folio, body = self.folios.get(asked.path.split("/")[4]), asked.json()
        if folio is None:
            return Answer(404)
        if body.get("serviceType") not in SERVICES or body.get("vatType") not in VATS or not body.get("name"):
            return no("name, serviceType and vatType are needed")
        if folio.closed:
            return no(f"Folio '{folio.id}' is closed.")
        if body["amount"]["currency"] != self.currency or body["amount"]["amount"] <= 0:
            return no("amount")
        amount = {"grossAmount": body["amount"]["amount"], "currency": self.currency}
        charge = {**body, "id": f"{folio.id}-C{len(folio.charges) + 1}", "amount": amount, "isPosted": True}
        folio.charges.append(charge)
        return Answer(201, {"id": charge["id"]})

    def _allow(self, asked: Asked) -> Answer:
        _, _, _, _, folio_id, _, charge_id, _ = asked.path.split("/")
        folio, body = self.folios[folio_id], asked.json()
        if not body.get("reason"):
            return no("reason is needed")
        if folio.closed:
            return no(f"Folio '{folio.id}' is closed.")
        charge = next((each for each in folio.charges if each["id"] == charge_id), None)
        if charge is None or "movedTo" in charge:
            return no("no such charge")
        given = sum(
            each["amount"]["grossAmount"] for each in folio.allowances if each["sourceChargeId"] == charge_id
        )
        if body["amount"]["amount"] > charge["amount"]["grossAmount"] - given:
            return no("more than the charge")
        amount = {"grossAmount": body["amount"]["amount"], "currency": self.currency}
        allowance = {"id": f"{folio_id}-A{len(folio.allowances) + 1}", "amount": amount}
        folio.allowances.append({**allowance, "sourceChargeId": charge_id, "reason": body["reason"]})
        return Answer(201, {"id": allowance["id"]})

    def _found(self, asked: Asked) -> Answer:
        area = asked.path.removeprefix("/")
        for pattern, how in self._lists().items():
            if found := re.fullmatch(pattern, area):
                return how(asked, *found.groups())
        return Answer(404)

    def _lists(self) -> dict[str, Callable[..., Answer]]:
        return {
            r"inventory/v1/properties/([^/]+)": self._house,
            r"inventory/v1/unit-groups": lambda asked: self._page(
                asked, "unitGroups", [{"id": each, "code": each[-3:], "name": each[-3:]} for each in GROUPS]
            ),
            r"rateplan/v1/rate-plans": lambda asked: self._page(
                asked, "ratePlans", [plan(each) | {"name": "Flexible"} for each in GROUPS]
            ),
            r"settings/v1/sub-accounts": lambda asked: self._page(
                asked, "subAccounts", [{"id": "BER-SPA", "name": "Spa", "type": "Other"}]
            ),
            r"finance/v1/types/vat": self._vat,
            r"finance/v1/folios": self._folios,
            r"finance/v1/folios/([^/]+)": self._folio,
            r"booking/v1/reservations": self._reservations,
            r"booking/v1/reservations/([^/]+)": self._reservation,
            r"booking/v1/reservations/([^/]+)/offers": self._offers,
            r"booking/v1/reservation-actions/([^/]+)/amend": self._amend,
        }

    def _house(self, asked: Asked, id: str) -> Answer:
        if id != HOUSE:
            return Answer(404)
        name, location = {"en": "Koh Hotel"}, {"countryCode": "DE"}
        return Answer(
            200, {"id": id, "code": id, "name": name, "currencyCode": self.currency, "location": location}
        )

    def _vat(self, asked: Asked) -> Answer:
        if asked.query.get("isoCountryCode") != "DE":
            return Answer(404)
        return Answer(
            200,
            {
                "vatTypes": [
                    {"type": "Normal", "percent": 19.0, "description": "19.00%"},
                    {"type": "Reduced", "percent": 7, "description": "7.00%"},
                ]
            },
        )

    def _folios(self, asked: Asked) -> Answer:
        wanted = asked.query["reservationIds"].split(",")
        rows = [each for each in self.folios.values() if each.reservation in wanted]
        rows.sort(key=lambda each: (each.is_main, each.id))
        shown = [{**self._shown(each), "allowedActions": _actions(each)} for each in rows]
        for each in shown:
            del each["charges"], each["allowances"]
        return self._page(asked, "folios", shown)

    def _folio(self, asked: Asked, id: str) -> Answer:
        folio = self.folios.get(id)
        return Answer(200, self._shown(folio)) if folio else Answer(404)

    def _shown(self, folio: Folio) -> dict[str, Any]:
        return {
            "id": folio.id,
            "status": "Closed" if folio.closed else "Open",
            "isMainFolio": folio.is_main,
            "reservation": {"id": folio.reservation},
            "balance": self._money(-folio.balance),
            "charges": [dict(each) for each in folio.charges],
            "allowances": [dict(each) for each in folio.allowances],
        }

    def _reservations(self, asked: Asked) -> Answer:
        query, rows = asked.query, sorted(self.reservations.values(), key=lambda each: each["id"])
        if code := query.get("externalCode"):
            rows = [each for each in rows if each.get("externalCode", "").startswith(code)]
        if words := query.get("textSearch"):
            rows = [each for each in rows if words in each["id"]]
        if query.get("dateFilter") == "Modification":
            rows = [each for each in rows if _utc(each["modified"]) >= query["from"]]
        if query.get("dateFilter") == "Arrival":
            rows = [each for each in rows if query["from"] <= _utc(each["arrival"]) < query["to"]]
        return self._page(asked, "reservations", rows)

    def _reservation(self, asked: Asked, id: str) -> Answer:
        found = self.reservations.get(id)
        if found is None:
            return Answer(404)
        more = {"taxDetails": [], "payableAmount": {"guest": self._money(0)}}
        return Answer(200, {**found, **more})

    def _offers(self, asked: Asked, id: str) -> Answer:
        group, found = asked.query["unitGroupIds"], self.reservations[id]
        if group in self.sold_out or group not in GROUPS:
            return Answer(204)
        unit = {"id": group, "code": group[-3:], "name": group, "description": "", "maxPersons": 4}
        night = {"ratePlan": plan(group), "unitGroup": unit, "totalGrossAmount": self._money(9000)}
        nights = [
            {**{field: each[field] for field in ("from", "to", "baseAmount")}, **night}
            for each in found["timeSlices"]
        ]
        fee = {name: found["noShowFee"][name] for name in ("code", "name", "description", "fee")}
        offer = {
            "arrival": found["arrival"],
            "departure": found["departure"],
            "minGuaranteeType": "PM6Hold",
            "availableUnits": 1,
            "totalGrossAmount": self._money(18000),
            "cancellationFee": {**fee, "dueDateTime": "2026-11-20T00:00:00+07:00"},
            "noShowFee": fee,
            "timeSlices": nights,
            "taxDetails": [],
            "isCorporate": False,
        }
        return Answer(200, {"property": {"id": HOUSE}, "offers": [offer]})

    def _amend(self, asked: Asked, id: str) -> Answer:
        found, body = self.reservations[id], asked.json()
        if found["status"] != "Confirmed":
            return no("The reservation can no longer be amended.")
        groups = {each["ratePlanId"].removesuffix("-FLEX") for each in body["timeSlices"]}
        if len(body["timeSlices"]) != len(found["timeSlices"]) or not groups <= set(GROUPS) - self.sold_out:
            return no("not available")
        for night, wanted in zip(found["timeSlices"], body["timeSlices"], strict=True):
            group = wanted["ratePlanId"].removesuffix("-FLEX")
            night |= {"ratePlan": plan(group), "unitGroup": {"id": group}}
            night["totalGrossAmount"] = wanted["totalGrossAmount"]
        found |= {"ratePlan": plan(groups.pop()), "unitGroup": found["timeSlices"][0]["unitGroup"]}
        return Answer(204)

    def _page(self, asked: Asked, under: str, rows: list[dict[str, Any]]) -> Answer:
        size, number = int(asked.query.get("pageSize", "1000")), int(asked.query.get("pageNumber", "1"))
        page = rows[(number - 1) * size : number * size]
        return Answer(200, {under: page, "count": len(rows)}) if page else Answer(204)

    def _night(self, day: date, price: float) -> dict[str, Any]:
        base = {"grossAmount": price, "netAmount": price, "vatType": "Normal", "vatPercent": 0}
        return {
            "from": f"{day}T14:00:00+07:00",
            "to": f"{day + timedelta(days=1)}T11:00:00+07:00",
            "serviceDate": str(day),
            "ratePlan": plan("BER-DBL"),
            "unitGroup": {"id": "BER-DBL"},
            "baseAmount": {**base, "currency": self.currency},
            "totalGrossAmount": self._money(price),
        }

    def _money(self, amount: float) -> dict[str, Any]:
        return {"amount": amount, "currency": self.currency}


def plan(group: str) -> dict[str, Any]:
    """The one rate plan of a unit group."""
    return {"id": f"{group}-FLEX", "code": "FLEX", "isSubjectToCityTax": False}


def no(why: str) -> Answer:
    """As Apaleo says it."""
    return Answer(422, {"messages": [why]})


def _actions(folio: Folio) -> list[str]:
    return ["Reopen"] if folio.closed else ["AddCharge", "AddAllowance", "AddPayment"]


def _utc(moment: str) -> str:
    """`2026-11-25T14:00:00+07:00` in UTC, as text that can be compared."""
    return datetime.fromisoformat(moment).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
