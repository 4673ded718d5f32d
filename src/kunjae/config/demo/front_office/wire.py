"""Cloudbeds' interface as the front office speaks it: the calls that we use, each as its description says."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl

from kunjae.config.demo.front_office.house import House, Row
from kunjae.config.demo.front_office.rows import detailed, listed

OLD = "/api/v1.3/"
Answered = tuple[int, Row | None]
"""Status and JSON."""


class Refused(Exception):
    """v1.3 says no."""


class Wire:
    """Answers for one house."""

    def __init__(self, house: House) -> None:
        self.house = house

    def answer(
        self, method: str, path: str, query: Mapping[str, str], headers: Mapping[str, str], body: bytes
    ) -> Answered:
        """Header names in small letters."""
        with self.house.lock:
            if headers.get("x-api-key") != self.house.hotel.get("api_key"):
                return 401, {"error": "access_denied", "message": "The resource owner denied the request."}
            if path.startswith(OLD):
                return self._old(method, path.removeprefix(OLD), query, body)
            if headers.get("x-property-id") != self.house.hotel["id"]:
                return 403, {"message": "No such property", "code": "FORBIDDEN"}
            return self._new(method, path, query, headers, body)

    def _old(self, method: str, name: str, query: Mapping[str, str], body: bytes) -> Answered:
        calls: dict[tuple[str, str], Callable[[Mapping[str, Any]], Row]] = {
            ("GET", "getHotelDetails"): self._hotel,
            ("GET", "getItems"): self._items,
            ("GET", "getItemCategories"): self._categories,
            ("GET", "getRoomTypes"): self._room_types,
            ("GET", "getReservations"): self._reservations,
            ("GET", "getReservationsWithRateDetails"): self._with_rates,
            ("PUT", "putReservation"): self._change,
            ("GET", "getWebhooks"): self._webhooks,
            ("POST", "postWebhook"): self._listen,
        }
        call = calls.get((method, name))
        if call is None:
            return 404, {"success": False, "message": "Method not found"}
        asked = nested(parse_qsl(body.decode(), keep_blank_values=True)) if body else dict(query)
        try:
            ids = asked.get("propertyID") or asked.get("propertyIDs")
            if ids is not None and ids != self.house.hotel["id"]:
                raise Refused("None of the included property id's match the access_token user's property id")
            return 200, {"success": True, **call(asked)}
        except Refused as no:
            return 200, {"success": False, "message": str(no)}

    def _new(
        self,
        method: str,
        path: str,
        query: Mapping[str, str],
        headers: Mapping[str, str],
        body: bytes,
    ) -> Answered:
        if (method, path) == ("POST", "/folio/v1/checks"):
            return self._post_check(headers.get("idempotency-key", "").strip(), json.loads(body))
        if method == "DELETE" and (found := re.fullmatch(r"/folio/v1/checks/([\w.~-]+)", path)):
            if self.house.void(found[1]):
                return 204, None
            return 404, {"message": "No such check", "code": "CHECK_NOT_FOUND"}
        if (method, path) == ("GET", "/rates/v1/rate-plans"):
            plans = [
                {"id": each["id"], "isActive": True, "isDeleted": False, "name": {"en": each["name"]}}
                for each in self.house.data["rate_plans"]
            ]
            first, most = int(query.get("offset", 0)), int(query.get("limit", 100))
            return 200, {"limit": most, "offset": first, "data": plans[first : first + most]}
        return 404, {"message": "Not found", "code": "RESOURCE_NOT_FOUND"}

    # Charges

    def _post_check(self, key: str, asked: Row) -> Answered:
        if not key or len(key) > 255:
            return 400, {"message": "Idempotency-Key is required", "code": "INVALID_REQUEST"}
        content = sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()
        if known := self.house.data["keys"].get(key):
            if known["content"] != content:
                return 409, _conflict("IDEMPOTENCY_KEY_REUSED")
            return 201, _posted(self.house.data["checks"][known["check"]], "Already posted")
        if refused := self._refused(asked):
            return refused
        (item,) = asked["items"]
        details = item["details"]
        made = self.house.add_check(
            asked.get("checkId") or f"CHK-{len(self.house.data['checks']) + 1}",
            {
                "reservation": asked["reservationId"],
                "number": asked.get("checkNumber") or "",
                "room": details.get("subReservationId") or "",
                "name": item["itemName"],
                "quantity": item["itemQuantity"],
                "amount": int(item["itemAmount"]["amount"]),
                "note": item.get("itemNote") or "",
                "sku": details["itemSku"],
            },
        )
        self.house.data["keys"][key] = {"content": content, "check": made["id"]}
        if not any(each["sku"] == details["itemSku"] for each in self.house.data["items"]):
            category = details.get("itemCategoryName") or ""
            self.house.data["items"].append(
                {"sku": details["itemSku"], "name": item["itemName"], "category": category, "price": 0}
            )
        self.house.save()
        return 201, _posted(made, None)

    def _refused(self, asked: Row) -> Answered | None:
        row = self.house.reservation(asked.get("reservationId") or "")
        if row is None:
            return 404, {"message": "No such reservation", "code": "RESOURCE_NOT_FOUND"}
        if row["status"] == "checked_out":
            return 400, {"message": "The guest has left", "code": "RESERVATION_CHECKED_OUT"}
        if row.get("locked"):
            return 409, _conflict("FOLIO_LOCKED")
        if asked.get("checkId") in self.house.data["checks"]:
            return 409, _conflict("DUPLICATE_CHECK_ID")
        for item in asked["items"]:
            if item["itemAmount"]["currencyCode"] != self.house.hotel["currency"]:
                return 400, {"message": "Another currency", "code": "INVALID_CURRENCY_MISMATCH"}
            same = [each for each in self.house.data["items"] if each["name"] == item["itemName"]]
            if same and all(each["sku"] != item["details"]["itemSku"] for each in same):
                return 409, _conflict("PRODUCT_NAME_CONFLICT")
            room = item["details"].get("subReservationId")
            if room and all(each["sub"] != room for each in row["rooms"]):
                return 400, {"message": "No such room", "code": "INVALID_TARGET"}
        return None

    # What there is

    def _hotel(self, asked: Mapping[str, Any]) -> Row:
        hotel = self.house.hotel
        return {
            "data": {
                "propertyID": hotel["id"],
                "propertyName": hotel["name"],
                "propertyCurrency": {"currencyCode": hotel["currency"], "currencySymbol": hotel["currency"]},
            }
        }

    def _items(self, asked: Mapping[str, Any]) -> Row:
        rows = [
            {
                "itemID": str(place),
                "itemType": "service",
                "sku": each["sku"],
                "name": each["name"],
                "categoryName": each["category"],
                "price": each["price"] / 10 ** self.house.hotel["decimals"],
            }
            for place, each in enumerate(self.house.data["items"], 1)
        ]
        return {"data": rows}

    def _categories(self, asked: Mapping[str, Any]) -> Row:
        names = sorted({each["category"] for each in self.house.data["items"] if each["category"]})
        return {
            "data": [{"categoryID": str(place), "categoryName": name} for place, name in enumerate(names, 1)]
        }

    def _room_types(self, asked: Mapping[str, Any]) -> Row:
        rows = [
            {"roomTypeID": each["id"], "propertyID": self.house.hotel["id"], "roomTypeName": each["name"]}
            for each in self.house.data["room_types"]
        ]
        page = _page(rows, asked, 20)
        return {"data": page, "count": len(page), "total": len(rows)}

    # Reservations

    def _reservations(self, asked: Mapping[str, Any]) -> Row:
        rows = [each for each in self.house.reservations() if not each["deleted"]]
        if code := asked.get("sourceReservationId"):
            rows = [each for each in rows if each["code"] == code]
        found = [listed(each, self.house) for each in rows]
        if first := asked.get("checkInFrom"):
            found = [each for each in found if each["startDate"] >= first]
        if last := asked.get("checkInTo"):
            found = [each for each in found if each["startDate"] <= last]
        page = _page(found, asked, 100)
        return {"data": page, "count": len(page), "total": len(found)}

    def _with_rates(self, asked: Mapping[str, Any]) -> Row:
        rows = self.house.reservations()
        if asked.get("includeDeleted") != "true":
            rows = [each for each in rows if not each["deleted"]]
        if "reservationID" in asked:
            wanted = asked["reservationID"].split(",")
            rows = [each for each in rows if each["number"] in wanted]
        guests = asked.get("includeGuestsDetails") == "true"
        found = [detailed(each, self.house, guests=guests) for each in rows]
        if since := asked.get("modifiedFrom"):
            found = [each for each in found if each["dateModified"] >= since]
        page = _page(found, asked, 100)
        return {"data": page, "count": len(page), "total": len(found)}

    def _change(self, asked: Mapping[str, Any]) -> Row:
        """The rooms as they are to be: one that is not named is given up."""
        row = self.house.reservation(str(asked.get("reservationID")))
        if row is None:
            raise Refused("Reservation not found")
        if row.get("locked"):
            raise Refused("The reservation is being edited by another user")
        wanted = {each["subReservationID"]: each for each in asked.get("rooms") or []}
        if any(each["roomTypeID"] not in _ids(self.house.data["room_types"]) for each in wanted.values()):
            raise Refused("Room type is not available")
        for room in row["rooms"] if wanted else []:
            if (each := wanted.get(room["sub"])) is None:
                room["status"] = "cancelled"
                continue
            moved = each["roomTypeID"] != room["room_type"]
            room |= {"room_type": each["roomTypeID"], "from": each["checkinDate"], "to": each["checkoutDate"]}
            if moved:
                room["room"] = ""
                if each.get("adjustPrice") != "false":
                    room["prices"] = [price * 2 for price in room["prices"]]
        row["modified"] = self.house.stamp()
        self.house.save()
        return {"data": {"reservationID": row["number"]}}

    def _webhooks(self, asked: Mapping[str, Any]) -> Row:
        return {
            "data": [{"id": str(place), **each} for place, each in enumerate(self.house.data["webhooks"], 1)]
        }

    def _listen(self, asked: Mapping[str, Any]) -> Row:
        event = {"object": asked["object"], "action": asked["action"]}
        self.house.data["webhooks"].append(
            {"event": event, "subscriptionData": {"endpointUrl": asked["endpointUrl"]}}
        )
        self.house.save()
        return {"data": {"subscriptionID": str(len(self.house.data["webhooks"]))}}


def nested(pairs: Iterable[tuple[str, str]]) -> Row:
    """`rooms[0][adults]=2` as lists and objects, the way PHP reads a form."""
    found: Row = {}
    for name, value in pairs:
        keys = [name.split("[", 1)[0], *re.findall(r"\[(\w*)\]", name)]
        place = found
        for key in keys[:-1]:
            place = place.setdefault(key, {})
        place[keys[-1]] = value
    return {name: _lists(value) for name, value in found.items()}


def _lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {name: _lists(each) for name, each in value.items()}
    if list(inner) == [str(place) for place in range(len(inner))]:
        return list(inner.values())
    return inner


def _page(rows: list[Row], asked: Mapping[str, Any], usual: int) -> list[Row]:
    size = min(int(asked.get("pageSize") or usual), 100)
    first = (int(asked.get("pageNumber") or 1) - 1) * size
    return rows[first : first + size]


def _ids(rows: Iterable[Row]) -> set[str]:
    return {each["id"] for each in rows}


def _posted(check: Row, notice: str | None) -> Row:
    data: Row = {"checkNumber": check["number"] or f"cb-{check['place']}", "checkId": check["id"]}
    return {"data": {**data, "notice": notice} if notice else data}


def _conflict(code: str) -> Row:
    return {"message": code.replace("_", " ").capitalize(), "code": code}
