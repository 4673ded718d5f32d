"""Addresses, methods, query strings, headers and bodies that no browser of ours would send."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import cycle, product
from urllib.parse import quote, urlencode

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from hypothesis import given
from hypothesis import strategies as st

from tests.hostile.crawling import plain_addresses, undone
from tests.hostile.fuzzing import SHARE, examples
from tests.hostile.hotels import Hotels
from tests.hostile.page_watch import PageWatch
from tests.hostile.values import values
from tests.hostile.web import FORM, Answer, Visitor

LONG = "x" * 10_000
ASKED_BY_SCRIPTS = ("/settings/policies/policy/try/", "/settings/rate-plans/plan/prepay/", "/new/example/")
AN_ID = "01a20786-530f-7631-b76f-55a3c778fa5b"
ODD_PARTS = [
    "%00", "%00KJ", "%FF%FE", "%ED%A0%80", "%2F", "..%2F..%2Fetc", "%2e%2e", "%", "%zz", "%0d%0aX-Odd:%20x", "%20", "+",
    quote("ก" * 40), quote("ＫＪ２"), quote("²"), "-1", "0", "9" * 400, "1e3", "null", "kj", "<script>", "'", "KJ" + "0" * 6, LONG, "%25" * 3_000,
]  # fmt: skip
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get", "B" * 5_000]  # fmt: skip
QUERIES = [
    "%", "%zz=%zz", "&&&===", ";;", "?", "q=%00", "q=%FF%FE", "q=%ED%A0%80", "q=\xff", "q[]=1", "q=1&q=2&q=%00", "after=", "after=9-9",
    "after=99999999999999999-" + "f" * 32, "after=" + LONG, "view=before&view=after", "view=../..", "status=reserved&status=x", "arriving_from=0001-01-01",
    "arriving_to=9999-12-31", "arriving_from=9999-12-31&arriving_to=0001-01-01", "next=//evil.example/", "next=https:%2F%2Fevil.example", "next=%00",
    urlencode([(f"a{number}", "1") for number in range(2_000)]), "q=" + LONG, "cursor=" + LONG, "page=-1", "month=0000-00",
]  # fmt: skip
HEADERS = [
    ("Accept-Language", "*;q=NaN"), ("Accept-Language", "zz;q=9,,;=th" + LONG), ("Accept-Language", "\xff\xfe"), ("Accept", LONG),
    ("Host", "evil.example"), ("Host", ""), ("Host", "localhost:99999"), ("Host", "localhost@evil.example"), ("Host", "[::1"), ("Host", LONG),
    ("Host", "\xff"), ("X-Forwarded-Host", "evil.example"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-For", LONG), ("X-Forwarded-For", "\xff"),
    ("HX-Request", "true"), ("HX-Request", "\xff"), ("HX-Current-URL", "http://["), ("HX-Current-URL", "%"), ("HX-Current-URL-URI-AutoEncoded", "true"),
    ("HX-History-Restore-Request", "true"), ("HX-Target", LONG), ("HX-Triggering-Event", "{"), ("Referer", "http://["), ("Referer", LONG), ("Origin", "null"),
    ("Origin", "http://["), ("If-Modified-Since", "never"), ("If-None-Match", LONG), ("Range", "bytes=9-0"), ("Accept-Encoding", "gzip;q=x"),
    ("Content-Type", "text/plain; charset=zlib"), ("Content-Length", "-1"), ("Content-Length", "one"), ("Transfer-Encoding", "chunked"),
    ("Authorization", "Bearer kj_x"), ("User-Agent", "\x00"), ("X-HTTP-Method-Override", "DELETE"), ("X-CSRFToken", LONG),
]  # fmt: skip
COOKIES = ["=;=;=", "messages=garbage", 'messages="[[\\"__json_message\\",0,25,\\"x\\"]]"', "csrftoken=x", "django_language=../../etc", "django_language=" + LONG, "a=" + "x" * 64_000, "\xff=\xff", "sessionid="]  # fmt: skip


@pytest.fixture
def visitor(hotels: Hotels) -> Visitor:
    return Visitor.signed_in(hotels.staff("front_desk"), "th")


@pytest.fixture
def owner(hotels: Hotels) -> Visitor:
    """Who may come to every page: others are told 403 before anybody looks what an address names."""
    return Visitor.signed_in(hotels.staff("owner"), "th")


@pytest.fixture
def watch(hotels: Hotels) -> Iterator[PageWatch]:
    watch = PageWatch(hotels, "th", may_write=False)
    yield watch
    watch.at_the_end()


def pages(patterns: list[URLPattern | URLResolver] | None = None, before: str = "/") -> Iterator[str]:
    """Every address of the house that has parts, as Django writes it; without the API's."""
    for each in get_resolver().url_patterns if patterns is None else patterns:
        address = before + str(each.pattern).removeprefix("^").removesuffix("$").removesuffix("\\Z")
        if isinstance(each, URLResolver):
            yield from () if address.startswith("/api/") else pages(each.url_patterns, address)
        elif "<" in address:
            yield address


