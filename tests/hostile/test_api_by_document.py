"""Schemathesis over every call of the API's own document: examples, coverage of the shapes, fuzzing, and calls in a row.

All of its checks are on. Two cannot hold as they are and are held otherwise, never left out:

- `positive_data_acceptance`: what JSON Schema cannot say may be refused, by the codes of `refusals.MAY_REFUSE`;
- `negative_data_rejection`: the API reads whole numbers sent as texts and amounts sent as numbers, as its document
  says in words; a request that is right when read so may be accepted.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import Phase, seed, settings
from hypothesis.errors import Flaky
from schemathesis import Case, openapi
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import FailureGroup
from schemathesis.core.parameters import ParameterLocation
from schemathesis.core.transport import Response

from kunjae.api.reference import document
from kunjae.config.wsgi import application
from tests.hostile.fuzzing import FACTOR, SAME_EACH_TIME, SHARE, examples
from tests.hostile.hotels import Hotels
from tests.hostile.narrowed import narrowed
from tests.hostile.refusals import MAY_REFUSE
from tests.hostile.watched import READS, Watch, is_negative, operation_of, validate

EXAMPLES = 8
SCENARIOS, STEPS, CALLS, MOST_RUNS = 20, 12, 250, 100
IN_A_ROW = {"create_booking", "edit_booking", "preview", "confirm", "list_changes", "read_change_entry", "create_payment"}  # fmt: skip
DOCUMENT = "/api/v1/openapi.json"
OF_GUESTS = "^/api/v1/guest/"
"""They are tried in `test_guest_api_by_document`, with a guest's token."""


def config(mode: str = "all", **project: Any) -> SchemathesisConfig:
    generation = {
        "mode": mode,
        "max-examples": max(EXAMPLES * FACTOR // SHARE, 2),
        "deterministic": SAME_EACH_TIME,
        "database": "none",
    }
    return SchemathesisConfig.from_dict(
        {"generation": generation} | project | ({"seed": 1} if SAME_EACH_TIME else {})
    )


schema = openapi.from_wsgi(DOCUMENT, application, config=config()).exclude(path_regex=OF_GUESTS)


@pytest.fixture
def watch(hotels: Hotels) -> Iterator[Watch]:
    watch = Watch(hotels)
    yield watch
    watch.at_the_end()


@pytest.fixture
def program(hotels: Hotels) -> dict[str, str]:
    return {"Authorization": f"Bearer {hotels.token()}"}


@schema.parametrize()
@examples(EXAMPLES)
def test_every_call_keeps_to_its_document(case: Case[Any], watch: Watch, program: dict[str, str]) -> None:
    if "code" in case.path_parameters and not is_negative(case, ParameterLocation.PATH):
        case.path_parameters["code"] = (
            watch.hotels.code
        )  # any text fits the document; a booking is there for one
    if "id" in case.path_parameters and not is_negative(case, ParameterLocation.PATH):
        hotels = watch.hotels
        case.path_parameters["id"] = str(hotels.asked if "code" in case.path_parameters else hotels.payment)
    response = case.call(headers=program)
    validate(case, response, headers=program, transport_kwargs={"headers": program})
    watch.look(case, response)


def test_calls_in_a_row_keep_to_the_document(hotels: Hotels, tmp_path: Path) -> None:
    """From answer to answer along the document's links: booking, preview, confirmation, entry, payment. Two programs,
    ours and the stranger's, of which neither may be given what is the other's."""
    schema = openapi.from_dict(
        narrowed(document(), hotels), config=config("positive", auth=_two_programs(hotels, tmp_path))
    )
    schema.app = application
    in_a_row = schema.include(operation_id=sorted(IN_A_ROW))
    seen: Counter[tuple[str, int]] = Counter()
    failures: list[BaseException] = []

    machine = in_a_row.as_state_machine()
    blind = {name for name in machine.root_rules if name.lower().rstrip("_").endswith("changes")}
    assert len(blind) == 1

    class Calls(machine):  # type: ignore[misc,valid-type]
        locals().update(
            dict.fromkeys(blind)
        )  # nobody confirms what no preview showed: that is tried elsewhere
        root_rules = machine.root_rules - blind

        def setup(self) -> None:
            self.savepoint = transaction.savepoint_create()  # each row of calls meets the same hotels
            self.watch = Watch(hotels)

        def teardown(self) -> None:
            self.note(self.watch.at_the_end)
            transaction.savepoint_rollback(self.savepoint)

        def validate_response(self, response: Response, case: Case[Any], **_kwargs: Any) -> None:
            seen[operation_of(case), response.status_code] += 1
            self.note(lambda: validate(case, response, recorder=self.recorder))
            self.note(lambda: self.watch.look(case, response))

        @staticmethod
        def note(check: Callable[[], None]) -> None:
            """Keep what is wrong for the end: booking codes are drawn at random, so that no row of calls runs twice
            alike, as hypothesis wants one that fails to (`Flaky`)."""
            try:
                check()
            except (FailureGroup, AssertionError) as failure:
                failures.append(failure)

    as_they_come = settings(examples(SCENARIOS), stateful_step_count=STEPS, phases=[Phase.generate])
    for number in range(MOST_RUNS * FACTOR):
        with suppress(Flaky):
            seed(number)(Calls).run(settings=as_they_come)
        if failures:
            raise failures[0]
        done = {operation for operation, status in seen if status < 300}
        if done == IN_A_ROW and seen.total() >= CALLS * FACTOR // SHARE:
            break
    else:
        pytest.fail(f"not every call succeeded once: {seen}")


def _two_programs(hotels: Hotels, folder: Path) -> dict[str, Any]:
    tokens = {"ours": hotels.token(), "theirs": hotels.token(of=hotels.theirs)}
    programs = [
        {"name": name, "fixedHeaders": [{"name": "Authorization", "value": f"Bearer {token}"}]}
        for name, token in tokens.items()
    ]
    path = folder / "programs.json"
    path.write_text(json.dumps({"auth": programs}))
    return {"wfc": {"path": str(path), "user": "ours", "peers": list(tokens)}}


def test_every_call_has_its_list_of_refusals() -> None:
    named = {
        each.ok().definition.raw["operationId"]  # type: ignore[union-attr]
        for each in schema.get_all_operations()
    }
    of_guests = {name for name in MAY_REFUSE if name.startswith("guest_")}
    assert named == MAY_REFUSE.keys() - of_guests
    assert named >= READS - of_guests


def test_no_check_is_left_out() -> None:
    """A new version's new checks are taken up by themselves; none is switched off here."""
    from schemathesis.checks import CHECKS

    found: dict[str, Any] = {check.__name__: check for check in CHECKS.get_all()}
    config = schema.config.checks_config_for()
    assert all(config.get_by_name(name=name).enabled for name in found if name != "max_response_time")
    assert {
        "not_a_server_error",
        "ignored_auth",
        "unsupported_method",
        "negative_data_rejection",
    } <= found.keys()
