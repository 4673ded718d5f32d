"""GET /availability."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kunjae.api.answers import availability_json
from kunjae.api.callers import caller_of
from kunjae.api.documented import documented, query
from kunjae.api.problems import json_response
from kunjae.api.requests import read_wanted_stay
from kunjae.api.schemas.availability import Availability
from kunjae.api.schemas.values import CHECK_IN, CHECK_OUT
from kunjae.changes.availability import available

router = Router(tags=["Availability"])


@router.get(
    "/availability",
    **documented(
        "What can be sold",
        Availability,
        parameters=[
            query("check_in", CHECK_IN, "First night, hotel-local.", required=True),
            query("check_out", CHECK_OUT, "Day of departure, hotel-local.", required=True),
            query(
                "adults",
                {"type": "integer", "minimum": 0, "maximum": 100, "default": 2},
                "Adults in the room.",
            ),
            query(
                "children",
                {"type": "integer", "minimum": 0, "maximum": 100, "default": 0},
                "Children in the room.",
            ),
        ],
    ),
)
def availability(request: HttpRequest) -> HttpResponse:
    """Every room type under every rate plan that has a price on these nights: rooms left, the nights as they would be
    sold today for these people, policy, restrictions. `bookable` is true when nothing is in the way; otherwise
    `reasons` holds codes: `sold_out`, `no_price`, `min_stay`, `closed`, `closed_to_arrival`, `closed_to_departure`,
    `occupancy`, `past_check_in`. Only the first two stop a booking made with a token: the hotel's own staff may pass
    the rest."""
    caller = caller_of(request)
    wanted = read_wanted_stay(request)
    found = available(
        caller.property, wanted.dates, adults=wanted.adults, children=wanted.children, now=caller.now
    )
    return json_response(
        request,
        availability_json(found, wanted.dates, wanted.adults, wanted.children, caller.property.currency),
    )
