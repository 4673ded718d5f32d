"""A small Mews: reservations, guests, accounts and what stands on them. It makes nothing once by itself: an order that is sent
twice stands twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_DNS, uuid5

from tests.pms.fakes.mews_questions import check_question
from tests.pms.fakes.server import Answer, Asked, FakePms

CLIENT, ACCESS = "CLIENT-T0KEN", "ACCESS-T0KEN"
PREFIX = "/api/connector/v1/"


def named(name: str) -> str:
    """The id of what has this name."""
    return str(uuid5(NAMESPACE_DNS, name))


ROOMS, RESTAURANT, PARKING = named("rooms"), named("restaurant"), named("parking")
DOUBLE, SUITE, FLEX = named("double"), named("suite"), named("flex")
ADULT, CHILD, FOOD = named("adult"), named("child"), named("food")
ROOM_204 = named("204")


class FakeMews(FakePms):
    """One enterprise in `currency`."""

    currency = "THB"

    def forget(self) -> None:
        self.reservations: dict[str, dict[str, Any]] = {}
        self.customers: dict[str, dict[str, Any]] = {}
        self.items: list[dict[str, Any]] = []
        self.may_cancel = True
        self.locked_out = False
        self.pricing = "Gross"
        self.sells_parking = False
        """By the night, as a service of its own."""

    # The hotel's own doing

    def add(
        self,
        number: str,
        arrival: date,
        nights: int = 2,
        *,
        price: float = 3000,
        state: str = "Confirmed",
        **more: Any,
    ) -> str:
        """A reservation, whose id it gives back. Its guest has an account."""
        id, guest = named(f"r{number}"), named(f"g{number}")
        self.customers[guest] = {"Id": guest, "FirstName": "Ida", "LastName": "Müller", "IsActive": True}
        self.reservations[id] = {
            "Id": id,
            "ServiceId": ROOMS,
            "AccountId": guest,
            "AccountType": "Customer",
            "BookerId": None,
            "Number": number,
            "State": state,
            "GroupId": named("group"),
            "CreatedUtc": "2026-11-01T02:00:00Z",
            "UpdatedUtc": "2026-11-02T02:00:00Z",
            "RateId": FLEX,
            "RequestedResourceCategoryId": DOUBLE,
            "AssignedResourceId": None,
            "AssignedResourceLocked": False,
            "ChannelNumber": None,
            "CancellationReason": None,
            "ScheduledStartUtc": f"{arrival}T07:00:00Z",
            "ScheduledEndUtc": f"{arrival + timedelta(days=nights)}T04:00:00Z",
            "PersonCounts": [{"AgeCategoryId": ADULT, "Count": 2}],
            **more,
        }
        for night in range(nights):
            day = arrival + timedelta(days=night)
            self._item("SpaceOrder", id, guest, price, consumed=f"{day}T15:00:00Z")
        return id

    def rebate(self, item: str) -> None:
        """Staff give back what an item charges."""
        old = next(each for each in self.items if each["Id"] == item)
        amount = -old["Amount"]["GrossValue"]
        new = self._item("AdditionalExpenseRebate", old["ServiceOrderId"], old["AccountId"], amount)
        new["Data"] = {"Discriminator": "Rebate", "Rebate": {"RebatedItemId": item}}

    def standing(self, key: str) -> list[dict[str, Any]]:
        """The items under this key that are not cancelled."""
        return [
            each
            for each in self.items
            if each["ExternalIdentifier"] == key and each["AccountingState"] != "Canceled"
        ]

    def owed(self) -> float:
        """What all guests owe beside their nights."""
        return sum(
            float(each["Amount"]["GrossValue"])
            for each in self.items
            if each["Type"] != "SpaceOrder" and each["AccountingState"] != "Canceled"
        )

    # How it answers

    def check(self, asked: Asked) -> None:
        check_question(asked, asked.path.removeprefix(PREFIX))

    def answer(self, asked: Asked) -> Answer:
        body, path = asked.json(), asked.path.removeprefix(PREFIX)
        if self.locked_out or (body["ClientToken"], body["AccessToken"]) != (CLIENT, ACCESS):
            return Answer(401, {"Message": "Invalid AccessToken.", "RequestId": "x"})
        return self._answers()[path](body)

    def _answers(self) -> dict[str, Callable[[dict[str, Any]], Answer]]:
        return {
            "configuration/get": self._configuration,
            "taxEnvironments/getAll": lambda _: Answer(200, {"TaxEnvironments": TAX_ENVIRONMENTS}),
            "taxations/getAll": lambda _: Answer(200, {"Taxations": [], "TaxRates": TAX_RATES}),
            "services/getAll": self._services,
            "accountingCategories/getAll": lambda body: page(body, "AccountingCategories", CATEGORIES),
            "ageCategories/getAll": lambda body: page(body, "AgeCategories", AGES),
            "resourceCategories/getAll": lambda body: page(body, "ResourceCategories", TYPES),
            "rates/getAll": lambda body: page(body, "Rates", RATES),
            "resources/getAll": self._resources,
            "customers/getAll": self._customers,
            "reservations/getAll/2023-06-06": self._reservations,
            "orderItems/getAll": self._order_items,
            "orders/add": self._add_order,
            "orderItems/cancel": self._cancel,
            "reservations/update": self._update,
        }

    def _configuration(self, body: dict[str, Any]) -> Answer:
        currencies = [
            {"Currency": "EUR", "IsDefault": False, "IsEnabled": True},
            {"Currency": self.currency, "IsDefault": True, "IsEnabled": True},
        ]
        enterprise = {
            "Id": named("hotel"),
            "Name": "Koh Hotel",
            "Currencies": currencies,
            "Pricing": self.pricing,
            "TaxEnvironmentCode": "TH",
        }
        return Answer(200, {"NowUtc": "2026-11-20T00:00:00Z", "Enterprise": enterprise})

    def _services(self, body: dict[str, Any]) -> Answer:
        rows = [
            service(ROOMS, "Accommodation", "Bookable"),
            service(RESTAURANT, "Restaurant", "Additional"),
            service(named("old"), "Old rooms", "Bookable", active=False),
        ]
        if self.sells_parking:
            rows.append(service(PARKING, "Parking", "Bookable"))
        return page(body, "Services", rows)

    def _resources(self, body: dict[str, Any]) -> Answer:
        rooms = [{"Id": ROOM_204, "Name": "204", "IsActive": True}]
        return page(body, "Resources", [each for each in rooms if each["Id"] in body["ResourceIds"]])

    def _customers(self, body: dict[str, Any]) -> Answer:
        rows = [each for id, each in self.customers.items() if id in body["CustomerIds"]]
        return page(body, "Customers", rows)

    def _reservations(self, body: dict[str, Any]) -> Answer:
        rows = [each for each in self.reservations.values() if each["ServiceId"] in body["ServiceIds"]]
        for name, field in (
            ("ReservationIds", "Id"),
            ("Numbers", "Number"),
            ("ChannelNumbers", "ChannelNumber"),
        ):
            if name in body:
                rows = [each for each in rows if each[field] in body[name]]
        for name in ("ScheduledStartUtc", "UpdatedUtc"):
            if name in body:
                start, end = body[name]["StartUtc"], body[name]["EndUtc"]
                if moment(end) - moment(start) > timedelta(days=92):
                    return no(400, "The interval is longer than 3 months.")
                rows = [each for each in rows if start <= each[name] <= end]
        return page(body, "Reservations", sorted(rows, key=lambda each: str(each["Number"])))

    def _order_items(self, body: dict[str, Any]) -> Answer:
        rows = self.items
        for name, field in (
            ("AccountIds", "AccountId"),
            ("ServiceOrderIds", "ServiceOrderId"),
            ("Types", "Type"),
        ):
            if name in body:
                rows = [each for each in rows if each[field] in body[name]]
        return page(body, "OrderItems", rows)

    def _add_order(self, body: dict[str, Any]) -> Answer:
        if body["ServiceId"] != RESTAURANT or body["AccountId"] not in self.customers:
            return no(400, "Invalid identifier.")
        if body.get("LinkedReservationId") not in self.reservations:
            return no(400, "Invalid LinkedReservationId.")
        order = named(f"order{len(self.items)}")
        for each in body["Items"]:
            if not set(each["UnitAmount"]["TaxCodes"]) <= {"TH-7"}:
                return no(400, "Invalid TaxCode.")
            amount = each["UnitAmount"]["GrossValue"] * each["UnitCount"]
            item = self._item(
                "CustomItem", order, body["AccountId"], round(amount, 3), body["ConsumptionUtc"]
            )
            item |= {"ExternalIdentifier": each["ExternalIdentifier"], "BillingName": each["Name"]}
            item |= {"UnitCount": each["UnitCount"], "LinkedReservationId": body["LinkedReservationId"]}
        return Answer(200, {"OrderId": order})

    def _cancel(self, body: dict[str, Any]) -> Answer:
        if not self.may_cancel:
            return no(401, "You do not have permission to use this operation.")
        wanted = [each for each in self.items if each["Id"] in body["OrderItemIds"]]
        if any(each["AccountingState"] != "Open" for each in wanted) or len(wanted) != len(
            body["OrderItemIds"]
        ):
            return no(403, "The item cannot be canceled.")
        for each in wanted:
            each |= {"AccountingState": "Canceled", "CanceledUtc": "2026-11-20T00:00:00Z"}
        return Answer(200, {})

    def _update(self, body: dict[str, Any]) -> Answer:
        (update,) = body["ReservationUpdates"]
        found = self.reservations[update["ReservationId"]]
        if found["State"] != "Confirmed" or update["RequestedCategoryId"]["Value"] not in (DOUBLE, SUITE):
            return no(403, "The reservation cannot be updated.")
        found["RequestedResourceCategoryId"] = update["RequestedCategoryId"]["Value"]
        if "AssignedResourceId" in update:
            found["AssignedResourceId"] = update["AssignedResourceId"]["Value"]
        if body.get("Reprice", True):
            self._reprice(found["Id"])
        return Answer(200, {"Reservations": [found]})

    def _reprice(self, reservation: str) -> None:
        for each in self.items:
            if each["ServiceOrderId"] == reservation and each["Type"] == "SpaceOrder":
                each["Amount"]["GrossValue"] = 9000

    def _item(
        self, kind: str, order: str, account: str, amount: float, consumed: str = "2026-11-20T00:00:00Z"
    ) -> dict[str, Any]:
        item = {
            "Id": named(f"item{len(self.items)}"),
            "ServiceOrderId": order,
            "AccountId": account,
            "BillId": named(f"bill{account}"),
            "ExternalIdentifier": None,
            "Amount": {"Currency": self.currency, "GrossValue": amount, "NetValue": amount},
            "ConsumedUtc": consumed,
            "CanceledUtc": None,
            "AccountingState": "Open",
            "Type": kind,
            "Data": None,
        }
        self.items.append(item)
        return item


TAX_ENVIRONMENTS = [{"Code": "TH", "TaxationCodes": ["TH"]}, {"Code": "DE", "TaxationCodes": ["DE"]}]
TAX_RATES = [
    {"Code": "TH-7", "TaxationCode": "TH", "ValidityInvervalsUtc": None},
    {
        "Code": "TH-10",
        "TaxationCode": "TH",
        "ValidityInvervalsUtc": [{"StartUtc": None, "EndUtc": "1999-04-01T00:00:00Z"}],
    },
    {"Code": "DE-19", "TaxationCode": "DE", "ValidityInvervalsUtc": None},
]
CATEGORIES = [
    {"Id": FOOD, "Name": "Food", "IsActive": True},
    {"Id": named("x"), "Name": "Old", "IsActive": False},
]
AGES = [{"Id": ADULT, "Classification": "Adult"}, {"Id": CHILD, "Classification": "Child"}]
TYPES = [
    {"Id": DOUBLE, "Names": {"en-US": "Double"}, "IsActive": True},
    {"Id": SUITE, "Names": {"en-US": "Suite"}, "IsActive": True},
]
RATES = [{"Id": FLEX, "Name": "Flexible", "IsActive": True}]


def service(id: str, name: str, kind: str, *, active: bool = True) -> dict[str, Any]:
    """Bookable by the night, or additional."""
    return {"Id": id, "Name": name, "IsActive": active, "Data": {"Discriminator": kind}}


def page(body: dict[str, Any], under: str, rows: list[dict[str, Any]]) -> Answer:
    """From the cursor on; the cursor is the last one's id, and comes with the last page, too."""
    ids = [each["Id"] for each in rows]
    start = ids.index(body["Limitation"]["Cursor"]) + 1 if "Cursor" in body["Limitation"] else 0
    found = rows[start : start + body["Limitation"]["Count"]]
    return Answer(200, {under: found, "Cursor": found[-1]["Id"] if found else None})


def no(status: int, why: str) -> Answer:
    """As Mews says it."""
    return Answer(status, {"Message": why, "RequestId": "x"})


def moment(words: str) -> datetime:
    """A moment in UTC."""
    return datetime.fromisoformat(words).astimezone(UTC)
