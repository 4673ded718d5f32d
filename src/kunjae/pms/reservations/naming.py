"""What the PMS's room types and rates are here: fetched when somebody asks for it, chosen by the hotel."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from kunjae.kernel.errors import FieldError, InvalidInput, invalid
from kunjae.pms.connections import line_of
from kunjae.pms.errors import ConnectionChanged, NotConnected
from kunjae.pms.facts import Choice
from kunjae.pms.models import Connection
from kunjae.pms.registry import adapter
from kunjae.pms.reservations.asking import look_now
from kunjae.pms.reservations.facts import Known, Naming
from kunjae.properties.models import Property
from kunjae.properties.queries import house
from kunjae.rates.queries import rate_plans
from kunjae.tenancy.transactions import one_transaction

MOST_KNOWN = 500
"""Room types, and rates, that are kept of what there is."""


def naming_of(property: Property) -> Naming:
    """What the hotel has chosen, one query."""
    found = Connection.objects.of(property).values_list("mapping", flat=True).first()
    return Naming.from_json(found or {})


def seen_of(naming: Naming) -> str:
    """A fingerprint of what was shown."""
    return hashlib.sha256(json.dumps(naming.to_json(), sort_keys=True).encode()).hexdigest()[:32]


def fetch_names(*, property: Property, now: datetime) -> None:
    """Ask the PMS what room types and rates it has, and keep their names. Types that are called here as they are called
    there, and that nobody has named yet, are named so. Takes the network's time.

    Raises NotConnected, PmsDown, PmsBusy, PmsRefused and NotLetIn.
    """
    line = line_of(property)
    code = Connection.objects.of(property).values_list("pms", flat=True).get()
    pms = adapter(code)
    types, rates = _known(pms.room_types(line)), _known(pms.rates(line))
    _keep_names(property, code, types, rates, now)


def _known(choices: Sequence[Choice]) -> tuple[Known, ...]:
    return tuple(Known(each.value, each.label) for each in choices[:MOST_KNOWN])


@one_transaction
def _keep_names(
    property: Property, pms: str, types: tuple[Known, ...], rates: tuple[Known, ...], now: datetime
) -> None:
    row = Connection.objects.of(property).filter(pms=pms).select_for_update().first()
    if row is None:
        return
    naming = Naming.from_json(row.mapping)
    found = replace(naming, types_there=types, rates_there=rates, fetched_at=now.isoformat())
    found = replace(found, room_types={**_called_alike(property, types), **naming.room_types})
    Connection.objects.of(property).filter(id=row.id).update(mapping=found.to_json())


def _called_alike(property: Property, types: tuple[Known, ...]) -> dict[str, str]:
    ours: dict[str, str] = {}
    for code, facts in house(property).by_code.items():
        if not facts.retired:
            ours |= {name.casefold(): code for name in (*facts.name.values(), code)}
    return {
        each.id: ours[name.casefold()]
        for each in types
        for name in (each.label, each.id)
        if name.casefold() in ours
    }


@one_transaction
def save_naming(
    *,
    property: Property,
    room_types: Mapping[str, str],
    rates: Mapping[str, str],
    rate_plan: str,
    seen: str | None,
    now: datetime,
) -> None:
    """The PMS's room types and rates are these of the house; empty values name nothing. Everything is looked at again.

    `seen`: the fingerprint of what was shown (`seen_of`), None where nobody looked. Raises NotConnected,
    ConnectionChanged, and InvalidInput naming `room_types.<id>`, `rates.<id>`, `rate_plan`.
    """
    row = Connection.objects.of(property).select_for_update().first()
    if row is None:
        raise NotConnected
    naming = Naming.from_json(row.mapping)
    if seen is not None and seen != seen_of(naming):
        raise ConnectionChanged
    types = {there: code for there, code in room_types.items() if code}
    plans = {there: code for there, code in rates.items() if code}
    _refuse_unknown(property, naming, types, plans, rate_plan)
    found = replace(naming, room_types=types, rates=plans, rate_plan=rate_plan)
    Connection.objects.of(property).filter(id=row.id).update(mapping=found.to_json())
    look_now(property, now)


def _refuse_unknown(
    property: Property, naming: Naming, types: Mapping[str, str], plans: Mapping[str, str], rate_plan: str
) -> None:
    known_types = {code for code, each in house(property).by_code.items() if not each.retired}
    known_plans = {code for code, each in rate_plans(property).by_code.items() if not each.retired}
    asked = [
        *(
            (f"room_types.{there}", code, known_types, naming.room_types.get(there))
            for there, code in types.items()
        ),
        *((f"rates.{there}", code, known_plans, naming.rates.get(there)) for there, code in plans.items()),
        *((("rate_plan", rate_plan, known_plans, naming.rate_plan),) if rate_plan else ()),
    ]
    errors: list[FieldError] = []
    for path, code, known, was in asked:
        if code not in known and code != was:
            errors += invalid(path, "unknown_code", "there is no {c}", "ไม่มี {c}", c=code).errors
    if errors:
        raise InvalidInput(*errors)
