from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from kunjae.pms.facts import Line
from kunjae.pms.http import LONGEST_PATIENCE, PATIENCE, Reply, ask, patience, shown
from kunjae.pms.ports import NotLetIn, PmsBusy, PmsDown
from tests.pms.fakes.server import LOST, SILENT, Answer, Asked, FakePms, running


class Echo(FakePms):
    """Answers what it was asked."""

    def forget(self) -> None: ...

    def answer(self, asked: Asked) -> Answer:
        return Answer(
            200,
            {"query": asked.query, "body": asked.body.decode(), "type": asked.headers.get("content-type")},
        )


@pytest.fixture(scope="module")
def _echo() -> Iterator[Echo]:
    with running(Echo) as echo:
        yield echo


@pytest.fixture
def echo(_echo: Echo) -> Echo:
    _echo.start_afresh()
    return _echo


def line_to(address: str) -> Line:
    return Line(
        property_id=uuid4(),
        address=address,
        currency="THB",
        timezone="Asia/Bangkok",
        secrets={"key": "s3cret"},
    )


def test_questions_arrive_as_they_were_meant(echo: Echo) -> None:
    line = line_to(echo.url)
    found = ask(line, "GET", "/a", params={"name": "สมชาย & ลูก"}).json()
    assert found["query"] == {"name": "สมชาย & ลูก"}
    found = ask(line, "POST", "/a", form=[("items[0][price]", "1.50"), ("items[0][name]", "ก")]).json()
    assert found["type"] == "application/x-www-form-urlencoded"
    assert echo.asked[-1].form == {"items[0][price]": "1.50", "items[0][name]": "ก"}
    ask(line, "PUT", "/a", json={"amount": Decimal("1234.10"), "whole": Decimal("1200.00")})
    assert echo.asked[-1].body == b'{"amount": 1234.1, "whole": 1200}'
    echo.then(Answer(200, b'{"amount": 0.1}'))
    assert ask(line, "GET", "/a").json() == {"amount": Decimal("0.1")}


def test_what_is_shown_is_what_is_sent_without_any_key() -> None:
    line = line_to("https://pms.example/")
    seen = shown(
        line, "POST", "/charges", params={"x": "1"}, form={"itemName": "Spa & bar", "price": "900.00"}
    )
    assert (seen.method, seen.url, seen.body) == (
        "POST",
        "https://pms.example/charges?x=1",
        "itemName=Spa & bar\nprice=900.00",
    )
    assert '"ก"' in shown(line, "POST", "/", json={"name": "ก"}).body
    assert "s3cret" not in f"{line!r}{seen!r}"


@pytest.mark.parametrize(("method", "sent"), [("GET", False), ("POST", True), ("DELETE", True)])
def test_only_what_may_have_changed_something_leaves_a_doubt(echo: Echo, method: str, sent: bool) -> None:
    line = line_to(echo.url)
    for trouble, code in (
        (LOST, "broken_off"),
        (SILENT, "broken_off"),
        (Answer(500, {}), "server_error"),
        (Answer(502, b"<html>"), "server_error"),
        (Answer(302, b"", {"Location": "https://elsewhere.example/"}), "redirected"),
        (Answer(200, b'{"squeezed": 1}', {"Content-Encoding": "gzip"}), "unreadable_answer"),
    ):
        echo.then(trouble)
        with pytest.raises(PmsDown) as down:
            ask(line, method, "/a")
        assert (down.value.code, down.value.sent) == (code, sent)
    for body in (b"<html>", b"[]", b'{"a": NaN}', b"[" * 100_000):
        echo.then(Answer(200, body))
        reply = ask(line, method, "/a")
        with pytest.raises(PmsDown) as down:
            reply.json()
        assert (down.value.code, down.value.sent) == ("unreadable_answer", sent)


def test_a_question_that_only_reads_leaves_none_whatever_its_method(echo: Echo) -> None:
    echo.then(LOST)
    with pytest.raises(PmsDown) as down:
        ask(line_to(echo.url), "POST", "/orderItems/getAll", reads=True)
    assert not down.value.sent


def test_nobody_there_means_that_nothing_was_sent() -> None:
    for address in ("http://127.0.0.1:9", "https://127.0.0.1:9", "ftp://127.0.0.1"):
        with pytest.raises(PmsDown) as down:
            ask(line_to(address), "POST", "/a", form={})
        assert (down.value.code, down.value.sent) == ("unreachable", False)


def test_an_answer_without_end_is_not_read_to_its_end(echo: Echo) -> None:
    echo.then(Answer(200, b" " * 5_000_001))
    with pytest.raises(PmsDown, match="answer_too_large"):
        ask(line_to(echo.url), "GET", "/a")


def test_who_is_not_let_in_or_asked_to_wait_hears_so(echo: Echo) -> None:
    line = line_to(echo.url)
    for status in (401, 403):
        echo.then(Answer(status, {"message": "no"}))
        with pytest.raises(NotLetIn):
            ask(line, "GET", "/a")
    for answer, wait in (
        (Answer(429, {}, {"Retry-After": "30"}), timedelta(seconds=30)),
        (Answer(429, {}), PATIENCE),
        (Answer(503, {}, {"Retry-After": "7"}), timedelta(seconds=7)),
    ):
        echo.then(answer)
        with pytest.raises(PmsBusy) as busy:
            ask(line, "POST", "/a")
        assert busy.value.after == wait
    echo.then(Answer(404, {"message": "no such folio"}))
    reply = ask(line, "GET", "/a")
    assert (reply.status, reply.good, reply.json()) == (404, False, {"message": "no such folio"})


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"retry-after": "0"}, timedelta(seconds=1)),
        ({"retry-after": "999999999"}, LONGEST_PATIENCE),
        (
            {"retry-after": "Wed, 25 Nov 2026 09:02:00 GMT", "date": "Wed, 25 Nov 2026 09:00:00 GMT"},
            timedelta(minutes=2),
        ),
        (
            {"retry-after": "Wed, 25 Nov 2026 08:00:00 GMT", "date": "Wed, 25 Nov 2026 09:00:00 GMT"},
            timedelta(seconds=1),
        ),
        ({"retry-after": "Wed, 25 Nov 2026 09:02:00 GMT"}, PATIENCE),
        ({"retry-after": "soon"}, PATIENCE),
        ({"retry-after": "-5"}, PATIENCE),
        ({}, PATIENCE),
    ],
)
def test_patience_is_read_from_seconds_and_from_dates(headers: dict[str, str], wait: timedelta) -> None:
    assert patience(headers) == wait


def test_nothing_of_it_is_written_down(echo: Echo, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    line = line_to(echo.url)
    reply = ask(line, "GET", "/a", params={"guestName": "Anna"}, headers={"x-api-key": "s3cret"})
    echo.then(Answer(401, {}))
    with pytest.raises(NotLetIn) as refused:
        ask(line, "GET", "/a", headers={"x-api-key": "s3cret"})
    assert "Anna" not in caplog.text
    assert "s3cret" not in f"{caplog.text}{refused.value!r}{reply!r}{Reply!r}"