def filled(pattern: str, **parts: str) -> str:
    """The address with these parts, and something that fits for the others."""
    return re.sub(
        r"\(\?P<(\w+)>[^)]*\)|<(?:\w+:)?(\w+)>",
        lambda match: parts.get(match[1] or match[2], AN_ID if match[0].startswith("<uuid:") else "1"),
        pattern,
    )


def test_an_odd_part_of_an_address_is_no_page(hotels, owner, watch):
    ours = {"slug": hotels.ours.slug, "code": hotels.code, "number": "1"}
    patterns = list(pages())
    assert len(patterns) > 10, "the house's own and those of the sign-in"
    every = [*ODD_PARTS, hotels.their_code, hotels.theirs.slug]
    for index, pattern in enumerate(patterns):
        for name in re.findall(r"<(?:\w+:)?(\w+)>", pattern):
            # The hotel's own part is read by the same code on every page: each page tries some of the values.
            step = SHARE * (4 if name == "slug" else 1)
            for odd in every[index % step :: step]:
                answer = owner.get(filled(pattern, **ours | {name: odd}))
                looks_like(watch, answer, f"{pattern} {name}={odd[:40]}", odd)
                if pattern.startswith("/extranet/"):
                    assert answer.status == 404, (pattern, odd[:40])


@pytest.mark.once
def test_a_page_knows_its_methods(hotels, owner, watch):
    addresses = [
        filled(pattern, slug=hotels.ours.slug, code=hotels.code, number="1")
        for pattern in pages()
        if pattern.startswith("/extranet/")
    ]
    headers = {"X-CSRFToken": owner.cookies["csrftoken"]}
    for method, address in product(METHODS, [*addresses, "/extranet/", "/healthz", "/readyz"]):
        answer = owner.ask(method, address, headers=headers)
        looks_like(watch, answer, f"{method[:20]} {address}", "")
        if method.upper() not in ("GET", "HEAD", "POST"):
            assert answer.status == 405, f"{method[:20]} {address}: {answer.status}"
            allowed = set(answer.headers["allow"].split(", "))
            # What a form's own script asks while somebody types is no page: it is only posted to.
            assert {"GET", "HEAD"} <= allowed or (allowed == {"POST"} and address.endswith(ASKED_BY_SCRIPTS))


def test_an_odd_query_string_breaks_no_page(hotels, visitor, watch):
    base = f"/extranet/{hotels.ours.slug}/bookings/"
    own = [
        base,
        *(f"{base}{hotels.code}/{rest}" for rest in ("", "change/", "details/", "history/", "history/1/")),
    ]
    others = zip(cycle(QUERIES), plain_addresses() * 3, strict=False)
    for query, address in [*product(QUERIES, own), *others]:
        with undone(), visitor.as_it_was():
            looks_like(watch, visitor.get(f"{address}?{query}"), f"{address}?{query[:60]}", query)


def test_nothing_that_is_searched_for_breaks_the_list(hotels, visitor, watch):
    known = hotels.known_words()

    @examples(60)
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(["q", "arriving_from", "arriving_to", "status", "after", "x"]),
                values(known, most=5_000),
            ),
            max_size=4,
        ),
        st.booleans(),
    )
    def holds(query: list[tuple[str, str | bytes]], partly: bool) -> None:
        headers = {"HX-Request": "true"} if partly else {}
        answer = visitor.get(f"/extranet/{hotels.ours.slug}/bookings/?{urlencode(query)}", **headers)
        assert answer.status in (200, 422)
        looks_like(watch, answer, str(query)[:200], str(query))

    holds()


