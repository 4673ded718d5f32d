"""A program of ours that sends what Schemathesis makes, while somebody watches both hotels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from schemathesis import Case
from schemathesis.core.failures import AcceptedNegativeData, FailureGroup
from schemathesis.core.parameters import ParameterLocation
from schemathesis.openapi.checks import RejectedPositiveData

from tests.hostile.hotels import HOUSE, Hotels, broken_invariants, fingerprint
from tests.hostile.lenient import is_right_when_read_leniently
from tests.hostile.refusals import MAY_REFUSE, codes_of
from tests.hostile.their_secrets import Secrets

if TYPE_CHECKING:
    from schemathesis.core.transport import Response

READS = {
    "availability",
    "list_bookings",
    "read_booking",
    "preview",
    "list_changes",
    "read_change_entry",
    "list_payments",
    "guest_booking",
    "guest_calendar",
    "guest_preview",
    "guest_ways_to_pay",
    "guest_checkout",
}


class Watch:
    """What the hotels were like before, and what must not be seen or saved."""

    def __init__(self, hotels: Hotels) -> None:
        self.hotels = hotels
        self.before = fingerprint(hotels.theirs)
        self.house = fingerprint(hotels.ours)
        self.ours = fingerprint(hotels.ours, without=HOUSE)
        self.has_written = False
        self.secrets = Secrets(hotels.their_words())

    def look(self, case: Case[Any], response: Response) -> None:
        """After each answer: it says nothing of the stranger but what was asked, and a refusal has saved nothing."""
        sent = f"{case.path_parameters!r} {case.query!r} {case.body!r}"
        seen = self.secrets.told(response.content.decode(), sent)
        assert not seen, f"{case.operation.label} tells of the stranger: {seen}"
        if operation_of(case) in READS:
            return  # looked at once, at the end
        now = fingerprint(self.hotels.ours, without=HOUSE)
        assert response.status_code < 400 or now == self.ours, "what is refused is not saved"
        self.has_written |= now != self.ours
        self.ours = now

    def at_the_end(self) -> None:
        assert fingerprint(self.hotels.theirs) == self.before, "the stranger's rows are as they were"
        if not self.has_written:
            assert fingerprint(self.hotels.ours) == self.house, "nothing was to be saved"
        assert broken_invariants(self.hotels.ours) == []


def validate(case: Case[Any], response: Response, **how: Any) -> None:
    """Every check of Schemathesis; what JSON Schema cannot say may be refused, what is read leniently accepted."""
    try:
        case.validate_response(response, **how)
    except FailureGroup as group:
        wrong = [failure for failure in group.exceptions if not _is_known(failure, case, response)]
        if wrong:
            raise FailureGroup(wrong) from None


def _is_known(failure: BaseException, case: Case[Any], response: Response) -> bool:
    if isinstance(failure, RejectedPositiveData):
        unforeseen = codes_of(response.content) - MAY_REFUSE[operation_of(case)]
        assert not unforeseen, f"{case.operation.label}: {unforeseen} {case.body!r} {response.content!r}"
        return True
    return isinstance(failure, AcceptedNegativeData) and is_right_when_read_leniently(case)


def operation_of(case: Case[Any]) -> str:
    return str(case.operation.definition.raw["operationId"])


def is_negative(case: Case[Any], location: ParameterLocation) -> bool:
    return case.meta is not None and case.meta.is_negative_at(location)
