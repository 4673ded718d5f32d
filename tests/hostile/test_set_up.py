"""Every page of the set-up, filled in with what nobody would type: never a 500, an answer in the newcomer's language,
nothing saved unless the next page opens, and what was typed is still there when it is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import given
from hypothesis import strategies as st

from kunjae.accounts.models import User
from kunjae.extranet.setup.key import set_up_key
from kunjae.properties.models import Property
from tests.extranet.setup.newcomer import OWNER, PAGES, TYPED, Newcomer
from tests.hostile.crawling import Press, send, undone
from tests.hostile.fuzzing import examples
from tests.hostile.hotels import fingerprint, shared_rows
from tests.hostile.page_watch import RAW, look_what_is_kept
from tests.hostile.pages import TYPED as TYPED_KINDS
from tests.hostile.pages import Form, page_of
from tests.hostile.test_forms import spoilt
from tests.hostile.web import Visitor

FILLED_IN = TYPED_KINDS | {"select", "time"}
WORDS = ["101", "STD", "BAR", "baan-talay", "NON"]
"""What means something on these pages."""


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("page", ["", *TYPED])
def test_no_page_breaks_whatever_is_sent(db: None, page: str, language: str) -> None:
    visitor, address = _come_to(page, language)
    presses = [
        Press(_filled_in(form, OWNER | TYPED.get(page, {})), button)
        for form in page_of(visitor.get(address).text, address).forms
        if form.address.startswith(PAGES)
        for button in form.buttons or (("", ""),)
    ]
    assert presses, visitor.get(address)
    before = _rows()

    @examples(40)
    @given(st.data())
    def holds(data: st.DataObject) -> None:
        press = data.draw(st.sampled_from(presses))
        sent = data.draw(spoilt(press, WORDS))
        with undone(), visitor.as_it_was():
            answer = send(visitor, press.form, sent)
            assert answer.status < 500, (press, sent)
            assert not RAW.search(answer.text)
            if answer.status == 302:
                return
            assert _rows() == before, "saved without a word"
            if answer.is_page and "<html" in answer.text:
                assert answer.language == language
            if answer.status != 409:  # then the page says that it shows what somebody else saved
                look_what_is_kept(press.form, sent, answer)

    holds()
    assert _rows() == before


@pytest.mark.parametrize("page", ["", *TYPED])
def test_what_is_spoilt_there_is_right_to_begin_with(db: None, page: str) -> None:
    visitor, address = _come_to(page, "en")
    forms = page_of(visitor.get(address).text, address).forms
    form = next(form for form in forms if form.address.startswith(PAGES))
    sent = _filled_in(form, OWNER | TYPED.get(page, {})).values()
    assert send(visitor, form, sent).status == 302


def _come_to(page: str, language: str) -> tuple[Visitor, str]:
    """Somebody with the key at the first page, or the owner at a later one."""
    visitor = Visitor({"django_language": language})
    if not page:
        return visitor, f"{PAGES}?key={set_up_key()}"
    newcomer = Newcomer(language)
    newcomer.walk(until=page)
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)  # Django's test client has just connected it again
    visitor.cookies |= {name: morsel.value for name, morsel in newcomer.client.cookies.items()}
    return visitor, f"{PAGES}{page}/"


def _filled_in(form: Form, typed: dict[str, str]) -> Form:
    fields = [
        replace(field, value=typed[field.name]) if field.name in typed and field.kind in FILLED_IN else field
        for field in form.fields
    ]
    return replace(form, fields=tuple(fields))


def _rows() -> list[Any]:
    """Everybody and every hotel."""
    hotels = [fingerprint(hotel) for hotel in Property.objects.order_by("id")]
    return [*shared_rows(), *User.objects.order_by("id").values_list(), *hotels]