def test_an_odd_header_breaks_no_page(hotels, visitor, watch):
    base = f"/extranet/{hotels.ours.slug}/bookings/"
    addresses = [
        base,
        f"{base}{hotels.code}/change/",
        "/accounts/login/",
        "/healthz",
        "/static/kunjae/css/base.css",
    ]
    for (name, value), address, method in product(HEADERS, addresses, ("GET", "POST")):
        with undone(), visitor.as_it_was():
            body, content_type = (b"do=look", FORM) if method == "POST" else (b"", "")
            answer = visitor.ask(method, address, body, content_type, headers={name: value})
            looks_like(watch, answer, f"{method} {address} {name}: {value[:40]}", "")


def test_an_odd_cookie_breaks_no_page(hotels, visitor, watch):
    signed_in = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
    addresses = (f"/extranet/{hotels.ours.slug}/bookings/", "/accounts/login/")
    for cookie, address in product([*COOKIES, *(f"{signed_in}; {odd}" for odd in COOKIES)], addresses):
        looks_like(watch, Visitor().get(address, Cookie=cookie), f"{address} {cookie[-40:]}", "")


PARTS = {
    "no boundary": ("multipart/form-data", b"--x\r\n"),
    "an odd boundary": ("multipart/form-data; boundary=\xff\x00", b"--x\r\n"),
    "a long boundary": (f"multipart/form-data; boundary={LONG}", b"--x\r\n"),
    "cut off": ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="do"\r\n\r\nlo'),
    "no name": ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\nlook\r\n--x--"),
    "an odd name": ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="\xff\x00"\r\n\r\nlook\r\n--x--'),
    "an odd charset": ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name*=zlib\'\'%FF\r\nContent-Type: text/plain; charset=zlib\r\n\r\nx\r\n--x--'),
    "an odd encoding": ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="do"\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!=\r\n--x--'),
    "a file for a text": ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="do"; filename="../a\x00b"\r\n\r\nlook\r\n--x--'),
    "a huge header": ("multipart/form-data; boundary=x", b"--x\r\nX: " + b"x" * 100_000 + b"\r\n\r\nlook\r\n--x--"),
    "many parts": ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n' * 2_000 + b"--x--"),
    "many files": ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="a"; filename="a"\r\n\r\n1\r\n' * 200 + b"--x--"),
    "parts in parts": ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="a"\r\nContent-Type: multipart/mixed; boundary=y\r\n\r\n--y\r\n\r\n--y--\r\n--x--'),
    "JSON": ("application/json", b'{"do": "look"}'),
    "nothing named": ("", b"do=look"),
    "a broken type": ("/;;=", b"do=look"),
    "an odd charset of a form": (f"{FORM}; charset=zlib", b"do=look"),
    "UTF-16": (f"{FORM}; charset=utf-16", "do=look".encode("utf-16")),
    "bytes": (FORM, bytes(range(256)) * 20),
    "many fields": (FORM, b"a=1&" * 5_000),
    "too much": (FORM, b"a=" + b"x" * 3_000_000),
    "equals signs": (FORM, b"=&" * 400),
}  # fmt: skip


def test_a_body_that_is_no_form_is_read_as_nothing_or_refused(hotels, visitor, watch):
    base = f"/extranet/{hotels.ours.slug}/bookings/{hotels.code}/"
    headers = {"X-CSRFToken": visitor.cookies["csrftoken"]}
    ours = [f"{base}change/", f"{base}details/", f"{base}payments/"]
    for kind, address in product(PARTS, [*ours, "/accounts/password/change/", "/i18n/setlang/"]):
        content_type, body = PARTS[kind]
        with undone(), visitor.as_it_was():
            answer = visitor.ask("POST", address, body, content_type, headers=headers)
            looks_like(watch, answer, f"{address} {kind}", "")
            assert answer.status in (200, 302, 400, 403, 422), (address, kind, answer.status)


def looks_like(watch: PageWatch, answer: Answer, what: str, sent: str) -> None:
    """No fault, no stranger, and nothing saved."""
    assert answer.status < 500, what
    watch.look_at_the_answer(answer, sent, what)
