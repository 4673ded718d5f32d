"""Schemathesis over every call of the guest's API, as `test_api_by_document` does it for programs of the hotel."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from schemathesis import Case, openapi
from schemathesis.core.parameters import ParameterLocation

from kunjae.bookings.models import Booking
from kunjae.config.wsgi import application
from kunjae.guest.models import FailedTry
from kunjae.guest.sessions import begin_session
from kunjae.payments.providers.accounts import save_account
from tests.hostile.fuzzing import examples
from tests.hostile.hotels import Hotels
from tests.hostile.refusals import MAY_REFUSE
from tests.hostile.test_api_by_document import DOCUMENT, OF_GUESTS, config
from tests.hostile.watched import Watch, is_negative, validate
from tests.hotel import FAR

EXAMPLES = 8
ACCOUNT = {"bank": "Andaman Bank", "account_name": "Baan Talay", "account_number": "123-4-56789-0"}

schema = openapi.from_wsgi(DOCUMENT, application, config=config()).include(path_regex=OF_GUESTS)


@pytest.fixture
def watch(hotels: Hotels) -> Iterator[Watch]:
    save_account(property=hotels.ours, code="bank_transfer", values=ACCOUNT, enabled=True, now=FAR)
    watch = Watch(hotels)
    yield watch
    watch.at_the_end()


@schema.parametrize()
@examples(EXAMPLES)
def test_every_call_of_a_guest_keeps_to_its_document(case: Case[Any], watch: Watch) -> None:
    ours = watch.hotels.ours
    FailedTry.objects.of(ours).delete()  # each is the first try of somebody else
    booking = Booking.objects.of(ours).get(code=watch.hotels.code)
    headers = {"Authorization": f"Bearer {begin_session(ours, booking.id, FAR)}"}
    if not is_negative(case, ParameterLocation.PATH):
        case.path_parameters["slug"] = ours.slug
    response = case.call(headers=headers)
    validate(case, response, headers=headers, transport_kwargs={"headers": headers})
    watch.look(case, response)


def test_every_call_of_a_guest_has_its_list_of_refusals() -> None:
    named = {
        each.ok().definition.raw["operationId"]  # type: ignore[union-attr]
        for each in schema.get_all_operations()
    }
    assert named == {name for name in MAY_REFUSE if name.startswith("guest_")}
